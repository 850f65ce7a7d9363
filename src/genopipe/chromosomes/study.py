"""All that is found in one person, gathered contig by contig."""

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from functools import cached_property

import numpy as np

from genopipe.chromosomes.depth import PersonDepth
from genopipe.chromosomes.disomy import ENOUGH
from genopipe.chromosomes.disomy import ContigDisomy
from genopipe.chromosomes.disomy import ask_one_parent
from genopipe.chromosomes.disomy import ask_trio
from genopipe.chromosomes.disomy import judge_contig
from genopipe.chromosomes.imbalance import Imbalance
from genopipe.chromosomes.imbalance import PersonBlocks
from genopipe.chromosomes.imbalance import Spread
from genopipe.chromosomes.imbalance import find_imbalances
from genopipe.chromosomes.imbalance import heterozygotes
from genopipe.chromosomes.imbalance import relative_depth
from genopipe.chromosomes.imbalance_model import Heterozygotes
from genopipe.chromosomes.imbalance_model import Usual
from genopipe.chromosomes.imbalance_model import find_usual
from genopipe.chromosomes.people import Member
from genopipe.chromosomes.people import why_not
from genopipe.chromosomes.runs import Run
from genopipe.chromosomes.runs import asked_length
from genopipe.chromosomes.runs import find_runs
from genopipe.chromosomes.tracks import Track
from genopipe.chromosomes.tracks import make_track
from genopipe.chromosomes_settings import ChromosomesSettings
from genopipe.genome import Build
from genopipe.genome import Role
from genopipe.io.allele_batch import Flags
from genopipe.io.allele_batch import Long
from genopipe.io.allele_batch import Real
from genopipe.io.allele_batch import Tiny
from genopipe.io.genotype_sites import NOT_CALLED
from genopipe.io.genotype_sites import ContigSites
from genopipe.io.roh import RohRun

_THINNED = 20_000
"""Heterozygotes of a contig that tell what is usual, about: more say no more."""
_FEWEST = 200
"""Heterozygotes of a genome below which nothing is usual."""


@dataclass
class ContigStudy:
    """What is known of one contig of one person.

    Attributes:
        autosome: It is an autosome.
        reason: Why the contig cannot be asked of the person; empty: it can.
        sites: Called genotypes.
        heterozygous: Heterozygous ones.
        asked: Bases that were asked.
        first: First called site (1-based); 0: there is none.
        last: Last called site.
        depth: Relative depth; None: not written.
        runs: Runs of homozygosity.
        runs_of_one_copy: Runs that are none: by depth there is one copy.
        disomy: What the parents tell; None: there is no parent.
        heterozygotes: Heterozygotes with enough reads.
        smallest: Smallest shift that is told.
        imbalances: Stretches out of balance.
        track: What is drawn.
    """

    autosome: bool
    reason: str = ""
    sites: int = 0
    heterozygous: int = 0
    asked: int = 0
    first: int = 0
    last: int = 0
    depth: float | None = None
    runs: list[Run] = field(default_factory=list)
    runs_of_one_copy: int = 0
    disomy: ContigDisomy | None = None
    heterozygotes: int = 0
    smallest: float | None = None
    imbalances: list[Imbalance] = field(default_factory=list)
    track: Track | None = None


