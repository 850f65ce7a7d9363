"""Frequencies and ClinVar through compiled sources: matched by allele, absent only where covered."""

import gzip
from pathlib import Path

import pysam
import pytest

from genopipe.annotate.case_sources import annotate_alleles
from genopipe.annotate.case_sources import open_sources
from genopipe.config import AnnotateSettings
from genopipe.config import FrequencySource
from genopipe.errors import ContentError
from genopipe.errors import InputError
from genopipe.genome import GRCH38
from genopipe.io.covered import read_covered
from genopipe.io.parquet import read_table
from genopipe.io.sources_file import read_sources
from genopipe.io.vcf_content import verify_sites
from genopipe.normalise.stage import make_tables
from genopipe.resources.build import build_store
from genopipe.source_settings import used_sources
from genopipe.tables import ALLELES
from unit.made import bases
from unit.made import make_reference
from unit.made import other
from unit.made import record
from unit.made import write_vcf

SOURCE = """##fileformat=VCFv4.2
##contig=<ID=chr1,length=300>
##INFO=<ID=AN,Number=1,Type=Integer,Description="AN">
##INFO=<ID=AF,Number=A,Type=Float,Description="AF">
##INFO=<ID=AF_eas,Number=A,Type=Float,Description="AF">
##INFO=<ID=AF_afr,Number=A,Type=Float,Description="AF">
##INFO=<ID=hom,Number=A,Type=Integer,Description="hom">
##INFO=<ID=CLNSIG,Number=.,Type=String,Description="s">
##INFO=<ID=CLNREVSTAT,Number=.,Type=String,Description="s">
##INFO=<ID=CLNDN,Number=.,Type=String,Description="s">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO
"""


def packed(path, lines):
    path.write_text(SOURCE + "".join("\t".join(map(str, line)) + "\n" for line in lines))
    return str(pysam.tabix_index(str(path), preset="vcf", force=True))


def annotate(folder, settings, stores="stores"):
    """Return the alleles of a folder with what the settings' sources say of them."""
    used = used_sources(settings, read_sources())
    built = {
        name: build_store(one.source, [Path(f) for f in one.files], folder / "genome.fa", folder / stores).folder
        for name, one in used.items()
    }
    rows = read_table(folder / "n" / "alleles.parquet", ALLELES)
    return annotate_alleles(rows, open_sources(used, built, GRCH38))


@pytest.fixture(scope="module")
def annotated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("annotate")
    reference = make_reference(folder)
    b = lambda p: bases(reference, p)  # noqa: E731
    o = lambda p, step=1: other(b(p), step)  # noqa: E731
    places = [20, 30, 40, 50, 51, 60, 70, 130, 150]
    lines = [record(p, b(p), o(p), "0/1:9,9:18:90") for p in places]
    make_tables(write_vcf(folder / "in.vcf", ["kid"], lines), reference, folder / "n")
    population = [
        (
            "chr1",
            20,
            ".",
            b(20),
            f"{o(20, 2)},{o(20)}",
            ".",
            ".",
            "AN=1000;AF=0.5,0.001;AF_eas=0.4,0.002;AF_afr=0,.;hom=9,1",
        ),
        ("chr1", 30, ".", b(30), o(30, 2), ".", ".", "AN=1000;AF=0.5;AF_eas=0.4;AF_afr=0.3;hom=9"),
        ("chr1", 40, ".", b(40), o(40), ".", ".", "AN=0;AF=.;AF_eas=.;AF_afr=.;hom=0"),
        ("chr1", 60, ".", b(60), o(60), ".", ".", "AN=10;AF=0.2;AF_eas=0.1;AF_afr=.;hom=0"),
        ("chr1", 70, ".", b(70), o(70), ".", ".", "AN=10;AF=0;AF_eas=0;AF_afr=0;hom=0"),
    ]
    clinvar = [
        (
            "chr1",
            20,
            77,
            b(20),
            o(20),
            ".",
            ".",
            "CLNSIG=Pathogenic|drug_response;CLNDN=A|B;CLNREVSTAT=criteria_provided,_multiple_submitters,_no_conflicts",
        ),
        ("chr1", 30, 78, b(30), o(30, 2), ".", ".", "CLNSIG=Pathogenic;CLNREVSTAT=practice_guideline;CLNDN=A"),
    ]
    (folder / "covered.bed").write_text("chr1\t0\t50\nchr1\t9\t20\n")
    settings = AnnotateSettings.model_validate(
        {
            "frequency": {
                "name": "P",
                "file": packed(folder / "p.vcf", population),
                "covered": str(folder / "covered.bed"),
                "populations": {"global": "AF", "eas": "AF_eas", "afr": "AF_afr"},
                "homozygotes": "hom",
            },
            "clinvar": {"file": packed(folder / "c.vcf", clinvar)},
        }
    )
    return {row["position"]: row for row in annotate(folder, settings).to_dicts()}, folder


