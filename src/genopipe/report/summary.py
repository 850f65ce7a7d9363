"""The headline of a report, its limits and its methods: the sentences that weigh the whole case."""

from collections.abc import Sequence
from dataclasses import dataclass

from genopipe.cases import CaseFile
from genopipe.cases import Member
from genopipe.cases import StartForm
from genopipe.config import AnnotateSettings
from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.genome import Build
from genopipe.genome import Sex
from genopipe.pedigree import Affection
from genopipe.report.alleles import genes_of
from genopipe.report.case import AlleleReport
from genopipe.report.case import Funnel
from genopipe.report.case import Headline
from genopipe.report.result import Weighed
from genopipe.report.searched import Search
from genopipe.report.words import LIMIT_CLASS
from genopipe.report.words import LIMIT_CLASSIFIED
from genopipe.report.words import LIMIT_CSQ
from genopipe.report.words import PHASES
from genopipe.report.words import VCF_START
from genopipe.report.words import counted
from genopipe.report.words import listed


@dataclass(frozen=True)
class KnownSettings:
    """The settings of the run, as far as they were given: what was not given is not stated.

    Attributes:
        annotate: Annotation sources.
        inherit: What made a genotype good enough.
        filters: Thresholds of the filter.
        sources: Title and release of every further source; None: not given.
    """

    annotate: AnnotateSettings | None = None
    inherit: InheritSettings | None = None
    filters: FilterSettings | None = None
    sources: tuple[str, ...] | None = None

    @property
    def clinvar_searched(self) -> bool | None:
        """Whether ClinVar was searched; None: not known."""
        return None if self.annotate is None else self.annotate.clinvar is not None


def _scope(search: Search, funnel: Funnel) -> str:
    genes = {gene.gene for panel in search.panels for gene in panel.genes}
    titles = [f"{panel.title} {panel.version or ''}".strip() for panel in search.panels]
    short = listed(titles) if len(titles) <= 3 else counted(len(titles), "gene panel")
    where = f"panel {short}" if len(titles) == 1 else short or "no gene panel"
    where += f" ({counted(len(genes), 'gene')})" if genes else ""
    return f"{counted(funnel.alleles_in, 'allele')} of the family searched against {where}"


def _gaps(search: Search) -> str:
    told = [*([] if search.complete else [search.note]), *([search.exons_note] if search.exons_note else [])]
    return "".join(f" {text}" for text in told)


def make_headline(
    findings: Sequence[AlleleReport],
    candidates: Sequence[AlleleReport],
    weighed: Weighed,
    search: Search,
    funnel: Funnel,
) -> Headline:
    """Return the result in a line and in sentences.

    Args:
        findings: Alleles in bucket finding.
        candidates: Alleles in bucket candidate.
        weighed: What the case came to.
        search: What was searched.
        funnel: Where every allele ended.
    """
    scope = f"{_scope(search, funnel)}; small variants and mitochondrial variants only.{_gaps(search)}"
    review = f"{counted(len(candidates), 'candidate')} for review" if candidates else "no candidates for review"
    if weighed.result == "positive":
        title = f"positive: {counted(len(findings), 'finding')} in {listed(genes_of(findings))}"
        text = f"{counted(len(findings), 'variant')} that may explain the condition; {review}. {scope}"
    elif weighed.result == "inconclusive":
        title = f"inconclusive: {'; '.join(weighed.reasons)}"
        text = f"No variant met the rule for a finding; {review} listed below. {scope}"
    else:
        title = "negative: no variant that explains the condition was found"
        listed_below = f" {review} listed below." if candidates else ""
        text = (
            f"{scope}{listed_below} A negative result does not exclude a genetic cause: see what was not tested below."
        )
    return Headline(result=weighed.result, title=title, text=text)


def _people_limits(members: Sequence[Member], proband: str) -> list[str]:
    with_data = {member.person for member in members if member.form is not None}
    index = next(member for member in members if member.person == proband)
    absent = [word for word in ("father", "mother") if getattr(index, word) not in with_data]
    groups = {
        "Sex unknown: copies of X and Y are not told apart in": [
            m.person for m in members if m.sex is Sex.UNKNOWN and m.form is not None
        ],
        "Affected status unknown, so not used as evidence:": [
            m.person for m in members if m.affection is Affection.UNKNOWN and m.form is not None
        ],
        "In the pedigree without data:": [m.person for m in members if m.form is None],
    }
    limits = [f"{text} {listed(people)}." for text, people in groups.items() if people]
    if absent:
        limits.append(f"No data of the proband's {listed(absent)}: de novo and phase by parents are not assessable.")
    return limits


