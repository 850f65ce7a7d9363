"""`genopipe annotate --vcf --keep-below`: a family's rare alleles in one command, with pedigree and neighbours."""

import json

import polars as pl
import pysam
import pytest
from click.testing import CliRunner

from genopipe.annotate.clinvar import CLINVAR_COLUMNS
from genopipe.annotate.frequency import FREQUENCY_COLUMNS
from genopipe.cli.annotate import command as annotate
from genopipe.cli.neighbours import command as neighbours
from genopipe.cli.normalise import command as normalise
from genopipe.errors import InputError
from genopipe.tables import ALLELES
from unit.made import GENE
from unit.made import bases
from unit.made import make_reference
from unit.made import other
from unit.made import record
from unit.made import write_vcf

PLACE = 130
"""In the coding sequence: each of the three other bases gives another residue."""
PEOPLE = ["kid", "dad", "mum"]
SYNTHETIC = json.dumps({"genome": {"fasta": "genome.fa", "genes": "genes.gff3", "build": "synthetic"}})
HEAD = """##fileformat=VCFv4.2
##fileDate=2025-02-03
##contig=<ID=chr1,length=300>
##contig=<ID=chr2,length=300>
##INFO=<ID=AF,Number=A,Type=Float,Description="AF">
##INFO=<ID=AN,Number=1,Type=Integer,Description="AN">
##INFO=<ID=CLNSIG,Number=.,Type=String,Description="s">
##INFO=<ID=CLNREVSTAT,Number=.,Type=String,Description="s">
##INFO=<ID=CLNDN,Number=.,Type=String,Description="s">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO
"""