def test_frequency_of_the_very_allele(annotated):
    rows, _ = annotated
    at = rows[20]
    assert (at["frequency_state"], at["frequency_global"], at["frequency_max"]) == ("found", 0.001, 0.002)
    assert (at["frequency_population"], at["allele_number"], at["homozygotes"]) == ("eas", 1000, 1)
    assert at["frequencies"] == "global=0.001;eas=0.002"
    assert (rows[60]["frequency_max"], rows[60]["frequency_population"]) == (0.2, "global")
    assert (rows[70]["frequency_state"], rows[70]["frequency_max"]) == ("found", 0.0)


def test_absent_only_where_the_source_looked(annotated):
    rows, _ = annotated
    assert rows[30]["frequency_state"] == "absent", "another allele of the site is no record of this one"
    assert rows[40]["frequency_state"] == "not_assessable", "AN=0: nobody was looked at"
    assert rows[50]["frequency_state"] == "absent", "the last base of a stretch, though a smaller one lies inside"
    assert rows[51]["frequency_state"] == "not_assessable", "the first base behind it"
    for position in (30, 40, 50, 51):
        assert rows[position]["frequency_max"] is None
        assert rows[position]["frequencies"] is None


def test_without_bed_and_without_source(annotated, tmp_path):
    _, folder = annotated
    source = FrequencySource(name="P", file=str(folder / "p.vcf.gz"))
    for settings in (AnnotateSettings(frequency=source), AnnotateSettings()):
        table = annotate(folder, settings, tmp_path / "stores")
        state = dict(table.select("position", "frequency_state").iter_rows())
        assert state[30] == "not_assessable"
        assert (state[20] == "found") == (settings.frequency is not None)
        assert table["clinvar_pathogenic"].null_count() == table.height


def test_clinvar_of_the_very_allele(annotated):
    rows, _ = annotated
    assert (rows[20]["clinvar_id"], rows[20]["clinvar_stars"], rows[20]["clinvar_pathogenic"]) == ("77", 2, True)
    assert (rows[20]["clinvar_significance"], rows[20]["clinvar_conditions"]) == ("Pathogenic|drug_response", "A|B")
    assert rows[30]["clinvar_id"] is None
    assert rows[30]["clinvar_pathogenic"] is None


@pytest.mark.parametrize("names", [{}, {"a,b": "AF"}, {"eas": "AF,INFO/X"}])
def test_names_that_would_break_a_command(names):
    with pytest.raises(ValueError, match="populations"):
        FrequencySource(name="P", file="x", populations=names)


