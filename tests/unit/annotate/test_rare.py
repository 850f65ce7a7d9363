"""The candidates path gives what normalise and annotate give, for the alleles that it keeps; the others are counted."""

import json
from collections import Counter
from pathlib import Path
from random import Random

import polars as pl
import pysam
import pytest

from genopipe.annotate.case_sources import open_sources
from genopipe.annotate.described import UNRESOLVED
from genopipe.annotate.described import describe_rows
from genopipe.annotate.genome import Genome
from genopipe.annotate.rare.sift import REASONS
from genopipe.annotate.rare.stage import annotate_rare
from genopipe.annotate.rare.trio import TRIO
from genopipe.annotate.stage import annotate_tables
from genopipe.config import AnnotateSettings
from genopipe.config import FrequencySource
from genopipe.errors import InputError
from genopipe.genome import SYNTHETIC
from genopipe.genome import Sex
from genopipe.io.called.rows import allele_rows
from genopipe.io.gene_models import read_transcripts
from genopipe.io.sources_file import read_sources
from genopipe.io.vcf_batches import read_batches
from genopipe.normalise.stage import make_tables
from genopipe.pedigree import Family
from genopipe.pedigree import Person
from genopipe.resources.build import build_store
from genopipe.source_settings import used_sources
from unit.made import GENE
from unit.made import HEADER
from unit.made import bases
from unit.made import make_reference
from unit.made import other
from unit.made import record
from unit.made import write_vcf

PEOPLE = ["kid", "dad", "mum"]
FAMILY = Family(
    "F1",
    {
        "kid": Person("kid", "F1", "dad", "mum", Sex.MALE),
        "dad": Person("dad", "F1", None, None, Sex.MALE),
        "mum": Person("mum", "F1", None, None, Sex.FEMALE),
    },
)
SOURCE = """##fileformat=VCFv4.2
##contig=<ID=chr1,length=300>
##contig=<ID=chr2,length=300>
##INFO=<ID=AN,Number=1,Type=Integer,Description="AN">
##INFO=<ID=AF,Number=A,Type=Float,Description="AF">
##INFO=<ID=AF_eas,Number=A,Type=Float,Description="AF">
##INFO=<ID=CLNSIG,Number=.,Type=String,Description="s">
##INFO=<ID=CLNREVSTAT,Number=.,Type=String,Description="s">
##INFO=<ID=CLNDN,Number=.,Type=String,Description="s">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO
"""
TABLES = ("alleles", "genotypes", "consequences", "source_values", "gene_values")
BELOW = 0.02


def lines(reference):
    """Give records of two contigs: common and rare, several ALTs, repeats, `*`, symbols, duplicates, half calls."""
    random = Random(7)
    for contig in ("chr1", "chr2"):
        for place in range(3, 290):
            b = bases(reference, place, 4, contig)
            alts = random.choice(
                [
                    other(b[0]) + b[1:],
                    f"{other(b[0])}{b[1:]},{b[0]}",
                    f"{b}{b[1:]},*",
                    "<DEL>",
                    f"{b[:2]},{other(b[0], 2)}{b[1:]}",
                ]
            )
            texts = ["0/0", "0/1", "1/1", "./.", "1|0", "./1", "1"] + (["1/2", "0/2"] if "," in alts else [])
            reads = "7," * alts.count(",") + "9,8"
            samples = [f"{random.choice(texts)}:{reads}:{random.choice(['.', '31'])}:9" for _ in PEOPLE]
            yield record(place, b, alts, *samples, contig=contig, qual=str(place % 9))
            if place % 41 == 0:
                yield record(place, b[0], other(b[0]), "0/1:4,4:8:9", *samples[1:], contig=contig, qual="99")


def packed(path, rows):
    path.write_text(SOURCE + "".join("\t".join(map(str, row)) + "\n" for row in rows))
    return str(pysam.tabix_index(str(path), preset="vcf", force=True))


