"""An allele's way through the line, as text: called, annotated, inherited, filtered, and where it ended."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from genopipe.cases import CaseFile
from genopipe.genome import Build
from genopipe.measures import PersonQuality
from genopipe.panels import Panel
from genopipe.report.alleles import describe
from genopipe.report.alleles import make_clinvar
from genopipe.report.alleles import make_frequency
from genopipe.report.alleles import make_genotype
from genopipe.report.alleles import make_modes
from genopipe.report.alleles import people_in_order
from genopipe.report.case import GenotypeLine
from genopipe.report.given import Given
from genopipe.report.query import AlleleQuery
from genopipe.report.query import check_gene
from genopipe.report.query import parse_allele
from genopipe.report.reasons import evidence_words
from genopipe.report.reasons import missing_words
from genopipe.report.tables import CaseTables
from genopipe.report.tables import Row
from genopipe.report.tables import check_consent
from genopipe.report.words import NOT_AVAILABLE
from genopipe.report.words import ORIGINS
from genopipe.report.words import PHASES
from genopipe.report.words import consequence_words
from genopipe.report.words import counted
from genopipe.report.words import percent
from genopipe.report.words import plain
from genopipe.report.words import rule_words
from genopipe.tables import ALLELES
from genopipe.tables import CANDIDATES
from genopipe.tables import CONSEQUENCES
from genopipe.tables import GENOTYPES
from genopipe.tables import LEDGER

Lines = list[str]
WITHHELD = "consent"
"""The rule by which the filter sets aside what was not agreed to."""


def explain(
    folder: Path,
    case: CaseFile,
    text: str,
    given: Given,
) -> str:
    """Tell an allele's way through the line, or list a gene's candidates.

    Args:
        folder: The case folder.
        case: The case.
        text: An allele (`1-123-A-G`, `chr1:123:A:G`), or a gene's symbol or id.
        given: The build; quality, for alleles and genes of which nothing was called; panels, so that a gene
            without alleles is known.

    Returns:
        Lines of text, with a last line feed.

    Raises:
        InputError: The text names neither an allele nor a known gene, or there is no consent.
    """
    check_consent(case, "case.json")
    tables = CaseTables(folder)
    named = tables.rows(ALLELES, pl.col("allele") == text.strip())
    query = parse_allele(text)
    if not named and query is not None:
        named = tables.rows(ALLELES, pl.col("allele") == query.allele)
    if named:
        lines = explain_allele(tables, case, named[0], given.any_build)
    elif query is not None:
        lines = _never_seen(tables, case, query, given.quality)
    else:
        lines = explain_gene(tables, case, text, given.quality, given.panels or ())
    return "\n".join(_printable(line) for line in lines) + "\n"


def _printable(line: str) -> str:
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)


def _figure(value: object) -> str:
    return NOT_AVAILABLE if value is None else str(value)


def explain_allele(tables: CaseTables, case: CaseFile, allele: Row, build: Build) -> Lines:
    """Return an allele's way, step by step."""
    name = allele["allele"]
    booked = tables.rows_of(LEDGER, [name])
    lines = [f"{name}  {describe(allele)}  {plain(allele['variant_class'])}", ""]
    lines += ["Called", *_called(allele), ""]
    if _withheld(booked):
        return [*lines, "Filter", *_ends(booked), "  what else is known of it is not told"]
    lines.append("Genotypes")
    genotypes = {row["person"]: row for row in tables.rows_of(GENOTYPES, [name])}
    for member in people_in_order(case):
        lines.append(_genotype(make_genotype(member, genotypes.get(member.person), allele, build)))
    lines += ["", "Consequences", *_consequences(tables.rows_of(CONSEQUENCES, [name]))]
    lines += ["", "Population frequency", *_frequency(allele), "", "ClinVar", *_clinvar(allele)]
    candidates = tables.rows_of(CANDIDATES, [name])
    for candidate in candidates:
        lines += ["", f"Inheritance in {candidate['gene_symbol']}", *_inheritance(candidate)]
    return [*lines, "", "Filter", *_ends(booked)]


