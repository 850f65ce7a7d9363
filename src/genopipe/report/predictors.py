"""What predictors, conservation and constraint say of an allele, and what the thresholds of the criteria make of it.

Names of sources are those of the settings, thresholds those of `acmg.yaml` with a laboratory's own in their places; a
value that is not there is None, never 0.
"""

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import Literal

import polars as pl
from pydantic import Field

from genopipe.acmg import Acmg
from genopipe.acmg import Threshold
from genopipe.acmg_codes import STRENGTHS
from genopipe.cases import Closed
from genopipe.classify_settings import ClassifySettings
from genopipe.impact import HIGH
from genopipe.io.acmg_file import read_acmg
from genopipe.io.classify_inputs import read_gene_values
from genopipe.io.classify_inputs import read_values
from genopipe.io.classify_inputs import source_titles
from genopipe.report.tables import Row
from genopipe.report.words import counted
from genopipe.report.words import plain

_FOLDER = "tables/annotated"
NO_SOURCE = "no such source in this run"
NO_VALUE = "no value for this allele"
NO_GENE_VALUE = "no value for this gene"
NOT_CALIBRATED = "calibrated for missense alleles only"
NOT_MITOCHONDRIAL = "no predictor is calibrated for mitochondrial alleles"
NO_THRESHOLD = "no threshold: shown for whoever judges"
BETWEEN = "between the thresholds of PP3 and BP4: neither"
NOT_CHOSEN = "not the predictor that was chosen for the class"
MISSENSE = "missense_variant"
EFFECTS = {"ag": "acceptor gain", "al": "acceptor loss", "dg": "donor gain", "dl": "donor loss"}
"""SpliceAI's four effects, by the ending of their columns."""

Kind = Literal["missense", "splicing", "conservation", "constraint"]


@dataclass(frozen=True)
class Role:
    """One figure that the report tells.

    Attributes:
        key: Name of its source where the settings give no other, and of its thresholds.
        name: Name for people.
        kind: What it tells of.
        column: Its column, without the name of the source.
        words: What it says, in words.
        thresholds: Thresholds of a figure that decides nothing by itself; those of predictors go by their names.
    """

    key: str
    name: str
    kind: Kind
    column: str
    words: str
    thresholds: tuple[str, ...] = ()


ROLES = (
    Role("revel", "REVEL", "missense", "score", "how likely a missense change is to do harm, 0 to 1"),
    Role("alphamissense", "AlphaMissense", "missense", "score", "how likely a missense change is to do harm, 0 to 1"),
    Role("cadd", "CADD", "missense", "phred", "how harmful a change is, on a logarithmic scale"),
    Role("spliceai", "SpliceAI", "splicing", "ds", "effect on splicing, 0 to 1"),
    Role("phylop", "phyloP", "conservation", "score", "conservation of the bases; above 0 is conserved"),
    Role("phastcons", "phastCons", "conservation", "score", "conservation of the bases, 0 to 1"),
    Role(
        "constraint",
        "LOEUF",
        "constraint",
        "loeuf",
        "loss-of-function alleles of the gene, seen by expected; low is constrained",
        ("pvs1_loeuf",),
    ),
    Role(
        "constraint",
        "pLI",
        "constraint",
        "pli",
        "that the gene does not bear the loss of a copy, 0 to 1",
        ("pvs1_pli",),
    ),
    Role(
        "constraint",
        "missense Z",
        "constraint",
        "mis_z",
        "how many fewer missense alleles the gene has than expected",
        ("pp2_missense_z",),
    ),
)
"""Every figure, in the order in which the report tells them."""


class PredictorLine(Closed):
    """One figure of a predictor, of conservation or of constraint, and what a criterion makes of it."""

    name: str = Field(description="Name of the figure.")
    kind: Kind = Field(description="missense, splicing, conservation or constraint.")
    value: float | None = Field(description="The figure; none: no value, which is not 0.")
    words: str = Field(description="What it says, or why there is no value, in words.")
    version: str | None = Field(description="Title and release of the source; none: no such source.")
    place: str | None = Field(default=None, description="Contig and position of the splice site; none: not told.")
    says: str | None = Field(description="What the threshold makes of it, in words; none: no value.")
    criterion: str | None = Field(default=None, description="Criterion whose threshold it meets; none: none.")
    strength: str | None = Field(default=None, description="The strength of that threshold; none: none.")
    threshold: float | None = Field(default=None, description="That threshold; none: none is met.")
    source: str | None = Field(default=None, description="DOI and place of the threshold; none: none.")
    chosen: bool = Field(default=True, description="It may count for the class: a predictor only if it was chosen.")
    note: str | None = Field(default=None, description="What else to know, in words.")


