"""Which kind of change an allele is, by its terms; and how far into an intron it lies."""

import polars as pl
import pytest

from genopipe.classify.kinds import at_splice_region
from genopipe.classify.kinds import at_splice_site
from genopipe.classify.kinds import has
from genopipe.classify.kinds import intron_offset
from genopipe.classify.kinds import is_in_frame
from genopipe.classify.kinds import is_intronic
from genopipe.classify.kinds import is_missense
from genopipe.classify.kinds import is_null
from genopipe.classify.kinds import is_stop_lost
from genopipe.classify.kinds import is_synonymous
from genopipe.classify.kinds import is_untranslated
from genopipe.classify.kinds import on_mitochondrion

KINDS = {
    "null": is_null,
    "missense": is_missense,
    "in_frame": is_in_frame,
    "stop_lost": is_stop_lost,
    "synonymous": is_synonymous,
    "intronic": is_intronic,
    "untranslated": is_untranslated,
    "splice_region": at_splice_region,
    "splice_site": at_splice_site,
}


def kinds(terms: str | None, exon: str | None = "2/5") -> set[str]:
    """Return the kinds that an allele is of."""
    frame = pl.DataFrame({"consequence": [terms], "exon": [exon]}, schema={"consequence": pl.String, "exon": pl.String})
    row = frame.select(make().alias(name) for name, make in KINDS.items()).row(0, named=True)
    assert None not in row.values()
    return {name for name, is_one in row.items() if is_one}


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ("transcript_ablation", {"null"}),
        ("splice_acceptor_variant", {"null", "splice_site"}),
        ("splice_donor_variant", {"null", "splice_site"}),
        ("stop_gained", {"null"}),
        ("frameshift_variant", {"null"}),
        ("start_lost", {"null"}),
        ("missense_variant", {"missense"}),
        ("missense_variant&splice_region_variant", {"missense", "splice_region"}),
        ("missense_variant&stop_gained", {"null"}),
        ("start_lost&missense_variant", {"null"}),
        ("inframe_insertion", {"in_frame"}),
        ("inframe_deletion", {"in_frame"}),
        ("protein_altering_variant", {"in_frame"}),
        ("stop_gained&inframe_insertion", {"null"}),
        ("stop_lost", {"stop_lost"}),
        ("stop_lost&inframe_deletion", {"stop_lost", "in_frame"}),
        ("frameshift_variant&stop_lost", {"null"}),
        ("synonymous_variant", {"synonymous"}),
        ("stop_retained_variant", {"synonymous"}),
        ("start_retained_variant", {"synonymous"}),
        ("missense_variant&synonymous_variant", {"missense"}),
        ("inframe_deletion&stop_retained_variant", {"in_frame"}),
        ("stop_lost&synonymous_variant", {"stop_lost"}),
        ("stop_gained&synonymous_variant", {"null"}),
        ("5_prime_UTR_variant", {"untranslated"}),
        ("3_prime_UTR_variant", {"untranslated"}),
        ("missense_variant&3_prime_UTR_variant", {"missense"}),
        ("inframe_deletion&3_prime_UTR_variant", {"in_frame"}),
        ("stop_lost&3_prime_UTR_variant", {"stop_lost"}),
        ("start_lost&5_prime_UTR_variant", {"null"}),
        ("splice_donor_5th_base_variant", {"splice_region"}),
        ("splice_donor_region_variant", {"splice_region"}),
        ("splice_polypyrimidine_tract_variant", {"splice_region"}),
        ("intron_variant", set()),
        ("upstream_gene_variant", set()),
        ("not_a_missense_variant", set()),
        (None, set()),
    ],
)
def test_the_kinds_of_terms(terms: str | None, expected: set[str]):
    assert kinds(terms) == expected


@pytest.mark.parametrize(
    ("terms", "exon", "expected"),
    [
        ("intron_variant", None, {"intronic"}),
        ("intron_variant", "2/5", set()),
        ("splice_region_variant&intron_variant", None, {"intronic", "splice_region"}),
        ("splice_donor_variant&intron_variant", None, {"null", "splice_site"}),
        ("coding_sequence_variant&intron_variant", None, set()),
        ("synonymous_variant&intron_variant", None, {"synonymous"}),
        ("missense_variant&intron_variant", None, {"missense"}),
        ("inframe_deletion&intron_variant", None, {"in_frame"}),
        ("upstream_gene_variant", None, set()),
    ],
)
def test_an_intron_without_an_exon(terms: str, exon: str | None, expected: set[str]):
    assert kinds(terms, exon) == expected


def test_one_of_several_terms():
    frame = pl.DataFrame({"consequence": ["a&b", "c", "ab", None]})
    assert frame.select(found=has("b", "c"))["found"].to_list() == [True, True, False, False]


@pytest.mark.parametrize(
    ("described", "offset"),
    [
        ("ENST1.1:c.88+9A>T", 9),
        ("ENST1.1:c.89-9A>T", -9),
        ("ENST1.1:n.88+1A>T", 1),
        ("ENST1.1:c.-12+7A>T", 7),
        ("ENST1.1:c.*12-30A>T", -30),
        ("ENST1.1:c.89-40_89-18del", -18),
        ("ENST1.1:c.88+18_88+40del", 18),
        ("ENST1.1:c.88+30_89-18del", -18),
        ("c.88+9A>T", 9),
        ("ENST1.1:c.88A>T", None),
        (None, None),
    ],
)
def test_how_far_into_the_intron(described: str | None, offset: int | None):
    frame = pl.DataFrame({"hgvs_c": [described]}, schema={"hgvs_c": pl.String})
    assert frame.select(intron_offset()).item() == offset


def test_on_the_mitochondrion():
    frame = pl.DataFrame({"place": ["mitochondrion", "X", None]})
    assert frame.select(on_mitochondrion()).to_series().to_list() == [True, False, None]
