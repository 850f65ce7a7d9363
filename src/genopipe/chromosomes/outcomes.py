"""From what was found to outcomes, each with its reason, and to rows of the table of segments."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from genopipe.chromosomes.disomy import ContigDisomy
from genopipe.chromosomes.results import ContigResult
from genopipe.chromosomes.results import DisomyOfContig
from genopipe.chromosomes.results import DisomyOfPerson
from genopipe.chromosomes.results import ImbalanceOfContig
from genopipe.chromosomes.results import ImbalanceOfPerson
from genopipe.chromosomes.results import OneCopyStretch
from genopipe.chromosomes.results import Outcome
from genopipe.chromosomes.results import PersonResult
from genopipe.chromosomes.results import RunsOfContig
from genopipe.chromosomes.results import RunsOfPerson
from genopipe.chromosomes.runs import hints_at_disomy
from genopipe.chromosomes.study import ContigStudy
from genopipe.chromosomes.study import Study
from genopipe.chromosomes_settings import ChromosomesSettings
from genopipe.tables import SEGMENTS
from genopipe.tables import SegmentKind

_NO_PARENT = "no parent is in the VCF"
_MOTHER_ONLY = "only the mother is in the VCF: two copies of hers are not told from one of each parent"
_FATHER_ONLY = "only the father is in the VCF: two copies of his are not told from one of each parent"

_X_MOSAIC = "mosaics of X are told by the check of identities"


def _outcome(*, found: bool) -> Outcome:
    return Outcome.FOUND if found else Outcome.NONE


def _runs(contig: ContigStudy, settings: ChromosomesSettings) -> RunsOfContig:
    reason = contig.reason or _why_no_runs(contig, settings)
    if reason:
        return RunsOfContig(outcome=Outcome.NOT_ASSESSABLE, reason=reason)
    apart = contig.asked / contig.sites
    lengths = [run.length for run in contig.runs]
    return RunsOfContig(
        outcome=_outcome(found=bool(lengths)),
        count=len(lengths),
        total=sum(lengths),
        longest=max(lengths, default=0),
        one_copy=contig.runs_of_one_copy,
        smallest=max(settings.runs.minimum_length, round(settings.runs.minimum_sites * apart)),
    )


def _why_no_runs(contig: ContigStudy, settings: ChromosomesSettings) -> str:
    """Return why runs cannot be told by the sites; empty: they can."""
    if contig.sites < settings.runs.minimum_sites:
        return f"{contig.sites} sites are too few"
    far = contig.asked < 0.5 * (contig.last - contig.first)
    return "the sites stand too far apart" if far else ""


def runs_of_person(study: Study, settings: ChromosomesSettings) -> RunsOfPerson:
    """Return the runs of a person's autosomes."""
    judged = {
        name: contig
        for name, contig in study.contigs.items()
        if contig.autosome and _runs(contig, settings).outcome is not Outcome.NOT_ASSESSABLE
    }
    asked = sum(contig.asked for contig in judged.values())
    if not asked:
        return RunsOfPerson(outcome=Outcome.NOT_ASSESSABLE, reason="no autosome has enough sites")
    lengths = [run.length for contig in judged.values() for run in contig.runs]
    long = [length for length in lengths if length >= settings.runs.long_length]
    hinting = [
        name for name, contig in judged.items() if any(hints_at_disomy(run, settings.runs) for run in contig.runs)
    ]
    elsewhere = any(
        run.length >= settings.runs.long_length
        for name, contig in judged.items()
        if hinting[:1] != [name]
        for run in contig.runs
    )
    return RunsOfPerson(
        outcome=_outcome(found=bool(lengths)),
        count=len(lengths),
        total=sum(lengths),
        longest=max(lengths, default=0),
        long_count=len(long),
        long_total=sum(long),
        asked=asked,
        genome_fraction=round(sum(lengths) / asked, 6),
        disomy_hint=tuple(hinting) if len(hinting) == 1 and not elsewhere and study.member.parents < 2 else (),
    )


