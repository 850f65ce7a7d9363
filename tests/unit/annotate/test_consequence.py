"""Words of bcftools csq as Sequence Ontology terms, and the transcript that stands for its gene."""

import polars as pl
import pytest

from genopipe.annotate.consequence import consequence_terms
from genopipe.annotate.consequence import make_consequences
from genopipe.io.annotation_vcf import BCSQ_SCHEMA
from genopipe.io.gene_models import TRANSCRIPT_SCHEMA
from genopipe.tables import CONSEQUENCES
from genopipe.tables import check

MANUAL = [
    "3_prime_utr",
    "5_prime_utr",
    "coding_sequence",
    "feature_elongation",
    "frameshift",
    "inframe_altering",
    "inframe_deletion",
    "inframe_insertion",
    "intergenic",
    "intron",
    "missense",
    "non_coding",
    "splice_acceptor",
    "splice_donor",
    "splice_region",
    "start_lost",
    "start_retained",
    "stop_gained",
    "stop_lost",
    "stop_retained",
    "synonymous",
]  # bcftools manual page, csq


def entry(word, transcript="T1", allele="a", gene="G"):
    row = {"allele": allele, "contig": "chr1", "word": word, "gene_symbol": gene, "transcript": transcript}
    return {**dict.fromkeys(BCSQ_SCHEMA), **row, "biotype": "protein_coding", "strand": "+"}


def model(transcript, mane=None, canonical=False, bases=300, gene="ENSG1"):
    row = {"transcript": transcript, "transcript_version": f"{transcript}.2", "gene": gene, "gene_symbol": "G"}
    return {**dict.fromkeys(TRANSCRIPT_SCHEMA), **row, "mane": mane, "canonical": canonical, "coding_bases": bases}


def made(entries, models):
    got = make_consequences(pl.DataFrame(entries, schema=BCSQ_SCHEMA), pl.DataFrame(models, schema=TRANSCRIPT_SCHEMA))
    check(got, CONSEQUENCES)
    return got


def test_every_word_of_the_manual_is_known():
    terms = consequence_terms()
    assert set(terms["word"]) == set(MANUAL)
    assert terms.null_count().sum_horizontal().item() == 0
    assert terms["severity"].is_unique().all()


@pytest.mark.parametrize(
    ("word", "terms", "impact"),
    [
        ("missense", "missense_variant", "MODERATE"),
        ("*missense", "missense_variant", "MODERATE"),
        ("splice_region&stop_gained", "stop_gained&splice_region_variant", "HIGH"),
        ("stop_gained&frameshift&stop_gained", "stop_gained&frameshift_variant", "HIGH"),
        ("new_word", "new_word", None),
        ("intron&new_word", "intron_variant&new_word", None),
        ("missense&new_word", "missense_variant&new_word", "MODERATE"),
    ],
)
def test_words(word, terms, impact):
    row = made([entry(word)], [model("T1")]).to_dicts()[0]
    assert (row["consequence"], row["impact"]) == (terms, impact)
    assert (row["severity"] is None) == (impact is None)


def chosen(*pairs):
    got = made([entry(word, told["transcript"]) for word, told in pairs], [told for _, told in pairs])
    (row,) = got.filter("reported").to_dicts()
    return row["transcript"].removesuffix(".2"), row["reported_reason"]


SELECT = model("S", "MANE_Select", canonical=True)
PLUS = model("P", "MANE_Plus_Clinical")
CANONICAL = model("C", canonical=True)


def test_reported_transcript():
    long, short = model("Z", bases=900), model("A", bases=90)
    assert chosen(("stop_gained", long), ("intron", SELECT)) == ("S", "MANE Select")
    assert chosen(("missense", PLUS), ("missense", SELECT)) == ("S", "MANE Select")
    worse = "MANE Plus Clinical: its consequence is worse than that on MANE Select"
    assert chosen(("missense", PLUS), ("intron", SELECT)) == ("P", worse)
    alone = "MANE Plus Clinical: the allele does not touch MANE Select"
    assert chosen(("intron", PLUS), ("stop_gained", CANONICAL)) == ("P", alone)
    told = "Ensembl canonical: the allele touches no MANE transcript"
    assert chosen(("intron", CANONICAL), ("stop_gained", long)) == ("C", told)
    longest = "longest coding transcript touched: none is MANE or canonical"
    assert chosen(("missense", short), ("intron", long)) == ("Z", longest)
    assert chosen(("missense", model("B")), ("missense", model("A"))) == ("A", longest), "the name decides at last"


def test_one_transcript_stands_for_each_gene_of_each_allele():
    entries = [entry("missense", t, a) for a in ("a", "b") for t in ("S", "O", "N")]
    got = made(entries, [SELECT, model("O", gene="ENSG2"), model("N", gene="ENSG2")])
    assert got.filter("reported").select("allele", "gene").rows() == [
        ("a", "ENSG1"),
        ("a", "ENSG2"),
        ("b", "ENSG1"),
        ("b", "ENSG2"),
    ]


def test_unknown_transcript_is_kept_and_intergenic_has_no_row():
    got = made([entry("missense", "X"), {**entry("intergenic", None, "b"), "biotype": None}], [model("T1")])
    assert got.select("gene", "transcript", "reported").rows() == [("G", "X", True)]
