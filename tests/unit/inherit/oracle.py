"""Inheritance by brute force, written from docs/inheritance.md, not from the code of the stage: one allele at a time.

Answers are True, False or None (not assessable).
"""

from dataclasses import dataclass
from dataclasses import replace
from functools import cache
from itertools import combinations
from math import comb

MINIMUM_DEPTH, MINIMUM_GQ, BALANCE, PARENT_READS, HETEROPLASMY = 8, 20, 0.2, 1, 0.05
ERROR_RATE, RARE = 0.005, 0.001


@dataclass(frozen=True)
class Call:
    """A genotype as the caller wrote it.

    `again`: ALT reads and depth, counted again; `mosaic`: gain, loss, neutral or nothing, and the fraction of cells.
    """

    text: str
    depth: int | None = 30
    quality: int | None = 90
    fraction: float | None = None
    alt_reads: int | None = None
    phase_set: int | None = None
    again: tuple[int, int] | None = None
    mosaic: tuple[str, float | None] | None = None


@dataclass(frozen=True)
class Someone:
    """A person of the pedigree."""

    name: str
    sex: str
    affection: str
    father: str = ""
    mother: str = ""
    has_data: bool = True
    karyotype: str = ""
    twins: str = ""


def conj(*answers):
    if any(answer is False for answer in answers):
        return False
    return None if any(answer is None for answer in answers) else True


def opposite(answer):
    return None if answer is None else not answer


def disj(*answers):
    return opposite(conj(*map(opposite, answers)))


def sex_chromosomes(person):
    """Return copies of X and Y, or None where nobody knows."""
    word = person.karyotype or {"m": "XY", "f": "XX"}.get(person.sex)
    return (word.count("X"), word.count("Y")) if word else None


def copies(person, place):
    """Return how many copies a person has, at most 2; None: not known."""
    if place in ("autosome", "mitochondrion"):
        return 2 if place == "autosome" else 1
    known = sex_chromosomes(person)
    if place == "PAR":
        return 2 if known is None else min(2, sum(known))
    return None if known is None else min(2, known[0 if place == "X" else 1])


def parts(call):
    return call.text.replace("|", "/").split("/")


def good(call):
    if set(parts(call)) == {"."}:
        return False
    if call.depth is not None and call.depth < MINIMUM_DEPTH:
        return False
    if call.quality is not None and call.quality < MINIMUM_GQ:
        return False
    if sorted(parts(call)) == ["0", "1"] and call.fraction is not None:
        return BALANCE <= call.fraction <= 1 - BALANCE or (call.mosaic is not None and uneven_by_mosaic(call))
    return True


def wanting(mosaic):
    """Return the part of a heterozygote's reads that the copy in want has, by counting copies; 0: not known."""
    kind, cells = mosaic
    if cells is None or not kind:
        return 0.0
    few = {"gain": 1, "loss": 1 - cells, "neutral": 1 - cells}[kind]
    many = {"gain": 1 + cells, "loss": 1, "neutral": 1 + cells}[kind]
    return few / (few + many)


def uneven_by_mosaic(call):
    """Say whether the balance of 0.5 +- 0.3, moved with the expected part, allows for these reads."""
    low = wanting(call.mosaic) * BALANCE / 0.5
    if not low <= call.fraction <= 1 - low:
        return False
    if call.alt_reads is None or call.depth is None:
        return True
    fewer = max(min(call.alt_reads, call.depth - call.alt_reads), 0)
    return binomial_tail(fewer, call.depth, ERROR_RATE) < RARE


def so_few(reads, depth, mosaic):
    """Say whether a heterozygote may show so few reads of the copy in want."""
    if reads is None or depth is None:
        return wanting(mosaic) < BALANCE
    return 1 - binomial_tail(reads + 1, depth, max(wanting(mosaic), ERROR_RATE)) >= RARE


def may_have_lost(call):
    """Say whether two equal copies, as called, may be those of a heterozygote who lost one in some cells."""
    if call.mosaic is None or parts(call) not in (["0", "0"], ["1", "1"], ["2", "2"]):
        return False
    reads = call.alt_reads
    if parts(call) == ["1", "1"] and None not in (reads, call.depth):
        reads = call.depth - reads
    return so_few(reads, call.depth, call.mosaic)