def _disomy(contig: ContigStudy, study: Study, settings: ChromosomesSettings) -> DisomyOfContig:
    found = contig.disomy
    unknown = Outcome.NOT_ASSESSABLE
    reason = contig.reason or ("" if found else _NO_PARENT if not study.member.parents else "no site was called")
    if found is None or reason:
        return DisomyOfContig(maternal=unknown, paternal=unknown, reason=reason)
    counts = _counts(found, study)
    if not study.parents_fit or not study.is_enough(found):
        reason = study.identity_reason or f"{found.sites} sites are too few"
        return DisomyOfContig(maternal=unknown, paternal=unknown, reason=reason, **counts)
    maternal, paternal, reasons = _sides(found, study, settings)
    kinds = {one.isodisomy for one in found.disomies}
    kind = "mixed" if len(kinds) == 2 else {True: "isodisomy", False: "heterodisomy"}[kinds.pop()] if kinds else ""
    return DisomyOfContig(
        maternal=maternal,
        paternal=paternal,
        reason=reasons,
        kind=kind,
        whole=any(one.whole for one in found.disomies) if kind else None,
        one_copy=tuple(
            OneCopyStretch(start=one.start, end=one.end, lost=one.lost, depth=one.depth) for one in found.one_copy
        ),
        **counts,
    )


def _counts(found: ContigDisomy, study: Study) -> dict[str, Any]:
    member = study.member
    counts: dict[str, Any] = {"sites": found.sites}
    counts["no_mother"] = None if member.mother is None else found.no_mother
    counts["no_father"] = None if member.father is None else found.no_father
    if member.parents == 2:
        counts |= {f"{parent}_unexplained": found.unexplained[parent] for parent in ("mother", "father")}
    return counts


def _sides(found: ContigDisomy, study: Study, settings: ChromosomesSettings) -> tuple[Outcome, Outcome, str]:
    """Return the outcomes of the mother's and of the father's two copies, and why one is not assessable."""
    outcomes, reasons = {}, []
    for parent, other, known, only in (
        ("mother", "father", study.member.father, _MOTHER_ONLY),
        ("father", "mother", study.member.mother, _FATHER_ONLY),
    ):
        outcomes[parent] = _outcome(found=any(one.parent == parent for one in found.disomies))
        unsure = any(one.depth is None and one.lost == other for one in found.one_copy)
        if known is None:
            outcomes[parent] = Outcome.NOT_ASSESSABLE
            reasons.append(only)
        elif unsure and outcomes[parent] is Outcome.NONE:
            outcomes[parent] = Outcome.NOT_ASSESSABLE
            reasons.append(f"without depth two copies of the {parent}'s are not told from one")
    return outcomes["mother"], outcomes["father"], "; ".join(reasons)


def _together(outcomes: list[Outcome]) -> Outcome:
    """Return one outcome for many: found wins; not assessable only where nothing was."""
    if Outcome.FOUND in outcomes:
        return Outcome.FOUND
    return Outcome.NONE if Outcome.NONE in outcomes else Outcome.NOT_ASSESSABLE


def _disomy_of_person(study: Study, contigs: dict[str, ContigResult]) -> DisomyOfPerson:
    each = [result.disomy for result in contigs.values()]
    maternal, paternal = (_together([getattr(one, side) for one in each]) for side in ("maternal", "paternal"))
    identity = study.identity_reason
    reasons = sorted(
        {one.reason for name, one in zip(contigs, each, strict=True) if study.contigs[name].autosome} - {""}
    )
    unsure = Outcome.NOT_ASSESSABLE in (maternal, paternal)
    reason = identity or (reasons[0] if unsure and reasons else "no autosome was asked" if unsure else "")
    return DisomyOfPerson(maternal=maternal, paternal=paternal, reason=reason, identity=bool(identity))


