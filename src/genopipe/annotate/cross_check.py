"""bcftools csq as an independent second opinion: does it say the same of each allele and transcript?

Its vocabulary is smaller than Ensembl's: what stands for what is declared in the curated table `csq_equivalences`,
each line with its reason. What csq leaves out by design is `not_given`, never an agreement.
"""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import polars as pl

from genopipe.io.curated import read_curated

AGREES, NOT_GIVEN = "agrees", "not_given"
DIFFERS = "differs: "
NOTHING = "nothing"
_NON_CODING = "non_coding_transcript_variant"
_INTRON = "intron_variant"
# Biotypes that csq does not read. Source: bcftools manual page, csq: transcripts of supported biotypes; the list of
# biotypes of its GFF reader holds neither.
UNREAD_BIOTYPES = frozenset({"TEC", "artifact"})
_BIOTYPES = {"NMD": "nonsense_mediated_decay"}


class _Rule(NamedTuple):
    """What csq may say for one of our terms, and beside which terms it is not compared."""

    said: frozenset[str]
    beside: frozenset[str]


def _set(text: str) -> frozenset[str]:
    return frozenset() if text == "-" else frozenset(text.split("|"))


@cache
def _rules() -> Mapping[str, _Rule]:
    rows = read_curated("csq_equivalences").select("so_term", "csq_terms", "beside").iter_rows()
    return {term: _Rule(_set(said), _set(beside)) for term, said, beside in rows}


@cache
def _words() -> Mapping[str, str]:
    """Return the SO term of each word of csq."""
    table = read_curated("consequence_terms").filter(pl.col("csq_word") != "-")
    return dict(zip(table["csq_word"], table["so_term"], strict=True))


def csq_terms(words: str) -> frozenset[str]:
    """Return the SO terms of csq's words; unknown words stay as they are."""
    return frozenset(_words().get(word, word) for word in words.removeprefix("*").split("&") if word)


def _rule(term: str) -> _Rule:
    return _rules().get(term, _Rule(frozenset({term}), frozenset()))


def _said_for(terms: frozenset[str]) -> frozenset[str]:
    return frozenset(word for term in terms for word in _rule(term).said)


def _compared(terms: frozenset[str], others: frozenset[str]) -> frozenset[str]:
    """Return the terms that csq could say, without those that stand beside a term both tell."""
    both = _said_for(terms) & _said_for(others)
    kept = frozenset(term for term in terms if _rule(term).said and not _rule(term).beside & both)
    if _NON_CODING in _said_for(kept):
        return frozenset({_NON_CODING})
    return kept


def agreement(consequence: str, said: str | None) -> str:
    """Say whether csq's words mean the same as our terms.

    Args:
        consequence: Our terms, joined by `&`.
        said: csq's words, joined by `&`; None: it has no entry for this transcript.

    Returns:
        `agrees`, `not_given`, or `differs: ` and csq's terms.
    """
    ours = frozenset(consequence.split("&"))
    theirs = csq_terms(said or "")
    wanted, given = _compared(ours, theirs), _compared(theirs, ours)
    if not wanted and not given:
        return NOT_GIVEN
    covered = all(_rule(term).said & given for term in wanted)
    explained = all(any(term in _rule(own).said for own in wanted) for term in given)
    if covered and explained:
        return AGREES
    return DIFFERS + ("&".join(sorted(theirs)) or NOTHING)


def _telling(entries: pl.DataFrame) -> pl.DataFrame:
    """Return the entries with a word that is compared at all."""
    words = entries.select("word").unique().drop_nulls()
    told = [word for word in words["word"] if _said_for(csq_terms(word))]
    return entries.filter(pl.col("word").is_in(told))


def _by_transcript(entries: pl.DataFrame) -> pl.DataFrame:
    """Return csq's words for each allele and transcript."""
    named = entries.filter(pl.col("transcript").is_not_null())
    keyed = named.with_columns(_transcript=pl.col("transcript").str.replace(r"\.\d+$", ""))
    return keyed.group_by("allele", "_transcript").agg(pl.col("word").drop_nulls().unique().sort().str.join("&"))