def copies_named(call, person, place):
    """Return the called copies and how many are not called, those that the genotype does not name among them."""
    named = [part for part in parts(call) if part != "."]
    lacking = parts(call).count(".")
    wanted = copies(person, place)
    if wanted is not None and wanted > len(parts(call)):
        lacking += wanted - len(parts(call))
    return named, lacking


def carries(call, person, place):
    if not good(call):
        return None
    named, lacking = copies_named(call, person, place)
    if "1" in named:
        return True
    return None if lacking or may_have_lost(call) else False


def on_every_copy(call, person, place):
    if not good(call):
        return None
    named, lacking = copies_named(call, person, place)
    other = [part for part in named if part != "1"]
    if copies(person, place) == 1 and "1" in named and other:
        return None  # two kinds of copies where there is one: a mosaic, a duplication or an error
    if other:
        return False
    return None if lacking or may_have_lost(call) else True


def one_of_two(call, person, place):
    if not good(call) or may_have_lost(call):
        return None
    named, lacking = copies_named(call, person, place)
    alts = named.count("1")
    others = len(named) - alts
    if copies(person, place) == 1 and alts and others:
        return None
    if alts == 1 and others == 1:
        return True
    if alts > 1 or others > 1 or not lacking:
        return False
    return None


def binomial_tail(least, depth, rate):
    return sum(comb(depth, k) * rate**k * (1 - rate) ** (depth - k) for k in range(least, depth + 1))


@cache
def reads_say(alt, depth):
    """Return what reads of a parent say: noise, mosaic or heterozygote."""
    if alt <= PARENT_READS or binomial_tail(alt, depth, ERROR_RATE) >= RARE:
        return "noise"
    below = 1 - binomial_tail(alt + 1, depth, 0.5)
    return "mosaic" if below < RARE else "heterozygote"


def without(call, person, place, has):
    """Return whether a parent is without the allele, and whether a few cells have it.

    `has`: whether the parent carries it, by the genotype.
    """
    _, lacking = copies_named(call, person, place)
    called = set(parts(call)) != {"."} and not lacking
    if call.again:
        alt, depth = call.again
    else:
        alt, depth = (call.alt_reads if called else None), call.depth
    told = reads_say(alt, depth) if None not in (alt, depth) and depth >= MINIMUM_DEPTH else None
    if not has and told and call.mosaic and so_few(alt, depth, call.mosaic):
        return None, False
    if has:
        return (None if call.again and told in ("noise", "mosaic") else False), False
    if told == "mosaic":
        return (None if "1" in parts(call) and not call.again else True), True
    if told == "heterozygote":
        return None, False
    if has is False or (call.again and told == "noise"):
        return True, False
    return None, False


def fraction_reached(call):
    if call.depth is not None and call.depth < MINIMUM_DEPTH:
        return None
    return None if call.fraction is None else call.fraction >= HETEROPLASMY


