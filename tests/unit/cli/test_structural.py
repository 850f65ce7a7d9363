"""`genopipe structural`: structural alleles of a VCF on every transcript, as Parquet and as text."""

import polars as pl
import pytest
from click.testing import CliRunner

from genopipe.annotate.structural_stage import STRUCTURAL_ROWS
from genopipe.cli.structural import command
from genopipe.errors import InputError
from genopipe.tables import check
from unit.made import GENE
from unit.made import write_vcf

HEAD = (
    "##fileformat=VCFv4.2\n##contig=<ID=chr1,length=300>\n##contig=<ID=chr2,length=300>\n"
    '##INFO=<ID=END,Number=1,Type=Integer,Description="e">\n##INFO=<ID=SVLEN,Number=A,Type=Integer,Description="l">\n'
)
ROWS = [
    "chr1\t20\t.\tA\tG\t.\t.\t.",
    "chr1\t90\tx1\tN\t<DEL>\t.\t.\tEND=250",
    "chr1\t90\tx2\tN\t<DEL>\t.\t.\tSVLEN=-160",
    "chr1\t149\t=cmd\tN\t<DUP>\t.\t.\tEND=199",
    "chr1\t150\t.\tN\t<DEL>\t.\t.\t.",
    "chr2\t50\t.\tN\t<INV>\t.\t.\tEND=80",
]


@pytest.fixture
def run(tmp_path):
    (tmp_path / "genes.gff3").write_text(GENE)
    write_vcf(tmp_path / "in.vcf", [], ROWS, HEAD)

    def call(*more, vcf="in.vcf", out="out.parquet"):
        words = ["--vcf", tmp_path / vcf, "--transcripts", tmp_path / "genes.gff3", "--out", tmp_path / out, *more]
        return CliRunner().invoke(command, [str(word) for word in words])

    return call


def test_each_allele_is_told_of_on_each_transcript(run, tmp_path):
    result = run()
    assert result.exit_code == 0, result.output
    assert "5 of 6 alleles are structural, 4 of them different, 1 of which nothing can be said; 4 rows" in result.output
    assert "1 alleles lie on contigs without a transcript, such as 'chr2'" in result.output
    rows = check(pl.read_parquet(tmp_path / "out.parquet"), STRUCTURAL_ROWS)
    by_name = {row["allele"]: row for row in rows.to_dicts()}
    whole = by_name["1-90-250-DEL"]
    assert (whole["record_id"], whole["consequence"], whole["overlap_fraction"]) == ("x1;x2", "transcript_ablation", 1)
    assert (whole["contig"], whole["start"], whole["end"], whole["lost"]) == ("chr1", 91, 250, 160)
    gain = by_name["1-149-199-DUP"]
    assert (gain["overlap_bases"], gain["cds_bases"], gain["exons_hit"]) == (50, 50, "1/1")
    assert gain["cds_fraction"] == pytest.approx(50 / 90)
    assert by_name["1-150-unknown-DEL"]["reason"] == "neither END nor SVLEN tells where the allele ends"
    assert by_name["2-50-80-INV"]["consequence"] == "intergenic_variant"


def test_text_holds_the_same_and_no_formula(run, tmp_path):
    assert run().exit_code == run(out="out.tsv").exit_code == 0
    lines = [line.split("\t") for line in (tmp_path / "out.tsv").read_text().splitlines()]
    rows = pl.read_parquet(tmp_path / "out.parquet")
    assert lines[0] == rows.columns
    assert len(lines) == rows.height + 1
    gain = dict(zip(lines[0], next(line for line in lines if line[0] == "1-149-199-DUP"), strict=True))
    assert (gain["record_id"], gain["strand"], gain["canonical"], gain["mate"]) == ("'=cmd", "+", "true", "")


def test_contigs_are_named_by_the_declared_table_only(run, tmp_path):
    renamed = [line.replace("chr1", "1").replace("chr2", "2") for line in ROWS]
    head = HEAD.replace("chr1,length=300", "1,length=248956422").replace("chr2,length=300", "2,length=242193529")
    write_vcf(tmp_path / "other.vcf", [], renamed, head)
    assert run(vcf="other.vcf", out="other.parquet").exit_code == run().exit_code == 0
    left, right = (pl.read_parquet(tmp_path / name).drop("contig") for name in ("other.parquet", "out.parquet"))
    assert left.equals(right)
    write_vcf(tmp_path / "strange.vcf", [], [line.replace("chr", "c") for line in ROWS], HEAD.replace("chr", "c"))
    result = run(vcf="strange.vcf", out="strange.parquet")
    assert isinstance(result.exception, InputError)
    assert result.exception.faults[0].code == "VCF-CONTIG"
    assert not (tmp_path / "strange.parquet").exists()


def test_a_fasta_index_names_the_contigs(run, tmp_path):
    (tmp_path / "genome.fa.fai").write_text("chr1\t300\t0\t60\t61\nchr2\t300\t0\t60\t61\n")
    assert run("--fasta-index", tmp_path / "genome.fa.fai").exit_code == 0
    (tmp_path / "names").write_text("chr1\tnone\n")
    result = run("--fasta-index", tmp_path / "genome.fa.fai", "--contig-names", tmp_path / "names")
    assert isinstance(result.exception, InputError)
    assert run("--contig-names", tmp_path / "names").exit_code == 2


def test_the_name_of_the_output_tells_its_format(run):
    result = run(out="out.csv")
    assert isinstance(result.exception, InputError)
    assert result.exception.faults[0].code == "OUT-FORMAT"
