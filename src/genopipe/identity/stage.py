"""From a joint VCF and a pedigree to the verdict of every family."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt

from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.genome import GRCH37
from genopipe.genome import GRCH38
from genopipe.genome import Build
from genopipe.identity.ancestry import Ancestry
from genopipe.identity.ancestry import ancestry_of
from genopipe.identity.contamination import Contamination
from genopipe.identity.contamination import contamination_of
from genopipe.identity.contamination import find_source
from genopipe.identity.disomy import Disomy
from genopipe.identity.disomy import count_pair
from genopipe.identity.disomy import find_disomies
from genopipe.identity.disomy import off_contigs
from genopipe.identity.evidence import Evidence
from genopipe.identity.expected import Expected
from genopipe.identity.expected import ordered
from genopipe.identity.family import Cohort
from genopipe.identity.family import FamilyResult
from genopipe.identity.family import judge_family
from genopipe.identity.family import with_swaps_of_others
from genopipe.identity.frequencies import read_frequencies
from genopipe.identity.frequencies import read_panel
from genopipe.identity.gather import gather
from genopipe.identity.inbreeding import Inbreeding
from genopipe.identity.inbreeding import inbreeding_of
from genopipe.identity.mendelian import mendelian_errors
from genopipe.identity.pairs import Found
from genopipe.identity.pairs import find_pair
from genopipe.identity.people import PersonResult
from genopipe.identity.people import judge_person
from genopipe.identity.sex import SexCall
from genopipe.identity.sex import SexEvidence
from genopipe.identity.sex import call_sex
from genopipe.identity.sex import measured_evidence
from genopipe.identity.sex import sex_evidence
from genopipe.identity.sex import sex_fits
from genopipe.identity.swaps import FamilyTest
from genopipe.identity.swaps import Measured
from genopipe.identity_settings import IdentitySettings
from genopipe.io.mosdepth_summary import read_means
from genopipe.io.plink import PairCounts
from genopipe.io.plink import count_pairs
from genopipe.pedigree import Family

Reals = npt.NDArray[np.float64]
_MERGED_CALLED, _MERGED_REF = 0.8, 0.02


@dataclass(frozen=True)
class Given:
    """Files that a proof may use beside VCF and pedigree.

    Attributes:
        frequencies: VCF of population frequencies.
        panel: Reference panel of populations.
        populations: Table of the panel's people.
        depths: Summary of mosdepth by person.
        mixed: The frequencies are of several populations together, and tell no inbreeding.
    """

    frequencies: Path | None = None
    panel: Path | None = None
    populations: Path | None = None
    depths: Mapping[str, Path] | None = None
    mixed: bool = False


@dataclass(frozen=True)
class Identity:
    """Who is who in a file.

    Attributes:
        families: Each family's result, in the order of the pedigree.
        strangers: People of the file whom the pedigree does not name: only told apart from the others.
        build: Name of the genome build.
        records: ALT alleles read.
        sites: Sites used for relations.
        spacing: Bases in which at most one site was used.
        with_frequencies: Population frequencies were given.
        populations: Populations of the panel; empty: no panel was given.
        merged: The file was merged of files of single people, so that no relation is assessable.
    """

    families: tuple[FamilyResult, ...]
    strangers: tuple[str, ...]
    build: str
    records: int
    sites: int
    spacing: int
    with_frequencies: bool
    populations: tuple[str, ...]
    merged: bool


def prove_identity(
    vcf: Path, families: Mapping[str, Family], build: Build | None, settings: IdentitySettings, given: Given
) -> Identity:
    """Prove who is who.

    Args:
        vcf: Joint VCF or BCF of any number of families.
        families: Families of the pedigree.
        build: The genome build; None: found by the contigs' lengths.
        settings: Thresholds.
        given: Further files.

    Raises:
        InputError: A file is wrong, or nobody of the pedigree is in the VCF.
        ContentError: plink2 gave no sound table.
    """
    evidence = gather(vcf, build, settings)
    _check_people(vcf, evidence, families, given)
    frequency = None
    if given.frequencies is not None:
        frequency = read_frequencies(given.frequencies, settings.frequency_field, evidence.sites)
    panel = None if given.panel is None else read_panel(given.panel, given.populations, evidence.sites)
    merged = is_merged(evidence)
    counts = {} if merged else count_pairs(evidence.sites.copies)
    return judge_evidence(evidence, families, counts, settings, given, frequency=frequency, panel=panel)


def judge_evidence(
    evidence: Evidence,
    families: Mapping[str, Family],
    counts: Mapping[tuple[int, int], PairCounts],
    settings: IdentitySettings,
    given: Given | None = None,
    *,
    frequency: Reals | None = None,
    panel: tuple[tuple[str, ...], Reals] | None = None,
) -> Identity:
    """Judge what was read of a VCF.

    Args:
        evidence: What was read.
        families: Families of the pedigree.
        counts: What every two people share, by their places.
        settings: Thresholds.
        given: Depths measured over whole chromosomes.
        frequency: Frequency of ALT at each chosen site.
        panel: Populations and their frequencies at each chosen site.
    """
    judged = _Judge(evidence, settings, frequency, panel, given or Given())
    named = {person for family in families.values() for person in family.people}
    strangers = tuple(person for person in evidence.people if person not in named)
    judged.leave_out(find_disomies(families.values(), evidence.sites, judged.places, settings) if counts else [])
    measured = Measured(judged.pairs(counts), judged.fits, settings)
    tests = {name: FamilyTest(family, judged.present(family), measured) for name, family in families.items()}
    cohort = Cohort(measured, tests, strangers)
    results = [judged.family(family, cohort) for family in families.values()]
    return Identity(
        families=with_swaps_of_others(results),
        strangers=strangers,
        build=evidence.build,
        records=evidence.records,
        sites=len(evidence.sites),
        spacing=evidence.spacing,
        with_frequencies=frequency is not None,
        populations=() if panel is None else panel[0],
        merged=is_merged(evidence),
    )


def is_merged(evidence: Evidence) -> bool:
    """Say whether a file of several people was not called jointly: no good genotypes of REF, but many that are none.

    Its sites in common are those at which both carry ALT: anybody would look like a relative of anybody.
    """
    called, total = evidence.called.sum(), evidence.autosomal * len(evidence.people)
    if len(evidence.people) < 2 or not called:
        return False
    few_ref = evidence.homozygous_ref.sum() < _MERGED_REF * called
    return bool(few_ref and called < _MERGED_CALLED * total)


class _Judge:
    """The evidence with what was given beside it, person by person."""

    def __init__(
        self,
        evidence: Evidence,
        settings: IdentitySettings,
        frequency: Reals | None,
        panel: tuple[tuple[str, ...], Reals] | None,
        given: Given,
    ) -> None:
        self.evidence, self.settings, self.panel, self.frequency = evidence, settings, panel, frequency
        self.places = {person: place for place, person in enumerate(evidence.people)}
        self.means = {person: read_means(path) for person, path in (given.depths or {}).items()}
        self.mixed = given.mixed
        self.sexes = {person: self._sex(person, place) for person, place in self.places.items()}
        self.disomies: dict[tuple[str, str], Disomy] = {}
        self.left_out: dict[tuple[str, str], tuple[str, ...]] = {}
        self.used: dict[str, npt.NDArray[np.bool_]] = {}

    def _sex(self, person: str, place: int) -> tuple[SexEvidence, SexCall]:
        found = sex_evidence(self.evidence, place, self.settings)
        if person in self.means:
            human = self.evidence.build in (GRCH37.name, GRCH38.name)
            found = measured_evidence(found, self.means[person], self.settings.y_known if human else 1.0)
        return found, call_sex(found, self.settings)

    def fits(self, stated: object, sample: str) -> bool | None:
        """Say whether a sample fits a stated sex."""
        found, call = self.sexes[sample]
        return sex_fits(stated, call, found.x_heterozygous, self.settings)  # type: ignore[arg-type]

    def present(self, family: Family) -> tuple[str, ...]:
        """Return the people of a family who have data, in pedigree order."""
        return tuple(person for person in family.people if person in self.places)

    def pairs(self, counts: Mapping[tuple[int, int], PairCounts]) -> dict[tuple[str, str], Found]:
        """Return what every two people are to each other."""
        people = self.evidence.people
        return {
            ordered(people[one], people[other]): self._pair(one, other, counts.get((one, other)))
            for one, other in combinations(range(len(people)), 2)
        }

    def leave_out(self, disomies: list[Disomy]) -> None:
        """Leave out the contigs that children have of one parent alone, where they are held against their parents."""
        contigs: dict[str, set[str]] = {}
        for one in disomies:
            self.disomies[ordered(one.child, one.parent)] = one
            contigs.setdefault(one.child, set()).update(one.contigs)
            for parent in one.parents:
                self.left_out[ordered(one.child, parent)] = tuple(sorted(contigs[one.child]))
        self.used = {child: off_contigs(self.evidence.sites, names) for child, names in contigs.items()}

    def _pair(self, one: int, other: int, counts: PairCounts | None) -> Found:
        names = ordered(self.evidence.people[one], self.evidence.people[other])
        left_out = self.left_out.get(names, ())
        found = find_pair(counts, self.settings)
        if not left_out or found.kinship is None:
            return found
        copies = self.evidence.sites.copies[off_contigs(self.evidence.sites, left_out)]
        again = find_pair(count_pair(copies[:, one], copies[:, other]), self.settings, minimum=1)
        return replace(again, left_out=left_out, disomy=self.disomies.get(names))

    def family(self, family: Family, cohort: Cohort) -> FamilyResult:
        """Return the result of a family."""
        people = tuple(self._person(family, person) for person in self.present(family))
        errors = mendelian_errors(family, self.evidence.sites, self.places, self.used)
        return judge_family(family, people, tuple(errors), cohort)

    def _person(self, family: Family, person: str) -> PersonResult:
        found, call = self.sexes[person]
        return judge_person(
            person,
            family.people[person].sex,
            found,
            call,
            self._contamination(person),
            self._inbreeding(family, person),
            self._ancestry(person),
            self.settings,
        )

    def _contamination(self, person: str) -> Contamination:
        """Return the contamination; by the genotypes of the source where that is a person of the file."""
        sites, place = self.evidence.sites, self.places[person]
        found = contamination_of(sites, place, self.frequency, self.settings)
        if found.fraction is None or found.fraction <= self.settings.contamination_flag / 4:
            return found
        source = find_source(sites, place, [other for other in self.places.values() if other != place], self.settings)
        if source is None or source[1] < found.fraction:
            return found
        other, fraction, error = source
        return Contamination(
            fraction, error, found.sites, found.by_frequency, self.evidence.people[other], found.skewed
        )

    def _inbreeding(self, family: Family, person: str) -> Inbreeding:
        copies, frequency = self.evidence.sites.copies[:, self.places[person]], None if self.mixed else self.frequency
        if frequency is not None and person in self.used:
            copies, frequency = copies[self.used[person]], frequency[self.used[person]]
        return inbreeding_of(copies, frequency, self.settings, Expected(family).inbreeding(person))

    def _ancestry(self, person: str) -> Ancestry | None:
        if self.panel is None:
            return None
        names, frequencies = self.panel
        copies = self.evidence.sites.copies[:, self.places[person]]
        return ancestry_of(copies, names, frequencies, self.settings)


def _check_people(vcf: Path, evidence: Evidence, families: Mapping[str, Family], given: Given) -> None:
    """Check that the pedigree and the options name people of the file.

    Raises:
        InputError: They do not.
    """
    named = {person for family in families.values() for person in family.people}
    faults = []
    if not named & set(evidence.people):
        cause = "nobody of the pedigree is among its samples"
        faults.append(
            fault("IDENTITY-PEOPLE", str(vcf), cause, "give the ids of the pedigree the names of the VCF's samples")
        )
    for person in given.depths or {}:
        if person not in evidence.people:
            faults.append(
                fault("IDENTITY-DEPTH", "--depth", f"'{person}' is not in the VCF", "name a sample of the VCF")
            )
    if faults:
        raise InputError(faults)