class Case:
    """One allele in one family."""

    def __init__(self, people, proband, place, calls, isodisomy=None, segments=False, mosaics=None):
        self.everyone = {person.name: person for person in people}
        self.people = [person for person in people if person.has_data]
        self.proband, self.place, self.calls = proband, place, calls
        if mosaics and place == "autosome":
            self.calls = {name: replace(call, mosaic=mosaics.get(name)) for name, call in calls.items()}
        self.isodisomy, self.segments = isodisomy, segments
        self.ill = [p for p in self.people if p.affection == "a" or p is proband]
        self.well = [p for p in self.people if p.affection == "n" and p is not proband]
        self.well = [p for p in self.well if not any(ill in self.one_genome(p) for ill in self.ill)]
        self.nuclear = place in ("autosome", "PAR")

    def one_genome(self, person):
        """Return a person and the monozygotic twins, as far as all have the same chromosomes."""
        group = [p for p in self.people if p.twins and p.twins == person.twins]
        places = ("X", "Y", "PAR")
        same = all(len({copies(p, place) for p in group}) == 1 for place in places if group)
        return group if same and len(group) > 1 else [person]

    def of_genome(self, fact, person):
        group = [person] if person is self.proband else self.one_genome(person)
        known = {fact(self.calls[p.name], p, self.place) for p in group} - {None}
        return known.pop() if len(known) == 1 else None

    def has(self, person):
        return self.of_genome(carries, person)

    def every(self, person):
        return self.of_genome(on_every_copy, person)

    def level(self, person):
        return fraction_reached(self.calls[person.name])

    def parent(self, person, role):
        found = self.everyone.get(getattr(person, role))
        return found if found and found.has_data else None

    def can_give(self, role):
        if self.place == "Y":
            return role == "father"
        if role == "mother":
            return True
        if self.place == "mitochondrion":
            return False
        known = sex_chromosomes(self.proband)
        if self.place != "X":
            return True
        return None if known is None else not (known[0] == 1 and known[1] > 0)

    def segregates(self, fact):
        return conj(*(fact(p) for p in self.ill), *(opposite(fact(p)) for p in self.well))

    def de_novo(self):
        known = sex_chromosomes(self.proband)
        if self.place == "mitochondrion" or (self.place == "Y" and known and known[1] == 0):
            return False
        asked = [self.has(self.proband)]
        parents = self.parents()
        few = [self.without(parent)[1] for parent in parents]
        for role in ("mother", "father"):
            parent = self.parent(self.proband, role)
            clean = self.without(parent)[0] if parent else None
            if few == [True, True]:
                clean = None
            asked.append(disj(opposite(self.can_give(role)), clean))
        return conj(*asked)

    def without(self, parent):
        return without(self.calls[parent.name], parent, self.place, self.has(parent))

    def dominant(self):
        return self.nuclear and self.segregates(self.has)

    def dominant_incomplete(self):
        return self.nuclear and conj(*(self.has(p) for p in self.ill))

    def parents(self):
        found = [self.parent(self.proband, role) for role in ("mother", "father")]
        return [parent for parent in found if parent]

    def recessive_homozygous(self):
        if not self.nuclear:
            return False
        answer = conj(self.segregates(self.every), *(self.has(p) or None for p in self.parents()))
        return False if answer is None and self.uniparental_isodisomy() else answer

    def uniparental_isodisomy(self):
        if not self.nuclear:
            return False
        sides = [self.parent(self.proband, role) for role in ("mother", "father")]
        held = [self.has(parent) if parent else None for parent in sides]
        if not self.segments:
            source = conj(opposite(conj(*held)), None)
        elif self.isodisomy is None:
            # Two copies of one parent show by what the other one lacks in the child.
            unseen = [held[at] for at in (0, 1) if sides[1 - at] is None]
            source = disj(False, *(conj(own, None) for own in unseen))
        else:
            source = {"mother": held[0], "father": held[1], "one": disj(*held)}[self.isodisomy]
        return conj(self.segregates(self.every), source)

    def x_linked_recessive(self):
        return self.place == "X" and self.segregates(self.every)

    def x_linked_dominant(self):
        return self.place == "X" and self.segregates(self.has)

    def pseudo_dominant(self):
        xs = {p.name: copies(p, "X") for p in self.people}
        if self.place != "X" or not any(xs[p.name] == 1 for p in self.ill):
            return False
        asked, manifest = [], []
        for p in self.ill:
            if xs[p.name] == 1:
                asked.append(self.every(p))
            elif xs[p.name] is None:
                asked.append(conj(self.has(p), self.every(p) or None))
                manifest.append(conj(self.has(p), opposite(self.every(p)), None))
            else:
                asked.append(self.has(p))
                manifest.append(conj(self.has(p), opposite(self.every(p))))
        return conj(*asked, *(opposite(self.every(p)) for p in self.well), disj(*manifest))

    def y_linked(self):
        if self.place != "Y" or any(copies(p, "Y") == 0 for p in self.ill):
            return False
        men = [p for p in self.well if copies(p, "Y") != 0]
        return conj(*(self.has(p) for p in self.ill), *(opposite(self.has(p)) for p in men))

    def mitochondrial(self):
        asked = [self.level(p) for p in self.ill]
        for p in self.ill:
            mother, father = self.parent(p, "mother"), self.parent(p, "father")
            if mother and father:
                asked.append(opposite(conj(self.level(p), self.level(father), opposite(self.level(mother)))))
        return self.place == "mitochondrion" and conj(*asked)

    def on_copy_of(self, person, role):
        """Say whether a person has the allele on the copy from one parent."""
        other = "father" if role == "mother" else "mother"
        first, second = self.parent(person, role), self.parent(person, other)
        if not self.has(person):
            return self.has(person)
        if self.every(person):
            return True
        has = [self.has(p) if p else None for p in (first, second)]
        only = [self.every(p) if p else None for p in (first, second)]
        from_first = (has[0] is True and has[1] is False) or (only[0] is True and only[1] is not True)
        from_second = (has[1] is True and has[0] is False) or (only[1] is True and only[0] is not True)
        if from_first:
            return True
        return False if from_second and self.every(person) is False else None

    def imprinted(self, expressed):
        if not expressed or not self.nuclear:
            return False
        asked = [self.on_copy_of(p, expressed) for p in self.ill]
        for p in self.well:
            known = self.on_copy_of(p, expressed)
            het = self.has(p) is True and self.every(p) is False
            asked.append(True if known is None and het else opposite(known))
        return conj(*asked)

    def modes(self, expressed=""):
        names = (
            "de_novo dominant dominant_incomplete recessive_homozygous uniparental_isodisomy x_linked_recessive "
            "x_linked_dominant pseudo_dominant y_linked mitochondrial"
        )
        told = {name: getattr(self, name)() for name in names.split()}
        return {**told, "imprinted": self.imprinted(expressed)}

    def origin(self):
        """Return which parents carry it and could have passed it on."""
        told = []
        for role in ("mother", "father"):
            parent = self.parent(self.proband, role)
            fact = self.level if self.place == "mitochondrion" else self.has
            told.append(conj(self.can_give(role), fact(parent) if parent else None))
        words = {(True, True): "both", (True, False): "mother", (False, True): "father", (False, False): "neither"}
        return words.get(tuple(told), "unknown")

    def copy_from(self):
        """Return from which parent the one copy of a heterozygote is, or nothing."""
        known = sex_chromosomes(self.proband)
        if self.nuclear or (self.place == "X" and known and known[1] == 0):
            only = {}
            for role in ("mother", "father"):
                parent = self.parent(self.proband, role)
                only[role] = parent is not None and self.every(parent) is True
            if only["mother"] != only["father"]:
                return "mother" if only["mother"] else "father"
            if only["mother"]:
                return ""
        return self.origin() if self.origin() in ("mother", "father") else ""


