"""`--cores`: several processes give the rows of one, in its order; an index that does not fit is told."""

import shutil

import polars as pl
import pysam
import pytest
from click.testing import CliRunner

from genopipe.annotate.sources import Hits
from genopipe.cli.annotate import command as annotate
from genopipe.cli.normalise import command as normalise
from genopipe.errors import InputError
from genopipe.io.called.reading import Findings
from genopipe.io.vcf_index import indexed_contigs
from unit.made import GENE
from unit.made import HEADER
from unit.made import bases
from unit.made import make_reference
from unit.made import other
from unit.made import record
from unit.made import write_vcf

CONTIGS = ("chr1", "chr2")


def lines(reference, contigs=CONTIGS):
    made = []
    for contig in contigs:
        for position in range(20, 280, 7):
            b = bases(reference, position, contig=contig)
            alts = other(b) if position % 2 else f"{other(b)},{b}{other(b)}"
            call = "0/1:9,9:18:90" if position % 2 else "1/2:1,9,9:19:90"
            made.append(record(position, b, alts, call, contig=contig))
    return made


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cores")
    reference = make_reference(folder)
    (folder / "genes.gff3").write_text(GENE)
    (folder / "regions.bed").write_text("chr1\t100\t160\tx\n")
    write_vcf(folder / "in.vcf", ["kid"], lines(reference))
    pysam.tabix_index(str(folder / "in.vcf"), preset="vcf", force=True)
    return folder


def run(command, *words):
    return CliRunner().invoke(command, [str(word) for word in words])


@pytest.mark.parametrize("ending", ["parquet", "tsv"])
def test_annotation_is_the_same(folder, ending):
    common = ["--vcf", folder / "in.vcf.gz", "--fasta", folder / "genome.fa", "--transcripts", folder / "genes.gff3"]
    common += ["--source", f"problematic_regions={folder / 'regions.bed'}"]
    one = run(annotate, *common, "--out", folder / f"one.{ending}")
    two = run(annotate, *common, "--cores", 2, "--out", folder / f"two.{ending}")
    assert (one.exit_code, two.exit_code) == (0, 0), two.output
    if ending == "tsv":
        assert (folder / "one.tsv").read_bytes() == (folder / "two.tsv").read_bytes()
    else:
        first, second = (pl.read_parquet(folder / f"{name}.parquet") for name in ("one", "two"))
        assert first.equals(second)
        assert first.height > 100
        assert first["problematic_regions_touched"].any()
    told = [line for line in one.output.splitlines() if "problematic_regions:" in line]
    assert told == [line for line in two.output.splitlines() if "problematic_regions:" in line] != []
    assert "chr2: " in two.output
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


def test_tables_are_the_same(folder):
    common = ["--vcf", folder / "in.vcf.gz", "--reference", folder / "genome.fa"]
    one = run(normalise, *common, "--out", folder / "n1")
    two = run(normalise, *common, "--cores", 2, "--out", folder / "n2")
    assert (one.exit_code, two.exit_code) == (0, 0), two.output
    for name in ("alleles", "genotypes"):
        first, second = (pl.read_parquet(folder / part / f"{name}.parquet") for part in ("n1", "n2"))
        assert first.equals(second)
        assert first.height
    assert (folder / "n1" / "proof.json").read_bytes() == (folder / "n2" / "proof.json").read_bytes()
    assert sorted(path.name for path in (folder / "n2").iterdir()) == sorted(
        path.name for path in (folder / "n1").iterdir()
    )


def test_faults_of_every_contig_are_told(folder, tmp_path):
    sure = [(contig, bases(folder / "genome.fa", 21, contig=contig)) for contig in CONTIGS]
    wrong = [record(21, other(b), b, "0/1:9,9:18:90", contig=contig) for contig, b in sure]
    write_vcf(tmp_path / "in.vcf", ["kid"], wrong)
    pysam.tabix_index(str(tmp_path / "in.vcf"), preset="vcf", force=True)
    found = []
    for cores in (1, 2):
        words = ["--vcf", tmp_path / "in.vcf.gz", "--reference", folder / "genome.fa", "--cores", cores]
        result = run(normalise, *words, "--out", tmp_path / "n")
        assert isinstance(result.exception, InputError)
        found.append([(item.code, item.where) for item in result.exception.faults])
        assert not list((tmp_path / "n").glob("*"))
    assert found[0] == found[1]
    assert {where.split()[1].split(":")[0] for _, where in found[0]} == set(CONTIGS)


def test_an_index_of_an_older_file_is_told(folder, tmp_path):
    write_vcf(tmp_path / "in.vcf", ["kid"], lines(folder / "genome.fa", ["chr1"]))
    pysam.tabix_index(str(tmp_path / "in.vcf"), preset="vcf", force=True)
    assert indexed_contigs(tmp_path / "in.vcf.gz") == ["chr1"]
    shutil.copy(folder / "in.vcf.gz", tmp_path / "in.vcf.gz")
    with pytest.raises(InputError, match="VCF-COUNT"):
        indexed_contigs(tmp_path / "in.vcf.gz")


def test_contigs_of_an_index_stand_in_the_order_of_the_file(tmp_path):
    reference = make_reference(tmp_path)
    write_vcf(tmp_path / "in.vcf", ["kid"], lines(reference, reversed(CONTIGS)))
    assert indexed_contigs(tmp_path / "in.vcf") is None
    packed = pysam.tabix_index(str(tmp_path / "in.vcf"), preset="vcf", csi=True, force=True)
    assert indexed_contigs(tmp_path / "in.vcf.gz") == ["chr2", "chr1"]
    (tmp_path / "in.vcf.gz.csi").unlink()
    assert indexed_contigs(tmp_path / "in.vcf.gz") is None
    with (
        pysam.VariantFile(packed) as reader,
        pysam.VariantFile(str(tmp_path / "in.bcf"), "wb", header=reader.header) as out,
    ):
        for line in reader:
            out.write(line)
    assert "contig=<ID=chr1" in HEADER
    assert indexed_contigs(tmp_path / "in.bcf") is None


def test_counts_of_parts_add_up():
    first, second = Findings(), Findings()
    first.counts.alleles_in, second.counts.alleles_in = 2, 3
    second.unaligned.append("x")
    first.join(second)
    assert (first.counts.alleles_in, first.unaligned) == (5, ["x"])
    hits = Hits(2, 1, {"a": 2}, "", 0.5)
    hits.add(Hits(3, 1, {"b": 3}, "b-1", 1.5))
    assert hits == Hits(5, 2, {"a": 2, "b": 3}, "b-1", 2.0)