def _withheld(ledger: Sequence[Row]) -> bool:
    """Say whether an allele is not told for want of consent, and is part of the question in no other gene."""
    told = any(row["bucket"] in ("finding", "candidate") for row in ledger)
    return not told and any(row["by"] == WITHHELD for row in ledger)


def _called(allele: Row) -> Lines:
    several = "; the record had several ALT alleles" if allele["multiallelic"] else ""
    return [
        f"  as {allele['called_as']}{several}",
        f"  QUAL {_figure(allele['quality'])}, FILTER {allele['filters'] or 'none applied'}",
    ]


def _genotype(line: GenotypeLine) -> str:
    fraction = NOT_AVAILABLE if line.alt_fraction is None else f"{line.alt_fraction:.2f}"
    figures = (
        f"GT {_figure(line.genotype)}, DP {_figure(line.depth)}, AD {_figure(line.ref_reads)},"
        f"{_figure(line.alt_reads)}, ALT fraction {fraction}, GQ {_figure(line.genotype_quality)}"
    )
    return f"  {line.person} ({line.relation}): {line.zygosity}; {figures}"


def _consequences(rows: Sequence[Row]) -> Lines:
    lines = []
    for row in rows:
        names = "".join(f", {row[name]}" for name in ("hgvs_c", "hgvs_p") if row[name])
        stands = "reported: " if row["reported"] else ""
        lines.append(
            f"  {row['gene_symbol']} {row['transcript']}: {consequence_words(row['consequence'])}, "
            f"impact {_figure(row['impact'])}{names} ({stands}{row['reported_reason']})"
        )
    return lines or ["  touches no transcript of the gene models"]


def _frequency(allele: Row) -> Lines:
    facts = make_frequency(allele)
    if facts.highest is None:
        return [f"  {facts.words}"]
    every = ", ".join(f"{line.population} {line.frequency:.3g}" for line in facts.populations)
    return [
        f"  {facts.words}; highest {facts.highest:.3g} in {_figure(facts.population)}",
        f"  {every}; alleles looked at {_figure(facts.allele_number)}, homozygotes {_figure(facts.homozygotes)}",
    ]


def _clinvar(allele: Row) -> Lines:
    facts = make_clinvar(allele)
    if facts is None:
        return ["  no record of this allele, or ClinVar was not searched"]
    stars = NOT_AVAILABLE if facts.stars is None else f"{facts.stars} of 4"
    conditions = "; ".join(facts.conditions) or "no condition named"
    return [f"  {facts.significance}, stars {stars} ({_figure(facts.review)}), id {facts.id}", f"  for {conditions}"]


def _inheritance(candidate: Row) -> Lines:
    modes = make_modes(candidate)
    lines = [
        f"  {words}: {', '.join(mode.words for mode in modes if mode.answer == answer) or 'none'}"
        for answer, words in (
            ("fits", "fits"),
            ("does_not_fit", "does not fit"),
            ("not_assessable", "not assessable"),
        )
    ]
    lines += [f"    {evidence_words(text)}" for text in candidate["evidence"]]
    lines += [f"    missing for {missing_words(text)}" for text in candidate["missing"]]
    lines.append(f"  {ORIGINS.get(candidate['inherited_from'], candidate['inherited_from'])}")
    if candidate["partners"]:
        phase = PHASES.get(candidate["partner_phase"], _figure(candidate["partner_phase"]))
        lines.append(f"  with {', '.join(candidate['partners'])}: {phase}")
    return lines


def _ends(ledger: Sequence[Row]) -> Lines:
    lines = []
    for row in ledger:
        place = f" in {row['gene_symbol']}" if row["gene_symbol"] else ""
        lines.append(f"  {plain(row['bucket'])}{place} by {row['by']}: {rule_words(row['by'])}")
        lines.append(f"    {row['reason']}")
    return lines


