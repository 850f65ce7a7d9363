"""`genopipe inherit --vcf`: several families, their genes, what goes wrong, and the two forms of the table."""

import polars as pl
import pytest
from click.testing import CliRunner

from genopipe.cli.inherit import command
from genopipe.genome import GRCH37
from genopipe.inherit.families import choose_families
from genopipe.inherit.families import default_proband
from genopipe.inherit.genes import genes_by_field
from genopipe.inherit.genes import genes_by_models
from genopipe.io.symbolic_end import symbolic_end
from genopipe.pedigree import Affection
from genopipe.pedigree import Family
from genopipe.pedigree import Person
from genopipe.tables import INHERITED
from unit import made

HEADER = made.HEADER.replace("length=300", "length=30000") + (
    '##INFO=<ID=GENE,Number=.,Type=String,Description="g">\n##INFO=<ID=END,Number=1,Type=Integer,Description="e">\n'
    '##INFO=<ID=CSQ,Number=.,Type=String,Description="From VEP. Format: Allele|Consequence|IMPACT|SYMBOL">\n'
)
PEOPLE = ["kid", "dad", "mum", "boy", "ma"]
PED = (
    "one\tkid\tdad\tmum\t2\t2\none\tdad\t0\t0\t1\t1\none\tmum\t0\t0\t2\t1\ntwo\tboy\t0\tma\t1\t2\ntwo\tma\t0\t0\t2\t1\n"
)
REF, HET, HOM, NONE = "0/0:30,0:30:90", "0/1:15,15:30:90", "1/1:0,30:30:90", "./.:.:.:."
RECORDS = [
    made.record(101, "A", "C", HET, REF, HET, REF, REF, info="GENE=ONE"),
    made.record(103, "A", "C", HET, HET, REF, HET, NONE, info="GENE=ONE,TWO"),
    made.record(105, "A", "<DEL>", HET, REF, HET, REF, REF, info="END=300"),
    made.record(200, "A", "G", HOM, HET, REF, NONE, REF),
    made.record(250, "A", "G,T", "1/2:0,9,9:18:80", "0/1:9,9,0:18:80", "0/2:9,0,9:18:80", REF, REF, info="GENE=ONE"),
]


@pytest.fixture
def files(tmp_path):
    (tmp_path / "f.ped").write_text(PED)
    return made.write_vcf(tmp_path / "f.vcf", PEOPLE, RECORDS, HEADER), tmp_path / "f.ped", tmp_path / "out.parquet"


def run(vcf, ped, out, *more):
    return CliRunner().invoke(command, ["--vcf", str(vcf), "--ped", str(ped), "--out", str(out), *more])


CUSTOM = ("--build", "custom")


def rows_of(out, family="one"):
    return {(r["allele"], r["gene"]): r for r in pl.read_parquet(out).to_dicts() if r["family"] == family}


def test_several_families_with_genes_of_a_field(files):
    done = run(*files, *CUSTOM, "--gene-field", "GENE")
    assert (done.exit_code, done.exception) == (0, None)
    one, two = rows_of(files[2]), rows_of(files[2], "two")
    pair = one["1-101-A-C", "ONE"]
    assert (pair["partners"], pair["partner_phase"]) == (["1-103-A-C", "1-250-A-G"], "in_trans_by_parents")
    assert one["1-250-A-G", "ONE"]["genotypes"] == "kid=1/2;dad=0/1;mum=0/2"
    assert one["1-200-A-G", ""]["recessive_with_deletion"] is True
    assert one["1-200-A-G", ""]["partners"] == ["1-105-A-<DEL>"]
    assert sorted(allele for allele, _ in two) == ["1-103-A-C", "1-103-A-C", "1-200-A-G"]
    assert two["1-103-A-C", "TWO"]["missing"][:2] == ["de_novo:without=ma;no_data=father", "dominant:without=ma"]
    assert "family two, proband boy: 3 rows; 6 alleles, 4 of them not carried" in done.output