def _imbalance(contig: ContigStudy, study: Study, settings: ChromosomesSettings) -> ImbalanceOfContig:
    reason = contig.reason or ("" if contig.autosome else _X_MOSAIC) or study.imbalanced or _no_usual(study)
    if not reason and contig.heterozygotes < settings.imbalance.minimum_sites:
        reason = f"{contig.heterozygotes} heterozygotes with reads written are too few"
    if reason:
        outcome = Outcome.NOT_ASSESSABLE
        return ImbalanceOfContig(outcome=outcome, reason=reason, heterozygotes=contig.heterozygotes)
    return ImbalanceOfContig(
        outcome=_outcome(found=bool(contig.imbalances)), heterozygotes=contig.heterozygotes, smallest=contig.smallest
    )


def _no_usual(study: Study) -> str:
    if study.usual is None:
        return "the VCF has the reads (AD) of too few heterozygotes"
    return "" if study.can_compare else "the genome has too few heterozygotes to compare with"


def _imbalance_of_person(study: Study, contigs: dict[str, ContigResult]) -> ImbalanceOfPerson:
    outcome = _together([result.imbalance.outcome for result in contigs.values()])
    usual = study.usual
    reason = ""
    if outcome is Outcome.NOT_ASSESSABLE:
        reasons = sorted({result.imbalance.reason for result in contigs.values()})
        reason = study.imbalanced or _no_usual(study) or (reasons[0] if reasons else "no contig was asked")
    return ImbalanceOfPerson(
        outcome=outcome,
        reason=reason,
        centre=round(usual.centre, 4) if usual else None,
        width=round(usual.width, 3) if usual else None,
    )


def person_result(study: Study, names: list[str], settings: ChromosomesSettings) -> PersonResult:
    """Return all outcomes of a person.

    Args:
        study: The person.
        names: Ids of the people by column.
        settings: Thresholds.
    """
    member = study.member
    contigs = {
        name: ContigResult(
            sites=contig.sites,
            heterozygous=contig.heterozygous,
            depth=contig.depth,
            runs=_runs(contig, settings),
            disomy=_disomy(contig, study, settings),
            imbalance=_imbalance(contig, study, settings),
        )
        for name, contig in study.contigs.items()
    }
    return PersonResult(
        family=member.person.family,
        stated_sex=member.person.sex.value,
        father=None if member.father is None else names[member.father],
        mother=None if member.mother is None else names[member.mother],
        runs=runs_of_person(study, settings),
        disomy=_disomy_of_person(study, contigs),
        imbalance=_imbalance_of_person(study, contigs),
        chromosomes=contigs,
    )


def segments(studies: list[Study]) -> pl.DataFrame:
    """Return the table of segments: people in their order, contigs in the order of the file, then by position."""
    rows = []
    for study in studies:
        for contig, found in study.contigs.items():
            here = sorted(_rows(found, study), key=lambda row: (row["start"], row["kind"]))
            rows += [{"person": study.member.name, "contig": contig, **row} for row in here]
    return pl.DataFrame(rows, schema=SEGMENTS.schema())


def _rows(found: ContigStudy, study: Study) -> Iterator[dict[str, Any]]:
    empty = {"parent": None, "copies": None, "fraction": None}
    for run in found.runs:
        kind = SegmentKind.RUN_OF_HOMOZYGOSITY
        counts = {"sites": run.sites, "supporting": run.homozygous, "against": run.heterozygous}
        yield {"start": run.start, "end": run.end, "kind": kind, "quality": run.quality, **empty, **counts}
    usable = found.disomy and study.parents_fit and study.is_enough(found.disomy)
    for one in found.disomy.disomies if found.disomy and usable else ():
        kind = SegmentKind.ISODISOMY if one.isodisomy else SegmentKind.HETERODISOMY
        yield {**empty, **_shared(one), "kind": kind, "parent": one.parent}
    for shift in found.imbalances:
        facts = {"parent": shift.parent, "copies": shift.copies, "fraction": shift.fraction}
        yield {**_shared(shift), "kind": SegmentKind.MOSAIC, **facts}


def _shared(one: Any) -> dict[str, Any]:  # noqa: ANN401 - a disomy or an imbalance
    return {name: getattr(one, name) for name in ("start", "end", "sites", "supporting", "against", "quality")}
