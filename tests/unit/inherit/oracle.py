"""Inheritance by brute force, written from the docstrings and a geneticist's sense, not from the code of the stage.

Answers are True, False or None (not assessable).
"""

from dataclasses import dataclass
from itertools import combinations

MINIMUM_DEPTH, MINIMUM_GQ, BALANCE, PARENT_READS, HETEROPLASMY = 8, 20, 0.2, 1, 0.05


@dataclass(frozen=True)
class Call:
    """A genotype as the caller wrote it."""

    text: str
    depth: int | None = 30
    quality: int | None = 90
    fraction: float | None = None
    alt_reads: int | None = None
    phase_set: int | None = None


@dataclass(frozen=True)
class Someone:
    """A member with data."""

    name: str
    sex: str
    affection: str


def all_of(answers):
    answers = list(answers)
    if False in answers:
        return False
    return None if None in answers else True


def none_of(answers):
    return all_of(None if answer is None else not answer for answer in answers)


def parts(call):
    return call.text.replace("|", "/").split("/")


def good(call):
    if call.depth is not None and call.depth < MINIMUM_DEPTH:
        return False
    if call.quality is not None and call.quality < MINIMUM_GQ:
        return False
    if sorted(parts(call)) == ["0", "1"] and call.fraction is not None:
        return BALANCE <= call.fraction <= 1 - BALANCE
    return True


def carries(call):
    if not good(call):
        return None
    if "1" in parts(call):
        return True
    return None if "." in parts(call) else False


def whole(call):
    return good(call) and "." not in parts(call)


def every_copy(call):
    return all(part == "1" for part in parts(call)) if whole(call) else None


def two_copies(call):
    """One copy called where there are two says nothing of the second."""
    return None if parts(call) == ["1"] else every_copy(call)


def one_of_two(call):
    if not whole(call) or parts(call) == ["1"]:
        return None
    return len(parts(call)) == 2 and parts(call).count("1") == 1


def clean(call):
    if call is None or not whole(call):
        return None
    return "1" not in parts(call) and (call.alt_reads or 0) <= PARENT_READS


def on_every_x(person, call):
    if person.sex == "m" and one_of_two(call):
        return None
    return every_copy(call)


def above(call):
    if call.depth is not None and call.depth < MINIMUM_DEPTH:
        return None
    return None if call.fraction is None else call.fraction >= HETEROPLASMY


def modes(place, proband, mother, father, people, calls):
    """Return every mode of one allele.

    Args:
        place: autosome, X, Y or mitochondrion; a pseudo-autosomal region is an autosome.
        proband: The proband.
        mother: Name of the mother with data, or None.
        father: Name of the father with data, or None.
        people: Everyone with data.
        calls: Call by name.
    """
    ill = [p for p in people if p.affection == "a" or p is proband]
    well = [p for p in people if p.affection == "n" and p is not proband]
    of = lambda p: calls[p.name]  # noqa: E731
    nuclear, on_x, on_y = place == "autosome", place == "X", place == "Y"
    mothers, fathers = (clean(calls.get(name)) for name in (mother, father))
    if on_x and proband.sex == "m":
        parents = mothers
    elif on_y:
        parents = fathers
    else:
        parents = all_of([mothers, fathers])
    seg = all_of([*(carries(of(p)) for p in ill), none_of(carries(of(p)) for p in well)])
    men = all_of([*(carries(of(p)) for p in ill), none_of(carries(of(p)) for p in well if p.sex != "f")])
    if any(p.sex == "f" for p in ill):
        men = False
    hom = all_of([*(two_copies(of(p)) for p in ill), none_of(two_copies(of(p)) for p in well)])
    from_both = all_of(carries(calls[name]) for name in (mother, father) if name)
    hemi = all_of([*(on_every_x(p, of(p)) for p in ill), none_of(on_every_x(p, of(p)) for p in well)])
    return {
        "de_novo": all_of([place != "mitochondrion", carries(of(proband)), parents]),
        "dominant": men if on_y else all_of([nuclear, seg]),
        "dominant_incomplete": all_of([nuclear, *(carries(of(p)) for p in ill)]),
        "recessive_homozygous": all_of([nuclear, hom, from_both or None]),
        "x_linked_recessive": all_of([on_x, hemi]),
        "x_linked_dominant": all_of([on_x, seg]),
        "mitochondrial": all_of([place == "mitochondrion", *(above(of(p)) for p in ill)]),
    }


def origin(calls, mother, father):
    """Return which parents carry an allele."""
    told = [carries(calls[name]) if name else None for name in (mother, father)]
    words = {(True, True): "both", (True, False): "mother", (False, True): "father", (False, False): "neither"}
    return words.get(tuple(told), "unknown")


def phase(first, second, proband, mother, father, *, one_record):
    """Return how two alleles of the proband lie; `calls` of each by name."""
    sources = {origin(first, mother, father), origin(second, mother, father)}
    if sources == {"mother", "father"}:
        return "in_trans_by_parents"
    if one_record:
        return "in_trans_by_reads"
    if sources in ({"mother"}, {"father"}):
        return "in_cis"
    one, two = first[proband.name], second[proband.name]
    if "|" in one.text and "|" in two.text and one.phase_set == two.phase_set:
        return "in_cis" if parts(one).index("1") == parts(two).index("1") else "in_trans_by_reads"
    return "unknown"


def compound(alleles, proband, mother, father, people):
    """Return for each allele of one gene: fits, partners and phase.

    Args:
        alleles: Allele to (calls by name, eligible, record as called).
        proband: The proband.
        mother: Name of the mother with data, or None.
        father: Name of the father with data, or None.
        people: Everyone with data.
    """
    pairs = {}
    for one, two in combinations(alleles, 2):
        (first, well_1, record_1), (second, well_2, record_2) = alleles[one], alleles[two]
        if not (well_1 and well_2):
            continue
        both = all_of([one_of_two(first[proband.name]), one_of_two(second[proband.name])])
        together = {p.name: all_of([carries(first[p.name]), carries(second[p.name])]) for p in people}
        ill = [together[p.name] for p in people if p.affection == "a" and p is not proband]
        well = [together[p.name] for p in people if p.affection == "n" and p is not proband]
        fits = all_of([both, *ill, none_of(well)])
        if fits is False:
            continue
        how = "unknown"
        if both:
            how = phase(first, second, proband, mother, father, one_record=record_1 == record_2)
        elif len({origin(first, mother, father), origin(second, mother, father)} - {"mother", "father"}) == 0:
            how = phase(first, second, proband, mother, father, one_record=False)
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
    ranks = ["in_trans_by_parents", "in_trans_by_reads", "unknown"]
    return answer, sorted(known), min(known.values(), key=ranks.index, default=None)
