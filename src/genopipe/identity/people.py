"""What is said of each person: sex chromosomes, purity, ancestry, each measure with its threshold."""

from dataclasses import dataclass

from genopipe.genome import USUAL_KARYOTYPES
from genopipe.genome import Sex
from genopipe.identity.ancestry import Ancestry
from genopipe.identity.contamination import Contamination
from genopipe.identity.findings import Check
from genopipe.identity.findings import Problem
from genopipe.identity.findings import Reason
from genopipe.identity.findings import Verdict
from genopipe.identity.inbreeding import Inbreeding
from genopipe.identity.sex import Depth
from genopipe.identity.sex import SexCall
from genopipe.identity.sex import SexEvidence
from genopipe.identity.sex import sex_fits
from genopipe.identity_settings import IdentitySettings

NEXT_STEPS = {
    Problem.DUPLICATE: "Check the sample tracking of both; sequence the one that is not theirs again.",
    Problem.SWAP: "Check tubes, plates and sheet rows of these people; correct the names only with proof.",
    Problem.CONTAMINATION: "Check extraction and library of this sample and its neighbours on the plate; repeat it. "
    "After a transplantation or in a chimera two genomes are true: use another tissue.",
    Problem.KARYOTYPE: "Confirm by karyotyping or array; state it under identity.accepted_karyotypes to go on.",
    Problem.WRONG_SEX: "Check the stated sex with the requesting clinic, then the sample tracking.",
    Problem.UNRELATED_PARENT: "Check the sample tracking of both; repeat from new samples before anybody is asked.",
    Problem.UNEXPECTED_RELATION: "Check the pedigree with the requesting clinic, then the sample tracking.",
    Problem.TWINS_OR_DUPLICATE: "Ask whether they are monozygotic twins. If so, state it in the seventh "
    "column of the pedigree; if not, it is a duplicate sample.",
    Problem.UNEXPECTED_RELATIVES: "Check the pedigree with the requesting clinic.",
    Problem.CONSANGUINITY: "Expect long runs of homozygosity in the children; tell nobody but the laboratory.",
    Problem.UNIPARENTAL_DISOMY: "Look at this chromosome in the output of genopipe chromosomes, which tells iso- from "
    "heterodisomy, and at its depth: half of it is a deletion.",
    Problem.MENDELIAN_ERRORS: "Look at depth and quality of these samples, then at the sample tracking.",
    Problem.UNCLEAR: "Look at depth by chromosome and, for sex chromosomes, at mosaicism.",
    Problem.NOT_ASSESSABLE: "Give a joint VCF with more sites.",
}


@dataclass(frozen=True)
class PersonResult:
    """All that is known of a person.

    Attributes:
        person: The person's id.
        stated_sex: Sex as the pedigree states it.
        sex: Evidence on the sex chromosomes.
        call: Sex chromosomes found.
        contamination: Contamination found.
        inbreeding: Inbreeding by population frequencies.
        ancestry: The nearest population; None: no panel was given.
        checks: Each measure with its verdict.
        reasons: What does not pass.
    """

    person: str
    stated_sex: Sex
    sex: SexEvidence
    call: SexCall
    contamination: Contamination
    inbreeding: Inbreeding
    ancestry: Ancestry | None
    checks: tuple[Check, ...]
    reasons: tuple[Reason, ...]


def make_reason(problem: Problem, verdict: Verdict, people: tuple[str, ...], text: str) -> Reason:
    """Return a reason with what to check next."""
    return Reason(problem, verdict, people, text, NEXT_STEPS[problem])


def judge_person(
    person: str,
    stated: Sex,
    evidence: SexEvidence,
    call: SexCall,
    contamination: Contamination,
    inbreeding: Inbreeding,
    ancestry: Ancestry | None,
    settings: IdentitySettings,
) -> PersonResult:
    """Hold the measures of a person against their thresholds."""
    sex_checks, reasons = _judge_sex(person, stated, evidence, call, settings)
    purity, impure = _judge_contamination(person, contamination, settings)
    checks = [*_depth_checks(evidence, settings), *sex_checks, *purity, *_balance(contamination, settings)]
    related, consanguineous = _judge_inbreeding(person, inbreeding, settings)
    checks += [related, _ancestry_check(ancestry, settings)]
    skewed = [check for check in checks if check.check == "heterozygote_balance" and check.verdict is Verdict.FLAG]
    if skewed and not impure:
        impure = [make_reason(Problem.UNCLEAR, Verdict.FLAG, (person,), f"{person}: {skewed[0].text}")]
    return PersonResult(
        person,
        stated,
        evidence,
        call,
        contamination,
        inbreeding,
        ancestry,
        tuple(checks),
        (*reasons, *impure, *consanguineous),
    )