def test_without_genes_a_pair_is_not_assessable(files):
    made.write_vcf(files[0], PEOPLE, RECORDS, HEADER.replace("ID=CSQ", "ID=OWN"))
    assert run(*files, *CUSTOM).exit_code == 0
    row = rows_of(files[2])["1-101-A-C", ""]
    assert row["compound_heterozygous"] is None
    assert "compound_heterozygous:genes=not_known" in row["missing"]


def test_gene_models_and_text(files):
    models = files[1].with_name("genes.gff3")
    models.write_text(made.GENE)
    out = files[2].with_suffix(".tsv")
    assert run(files[0], files[1], out, *CUSTOM, "--transcripts", str(models)).exit_code == 0
    table = pl.read_csv(out, separator="\t")
    assert table.columns == list(INHERITED.schema())
    pair = table.filter((pl.col("allele") == "1-101-A-C") & (pl.col("family") == "one")).to_dicts()[0]
    assert (pair["gene"], pair["partners"].split("|")[0]) == ("ENSG1", "1-103-A-C")


def test_one_family_wrong_the_others_written(files):
    files[1].write_text(PED + "three\ta\tb\t0\t1\t2\nthree\tb\ta\t0\t1\t2\nfour\tnobody\t0\t0\t1\t2\n")
    done = run(*files, *CUSTOM)
    assert done.exit_code == 2
    assert "PED-CYCLE" in done.output
    assert "family four: nobody with a sample in the VCF" in done.output
    assert set(pl.read_parquet(files[2])["family"]) == {"one", "two"}


def test_left_alignment(files):
    """A deletion at the right end of a repeat moves; it stands before what it passes, and keeps its own genotypes."""
    fasta = made.make_reference(files[1].parent)
    between = made.bases(fasta, 104)
    alt = made.other(between)
    records = [
        made.record(104, between, alt, HOM, HET, HET, REF, REF),
        made.record(108, "ACA", "A,C", "1/2:0,9,9:18:80", "0/1:9,9,0:18:80", "0/2:9,0,9:18:80", REF, REF),
        made.record(200, made.other(made.bases(fasta, 200)), made.bases(fasta, 200), HET, REF, REF, REF, REF),
    ]
    made.write_vcf(files[0], PEOPLE, records, HEADER)
    assert run(*files, *CUSTOM).exit_code == 0
    plain = {allele for allele, _ in rows_of(files[2])}
    assert {f"1-104-{between}-{alt}", "1-108-ACA-A", "1-108-ACA-C"} < plain
    done = run(*files, *CUSTOM, "--fasta", str(fasta))
    assert (done.exit_code, done.exception) == (0, None)
    assert "1 alleles could not be" in done.output
    rows = rows_of(files[2])
    moved = rows["1-100-GCA-G", ""]
    assert next(iter(rows)) == ("1-100-GCA-G", "")
    assert (moved["genotypes"], moved["record"]) == ("kid=1/2;dad=0/1;mum=0/2", 2)
    assert rows[f"1-104-{between}-{alt}", ""]["genotypes"] == "kid=1/1;dad=0/1;mum=0/1"
    assert ("1-108-ACA-C", "") in rows, "the other ALT of its record cannot move"


def test_a_proband_by_name(files):
    assert run(*files, *CUSTOM, "--proband", "mum").exit_code == 0
    assert set(pl.read_parquet(files[2])["proband"]) == {"mum", "boy"}
    stranger = run(*files, *CUSTOM, "--proband", "who")
    assert "there is no person who" in str(stranger.exception)