def packed(path, *rows):
    path.write_text(HEAD + "".join("\t".join(map(str, row)) + "\n" for row in rows))
    return pysam.tabix_index(str(path), preset="vcf", force=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with a trio: a rare and a common allele; ClinVar knows another change of the rare one's codon."""
    folder = tmp_path_factory.mktemp("candidates")
    reference = make_reference(folder)
    (folder / "genes.gff3").write_text(GENE)
    (folder / "family.ped").write_text("F1\tkid\tdad\tmum\t1\t2\nF1\tdad\t0\t0\t1\t1\nF1\tmum\t0\t0\t2\t1\n")
    rare, common = bases(reference, PLACE), bases(reference, 250)
    told = "CLNSIG=Pathogenic;CLNREVSTAT=criteria_provided,_single_submitter;CLNDN=x"
    packed(folder / "clinvar.vcf", ("chr1", PLACE, 77, rare, other(rare), ".", ".", told))
    packed(folder / "frequency.vcf", ("chr1", 250, ".", common, other(common), ".", ".", "AF=0.2;AN=900"))
    calls = [
        record(PLACE, rare, other(rare, 2), "0/1:9,9:18:90", "0/0:30,0:30:90", "0/0:30,0:30:90"),
        record(250, common, other(common), "0/1:9,9:18:90", "0/1:9,9:18:90", "0/0:30,0:30:90"),
    ]
    write_vcf(folder / "in.vcf", PEOPLE, calls)
    return folder


def run(command, *words):
    result = CliRunner().invoke(command, [str(word) for word in words])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def given(folder, *more):
    models = ["--fasta", folder / "genome.fa", "--transcripts", folder / "genes.gff3", "--set", SYNTHETIC]
    sources = [f"--source={name}={folder / name}.vcf.gz" for name in ("frequency", "clinvar")]
    return ["--vcf", folder / "in.vcf", *models, *sources, *more]


@pytest.fixture(scope="module")
def index(folder):
    from genopipe.cli.resources import command as resources

    store = folder / "clinvar.json"
    built = run(
        resources,
        *("build", "--file", folder / "clinvar.vcf.gz", "--reference", folder / "genome.fa"),
        *("--stores", folder / "stores", "--out", store, "clinvar"),
    )
    assert built.exit_code == 0, built.output
    models = ["--fasta", folder / "genome.fa", "--transcripts", folder / "genes.gff3", "--set", SYNTHETIC]
    assert run(neighbours, "--clinvar", store, *models, "--out", folder / "index").exit_code == 0
    return folder / "index"


def test_rare_alleles_are_kept_with_flags_and_neighbours(folder, index, tmp_path):
    words = ["--keep-below", 0.01, "--pedigree", folder / "family.ped", "--neighbours", index]
    result = run(annotate, *given(folder, *words), "--out", tmp_path)
    assert result.exit_code == 0, result.output
    assert "2 alleles read, 1 kept, 1 common ones counted" in result.output
    (row,) = pl.read_parquet(tmp_path / "consequences.parquet").rows(named=True)
    assert (row["consequence"], row["clinvar_same_codon"]) == ("missense_variant", "77:Pathogenic:1")
    assert (row["clinvar_same_change"], row["csq_agreement"]) == (None, None)
    (flags,) = pl.read_parquet(tmp_path / "trio.parquet").rows(named=True)
    assert (flags["child"], flags["de_novo"], flags["from_father"]) == ("kid", True, False)
    counts = json.loads((tmp_path / "counts.json").read_text())["alleles"]
    assert counts == {"read": 2, "kept": 1, "common": 1, "duplicates": 0}


def test_neighbours_that_were_not_given_are_not_asked(folder, tmp_path):
    assert run(annotate, *given(folder, "--keep-below", 0.01), "--out", tmp_path).exit_code == 0
    row = pl.read_parquet(tmp_path / "consequences.parquet")
    assert row["clinvar_same_codon"].to_list() == [None]
    assert pl.read_parquet(tmp_path / "trio.parquet").is_empty()


def test_words_that_do_not_go_together_are_refused(folder, index, tmp_path):
    for words in (["--neighbours", index], ["--pedigree", folder / "family.ped"], ["--keep-below", 0.1, "--cores", 2]):
        result = run(annotate, *given(folder, *words), "--out", tmp_path / "out.parquet")
        assert result.exit_code == 2
        assert "goes with" in result.output
    assert not list(tmp_path.iterdir())


def test_a_pedigree_of_others_is_refused(folder, tmp_path):
    (tmp_path / "other.ped").write_text("F2\tsomebody\t0\t0\t1\t2\n")
    with pytest.raises(InputError, match="VCF-SAMPLE"):
        run(
            annotate,
            *given(folder, "--keep-below", 0.01, "--pedigree", tmp_path / "other.ped"),
            "--out",
            tmp_path / "x",
        )


def test_flat_columns_of_frequency_and_clinvar_are_those_of_the_table_of_alleles(folder, tmp_path):
    out = tmp_path / "out.parquet"
    assert run(annotate, *given(folder), "--out", out).exit_code == 0
    rows = pl.read_parquet(out)
    assert {*FREQUENCY_COLUMNS, *CLINVAR_COLUMNS} <= set(rows.columns)
    for name in (*FREQUENCY_COLUMNS, *CLINVAR_COLUMNS):
        assert rows.schema[name] == ALLELES.column(name).dtype
    common = rows.filter(pl.col("position") == 250).row(0, named=True)
    assert (common["frequency_state"], common["frequency_global"], common["allele_number"]) == ("found", 0.2, 900)
    assert (common["clinvar_id"], common["clinvar_stars"], common["clinvar_pathogenic"]) == (None, None, None)
    assert common["clinvar_date"] is None


def test_flat_rows_tell_what_clinvar_says_of_the_very_allele(folder, tmp_path):
    rare = bases(folder / "genome.fa", PLACE)
    write_vcf(tmp_path / "same.vcf", [], [f"chr1\t{PLACE}\t.\t{rare}\t{other(rare)}\t.\t.\t."])
    words = given(folder)
    words[1] = tmp_path / "same.vcf"
    assert run(annotate, *words, "--out", tmp_path / "out.parquet").exit_code == 0
    row = pl.read_parquet(tmp_path / "out.parquet").row(0, named=True)
    assert (row["clinvar_id"], row["clinvar_stars"], row["clinvar_pathogenic"]) == ("77", 1, True)
    assert row["clinvar_date"] == "2025-02-03"
    assert (row["frequency_state"], row["frequency_max"]) == ("not_assessable", None)


@pytest.mark.parametrize(
    ("stretch", "state"), [(None, "not_assessable"), ((0, 300), "absent"), ((0, 9), "not_assessable")]
)
def test_an_allele_is_absent_where_the_source_covers_it(folder, tmp_path, stretch, state):
    words = []
    if stretch:
        (tmp_path / "covered.bed").write_text(f"chr1\t{stretch[0]}\t{stretch[1]}\n")
        words = ["--covered", f"frequency={tmp_path / 'covered.bed'}"]
    assert run(annotate, *given(folder, *words), "--out", tmp_path / "rows.parquet").exit_code == 0
    assert run(annotate, *given(folder, *words, "--keep-below", 0.01), "--out", tmp_path / "rare").exit_code == 0
    written = ["--vcf", folder / "in.vcf", "--reference", folder / "genome.fa", "--out", tmp_path / "n"]
    assert run(normalise, *written).exit_code == 0
    settings = json.dumps(
        {
            "genome": {"fasta": "genome.fa", "genes": "genes.gff3", "build": "synthetic"},
            "annotate": {"frequency": {"name": "F", "file": str(folder / "frequency.vcf.gz")}},
        }
    )
    models = ["--fasta", folder / "genome.fa", "--transcripts", folder / "genes.gff3", "--set", settings]
    done = run(annotate, "--tables", tmp_path / "n", *models, *words, "--out", tmp_path / "tables")
    assert done.exit_code == 0, done.output
    for path in ("rows.parquet", "rare/alleles.parquet", "tables/alleles.parquet"):
        rows = pl.read_parquet(tmp_path / path).filter(position=PLACE)
        assert set(rows["frequency_state"]) == {state}, path


def test_only_frequencies_say_absent(folder, tmp_path):
    (tmp_path / "covered.bed").write_text("chr1\t0\t300\n")
    for name, words in (("clinvar", "no source of frequencies"), ("other", "no source other")):
        result = run(annotate, *given(folder, f"--covered={name}={tmp_path}/covered.bed"), "--out", tmp_path / "o.tsv")
        assert result.exit_code == 2
        assert words in result.output
    result = run(annotate, *given(folder, f"--covered=frequency={tmp_path}/none.bed"), "--out", tmp_path / "o.tsv")
    assert (result.exit_code, "there is no" in result.output) == (2, True)


def test_a_vcf_without_samples_is_refused(folder, tmp_path):
    lines = (folder / "in.vcf").read_text().splitlines()
    bare = ["\t".join(line.split("\t")[:8]) if not line.startswith("##") else line for line in lines]
    (tmp_path / "sites.vcf").write_text("\n".join(bare) + "\n")
    words = given(folder, "--keep-below", 0.01, "--out", tmp_path / "out")
    with pytest.raises(InputError, match="it has no samples"):
        run(annotate, "--vcf", tmp_path / "sites.vcf", *words[2:])
