"""The second opinion of bcftools csq: what counts as the same, what differs, what it cannot say."""

import polars as pl
import pytest

from genopipe.annotate.cross_check import add_csq_agreement
from genopipe.annotate.cross_check import agreement
from genopipe.annotate.cross_check import unmatched_entries
from genopipe.io.annotation_vcf import BCSQ_SCHEMA
from genopipe.io.curated import read_curated


@pytest.mark.parametrize(
    ("ours", "said", "told"),
    [
        ("missense_variant", "missense", "agrees"),
        ("missense_variant", "*missense", "agrees"),
        ("missense_variant", "synonymous", "differs: synonymous_variant"),
        ("missense_variant", None, "differs: nothing"),
        ("missense_variant&splice_region_variant", "missense&splice_region", "agrees"),
        ("missense_variant&splice_region_variant", "missense", "differs: missense_variant"),
        ("missense_variant", "missense&splice_region", "differs: missense_variant&splice_region_variant"),
        ("splice_donor_5th_base_variant&intron_variant", "splice_region", "agrees"),
        ("splice_donor_variant&splice_donor_5th_base_variant&intron_variant", "splice_donor", "agrees"),
        ("splice_polypyrimidine_tract_variant&intron_variant", "intron", "agrees"),
        ("splice_region_variant&splice_polypyrimidine_tract_variant&intron_variant", "splice_region", "agrees"),
        ("protein_altering_variant", "inframe_insertion", "agrees"),
        ("protein_altering_variant", "frameshift", "differs: frameshift_variant"),
        ("frameshift_variant&stop_gained", "frameshift", "agrees"),
        ("stop_gained", "frameshift", "differs: frameshift_variant"),
        ("inframe_insertion", "inframe_insertion&feature_elongation", "agrees"),
        ("missense_variant&NMD_transcript_variant", "missense&NMD_transcript", "agrees"),
        ("non_coding_transcript_exon_variant", "non_coding", "agrees"),
        ("intron_variant&non_coding_transcript_variant", "non_coding", "agrees"),
        ("upstream_gene_variant", None, "not_given"),
        ("upstream_gene_variant", "missense", "differs: missense_variant"),
        ("intergenic_variant", None, "not_given"),
        ("missense_variant", "new_word", "differs: new_word"),
    ],
)
def test_agreement(ours, said, told):
    assert agreement(ours, said) == told


def test_every_equivalence_has_a_reason():
    table = read_curated("csq_equivalences")
    assert table.filter(pl.col("reason").is_null() | (pl.col("reason").str.len_chars() < 10)).is_empty()
    assert table["so_term"].is_unique().all()


def entries(*rows):
    full = [
        {"contig": "1", "strand": "+"}
        | dict(zip(("allele", "word", "gene_symbol", "transcript", "biotype"), r, strict=True))
        for r in rows
    ]
    return pl.DataFrame(full, schema=BCSQ_SCHEMA)


def consequences(*rows):
    names = ("allele", "gene_symbol", "transcript", "biotype", "consequence")
    return pl.DataFrame([dict(zip(names, row, strict=True)) for row in rows], schema=dict.fromkeys(names, pl.String))


def test_rows_keep_their_order_and_get_the_opinion():
    ours = consequences(
        ("b", "ONE", "T2.1", "protein_coding", "intron_variant"),
        ("a", "ONE", "T1.3", "protein_coding", "missense_variant"),
        ("a", "TWO", "T9", "lncRNA", "intron_variant&non_coding_transcript_variant"),
        ("a", "ODD", "T8", "TEC", "non_coding_transcript_exon_variant"),
        ("c", "ONE", "T1.3", "protein_coding", "intron_variant"),
        ("d", None, None, None, "intergenic_variant"),
    )
    said = entries(
        ("a", "missense", "ONE", "T1", "protein_coding"),
        ("b", "intron", "ONE", None, "protein_coding"),
    )
    found = add_csq_agreement(ours, said)
    assert found.drop("csq_agreement").equals(ours)
    assert found["csq_agreement"].to_list() == [
        "agrees",
        "agrees",
        "not_given",
        "not_given",
        "differs: nothing",
        "not_given",
    ]


def test_words_of_one_transcript_are_put_together():
    ours = consequences(("a", "ONE", "T1.1", "protein_coding", "missense_variant&splice_region_variant"))
    said = entries(("a", "missense", "ONE", "T1", "x"), ("a", "splice_region", "ONE", "T1", "x"))
    assert add_csq_agreement(ours, said)["csq_agreement"].to_list() == ["agrees"]


def test_no_opinion_at_all():
    ours = consequences(("a", "ONE", "T1.1", "protein_coding", "missense_variant"))
    assert add_csq_agreement(ours, entries())["csq_agreement"].to_list() == ["differs: nothing"]
    assert add_csq_agreement(ours.clear(), entries()).columns[-1] == "csq_agreement"


def test_transcripts_that_only_csq_tells_of_are_listed():
    ours = consequences(("a", "ONE", "T1.1", "protein_coding", "missense_variant"))
    said = entries(("a", "missense", "ONE", "T1", "x"), ("a", "stop_gained", "ONE", "T2", "x"))
    assert unmatched_entries(ours, said)["transcript"].to_list() == ["T2"]
