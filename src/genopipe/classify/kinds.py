"""Which kind of change an allele is, by the terms of its consequence."""

import polars as pl

MITOCHONDRION, X, Y, AUTOSOME = "mitochondrion", "X", "Y", "autosome"

NULL_TERMS = (
    "transcript_ablation",
    "splice_acceptor_variant",
    "splice_donor_variant",
    "stop_gained",
    "frameshift_variant",
    "start_lost",
)
"""Terms of null alleles.

Source: doi:10.1002/humu.23626, Figure 1.
"""

_IN_FRAME = ("inframe_insertion", "inframe_deletion", "protein_altering_variant")
_SPLICE_REGION = (
    "splice_region_variant",
    "splice_donor_5th_base_variant",
    "splice_donor_region_variant",
    "splice_polypyrimidine_tract_variant",
)
_OFFSETS = r"\d[+-]\d+"
"""Exon base (its last digit) and how far into the intron, in a c. or n. description."""


def has(*terms: str) -> pl.Expr:
    """Say whether the consequence holds one of these terms; no where there is none."""
    words = pl.col("consequence").fill_null("").str.split("&")
    return pl.any_horizontal([words.list.contains(term) for term in terms])


def is_null() -> pl.Expr:
    """Say whether the allele is a null allele by its terms."""
    return has(*NULL_TERMS)


def is_missense() -> pl.Expr:
    """Say whether the allele changes residues and is nothing worse."""
    return has("missense_variant") & ~is_null()


def is_in_frame() -> pl.Expr:
    """Say whether the allele takes or adds residues in frame and is nothing worse."""
    return has(*_IN_FRAME) & ~is_null()


def is_stop_lost() -> pl.Expr:
    """Say whether the stop codon is lost, and nothing worse."""
    return has("stop_lost") & ~is_null()


def is_synonymous() -> pl.Expr:
    """Say whether the allele leaves every residue as it is."""
    changed = is_missense() | is_in_frame() | is_stop_lost() | is_null()
    return has("synonymous_variant", "stop_retained_variant", "start_retained_variant") & ~changed


def is_intronic() -> pl.Expr:
    """Say whether the allele lies in an intron and touches no exon."""
    coding = has("coding_sequence_variant", "synonymous_variant") | is_missense() | is_in_frame() | is_null()
    return has("intron_variant") & pl.col("exon").is_null() & ~coding


def at_splice_region() -> pl.Expr:
    """Say whether the allele lies in the splice region beside the first and last two bases of an intron."""
    return has(*_SPLICE_REGION)


def at_splice_site() -> pl.Expr:
    """Say whether the allele touches the first or last two bases of an intron."""
    return has("splice_acceptor_variant", "splice_donor_variant")


def is_untranslated() -> pl.Expr:
    """Say whether the allele lies in an untranslated region and changes no residue."""
    changed = is_missense() | is_in_frame() | is_stop_lost() | is_null()
    return has("5_prime_UTR_variant", "3_prime_UTR_variant") & ~changed


def intron_offset() -> pl.Expr:
    """Return how near an exon the allele comes within its intron: + behind a donor, - before an acceptor (bases)."""
    described = pl.col("hgvs_c").str.split(":").list.last().str.extract_all(_OFFSETS)
    offsets = described.list.eval(pl.element().str.slice(1).str.strip_prefix("+").cast(pl.Int64, strict=False))
    nearest = offsets.list.eval(pl.element().sort_by(pl.element().abs()))
    return nearest.list.first()


def on_mitochondrion() -> pl.Expr:
    """Say whether the allele is mitochondrial."""
    return pl.col("place") == MITOCHONDRION