def make_sources(folder, reference):
    """Return sources that know most substitutions: their frequencies straddle the border; ClinVar knows some."""
    known, clinvar = [], []
    for contig in ("chr1", "chr2"):
        for place in range(3, 290):
            b = bases(reference, place, 1, contig)
            info = f"AN={place % 7};AF={0.001 * (place % 40)};AF_eas={0.001 * (place % 30)}"
            known += [(contig, place, ".", b, other(b), ".", ".", info)] if place % 5 else []
            word = ("Pathogenic", "Benign", "Conflicting_classifications_of_pathogenicity")[place % 3]
            told = f"CLNSIG={word};CLNREVSTAT=no_assertion_criteria_provided;CLNDN=x"
            clinvar += [(contig, place, place, b, other(b), ".", ".", told)] if place % 4 else []
    frequency = FrequencySource(
        name="made",
        file=packed(folder / "frequency.vcf", known),
        populations={"global": "AF", "eas": "AF_eas"},
        allele_number="AN",
        minimum_number=2,
    )
    given = AnnotateSettings(frequency=frequency, clinvar={"name": "c", "file": packed(folder / "c.vcf", clinvar)})
    used = used_sources(given, read_sources())
    stores = {
        name: build_store(one.source, [Path(file) for file in one.files], reference, folder / "stores").folder
        for name, one in used.items()
    }
    return lambda: open_sources(used, stores, SYNTHETIC)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Return a folder with a family's VCF; its sources; and the genome with one gene a contig."""
    folder = tmp_path_factory.mktemp("rare")
    reference = make_reference(folder)
    (folder / "genes.gff3").write_text(GENE + GENE.replace("chr1", "chr2").replace("G1", "G2").replace("T1", "T2"))
    write_vcf(folder / "in.vcf", PEOPLE, list(lines(reference)))
    genome = Genome(reference, read_transcripts(folder / "genes.gff3"), SYNTHETIC)
    return folder, make_sources(folder, reference), genome


@pytest.fixture(scope="module")
def expected(world):
    """Return the tables of normalise and annotate, only of the alleles that are to be kept."""
    folder, sources, genome = world
    make_tables(folder / "in.vcf", folder / "genome.fa", folder / "n")
    annotate_tables(folder / "n", genome, sources(), folder / "n2")
    files = {name: folder / ("n" if name == "genotypes" else "n2") / f"{name}.parquet" for name in TABLES}
    found = {name: pl.read_parquet(path) for name, path in files.items()}
    common = (pl.col("frequency_max") >= BELOW) & ~pl.col("clinvar_pathogenic").fill_null(value=False)
    kept = found["alleles"].filter(~common.fill_null(value=False))
    assert 100 < kept.height < found["alleles"].height - 50
    assert kept.filter(pl.col("frequency_max") >= BELOW).height > 10
    assert kept.filter(pl.col("variant_class").is_in(["symbolic", "spanning_deletion"])).height > 10
    return {name: t if name == "gene_values" else t.join(kept, on="allele", how="semi") for name, t in found.items()}


def same_tables(out, expected):
    for name in TABLES:
        found = pl.read_parquet(out / f"{name}.parquet")
        if name == "gene_values":
            assert found.columns == expected[name].columns
        else:
            assert found.equals(expected[name]), name


@pytest.mark.parametrize("header", [HEADER, HEADER.replace("ID=AD,Number=R,Type=Integer", "ID=AD,Number=R,Type=Float")])
def test_the_tables_are_those_of_normalise_and_annotate(tmp_path, world, expected, header):
    """The second header is not known to the tokeniser: the file is read by cyvcf2."""
    folder, sources, genome = world
    write_vcf(tmp_path / "in.vcf", PEOPLE, list(lines(folder / "genome.fa")), header)
    kept = annotate_rare(tmp_path / "in.vcf", genome, sources(), FAMILY, BELOW, tmp_path / "out")
    same_tables(tmp_path / "out", expected)
    assert kept.read == kept.kept + kept.set_aside + kept.duplicates
    assert (kept.kept, kept.consequences) == (expected["alleles"].height, expected["consequences"].height)


def test_packed_files_and_small_pieces_give_the_same(tmp_path, world, expected, monkeypatch):
    from genopipe.io.called import sifted

    folder, sources, genome = world
    plain = (folder / "in.vcf").read_bytes()
    with pysam.BGZFile(str(tmp_path / "in.vcf.gz"), "wb") as packed_file:
        packed_file.write(plain)
    monkeypatch.setattr(sifted.read_sifted, "__defaults__", (200,))
    annotate_rare(tmp_path / "in.vcf.gz", genome, sources(), FAMILY, BELOW, tmp_path / "out")
    same_tables(tmp_path / "out", expected)


