"""What curators write for classification: evidence of alleles, limits of diseases, regions of proteins; TSV files."""

import math
from collections.abc import Callable
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from genopipe.acmg_codes import STRENGTHS
from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.errors import errors_among
from genopipe.errors import fault
from genopipe.io.naming import show
from genopipe.io.tsv import NO_ROW
from genopipe.io.tsv import Row
from genopipe.io.tsv import read_table
from genopipe.panels import PanelMode

EVIDENCE_COLUMNS = ("allele", "gene", "criterion", "outcome", "strength", "reason", "source")
LIMIT_COLUMNS = ("gene", "mode", "prevalence", "allelic", "genetic", "penetrance", "source")
REGION_COLUMNS = ("gene", "first", "last", "kind", "source")

CURATED_CRITERIA = ("PS3", "PS4", "BS3")
OUTCOMES = ("met", "not_met")
REGION_KINDS = ("hot_spot", "critical", "lof_tolerant", "lof_examined")

Check = Callable[[str], bool]


def _word(words: tuple[str, ...]) -> Check:
    return lambda cell: cell in words


def _fraction(cell: str) -> bool:
    try:
        return 0 < float(cell) <= 1
    except ValueError:
        return False


def _residue(cell: str) -> bool:
    return cell.isdecimal() and int(cell) >= 1


def _filled(cell: str) -> bool:
    return bool(cell)


_STRENGTH_WORDS = ("", *(strength.value for strength in STRENGTHS))
_EVIDENCE_CHECKS: Mapping[str, tuple[Check, str]] = {
    "allele": (_filled, "name the allele: contig-position-ref-alt"),
    "gene": (_filled, "give the gene id of the gene models"),
    "criterion": (_word(CURATED_CRITERIA), f"one of {', '.join(CURATED_CRITERIA)}"),
    "outcome": (_word(OUTCOMES), f"one of {', '.join(OUTCOMES)}"),
    "strength": (_word(_STRENGTH_WORDS), f"one of {', '.join(_STRENGTH_WORDS[1:])}, or nothing"),
    "reason": (_filled, "say why, in a sentence"),
    "source": (_filled, "give the DOI or PubMed id"),
}
_LIMIT_CHECKS: Mapping[str, tuple[Check, str]] = {
    "gene": (_filled, "give the gene id of the gene models"),
    "mode": (_word(tuple(mode.value for mode in PanelMode)), "give the mode of inheritance as panels do"),
    **dict.fromkeys(
        ("prevalence", "allelic", "genetic", "penetrance"), (_fraction, "give a fraction above 0 and up to 1")
    ),
    "source": (_filled, "give the DOI"),
}
_REGION_CHECKS: Mapping[str, tuple[Check, str]] = {
    "gene": (_filled, "give the gene id of the gene models"),
    "first": (_residue, "give a residue, from 1 on"),
    "last": (_residue, "give a residue, from 1 on"),
    "kind": (_word(REGION_KINDS), f"one of {', '.join(REGION_KINDS)}"),
    "source": (_filled, "give the DOI"),
}


def _rows(path: Path, columns: tuple[str, ...], checks: Mapping[str, tuple[Check, str]]) -> list[Row]:
    """Return the rows of a file whose every cell is as it should be; a header alone is a file without rows.

    Raises:
        InputError: Every fault at once, each with its line.
    """
    table, faults = read_table(path, columns, columns)
    for row in table.rows:
        faults += _complaints(path, row, checks)
    errors = [item for item in errors_among(faults) if item.cause != NO_ROW]
    if errors:
        raise InputError(errors)
    return list(table.rows)


def _complaints(path: Path, row: Row, checks: Mapping[str, tuple[Check, str]]) -> list[Fault]:
    return [
        fault("EVIDENCE-VALUE", f"{path}:{row.line}", f"column {name} holds {show(row.cells[name])}", fix)
        for name, (check, fix) in checks.items()
        if not check(row.cells[name])
    ]


def _check_twice(path: Path, rows: list[Row], key: tuple[str, ...]) -> None:
    """Check that no key stands twice.

    Raises:
        InputError: One does.
    """
    seen: dict[tuple[str, ...], int] = {}
    faults = []
    for row in rows:
        own = tuple(row.cells[name] for name in key)
        if own in seen:
            cause = f"{' '.join(own)} stands on line {seen[own]} already"
            faults.append(fault("EVIDENCE-VALUE", f"{path}:{row.line}", cause, "keep one of the two lines"))
        seen.setdefault(own, row.line)
    if faults:
        raise InputError(faults)