def ancestors(name, everyone):
    """Return a person and all ancestors."""
    person = everyone.get(name)
    if not name:
        return set()
    return (
        {name}.union(*(ancestors(parent, everyone) for parent in (person.father, person.mother))) if person else {name}
    )


def told_by_relatives(one, two, rare):
    """Return what relatives say of a pair: trans, cis or nothing."""
    proband, everyone = one.proband, one.everyone
    own = ancestors(proband.name, everyone)
    sides = [ancestors(name, everyone) for name in (proband.father, proband.mother) if name]
    inherited = rare and {one.origin(), two.origin()}.isdisjoint({"both", "neither"})
    trans = hint = strict = False
    for p in one.people:
        line = ancestors(p.name, everyone)
        if p in one.one_genome(proband) or not own & line:
            continue
        facts = (one.has(p), two.has(p))
        trans |= inherited and set(facts) == {True, False}
        if proband.name in (p.father, p.mother):
            partner = everyone.get(p.father if p.mother == proband.name else p.mother)
            strict |= facts == (False, False)
            strict |= bool(
                facts == (True, True)
                and partner
                and partner.has_data
                and one.has(partner) is False
                and two.has(partner) is False
            )
        elif sum(bool(side & line) for side in sides) == 1:
            hint |= facts == (True, True)
    if trans and not hint and not strict:
        return "trans"
    return "cis" if strict and not trans else ""


