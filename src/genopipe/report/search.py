"""What was searched: panel genes and their coverage in the proband, types of variant, and the funnel."""

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence

from genopipe.cases import CaseFile
from genopipe.cases import StartForm
from genopipe.errors import ContentError
from genopipe.gates import GateReport
from genopipe.gates import Outcome
from genopipe.measures import GeneCoverage
from genopipe.measures import HardRegions
from genopipe.measures import PersonQuality
from genopipe.panels import Disagreement
from genopipe.panels import Panel
from genopipe.panels import PanelEntity
from genopipe.panels import PanelGene
from genopipe.panels import disagreements
from genopipe.report.case import Funnel
from genopipe.report.case import FunnelLine
from genopipe.report.case import QualityLine
from genopipe.report.case import VariantType
from genopipe.report.gaps import exons_told
from genopipe.report.gaps import hard_part
from genopipe.report.gaps import hard_parts
from genopipe.report.gaps import make_exons_below
from genopipe.report.gaps import make_exons_note
from genopipe.report.gaps import make_hard_note
from genopipe.report.searched import GeneSearch
from genopipe.report.searched import OtherSearch
from genopipe.report.searched import PanelDisagreement
from genopipe.report.searched import PanelSearch
from genopipe.report.searched import PanelWord
from genopipe.report.searched import Search
from genopipe.report.searched import SearchState
from genopipe.report.words import ENTITY_KINDS
from genopipe.report.words import PANEL_MODES
from genopipe.report.words import TYPES_NOT_TESTED
from genopipe.report.words import TYPES_TESTED
from genopipe.report.words import counted
from genopipe.report.words import listed
from genopipe.report.words import percent
from genopipe.report.words import rule_order
from genopipe.report.words import rule_words
from genopipe.report_settings import ReportSettings

_NAMED = 5  # more genes than these are counted in the sentence, and listed below it
_BUCKETS = ("finding", "candidate", "set_aside", "not_interpretable")
_QUALITY = tuple(name for name in QualityLine.model_fields if name not in ("person", "relation"))


def make_quality(case: CaseFile, measured: dict[str, PersonQuality]) -> tuple[QualityLine, ...]:
    """Return the quality of every sequenced member; a figure that was not measured stays None."""
    return tuple(
        QualityLine(
            person=member.person,
            relation=member.relation,
            **{name: getattr(measured.get(member.person), name, None) for name in _QUALITY},
        )
        for member in case.members
        if member.form is not None
    )


def make_gates_text(gates: GateReport | None) -> str:
    """Return what the quality gates say, in one sentence; those that were not measured are never left out."""
    if gates is None:
        return "No quality gates were set for this report."
    failed, unknown = gates.of(Outcome.FAILED), gates.of(Outcome.NOT_MEASURED)
    asked = f"of {counted(len(gates.results), 'quality gate')} ({gates.title})"
    if not failed and not unknown:
        return f"All {asked} were passed."
    text = f"{len(failed) or 'None'} {asked} {'was' if len(failed) == 1 else 'were'} not passed"
    return text + (f"; {len(unknown)} could not be asked: the figure was not measured." if unknown else ".")


def _coverage_by_name(coverages: Sequence[GeneCoverage]) -> dict[str, GeneCoverage]:
    """Return coverage by id and by symbol of genes; an id comes before a symbol."""
    by_symbol = {coverage.gene_symbol: coverage for coverage in coverages}
    return by_symbol | {coverage.gene: coverage for coverage in coverages}


def _state(fraction: float | None, least: float) -> SearchState:
    if fraction is None:
        return "not_assessable"
    return "searched" if fraction >= least else "not_fully_searched"


def _make_gene(
    gene: PanelGene, coverage: GeneCoverage | None, settings: ReportSettings, hard: Mapping[str, float | None]
) -> GeneSearch:
    decisive = settings.decisive_depth
    measured = coverage if coverage is not None and coverage.bases > 0 and gene.in_models != "no" else None
    covered = {} if measured is None else measured.covered
    return GeneSearch(
        gene=gene.gene_id,
        gene_symbol=gene.gene_symbol,
        confidence=str(gene.confidence),
        mode=PANEL_MODES[str(gene.mode_of_inheritance)],
        mean_depth=None if measured is None else measured.mean_depth,
        covered=tuple(covered.get(depth) for depth in sorted(settings.depth_thresholds)),
        state=_state(covered.get(decisive), settings.covered_fraction),
        absent=gene.in_models == "no",
        written_as=gene.written_as or None,
        exons_below=make_exons_below(measured, decisive),
        exons_told=exons_told(measured, decisive),
        low_mappability=hard_part(gene, hard),
    )