def _by_gene(entries: pl.DataFrame) -> pl.DataFrame:
    """Return csq's words for each allele, gene and biotype: `intron` and `non_coding` name no transcript."""
    unnamed = entries.filter(pl.col("transcript").is_null() & pl.col("word").is_not_null())
    keyed = unnamed.with_columns(biotype=pl.col("biotype").replace(_BIOTYPES))
    return keyed.group_by("allele", "gene_symbol", "biotype").agg(
        pl.col("word").unique().sort().str.join("&").alias("_gene_word")
    )


def _said() -> pl.Expr:
    """Return what csq says of a row: of the transcript, else of its gene and biotype where ours is of that kind."""
    by_gene = pl.col("consequence").str.contains("non_coding|" + _INTRON)
    return pl.coalesce("word", pl.when(by_gene).then(pl.col("_gene_word")))


def _by_design(pairs: pl.DataFrame) -> pl.Series:
    """Say where csq has no entry by design: an unread biotype, or its last resort words beside any other entry.

    `intron` and `non_coding` are told of a record only where nothing else is.
    """
    last_resort = [
        term
        for term in pairs["consequence"].unique().drop_nulls()
        if _compared(frozenset(term.split("&")), frozenset()) in (frozenset({_INTRON}), frozenset({_NON_CODING}))
    ]
    unread = pl.col("biotype").is_in(UNREAD_BIOTYPES).fill_null(value=False)
    resort = pl.col("_other") & pl.col("consequence").is_in(last_resort)
    return pairs.select(pl.col("said").is_null() & (unread | resort)).to_series()


def add_csq_agreement(consequences: pl.DataFrame, entries: pl.DataFrame) -> pl.DataFrame:
    """Add whether bcftools csq says the same.

    Args:
        consequences: The table `consequences`; of its columns allele, gene_symbol, transcript, biotype and
            consequence are read.
        entries: Rows of `read_consequences` for the same alleles: columns of `BCSQ_SCHEMA`.

    Returns:
        The same rows in the same order with `csq_agreement`: `agrees`, `differs: <csq's terms>` (`differs: nothing`
        where it should have an entry), `not_given` where csq has no word for it by design; null where the row has no
        consequence.
    """
    keyed = consequences.select("allele", "gene_symbol", "transcript", "biotype", "consequence").with_columns(
        _transcript=pl.col("transcript").str.replace(r"\.\d+$", "")
    )
    telling = _telling(entries)
    others = telling.select("allele").unique().with_columns(_other=pl.lit(value=True))
    joined = (
        keyed.join(_by_transcript(telling), on=["allele", "_transcript"], how="left", maintain_order="left")
        .join(_by_gene(telling), on=["allele", "gene_symbol", "biotype"], how="left", maintain_order="left")
        .join(others, on="allele", how="left", maintain_order="left")
    )
    pairs = joined.select("consequence", "biotype", pl.col("_other").fill_null(value=False), said=_said())
    distinct = pairs.select("consequence", "said").filter(pl.col("consequence").is_not_null()).unique()
    told = [agreement(consequence, said) for consequence, said in distinct.iter_rows()]
    known = distinct.with_columns(pl.Series("csq_agreement", told, dtype=pl.String))
    found = pairs.join(known, on=["consequence", "said"], how="left", nulls_equal=True, maintain_order="left")
    design = _by_design(pairs)
    return consequences.with_columns(
        csq_agreement=pl.when(design & found["csq_agreement"].is_not_null())
        .then(pl.lit(NOT_GIVEN))
        .otherwise(found["csq_agreement"])
    )


def unmatched_entries(consequences: pl.DataFrame, entries: pl.DataFrame) -> pl.DataFrame:
    """Return entries of csq on transcripts for which we have no row: nothing of its opinion vanishes.

    Args:
        consequences: The table `consequences`.
        entries: Rows of `read_consequences`.
    """
    bare = consequences.select("allele", _transcript=pl.col("transcript").str.replace(r"\.\d+$", ""))
    named = entries.filter(pl.col("transcript").is_not_null() & pl.col("word").is_not_null())
    keyed = named.with_columns(_transcript=pl.col("transcript").str.replace(r"\.\d+$", ""))
    return keyed.join(bare, on=["allele", "_transcript"], how="anti").drop("_transcript")
