"""An allele's way through the line, as text: called, annotated, inherited, filtered, and where it ended."""

from collections.abc import Sequence
from pathlib import Path

from genopipe.cases import CaseFile
from genopipe.genome import Build
from genopipe.report.alleles import describe
from genopipe.report.alleles import make_clinvar
from genopipe.report.alleles import make_frequency
from genopipe.report.alleles import make_genotype
from genopipe.report.alleles import make_modes
from genopipe.report.alleles import people_in_order
from genopipe.report.case import GenotypeLine
from genopipe.report.elsewhere import Elsewhere
from genopipe.report.explain_absent import explain_absent
from genopipe.report.explain_class import explain_class
from genopipe.report.explain_class import read_criteria
from genopipe.report.explain_gene import explain_gene
from genopipe.report.given import Given
from genopipe.report.lookup import find_called
from genopipe.report.reasons import evidence_words
from genopipe.report.reasons import missing_words
from genopipe.report.tables import CaseTables
from genopipe.report.tables import Row
from genopipe.report.tables import check_consent
from genopipe.report.words import NOT_AVAILABLE
from genopipe.report.words import ORIGINS
from genopipe.report.words import PHASES
from genopipe.report.words import consequence_words
from genopipe.report.words import plain
from genopipe.report.words import rule_words
from genopipe.tables import CANDIDATES
from genopipe.tables import CONSEQUENCES
from genopipe.tables import GENOTYPES
from genopipe.tables import LEDGER

Lines = list[str]
WITHHELD = "consent"
"""The rule by which the filter sets aside what was not agreed to."""


def explain(folder: Path, case: CaseFile, text: str, given: Given, elsewhere: Elsewhere | None = None) -> str:
    """Tell an allele's way through the line, or list a gene's candidates.

    Args:
        folder: The case folder.
        case: The case.
        text: An allele (`1-123-A-G`, `chr1:123:A:G`, a HGVS description), or a gene's symbol or id.
        given: The build; quality, for alleles and genes of which nothing was called; panels.
        elsewhere: What may be looked at beside the tables; None: nothing.

    Returns:
        Lines of text, with a last line feed.

    Raises:
        InputError: The text names neither an allele nor a known gene, or there is no consent.
    """
    check_consent(case, "case.json")
    tables, beside = CaseTables(folder), elsewhere or Elsewhere()
    named = find_called(tables, text)
    spelled = None if named else beside.spell(text)
    lines: Lines = []
    if spelled is not None:
        named = find_called(tables, spelled.query.allele)
        lines = [spelled.note, ""] if spelled.note else []
    for allele in named:
        lines += [*explain_allele(tables, case, allele, given.any_build), ""]
    if not named and spelled is not None:
        lines += explain_absent(tables, case, spelled.query, given.quality, beside)
    elif not named:
        lines += explain_gene(tables, case, text, given, beside.genes)
    return "\n".join(_printable(line) for line in lines).rstrip("\n") + "\n"


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
    criteria = read_criteria(tables.folder, name)
    for candidate in candidates:
        lines += ["", f"Inheritance in {candidate['gene_symbol']}", *_inheritance(candidate)]
        lines += ["", f"Class in {candidate['gene_symbol']}", *explain_class(candidate, criteria)]
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