def make_search(
    case: CaseFile,
    panels: Sequence[Panel] | None,
    quality: PersonQuality | None,
    settings: ReportSettings,
    hard: HardRegions | None = None,
) -> Search:
    """Return what was searched.

    Args:
        case: The case; its panels are named here even when they were not given.
        panels: The case's panels; None: not given.
        quality: The proband's quality with the coverage of panel genes; None: not measured.
        settings: Thresholds of depth (reads) and of the covered part (fraction).
        hard: What of panel genes lies in regions of low mappability or duplications; None: not given.
    """
    decisive = settings.decisive_depth
    coverages, parts = _coverage_by_name(quality.genes if quality is not None else ()), hard_parts(hard)
    given = [
        PanelSearch(
            name=panel.name,
            title=panel.title,
            version=panel.version or None,
            source=panel.source or None,
            genes=tuple(
                _make_gene(gene, coverages.get(gene.gene_id) or coverages.get(gene.gene_symbol), settings, parts)
                for gene in panel.genes
            ),
            others=tuple(_make_other(other) for other in panel.others),
        )
        for panel in panels or ()
    ]
    named = [PanelSearch(name=name, title=name, version=None, genes=()) for name in case.case.panels]
    found = tuple(named if panels is None else given)
    genes = {gene.gene: gene for panel in found for gene in panel.genes}
    least = settings.covered_fraction
    return Search(
        panels=found,
        thresholds=tuple(sorted(settings.depth_thresholds)),
        decisive=decisive,
        least=least,
        not_fully=tuple(gene.gene_symbol for gene in genes.values() if gene.state == "not_fully_searched"),
        note=_note(list(genes.values()), _form_of_proband(case), f"{percent(least, 0)} at {decisive} reads"),
        exons_note=make_exons_note(list(genes.values()), decisive),
        hard_sources=hard.sources if hard is not None else (),
        hard_note=make_hard_note(list(genes.values()), hard),
        disagreements=tuple(_disagreement(one) for one in disagreements(panels or ())),
    )


def _make_other(other: PanelEntity) -> OtherSearch:
    return OtherSearch(kind=ENTITY_KINDS[other.kind.value], name=other.name, confidence=str(other.confidence))


def _disagreement(one: Disagreement) -> PanelDisagreement:
    told = tuple(PanelWord(panel=panel, says=gene.says) for panel, gene in one.told)
    return PanelDisagreement(gene_symbol=one.gene_symbol, told=told, speaks=one.speaks)


def _form_of_proband(case: CaseFile) -> StartForm | None:
    return next(member.form for member in case.members if member.person == case.case.proband)


def _note(genes: Sequence[GeneSearch], form: StartForm | None, limit: str) -> str:
    if form in (StartForm.VCF, StartForm.GVCF) and not any(gene.state != "not_assessable" for gene in genes):
        return "Coverage could not be assessed: no alignments."
    if not genes:
        return "Coverage could not be assessed: no panel genes were given to this report."
    states = [gene.state for gene in genes]
    if all(state == "not_assessable" for state in states):
        return "Coverage could not be assessed: it was not measured in the proband."
    not_fully, unknown = states.count("not_fully_searched"), states.count("not_assessable")
    text = f"{states.count('searched')} of {counted(len(genes), 'panel gene')} reach {limit} in the proband"
    weak = listed([gene.gene_symbol for gene in genes if gene.state == "not_fully_searched"])
    text += f"; not fully searched: {weak}" if not_fully and not_fully <= _NAMED else ""
    text += f"; {not_fully} not fully searched" if not_fully > _NAMED else ""
    return text + (f"; {unknown} could not be assessed." if unknown else ".")


def make_variant_types() -> tuple[VariantType, ...]:
    """Return the types of variant, the tested ones first."""
    kinds = [(line, True) for line in TYPES_TESTED] + [(line, False) for line in TYPES_NOT_TESTED]
    return tuple(VariantType(words=words, tested=tested, note=note) for (words, note), tested in kinds)


def make_funnel(ends: Iterable[tuple[str, str, str]], alleles_in: int) -> Funnel:
    """Return where every allele ended, each counted once.

    An allele in several genes is counted in its best bucket, and there at the rule that is asked last.

    Args:
        ends: Allele, bucket and rule of the rows of the ledger.
        alleles_in: Alleles after normalisation (count).

    Raises:
        ContentError: The ledger does not hold every allele.
    """
    chosen: dict[str, tuple[int, int, str, str]] = {}
    for allele, bucket, rule in ends:
        key = (_BUCKETS.index(bucket), -rule_order(rule), rule, bucket)
        chosen[allele] = min(chosen.get(allele, key), key)
    counts: dict[tuple[int, int, str, str], int] = {}
    for key in chosen.values():
        counts[key] = counts.get(key, 0) + 1
    ordered = sorted(counts, key=lambda key: (-key[0], -key[1], key[2]))
    lines = tuple(
        FunnelLine(bucket=bucket, by=rule, words=rule_words(rule), alleles=counts[key])
        for key in ordered
        for _, _, rule, bucket in [key]
    )
    total = sum(line.alleles for line in lines)
    if total != alleles_in:
        raise ContentError(f"{alleles_in} alleles after normalisation, but {total} in the ledger")
    return Funnel(alleles_in=alleles_in, lines=lines, total=total)