def read_evidence(path: Path) -> pl.DataFrame:
    """Read curated evidence of PS3, PS4 and BS3.

    Args:
        path: TSV with `EVIDENCE_COLUMNS`.

    Returns:
        allele, gene, criterion, outcome, strength (null: the criterion's own), reason, evidence_source.

    Raises:
        InputError: The file is wrong; every fault at once.
    """
    rows = _rows(path, EVIDENCE_COLUMNS, _EVIDENCE_CHECKS)
    _check_twice(path, rows, ("allele", "gene", "criterion"))
    frame = pl.DataFrame([row.cells for row in rows], schema=dict.fromkeys(EVIDENCE_COLUMNS, pl.String))
    strength = pl.when(pl.col("strength") != "").then("strength")
    return frame.with_columns(strength=strength).rename({"source": "evidence_source"})


def credible_frequency(mode: str, prevalence: float, allelic: float, genetic: float, penetrance: float) -> float:
    """Return the maximum credible frequency of an allele of a disease (fraction).

    Args:
        mode: Mode of inheritance, as panels name it.
        prevalence: People with the disease (fraction).
        allelic: Largest part of the gene's alleles that one allele makes up (fraction).
        genetic: Part of the disease that the gene makes up (fraction).
        penetrance: Part of the people with the genotype who fall ill (fraction).

    Source:
        Whiffin et al. 2017, doi:10.1038/gim.2017.26, Methods; on X a man has one copy.
    """
    if mode == PanelMode.BIALLELIC.value:
        return math.sqrt(prevalence * genetic / penetrance) * allelic
    copies = 2 if mode in (PanelMode.MONOALLELIC.value, PanelMode.MONOALLELIC_AND_BIALLELIC.value) else 1
    return prevalence * genetic * allelic / penetrance / copies


def read_gene_limits(path: Path) -> pl.DataFrame:
    """Read what is known of diseases, for the maximum credible frequency.

    Args:
        path: TSV with `LIMIT_COLUMNS`; of several rows of a gene the highest limit holds.

    Returns:
        gene, maximum_credible (fraction), maximum_credible_text, maximum_credible_source.

    Raises:
        InputError: The file is wrong; every fault at once.
    """
    told: dict[str, tuple[str, float, str, str]] = {}
    for row in _rows(path, LIMIT_COLUMNS, _LIMIT_CHECKS):
        cells = row.cells
        figures = {name: float(cells[name]) for name in ("prevalence", "allelic", "genetic", "penetrance")}
        limit = credible_frequency(cells["mode"], **figures)
        words = f"{cells['mode']}, " + ", ".join(f"{name} {value:g}" for name, value in figures.items())
        if limit > told.get(cells["gene"], ("", -1.0, "", ""))[1]:
            told[cells["gene"]] = (cells["gene"], limit, words, cells["source"])
    schema = {"gene": pl.String, "maximum_credible": pl.Float64}
    texts = {"maximum_credible_text": pl.String, "maximum_credible_source": pl.String}
    return pl.DataFrame(list(told.values()), schema={**schema, **texts}, orient="row")


def read_regions(path: Path) -> pl.DataFrame:
    """Read regions of proteins that a laboratory knows.

    Args:
        path: TSV with `REGION_COLUMNS`.

    Returns:
        gene, first, last (residues, 1-based, both included), kind, source.

    Raises:
        InputError: The file is wrong; every fault at once.
    """
    rows = _rows(path, REGION_COLUMNS, _REGION_CHECKS)
    turned = [row for row in rows if int(row.cells["first"]) > int(row.cells["last"])]
    if turned:
        raise InputError(
            fault("EVIDENCE-VALUE", f"{path}:{row.line}", "first lies behind last", "give first before last")
            for row in turned
        )
    frame = pl.DataFrame([row.cells for row in rows], schema=dict.fromkeys(REGION_COLUMNS, pl.String))
    return frame.with_columns(pl.col("first", "last").cast(pl.Int64))


__all__ = ["credible_frequency", "read_evidence", "read_gene_limits", "read_regions"]