@dataclass(frozen=True)
class SourceValues:
    """What sources say of the alleles that are reported and of their genes.

    Attributes:
        alleles: Rows of `source_values` by allele.
        genes: Rows of `gene_values` by gene.
        titles: Title and release of the source of each column.
        acmg: The figures of the criteria.
        settings: Which source tells what.
    """

    acmg: Acmg
    settings: ClassifySettings
    alleles: Mapping[str, Row] = field(default_factory=dict)
    genes: Mapping[str, Row] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

    def source_of(self, role: Role) -> str:
        """Return the name of the source of a figure."""
        sources = self.settings.sources
        named = {"spliceai": sources.spliceai, "constraint": sources.constraint}
        if role.key == self.settings.predictor and sources.predictor:
            return sources.predictor
        return named.get(role.key, role.key)


def read_source_values(
    folder: Path, settings: ClassifySettings, alleles: Iterable[str], genes: Iterable[str]
) -> SourceValues:
    """Read what sources say of some alleles and genes; where the tables are not there, nothing.

    Args:
        folder: The case folder.
        settings: Which source tells what, and the laboratory's own figures.
        alleles: The alleles.
        genes: Ids of the genes.
    """
    acmg = read_acmg(Path(settings.acmg) if settings.acmg else None)
    of_alleles, of_genes = (folder / _FOLDER / f"{name}.parquet" for name in ("source_values", "gene_values"))
    rows, titles = [], {}
    if of_alleles.is_file():
        rows = read_values(of_alleles, pl.Series(sorted(set(alleles)), dtype=pl.String)).to_dicts()
        titles = source_titles(of_alleles)
    told = {}
    if of_genes.is_file():
        found = read_gene_values(of_genes).filter(pl.col("gene").is_in(sorted(set(genes))))
        told = {row["gene"]: row for row in found.to_dicts()}
        titles |= source_titles(of_genes)
    return SourceValues(acmg, settings, {row["allele"]: row for row in rows}, told, titles)


def _met(threshold: Threshold, criterion: str, value: float) -> bool:
    return any(one.value == criterion for one in threshold.criteria) and threshold.holds(value) is True


def _judged(values: SourceValues, names: Sequence[str], value: float) -> dict[str, object] | None:
    """Return the first of some thresholds, the strongest first, that a value meets; None: it meets none."""
    for name in names:
        threshold = values.acmg.thresholds.get(name)
        criterion = name.partition("_")[0].upper()
        if threshold is not None and _met(threshold, criterion, value):
            strength = threshold.strength.value if threshold.strength else None
            gives = f"which is {plain(strength)} evidence by {criterion}" if strength else f"the limit of {criterion}"
            return {
                "says": f"{threshold.limit_text}, {gives}",
                "criterion": criterion,
                "strength": strength,
                "threshold": threshold.value,
                "source": values.acmg.source_of(name),
            }
    return None


def _intervals(key: str) -> list[str]:
    strongest = [strength.value for strength in reversed(STRENGTHS)]
    return [f"{criterion}_{key}_{strength}" for criterion in ("pp3", "bp4") for strength in strongest]


def _says(role: Role, value: float, candidate: Row, values: SourceValues, *, mitochondrial: bool) -> dict[str, object]:
    """Return what the thresholds make of a value."""
    if role.kind == "conservation":
        return {"says": NO_THRESHOLD}
    if mitochondrial and role.kind != "constraint":
        return {"says": NOT_MITOCHONDRIAL}
    missense = MISSENSE in candidate["consequence"].split("&") and candidate["impact"] != HIGH
    if role.kind == "missense" and not missense:
        return {"says": NOT_CALIBRATED}
    if role.kind == "constraint":
        missed = [values.acmg.thresholds[name] for name in role.thresholds if name in values.acmg.thresholds]
        criterion = role.thresholds[0].partition("_")[0].upper()
        said = f"not {missed[0].limit_text}, the limit of {criterion}" if missed else NO_THRESHOLD
        return _judged(values, role.thresholds, value) or {"says": said}
    names = ["pp3_spliceai", "bp4_spliceai"] if role.kind == "splicing" else _intervals(role.key)
    return _judged(values, names, value) or {"says": BETWEEN}