def _never_seen(tables: CaseTables, case: CaseFile, query: AlleleQuery, quality: Sequence[PersonQuality]) -> Lines:
    contigs = [query.contig, f"chr{query.contig.removeprefix('chr')}", query.contig.removeprefix("chr")]
    place = pl.col("contig").is_in(contigs) & (pl.col("position") == query.position)
    records = [f"{contig}:{query.position}:{query.ref}>" for contig in contigs]
    before = pl.any_horizontal([pl.col("called_as").str.starts_with(record) for record in records])
    lines = [f"{query.allele}: not called in this family (case {case.case.case})", ""]
    lines.append("  No caller record of this family holds this allele. That is no proof of two reference copies.")
    near = tables.rows(ALLELES, place | before)
    for row in near:
        lines.append(f"  Called there: {row['allele']}, as {row['called_as']}")
    return lines + _depths(case, quality, contigs)


def _depths(case: CaseFile, quality: Sequence[PersonQuality], contigs: Sequence[str]) -> Lines:
    measured = {item.person: item for item in quality}
    lines = []
    for member in people_in_order(case):
        depths = measured[member.person].depth_by_contig if member.person in measured else {}
        depth = next((depths[contig] for contig in contigs if contig in depths), None)
        text = NOT_AVAILABLE if depth is None else f"{depth:.1f} reads"
        lines.append(f"  {member.person} ({member.relation}): mean depth of the contig {text}")
    return lines


def explain_gene(
    tables: CaseTables, case: CaseFile, text: str, quality: Sequence[PersonQuality], panels: Sequence[Panel]
) -> Lines:
    """Return a gene's candidates and what became of each.

    Raises:
        InputError: No such gene is known to the case.
    """
    names = _known_genes(tables, quality, panels)
    gene = check_gene(text, names)
    here = {gene, *names[gene]}
    either = pl.col("gene").is_in(sorted(here)) | pl.col("gene_symbol").is_in(sorted(here))
    rows = [row for row in tables.rows(LEDGER, either) if row["gene"]]
    title = "/".join(dict.fromkeys((*names[gene], gene)))
    lines = [f"Gene {title}: {counted(len(rows), 'allele')} of this family", ""]
    lines += [f"  {row['allele']}: {plain(row['bucket'])} by {row['by']}: {row['reason']}" for row in rows] or [
        "  No allele was called in this gene."
    ]
    return [*lines, "", "Coverage of its coding bases", *_coverage(case, quality, here)]


def _known_genes(
    tables: CaseTables, quality: Sequence[PersonQuality], panels: Sequence[Panel]
) -> dict[str, tuple[str, ...]]:
    """Return symbols by id and ids by symbol, of all genes that the case knows."""
    pairs = set(tables.genes())
    pairs |= {(item.gene, item.gene_symbol) for person in quality for item in person.genes}
    pairs |= {(item.gene_id, item.gene_symbol) for panel in panels for item in panel.genes}
    names: dict[str, tuple[str, ...]] = {}
    for gene, symbol in sorted(pairs):
        names[gene] = (*names.get(gene, ()), symbol)
        names[symbol] = (*names.get(symbol, ()), gene)
    return names


def _coverage(case: CaseFile, quality: Sequence[PersonQuality], names: set[str]) -> Lines:
    measured = {item.person: item for item in quality}
    lines = []
    for member in people_in_order(case):
        person = measured.get(member.person)
        genes = [gene for gene in person.genes if {gene.gene, gene.gene_symbol} & names] if person else []
        texts = [
            f"mean depth {gene.mean_depth:.1f} reads; "
            + ", ".join(f"{percent(part)} at {depth} reads" for depth, part in sorted(gene.covered.items()))
            for gene in genes
        ]
        lines.append(f"  {member.person} ({member.relation}): {'; '.join(texts) or 'not measured'}")
    return lines