def test_the_build_must_be_known(files):
    assert "give --build" in str(run(*files).exception)
    named = GRCH37.named_as(["chr1", "chrX", "chrM"])
    assert (named.role("chrX"), named.role("chrM")) == ("X", "mitochondrion")
    assert named.in_par("chrX", 60_001)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([], "give one of --tables and --vcf"),
        (["--vcf", "VCF"], "--vcf goes with --ped"),
        (["--vcf", "VCF", "--ped", "PED", "--case", "PED"], "go with --tables"),
        (["--tables", "."], "--tables goes with"),
        (["--tables", ".", "--genotypes", "PED", "--case", "PED", "--build", "GRCh38"], "go with --vcf"),
    ],
)
def test_options_that_do_not_go_together(files, given, words):
    places = {"VCF": str(files[0]), "PED": str(files[1])}
    done = CliRunner().invoke(command, [*(places.get(word, word) for word in given), "--out", str(files[2])])
    assert done.exit_code == 2
    assert words in done.output


def test_the_proband_is_the_one_with_the_most_parents():
    def person(name, father=None, affection=Affection.AFFECTED):
        return Person(name, "f", father=father, affection=affection)

    family = Family("f", {p.person: p for p in (person("a"), person("b", "a"), person("c", "a", Affection.UNKNOWN))})
    assert default_proband(family, {"a", "b", "c"}) == "b"
    assert default_proband(family, {"a", "c"}) == "a"
    assert default_proband(family, {"c"}) is None


def test_a_person_who_lacks_in_the_vcf_has_no_data(files):
    chosen = choose_families(files[1], ["kid", "mum"])
    assert chosen.members[0].names == ("kid", "mum")
    assert [found.code for found in chosen.faults] == ["CASE-PROBAND"]


def alleles_with(*infos, position=100):
    rows = [
        {"allele": f"a{n}", "position": position + n, "end": position + n, "info": info} for n, info in enumerate(infos)
    ]
    return pl.DataFrame(rows)


def test_genes_of_an_annotator():
    found = genes_by_field(
        alleles_with("CSQ=C|missense_variant|MODERATE|ONE,C|intron_variant|MODIFIER|TWO", "AC=1", "CSQ=C|x|LOW|ONE"),
        "CSQ",
        "Consequence annotations. Format: Allele|Consequence|IMPACT|SYMBOL",
    )
    assert found.gene.to_list() == ["ONE", "TWO", "", "ONE"]
    assert found.pairs.tolist() == [True, False, False, False]
    by_csq = genes_by_field(alleles_with("BCSQ=stop_gained|ONE|T,intron|TWO|T"), "BCSQ", "")
    assert by_csq.pairs.tolist() == [True, False]


def test_genes_of_models_near_exons():
    transcripts = pl.DataFrame(
        {"gene": ["G", "G"], "gene_symbol": ["S", "S"], "start": [100, 150], "end": [300, 320]}
        | {"exon_starts": [[100, 250], [150]], "exon_ends": [[120, 300], [320]]}
    )
    first, second = transcripts[:1], transcripts
    rows = pl.DataFrame({"position": [99, 100, 128, 129, 241, 242, 310], "end": [99, 100, 128, 129, 241, 242, 310]})
    one = genes_by_models(rows, first)
    assert one.gene.to_list() == ["", "G", "G", "G", "G", "G", ""]
    assert one.pairs.tolist() == [False, True, True, False, False, True, False]
    assert genes_by_models(rows, second).pairs.tolist() == [False, True, True, False, True, True, True]


def test_where_a_symbolic_allele_ends():
    assert symbolic_end(100, "<DEL>", {"END": "200"}, 1, 1) == 200
    assert symbolic_end(100, "<DEL>", {"SVLEN": "-50"}, 1, 1) == 150
    assert symbolic_end(100, "<DEL>", {"END": 100, "SVLEN": (-50, -20)}, 2, 2) == 120
    assert symbolic_end(100, "<DEL>", {}, 1, 1) is None
    assert symbolic_end(100, "<INS>", {"END": "100"}, 1, 1) == 100
    assert symbolic_end(100, "N[chr2:5[", {"END": "200"}, 1, 1) is None