def _side(distance: int) -> str:
    if distance == 0:
        return "at the position itself"
    bases = counted(abs(distance), "base")
    return f"{bases} behind the position" if distance > 0 else f"{bases} before the position"


def _splice(row: Row, source: str, allele: Row) -> tuple[float | None, str, str | None]:
    """Return the highest of SpliceAI's delta scores, its effect in words, and the place of the splice site."""
    scores = {name: row.get(f"{source}_ds_{name}") for name in EFFECTS}
    known = {name: score for name, score in scores.items() if score is not None}
    if not known:
        return None, NO_VALUE, None
    best = max(known, key=lambda name: known[name])
    distance = row.get(f"{source}_dp_{best}")
    if known[best] == 0 or distance is None:
        return known[best], EFFECTS[best] if known[best] else "no effect on splicing", None
    place = f"{allele['contig']}:{allele['position'] + distance}"
    return known[best], f"{EFFECTS[best]}, {_side(distance)}", place


def _note(role: Role, criterion: object, criteria: Sequence[Row], *, chosen: bool) -> str | None:
    """Return whether something else than the general threshold decides.

    Args:
        role: The figure.
        criterion: Criterion whose threshold it meets; None: none.
        criteria: Rows of `criteria` of the allele in the gene.
        chosen: It may count for the class.
    """
    if not chosen:
        return NOT_CHOSEN
    if role.kind not in ("missense", "splicing"):
        return None
    asked = {row["criterion"]: row for row in criteria if row["criterion"] in ("PP3", "BP4")}
    row = asked.get(str(criterion))
    if row is not None and not row["counted"]:
        return f"{criterion} does not count here: see the criteria"
    by = [one["decided_by"].partition(":")[2] for one in asked.values() if one["decided_by"].startswith("panel:")]
    return f"in this gene the rules of {by[0]} decide: see the criteria" if by else None


def _line(
    role: Role, candidate: Row, allele: Row, values: SourceValues, criteria: Sequence[Row], *, mitochondrial: bool
) -> PredictorLine | None:
    """Return one figure; None: its source is not in this run, and no criterion asks for it."""
    source = values.source_of(role)
    column = f"{source}_{'ds_ag' if role.kind == 'splicing' else role.column}"
    chosen = role.kind != "missense" or role.key == values.settings.predictor
    asked = role.key in ("spliceai", values.settings.predictor)
    version = values.titles.get(column)
    if version is None and not asked:
        return None
    of_gene = role.kind == "constraint"
    row = (values.genes.get(candidate["gene"]) if of_gene else values.alleles.get(candidate["allele"])) or {}
    value, place, words = row.get(column), None, role.words
    if role.kind == "splicing":
        value, words, place = _splice(row, source, allele)
    if value is None:
        words = NO_SOURCE if version is None else NO_GENE_VALUE if of_gene else NO_VALUE
    said: dict[str, object] = {"says": None}
    if value is not None:
        said = _says(role, value, candidate, values, mitochondrial=mitochondrial)
    return PredictorLine.model_validate(
        {
            "name": role.name,
            "kind": role.kind,
            "value": value,
            "words": words,
            "version": version,
            "place": place,
            "chosen": chosen,
            "note": None if value is None else _note(role, said.get("criterion"), criteria, chosen=chosen),
            **said,
        }
    )


def make_predictors(
    candidate: Row, allele: Row, values: SourceValues | None, criteria: Sequence[Row], *, mitochondrial: bool = False
) -> tuple[PredictorLine, ...]:
    """Return what sources say of an allele in a gene; None of values: they were not read.

    Args:
        candidate: Row of `candidates`.
        allele: Row of `alleles`.
        values: What sources say.
        criteria: Rows of `criteria` of the allele in the gene: who decided.
        mitochondrial: The allele is on the mitochondrial genome.
    """
    if values is None:
        return ()
    lines = (_line(role, candidate, allele, values, criteria, mitochondrial=mitochondrial) for role in ROLES)
    return tuple(line for line in lines if line is not None)