def _allele_limits(alleles: Sequence[AlleleReport]) -> list[str]:
    pairs = [a for a in alleles if a.partner_phase == PHASES["unknown"]]
    unsure = [a for a in alleles if any(mode.answer == "not_assessable" for mode in a.modes)]
    limits = []
    if pairs:
        genes = listed(genes_of(pairs))
        limits.append(f"Phase not known for pairs of alleles in {genes}: they may lie on the same copy of the gene.")
    if unsure:
        text = f"{len(unsure)} of {counted(len(alleles), 'reported allele')}"
        limits.append(f"A mode of inheritance could not be assessed for {text}: see each one's table of modes.")
    return limits


def make_limits(
    case: CaseFile, reported: Sequence[AlleleReport], search: Search, states: dict[str, int], *, classified: bool
) -> tuple[str, ...]:
    """Return the limits of the analysis of this case.

    Args:
        case: The family.
        reported: Findings and candidates.
        search: What was searched.
        states: Alleles by state of the population frequency (count).
        classified: Alleles of this case were classified.
    """
    limits = [LIMIT_CLASSIFIED if classified else LIMIT_CLASS, LIMIT_CSQ]
    if any(member.form in (StartForm.VCF, StartForm.GVCF) for member in case.members):
        limits.append(VCF_START)
    limits += [] if search.complete else [search.note]
    limits += [text for text in (search.exons_note, search.hard_note) if text]
    limits += _people_limits(case.members, case.case.proband)
    unknown, everyone = states.get("not_assessable", 0), sum(states.values())
    if unknown:
        text = f"{unknown:,} of {counted(everyone, 'allele')}"
        limits.append(f"Population frequency not assessable for {text}: these were not filtered by frequency.")
    return tuple(limits + _allele_limits(reported))


_STARTS = {
    StartForm.READS: "reads, trimmed, aligned to the reference, duplicates marked",
    StartForm.ALIGNMENT: "alignments as given",
    StartForm.GVCF: "calls as given (gVCF)",
    StartForm.VCF: "calls as given (VCF)",
}


def make_methods(case: CaseFile, build: Build | None, known: KnownSettings) -> tuple[str, ...]:
    """Return what was done, in order; only what is known to this report is stated.

    Args:
        case: The family.
        build: The genome build; None: not given.
        known: The settings of the run, as far as they were given.
    """
    forms = [form for form in StartForm if any(member.form is form for member in case.members)]
    methods = [f"Start: {'; '.join(_STARTS[form] for form in forms)}."]
    methods += [f"Genome build: {build.name}."] if build else []
    methods += [
        "Normalisation: alleles left-aligned and split, one ALT each; other ALT alleles of a record stay "
        "'another allele', never reference.",
        "Consequences and HGVS descriptions: genopipe on the gene models; MANE Select stands for a gene where there "
        "is one.",
    ]
    return (*methods, *_sources(known), *_thresholds(known))


def _sources(known: KnownSettings) -> list[str]:
    annotate = known.annotate
    if annotate is None:
        return []
    further = [] if known.sources is None else [f"Further sources: {'; '.join(known.sources) or 'none'}."]
    frequency = annotate.frequency.name if annotate.frequency else "none: not searched"
    clinvar = annotate.clinvar.name if annotate.clinvar else "none: not searched"
    return [f"Population frequencies: {frequency}.", f"ClinVar: {clinvar}.", *further]


def _thresholds(known: KnownSettings) -> list[str]:
    methods = []
    if known.inherit is not None:
        i = known.inherit
        methods.append(
            f"A genotype is evidence from depth {i.minimum_depth} and GQ {i.minimum_genotype_quality}, a heterozygote "
            f"with an ALT fraction of {i.minimum_balance:g} to {1 - i.minimum_balance:g}; mitochondrial alleles from "
            f"a fraction of {i.minimum_heteroplasmy:g}."
        )
    if known.filters is not None:
        f = known.filters
        exempt = "; alleles that ClinVar calls (likely) pathogenic are exempt" if f.keep_clinvar else ""
        methods.append(
            f"Highest population frequency: {f.dominant_frequency:g} for one copy, {f.recessive_frequency:g} for "
            f"two copies{exempt}. Lowest QUAL: {f.minimum_quality:g}."
        )
    return methods
