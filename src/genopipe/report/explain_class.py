"""Class and rank of a candidate as text: every criterion that was asked, with its numbers; the parts of the rank."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from genopipe.report.tables import Row
from genopipe.report.words import CLASSES

Lines = list[str]
_OUTCOMES = {"met": "met", "not_met": "not met", "not_assessable": "not assessable"}


def read_criteria(folder: Path, allele: str) -> list[Row]:
    """Return the criteria of one allele, where classification was run; else none."""
    path = folder / "tables" / "classified" / "criteria.parquet"
    if not path.is_file():
        return []
    return pl.scan_parquet(path).filter(pl.col("allele") == allele).collect().to_dicts()


def explain_class(candidate: Row, criteria: Sequence[Row]) -> Lines:
    """Return class, tier and rank of a candidate, with every criterion.

    Args:
        candidate: Row of candidates.
        criteria: The criteria of its allele; those of other genes are left out.
    """
    lines = [f"  {_class_words(candidate)}"]
    order = {"met": 0, "not_assessable": 1, "not_met": 2}
    own = [row for row in criteria if row["gene"] == candidate["gene"]]
    lines += [_criterion(row) for row in sorted(own, key=lambda row: (order.get(row["outcome"], 3), row["criterion"]))]
    if candidate.get("tier"):
        lines.append(f"  tier {candidate['tier']}: {candidate['tier_reason']}")
    return lines + _rank(candidate)


def _class_words(candidate: Row) -> str:
    word = candidate.get("class")
    if word is None:
        return f"not classified: {candidate.get('class_state') or 'classification was not run'}"
    codes = ", ".join(candidate.get("criteria") or ()) or "no criterion"
    text = f"{CLASSES.get(word, word)}: {candidate.get('class_points')} points ({codes})"
    if candidate.get("class_agrees") is False:
        by = (CLASSES.get(str(candidate.get(name)), str(candidate.get(name))) for name in _BOTH)
        text += "; by points {}, by the table of 2015 {}".format(*by)
    return text


_BOTH = ("class_by_points", "class_by_table")


def _criterion(row: Row) -> str:
    outcome = _OUTCOMES.get(row["outcome"], row["outcome"])
    strength = f", {row['strength']}" if row.get("strength") else ""
    dropped = "" if row["outcome"] != "met" or row.get("counted") else ", not counted"
    by = "" if row.get("decided_by") in (None, "engine") else f", by {row['decided_by']}"
    told = f"    {row['criterion']} {outcome}{strength}{dropped}{by}: {row['reason']}"
    if row["outcome"] != "met":
        return told
    behind = "; ".join(text for text in (row.get("data"), row.get("source")) if text)
    return f"{told} [{behind}]" if behind else told


def _rank(candidate: Row) -> Lines:
    lines = []
    if candidate.get("rank") is not None:
        lines.append(f"  rank {candidate['rank']}, score {candidate['rank_score']:.3f}")
    if candidate.get("phenotype_score") is not None:
        disease = candidate.get("phenotype_disease") or "no disease"
        matches = "; ".join(candidate.get("phenotype_matches") or ()) or "no term matched"
        lines.append(f"  phenotype {candidate['phenotype_score']:.3f} for {disease}: {matches}")
    return lines