def _depth_checks(evidence: SexEvidence, settings: IdentitySettings) -> list[Check]:
    source = "whole chromosomes" if evidence.measured else "sites of the VCF"
    return [
        _depth_check("x_depth", "X", evidence.x, settings.x_tolerance, source),
        _depth_check("y_depth", "Y", evidence.y, settings.y_present, source),
        _x_check(evidence, settings),
    ]


def _depth_check(name: str, chromosome: str, depth: Depth | None, threshold: float, source: str) -> Check:
    unit = "part of the autosomes' depth"
    if depth is None:
        return Check(name, Verdict.NOT_ASSESSABLE, f"depth of {chromosome}: too few sites", None, threshold, unit)
    text = f"depth of {chromosome} is {depth.ratio:.2f} of the autosomes' ({source})"
    return Check(name, Verdict.PASS, text, depth.ratio, threshold, unit, depth.error, depth.sites or None)


def _x_check(evidence: SexEvidence, settings: IdentitySettings) -> Check:
    name, unit = "x_heterozygous", "fraction of the alleles carried on X"
    part = evidence.x_heterozygous
    if part is None:
        text = f"heterozygous part of X: {evidence.x_carried} sites with ALT are too few"
        return Check(name, Verdict.NOT_ASSESSABLE, text, None, settings.x_heterozygous, unit)
    text = f"{part:.0%} of the alleles carried on X are heterozygous"
    return Check(name, Verdict.PASS, text, part, settings.x_heterozygous, unit, sites=evidence.x_carried)


def _judge_sex(
    person: str, stated: Sex, evidence: SexEvidence, call: SexCall, settings: IdentitySettings
) -> tuple[list[Check], list[Reason]]:
    accepted = settings.accepted_karyotypes.get(person)
    if accepted is not None and call.karyotype is not None and call.karyotype == accepted:
        text = f"{call.karyotype}, as the laboratory has confirmed"
        return [Check("karyotype", Verdict.PASS, text)], []
    fits = sex_fits(stated, call, evidence.x_heterozygous, settings)
    checks, reasons = [_karyotype_check(call)], []
    if call.karyotype is not None and call.karyotype not in USUAL_KARYOTYPES.values():
        text = f"{person}: sex chromosomes {call.karyotype} (stated: {stated})"
        reasons.append(make_reason(Problem.KARYOTYPE, Verdict.STOP, (person,), text))
    if call.unclear:
        text = f"{person}: sex chromosomes unclear or mosaic: {call.unclear}"
        reasons.append(make_reason(Problem.UNCLEAR, Verdict.FLAG, (person,), text))
    checks.append(_sex_check(stated, call, fits=fits))
    if fits is False:
        text = f"{person}: stated {stated}, but the data show {_found_words(call)}"
        reasons.append(make_reason(Problem.WRONG_SEX, Verdict.STOP, (person,), text))
    return checks, reasons


def _karyotype_check(call: SexCall) -> Check:
    if call.karyotype is not None:
        usual = call.karyotype in USUAL_KARYOTYPES.values()
        return Check("karyotype", Verdict.PASS if usual else Verdict.STOP, f"sex chromosomes {call.karyotype}")
    if call.unclear:
        return Check("karyotype", Verdict.FLAG, f"unclear or mosaic: {call.unclear}")
    parts = [f"X {call.x if call.x is not None else 'not assessable'}", "Y not assessable"]
    if call.y is not None:
        parts = ["X not assessable", f"Y {call.y}"]
    return Check("karyotype", Verdict.NOT_ASSESSABLE, f"copies: {', '.join(parts)}")


def _sex_check(stated: Sex, call: SexCall, *, fits: bool | None) -> Check:
    if stated is Sex.UNKNOWN:
        return Check("sex", Verdict.NOT_ASSESSABLE, f"no sex is stated; the data show {_found_words(call)}")
    if fits is None:
        return Check("sex", Verdict.NOT_ASSESSABLE, f"stated {stated}; the data do not tell")
    if fits:
        return Check("sex", Verdict.PASS, f"{stated}, as stated ({_found_words(call)})")
    return Check("sex", Verdict.STOP, f"stated {stated}, but the data show {_found_words(call)}")


