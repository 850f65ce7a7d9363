"""A gene in one case: its alleles and what became of each, its panels, its coverage; or why nothing is known of it."""

from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence

import polars as pl

from genopipe.cases import CaseFile
from genopipe.measures import PersonQuality
from genopipe.panels import Panel
from genopipe.report.alleles import people_in_order
from genopipe.report.given import Given
from genopipe.report.query import check_gene
from genopipe.report.tables import CaseTables
from genopipe.report.tables import Row
from genopipe.report.words import CLASSES
from genopipe.report.words import PANEL_MODES
from genopipe.report.words import counted
from genopipe.report.words import percent
from genopipe.report.words import plain
from genopipe.tables import CANDIDATES
from genopipe.tables import LEDGER

Lines = list[str]
Genes = frozenset[tuple[str, str]] | None


def explain_gene(tables: CaseTables, case: CaseFile, text: str, given: Given, models: Genes) -> Lines:
    """Return a gene's alleles and what became of each.

    Args:
        tables: The case's tables.
        case: The case.
        text: Symbol or id.
        given: Quality and panels, as far as they were given.
        models: Id and symbol of every gene of the gene models; None: not at hand.

    Raises:
        InputError: No such gene is known to the case or to the gene models.
    """
    names = _known_genes(tables, given, models)
    gene = check_gene(text, names, models is not None)
    here = {gene, *names[gene]}
    either = pl.col("gene").is_in(sorted(here)) | pl.col("gene_symbol").is_in(sorted(here))
    rows = [row for row in tables.rows(LEDGER, either) if row["gene"]]
    candidates = {row["allele"]: row for row in tables.rows(CANDIDATES, either)}
    title = "/".join(dict.fromkeys((*names[gene], gene)))
    lines = [f"Gene {title}: {counted(len(rows), 'allele')} of this family", ""]
    lines += [_ended(row, candidates.get(row["allele"], {})) for row in rows]
    lines += [] if rows else ["  No allele was called in this gene."]
    lines += _in_models(here, models)
    lines += ["", "Panels", *_in_panels(here, case, given.panels, candidates.values())]
    return [*lines, "", "Coverage of its coding bases", *_coverage(case, given.quality, here)]


def _ended(row: Row, candidate: Row) -> str:
    """Return where one allele ended, with its class and rank where there are any."""
    told = [CLASSES.get(candidate["class"], candidate["class"])] if candidate.get("class") else []
    told += [f"rank {candidate['rank']}"] if candidate.get("rank") is not None else []
    told += [f"tier {candidate['tier']}"] if candidate.get("tier") not in (None, "untiered") else []
    beside = f" ({', '.join(told)})" if told else ""
    return f"  {row['allele']}: {plain(row['bucket'])} by {row['by']}{beside}: {row['reason']}"


def _in_models(names: Collection[str], models: Genes) -> Lines:
    if models is None or {name for pair in models for name in pair} & set(names):
        return []
    return ["  The gene models do not have this gene under any of these names: it could not be searched."]


def _in_panels(
    names: Collection[str], case: CaseFile, panels: Sequence[Panel] | None, candidates: Collection[Row]
) -> Lines:
    """Return what each panel says of the gene; that it is in none is said only where the panels were given."""
    if panels is None:
        told = sorted({row["panel"] for row in candidates if row.get("panel")})
        known = f"in panel {', '.join(told)}" if told else "not known: the panels were not given (--panels)"
        return [f"  {known}"]
    lines = [
        f"  {panel.title}: {item.confidence}, {PANEL_MODES.get(str(item.mode_of_inheritance), 'mode not told')}, "
        f"penetrance {item.penetrance}"
        for panel in panels
        for item in panel.genes
        if {item.gene_id, item.gene_symbol} & set(names)
    ]
    listed = ", ".join(case.case.panels) or "none was asked for"
    return lines or [f"  outside every panel of this case ({listed})"]


def _known_genes(tables: CaseTables, given: Given, models: Genes) -> Mapping[str, tuple[str, ...]]:
    """Return symbols by id and ids by symbol, of all genes that the case and the gene models know."""
    pairs = {*tables.genes(), *(models or ())}
    pairs |= {(item.gene, item.gene_symbol) for person in given.quality for item in person.genes}
    pairs |= {(item.gene_id, item.gene_symbol) for panel in given.panels or () for item in panel.genes}
    names: dict[str, tuple[str, ...]] = {}
    for gene, symbol in sorted(pairs):
        names[gene] = (*names.get(gene, ()), symbol)
        names[symbol] = (*names.get(symbol, ()), gene)
    names.pop("", None)
    return names


def _coverage(case: CaseFile, quality: Sequence[PersonQuality], names: Collection[str]) -> Lines:
    measured = {item.person: item for item in quality}
    lines = []
    for member in people_in_order(case):
        person = measured.get(member.person)
        genes = [gene for gene in person.genes if {gene.gene, gene.gene_symbol} & set(names)] if person else []
        texts = [
            f"mean depth {gene.mean_depth:.1f} reads; "
            + ", ".join(f"{percent(part)} at {depth} reads" for depth, part in sorted(gene.covered.items()))
            for gene in genes
        ]
        lines.append(f"  {member.person} ({member.relation}): {'; '.join(texts) or 'not measured'}")
    return lines