def test_a_genotype_that_the_tokeniser_does_not_know_is_read_by_cyvcf2(tmp_path, world):
    folder, sources, genome = world
    b = bases(folder / "genome.fa", 5)
    odd = [record(5, b, other(b, 2), "9:0/1", "8:0/0", "7:0/0", form="DP:GT")]
    write_vcf(tmp_path / "in.vcf", PEOPLE, odd)
    make_tables(tmp_path / "in.vcf", folder / "genome.fa", tmp_path / "n")
    annotate_rare(tmp_path / "in.vcf", genome, sources(), None, BELOW, tmp_path / "out")
    found, told = (pl.read_parquet(tmp_path / name / "genotypes.parquet") for name in ("out", "n"))
    assert found.equals(told)
    assert pl.read_parquet(tmp_path / "out" / "trio.parquet").is_empty()


def test_every_allele_is_counted(tmp_path, world, expected):
    folder, sources, genome = world
    opened = sources()
    kept = annotate_rare(folder / "in.vcf", genome, opened, FAMILY, BELOW, tmp_path)
    counts = json.loads((tmp_path / "counts.json").read_text())
    assert counts["alleles"]["read"] == sum(one["read"] for one in counts["contigs"].values()) == kept.read
    for contig, one in counts["contigs"].items():
        assert one["read"] == one["kept"] + one["common"] + one["duplicates"]
        because = counts["kept_or_duplicate_because"][contig]
        assert set(because) == set(REASONS[1:])
        assert sum(because.values()) == one["kept"] + one["duplicates"]
        assert because["pathogenic_in_clinvar"]
        assert because["not_assessable"]
        assert because["no_sequence"]
    assert len(counts["set_aside"]) == kept.duplicates > 3
    assert sum(counts["alleles_by_impact"].values()) == kept.read
    assert opened.hits["frequency"].asked == kept.read - sum(
        one["no_sequence"] for one in counts["kept_or_duplicate_because"].values()
    ), "a source is judged by what it knows of all alleles"
    children = pl.read_parquet(tmp_path / "trio.parquet")
    for name, words in counts["trio_flags"].items():
        assert words["not_assessable"] == children[name].null_count()
        assert sum(words.values()) == expected["alleles"].height


def test_the_terms_counted_are_those_of_every_row(tmp_path, world):
    """An allele that stands twice counts twice: it is the alleles of the file that are counted, not those kept."""
    folder, sources, genome = world
    terms, alone = Counter(), 0
    for batch, _ in read_batches(folder / "in.vcf", folder / "genome.fa", people=False):
        names = [f"{batch.contig}-{number}" for number in range(len(batch.position))]
        rows = allele_rows(batch).with_columns(allele=pl.Series(names)).sort("position")
        described = pl.concat(describe_rows(rows, genome))
        terms.update(described["consequence"].drop_nulls().str.split("&").explode().to_list())
        met = described["allele"].unique()
        alone += rows.filter(~pl.col("allele").is_in(met.to_list()), ~pl.col("variant_class").is_in(UNRESOLVED)).height
    annotate_rare(folder / "in.vcf", genome, sources(), FAMILY, BELOW, tmp_path)
    counts = json.loads((tmp_path / "counts.json").read_text())
    told = counts["allele_transcript_pairs_by_term"]
    assert told.pop("intergenic_variant", 0) == alone
    assert told == terms
    assert len(terms) > 10


@pytest.mark.parametrize(
    ("family", "bad", "code"),
    [
        (Family("F2", {"else": Person("else", "F2")}), [], "VCF-SAMPLE"),
        (None, [record(2, "N", "A", "0/1", "0/1", "0/1", form="GT")], "VCF-REF"),
        (None, [record(299, "AAAA", "A", "0/1", "0/1", "0/1", form="GT")], "VCF-END"),
        (None, [record(9, "T", "C", "0/1", "0/1", "0/1", form="GT", contig="chr1")], "VCF-ORDER"),
    ],
)
def test_what_does_not_fit_leaves_no_table(tmp_path, world, family, bad, code):
    folder, sources, genome = world
    if code == "VCF-REF":
        base = bases(folder / "genome.fa", 2, 1, "chr2")
        bad = [record(2, other(base), base, "0/1", "0/1", "0/1", form="GT", contig="chr2")]
    b = bases(folder / "genome.fa", 20)
    good = [record(20, b, other(b), "0/1", "0/1", "0/1", form="GT")]
    write_vcf(tmp_path / "in.vcf", PEOPLE, [*good, *bad])
    with pytest.raises(InputError, match=code):
        annotate_rare(tmp_path / "in.vcf", genome, sources(), family, BELOW, tmp_path / "out")
    assert not list((tmp_path / "out").glob("*"))


def test_every_column_of_the_trio_is_told():
    assert all(column.doc and column.unit for column in TRIO.columns)
    assert all(column.missing for column in TRIO.columns if column.name not in ("allele", "child"))