def test_covered_stretches(tmp_path):
    text = (
        "# comment\ntrack x\n" + "".join(f"1\t{n * 10}\t{n * 10 + 5}\tx\n" for n in range(300)) + "X\t0\t9\n1\t3\t8\n"
    )
    (tmp_path / "c.bed").write_text(text)
    with gzip.open(tmp_path / "c.bed.gz", "wt") as file:
        file.write(text)
    for name in ("c.bed", "c.bed.gz"):
        got = read_covered(tmp_path / name)
        assert got.height == 301
        assert got.row(0) == ("1", 1, 8)
        assert got.row(300) == ("X", 1, 9)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("chr1 0 9\n", r"REGION-BED .*b.bed:1"),
        ("chr1\t0\t9\nchr1\t9\t3\n", r"REGION-BED .*b.bed:2"),
        ("# nothing\n", r"REGION-BED .*no region"),
        ("Q1\t0\t9\n", "REGION-CONTIGS"),
    ],
)
def test_what_is_no_bed_of_covered_stretches_is_refused(tmp_path, text, words):
    (tmp_path / "b.bed").write_text(text)
    with pytest.raises(InputError, match=words):
        read_covered(tmp_path / "b.bed", {"chr1": 300})


def test_a_cut_or_missing_bed_of_covered_stretches_is_refused(tmp_path):
    with gzip.open(tmp_path / "c.bed.gz", "wt") as file:
        file.write("".join(f"1\t{n * 10}\t{n * 10 + 5}\n" for n in range(3000)))
    (tmp_path / "d.bed.gz").write_bytes((tmp_path / "c.bed.gz").read_bytes()[:-900])
    with pytest.raises(InputError, match=r"REGION-BED .*cannot be read"):
        read_covered(tmp_path / "d.bed.gz")
    with pytest.raises(InputError, match="FILE-"):
        read_covered(tmp_path / "e.bed")


def test_covered_stretches_have_the_names_of_the_reference(tmp_path):
    (tmp_path / "c.bed").write_text("1\t0\t9\n2\t3\t5\n")
    got = read_covered(tmp_path / "c.bed", {"chr1": 248_956_422, "chr2": 242_193_529})
    assert got.rows() == [("chr1", 1, 9), ("chr2", 4, 5)]


def test_sites_must_be_the_same(tmp_path):
    lines = [record(p, "A", "C", "0/1", form="GT") for p in (5, 6, 7)]
    whole = write_vcf(tmp_path / "whole.vcf", ["kid"], lines)
    assert verify_sites(whole, whole) == 3
    for name, fewer in (("last", lines[:2]), ("first", lines[1:]), ("all", [])):
        short = write_vcf(tmp_path / f"{name}.vcf", ["kid"], fewer)
        with pytest.raises(ContentError):
            verify_sites(whole, short)
        with pytest.raises(ContentError):
            verify_sites(short, whole)
    one, two = write_vcf(tmp_path / "1.vcf", ["kid"], lines), write_vcf(tmp_path / "2.vcf", ["kid"], lines[:2])
    with pytest.raises(ContentError, match="1 sites are missing, 0 are too many"):
        verify_sites(one, two)


def test_an_allele_that_the_source_writes_in_another_way_is_found(tmp_path):
    reference = make_reference(tmp_path)
    lines = [record(100, "GCA", "G", "0/1:9,9:18:90"), record(100, "G", "GCA", "0/1:9,9:18:90")]
    make_tables(write_vcf(tmp_path / "in.vcf", ["kid"], lines), reference, tmp_path / "n")
    shifted = [("chr1", 108, ".", "ACA", "A,ACACA", ".", ".", "AN=100;AF=0.25,0.125;AF_eas=0.5,0;AF_afr=0,0;hom=1,0")]

    def frequencies(normalised):
        source = {"name": "P", "file": packed(tmp_path / "p.vcf", shifted), "normalised": normalised}
        settings = AnnotateSettings.model_validate({"frequency": source})
        table = annotate(tmp_path, settings)
        return dict(table.select("allele", "frequency_global").rows())

    expected = {"1-100-GCA-G": 0.25, "1-100-G-GCA": 0.125}
    assert frequencies(normalised=False) == expected
    assert frequencies(normalised=True) == expected, "a source that is not what it is said to be does no harm"