def _found_words(call: SexCall) -> str:
    if call.karyotype is not None:
        return str(call.karyotype)
    x = "X not assessable" if call.x is None else f"{call.x} X"
    y = "Y not assessable" if call.y is None else f"{call.y} Y"
    return f"{x}, {y}"


def _judge_contamination(
    person: str, found: Contamination, settings: IdentitySettings
) -> tuple[list[Check], list[Reason]]:
    name, unit, threshold = "contamination", "fraction of the reads", settings.contamination_stop
    if found.fraction is None or found.error is None:
        least = settings.minimum_homozygous_sites
        text = f"contamination: {found.sites} homozygous sites with reads are too few, at least {least} are needed"
        return [Check(name, Verdict.NOT_ASSESSABLE, text, None, threshold, unit, sites=found.sites)], []
    verdict = _purity(found.fraction, found.error, found.skewed, settings)
    text = f"contamination {found.fraction:.1%} (standard error {found.error:.1%}, {found.sites:,} sites)"
    text += f", by the genotypes of {found.source}" if found.source else ""
    text += "" if found.by_frequency or found.source else ", frequencies assumed"
    check = Check(name, verdict, text, found.fraction, threshold, unit, found.error, found.sites)
    if verdict in (Verdict.PASS, Verdict.NOT_ASSESSABLE):
        return [check], []
    return [check], [make_reason(Problem.CONTAMINATION, verdict, (person,), f"{person}: {text}")]


def _purity(fraction: float, error: float, skewed: float | None, settings: IdentitySettings) -> Verdict:
    """Return the verdict on a contamination.

    From about 8 % on, sites with foreign reads are called heterozygous and the fraction is only a lower bound; so many
    heterozygotes are then out of balance that the two together stop, however low the fraction is.
    """
    if fraction - 2 * error > settings.contamination_flag / 2:
        mixed = skewed is not None and skewed > settings.maximum_skewed
        if mixed or fraction > settings.contamination_stop:
            return Verdict.STOP
        return Verdict.FLAG if fraction > settings.contamination_flag else Verdict.PASS
    if error > settings.contamination_stop / 2:
        return Verdict.NOT_ASSESSABLE
    return Verdict.FLAG if fraction > settings.contamination_stop else Verdict.PASS


def _balance(found: Contamination, settings: IdentitySettings) -> list[Check]:
    name, unit, threshold = "heterozygote_balance", "fraction of the heterozygotes", settings.maximum_skewed
    if found.skewed is None:
        return [
            Check(name, Verdict.NOT_ASSESSABLE, "balance of heterozygotes: too few with reads", None, threshold, unit)
        ]
    verdict = Verdict.FLAG if found.skewed > threshold else Verdict.PASS
    text = f"{found.skewed:.0%} of the heterozygotes have an ALT part outside 0.3 to 0.7"
    return [Check(name, verdict, text, found.skewed, threshold, unit)]


def _judge_inbreeding(person: str, found: Inbreeding, settings: IdentitySettings) -> tuple[Check, list[Reason]]:
    name, unit, threshold = "inbreeding", "coefficient F", settings.inbreeding
    if found.coefficient is None:
        why = (
            f"{found.sites:,} common sites are too few"
            if found.sites
            else "no frequencies of the population were given"
        )
        return Check(name, Verdict.NOT_ASSESSABLE, f"inbreeding: {why}", None, threshold, unit), []
    # What is inherited scatters about what the pedigree states by about half of it.
    high = found.coefficient - settings.certainty * (found.error or 0.0) > threshold + 2 * found.stated
    text = f"inbreeding {found.coefficient:.3f} (by the pedigree {found.stated:.3f})"
    text += ": the parents are more closely related than stated" if high else ""
    verdict = Verdict.FLAG if high else Verdict.PASS
    check = Check(name, verdict, text, found.coefficient, threshold, unit, found.error, found.sites)
    return check, [make_reason(Problem.CONSANGUINITY, verdict, (person,), f"{person}: {text}")] if high else []


def _ancestry_check(found: Ancestry | None, settings: IdentitySettings) -> Check:
    if found is None:
        return Check("ancestry", Verdict.NOT_ASSESSABLE, "no reference panel was given")
    if found.population is None:
        text = (
            f"ancestry: {found.sites:,} sites in common with the panel, {settings.minimum_ancestry_sites:,} are needed"
        )
        return Check("ancestry", Verdict.NOT_ASSESSABLE, text, sites=found.sites)
    text = f"nearest to {found.population}, then {found.next}"
    return Check("ancestry", Verdict.PASS, text, found.ahead, None, "log-likelihood", sites=found.sites)