class Study:
    """One person: asked about disomy first, which says whether the parents fit, and then about all else.

    Args:
        member: Who it is.
        build: The genome build.
        settings: Thresholds.
        depth: What depth is usual; None: none is written.
    """

    def __init__(self, member: Member, build: Build, settings: ChromosomesSettings, depth: PersonDepth | None) -> None:
        self.member = member
        self.contigs: dict[str, ContigStudy] = {}
        self.imbalanced = ""
        self._build = build
        self._settings = settings
        self._depth = depth
        self._thinned: list[tuple[Real, Long]] = []
        self._blocks = PersonBlocks()

    @property
    def autosomes(self) -> Iterator[ContigStudy]:
        """The autosomes."""
        return (contig for contig in self.contigs.values() if contig.autosome)

    def ask_parents(self, sites: ContigSites, copies: Tiny) -> None:
        """Ask a contig about disomy, and gather what is usual.

        Args:
            sites: Sites of the contig.
            copies: [site, person]: copies of ALT of everybody.
        """
        own = copies[:, self.member.column]
        asked = own != NOT_CALLED
        autosome = self._build.role(sites.contig) is Role.AUTOSOME
        found = ContigStudy(autosome, why_not(sites.contig, self._build, self.member.person.sex))
        self.contigs[sites.contig] = found
        if len(sites.position):
            found.depth = self._relative(sites, int(sites.position[0]), int(sites.position[-1]))
        low = found.depth is not None and found.depth <= self._settings.disomy.deletion_depth
        if not autosome and not found.reason and low:
            found.reason = "by depth there is one copy"
        found.sites, found.heterozygous = int(asked.sum()), int((own == 1).sum())
        if found.reason or not found.sites:
            return
        of_runs = self.for_runs(sites.contig, copies)
        found.asked = asked_length(sites.position, of_runs, self._settings.runs.maximum_gap)
        found.first, found.last = int(sites.position[asked][0]), int(sites.position[asked][-1])
        found.disomy = self._disomy(sites, copies, autosome=autosome)
        if autosome:
            kept = self._heterozygotes(sites, copies, parents=False)
            step = max(1, len(kept.position) // _THINNED)
            self._thinned.append((kept.alt[::step], kept.reads[::step]))

    def for_runs(self, contig: str, copies: Tiny) -> Tiny:
        """Return the person's genotypes that are asked for runs.

        Without allele frequencies these are the sites at which the person, or a parent, has ALT: with many families in
        one VCF, most sites are rare alleles of other people, at which everybody is homozygous for REF.

        Args:
            contig: The contig.
            copies: [site, person]: copies of ALT of everybody.
        """
        own = copies[:, self.member.column]
        if self.contigs[contig].reason:
            return np.full_like(own, NOT_CALLED)
        if self._settings.runs.frequency_field or self._settings.runs.frequency_file:
            return own
        own_trio = [one for one in (self.member.column, self.member.father, self.member.mother) if one is not None]
        return np.where((copies[:, own_trio] > 0).any(axis=1), own, NOT_CALLED).astype(np.int8)

    def _relative(self, sites: ContigSites, start: int, end: int) -> float | None:
        return relative_depth(self._depth, sites, self.member.column, start, end)

    def _disomy(self, sites: ContigSites, copies: Tiny, *, autosome: bool) -> ContigDisomy | None:
        """Return what the parents that are there tell."""
        father, mother = self.member.father, self.member.mother
        child, error = copies[:, self.member.column], self._settings.disomy.genotype_error
        if father is not None and mother is not None:
            asked = ask_trio(
                sites.position, copies[:, father], copies[:, mother], child, error, one_copy_father=not autosome
            )
        elif father is not None or mother is not None:
            parent = father if mother is None else mother
            asked = ask_one_parent(sites.position, copies[:, parent], child, error, mother=mother is not None)
        else:
            return None
        return judge_contig(asked, lambda start, end: self._relative(sites, start, end), self._settings.disomy)

    @cached_property
    def usual(self) -> Usual | None:
        """What is usual among the person's heterozygotes, when every contig was asked; None: there are too few."""
        alt = np.concatenate([part for part, _ in self._thinned]) if self._thinned else np.empty(0)
        reads = np.concatenate([part for _, part in self._thinned]) if self._thinned else np.empty(0, np.int64)
        return find_usual(alt, reads) if len(alt) >= _FEWEST else None

    def gather_blocks(self, sites: ContigSites, copies: Tiny) -> None:
        """Gather the blocks of heterozygotes of a contig."""
        contig = self.contigs[sites.contig]
        if self.usual and not contig.reason and contig.autosome:
            kept = self._heterozygotes(sites, copies, parents=self.parents_fit)
            self._blocks.add(kept, self.usual, self._settings.imbalance.block)

    @property
    def can_compare(self) -> bool:
        """Whether the genome has enough blocks of heterozygotes to compare a stretch with."""
        return self._spreads[1] is not None

    @cached_property
    def _spreads(self) -> tuple[Spread | None, Spread | None]:
        """How the blocks are spread, when every contig was gathered."""
        return self._blocks.spreads()

    def find_all(self, sites: ContigSites, copies: Tiny, found: list[RohRun], width: int) -> None:
        """Find runs and imbalances of a contig, and what is drawn of it.

        Args:
            sites: Sites of the contig.
            copies: [site, person]: copies of ALT of everybody.
            found: What bcftools roh found in this person on this contig.
            width: Bases of a bin of the drawing.
        """
        contig = self.contigs[sites.contig]
        kept = self._heterozygotes(sites, copies, parents=self.parents_fit)
        contig.track = make_track(sites, self.member.column, kept, self._depth, width, drawn=not contig.reason)
        if contig.reason:
            return
        runs = find_runs(found, sites.position, self.for_runs(sites.contig, copies), self._settings.runs)
        contig.runs = [run for run in runs if not self._has_one_copy(sites, run)]
        contig.runs_of_one_copy = len(runs) - len(contig.runs)
        contig.heterozygotes = len(kept.position)
        if self.usual is None or not len(kept.position) or not contig.autosome:
            return
        known = (kept.side != 0).mean() >= 0.1
        own_settings = self._settings.imbalance
        contig.smallest = own_settings.minimum_shift if known else own_settings.minimum_shift_alone
        depth = (self._depth, sites, self.member.column)
        contig.imbalances = find_imbalances(kept, self.usual, self._spreads, depth, own_settings)

    def _has_one_copy(self, sites: ContigSites, run: Run) -> bool:
        depth = self._relative(sites, run.start, run.end)
        return depth is not None and depth <= self._settings.disomy.deletion_depth

    def _heterozygotes(self, sites: ContigSites, copies: Tiny, *, parents: bool) -> Heterozygotes:
        """Return the person's heterozygotes; where both copies are one parent's, the parents tell nothing of them."""
        columns: list[Tiny | None] = [None, None]
        if parents:
            outside = self._outside_of_disomy(sites)
            for place, one in enumerate((self.member.father, self.member.mother)):
                columns[place] = None if one is None else np.where(outside, copies[:, one], NOT_CALLED).astype(np.int8)
        most = self._depth.most if self._depth else np.inf
        depths = (self._settings.imbalance.minimum_depth, most)
        return heterozygotes(sites, self.member.column, columns[0], columns[1], depths)

    def _outside_of_disomy(self, sites: ContigSites) -> Flags:
        outside = np.ones(len(sites.position), np.bool_)
        disomy = self.contigs[sites.contig].disomy
        if disomy is None:
            return outside
        places = [(one.start, one.end) for one in disomy.disomies] + [(one.start, one.end) for one in disomy.one_copy]
        for start, end in places:
            outside &= (sites.position < start) | (sites.position > end)
        return outside

    @property
    def parents_fit(self) -> bool:
        """Whether the stated parents, if there are any, fit the person's genotypes."""
        return not self.identity_reason

    @cached_property
    def identity_reason(self) -> str:
        """Why the stated parents are in question, when every contig was asked; empty: they are not."""
        asked = [contig.disomy for contig in self.autosomes if contig.disomy and self.is_enough(contig.disomy)]
        total = sum(one.sites for one in asked)
        for parent in ("father", "mother"):
            for counts, most, words in (
                ("unexplained", self._settings.disomy.maximum_unexplained, "does not fit"),
                ("alike", self._settings.disomy.maximum_alike, "has the person's genotypes at"),
            ):
                part = sum(getattr(one, counts).get(parent, 0) for one in asked) / total if total else 0.0
                if part > most and not (counts == "alike" and self.member.parents < 2):
                    return f"the stated {parent} {words} {part:.0%} of the sites: check who is who"
        with_disomy = sum(1 for one in asked if one.disomies)
        if with_disomy > self._settings.disomy.maximum_chromosomes or (with_disomy > 1 and with_disomy == len(asked)):
            return f"{with_disomy} of {len(asked)} chromosomes look like disomy: check who is who"
        return ""

    def is_enough(self, disomy: ContigDisomy) -> bool:
        """Say whether a contig has enough sites to tell a disomy."""
        return disomy.sites >= ENOUGH * self._settings.disomy.minimum_sites

    def end_imbalances(self) -> None:
        """Take the imbalances back where so much of the genome is out of balance that the sample is in question."""
        every = sum(contig.heterozygotes for contig in self.autosomes)
        out = sum(one.sites for contig in self.autosomes for one in contig.imbalances)
        several = sum(1 for contig in self.autosomes if contig.imbalances) > 1
        if self.usual and self.usual.width > self._settings.imbalance.maximum_width:
            self.imbalanced = f"the reads are spread {self.usual.width:.1f} times too widely: check for contamination"
        elif every and several and out / every > self._settings.imbalance.maximum_part:
            self.imbalanced = f"{out / every:.0%} of the heterozygotes are out of balance: check for contamination"
        if self.imbalanced:
            for contig in self.contigs.values():
                contig.imbalances = []