def phase(one, two, same_record, rare):
    """Return how two alleles lie in the proband."""
    first, second = one.copy_from(), two.copy_from()
    if first and second and first != second:
        return "in_trans_by_parents"
    if same_record:
        return "in_trans_by_reads"
    if first and second:
        return "in_cis"
    a, b = one.calls[one.proband.name], two.calls[one.proband.name]
    called = copies(one.proband, one.place) == 2 and all(one_of_two(c, one.proband, one.place) for c in (a, b))
    if called and "|" in a.text and "|" in b.text and a.phase_set == b.phase_set:
        return "in_cis" if parts(a).index("1") == parts(b).index("1") else "in_trans_by_reads"
    told = told_by_relatives(one, two, rare)
    return {"trans": "in_trans_by_relative", "cis": "in_cis", "": "unknown"}[told]


def has_both(first, second, person):
    """Return whether a person has both, and not on one copy as far as the reads show it."""
    both = conj(first.has(person), second.has(person))
    a, b = first.calls[person.name], second.calls[person.name]
    once = all("|" in call.text and parts(call).count("1") == 1 for call in (a, b))
    if both and once and a.phase_set == b.phase_set and parts(a).index("1") == parts(b).index("1"):
        return False
    return both


def compound(alleles):
    """Return for each allele of one gene: fits, partners and phase.

    Args:
        alleles: Name to (case, worth pairing, rare, record as called).
    """
    pairs = {}
    for one, two in combinations(alleles, 2):
        (first, well_1, rare_1, record_1), (second, well_2, rare_2, record_2) = alleles[one], alleles[two]
        proband = first.proband
        wanted = copies(proband, first.place)
        if not (well_1 and well_2) or first.place in ("Y", "mitochondrion"):
            continue
        if wanted is not None and wanted != 2:
            continue
        halves = [one_of_two(case.calls[proband.name], proband, case.place) for case in (first, second)]
        if wanted is None:
            halves = [conj(half, None) for half in halves]
        both = conj(*halves)
        together = {p.name: has_both(first, second, p) for p in first.people}
        ill = [together[p.name] for p in first.ill if p is not proband]
        fits = conj(both, *ill, *(opposite(together[p.name]) for p in first.well))
        if fits is False:
            continue
        how = phase(first, second, record_1 == record_2, rare_1 and rare_2)
        if how != "in_cis":
            pairs[one, two] = pairs[two, one] = (fits, bool(both), how)
    return {name: _verdict(name, pairs) for name in alleles}


def _verdict(name, pairs):
    own = {other: pair for (one, other), pair in pairs.items() if one == name}
    if not own:
        return False, [], None
    answer = True if any(fits for fits, _, _ in own.values()) else None
    called = {other: (fits, how) for other, (fits, both, how) in own.items() if both}
    sure = {other: how for other, (fits, how) in called.items() if fits} or {o: how for o, (_, how) in called.items()}
    known = {other: how for other, how in sure.items() if how != "unknown"} or sure
    ranks = ["in_trans_by_parents", "in_trans_by_reads", "in_trans_by_relative", "unknown"]
    named = sorted(known, key=lambda other: (ranks.index(known[other]), other))
    return answer, named, min(known.values(), key=ranks.index, default=None)


def beside_deletion(allele, deletion, well_called=True, sure=True, star=False):
    """Say whether a family has an allele on one copy and a deletion over it on the other, and whether the proband has.

    Args:
        allele: The case of the allele.
        deletion: The case of the deletion.
        well_called: The deletion passes its filters.
        sure: It is certain that the allele is a deletion.
        star: The record of the allele has `*`, too.
    """

    def left_alone(p):
        call = allele.calls[p.name]
        if not good(call):
            return None
        named, lacking = copies_named(call, p, allele.place)
        if "0" in named or ("1" not in named and not lacking):
            return False
        if "2" in named and not star:
            return None
        return True if "1" in named and "." not in parts(call) else None

    proband = allele.proband
    if copies(proband, allele.place) != 2 or allele.place in ("Y", "mitochondrion"):
        return False, False
    certain = True if well_called and sure else None
    half = one_of_two(deletion.calls[proband.name], proband, deletion.place)
    own = conj(left_alone(proband), half, certain)
    ill = [conj(left_alone(p), deletion.has(p)) for p in allele.ill if p is not proband]
    well = [opposite(conj(left_alone(p), deletion.has(p))) for p in allele.well]
    return conj(own, *ill, *well), own
