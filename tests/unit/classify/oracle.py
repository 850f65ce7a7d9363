"""The table of 2015, written anew from the paper: counts of criteria to a class, by trying out.

Source: doi:10.1038/gim.2015.30, Table 5. A stronger criterion may stand for a weaker one: every way to do so is tried,
and each is held against the rules word by word. Nothing here is taken from the package.
"""

from collections.abc import Iterator
from functools import cache
from itertools import product


def literal_pathogenic(very_strong: int, strong: int, moderate: int, supporting: int) -> bool:
    if very_strong >= 1 and (strong >= 1 or moderate >= 2 or (moderate >= 1 and supporting >= 1) or supporting >= 2):
        return True
    if strong >= 2:
        return True
    return strong >= 1 and (moderate >= 3 or (moderate >= 2 and supporting >= 2) or (moderate >= 1 and supporting >= 4))


def literal_likely_pathogenic(very_strong: int, strong: int, moderate: int, supporting: int) -> bool:
    return any(
        [
            very_strong >= 1 and moderate >= 1,
            strong >= 1 and moderate >= 1,
            strong >= 1 and supporting >= 2,
            moderate >= 3,
            moderate >= 2 and supporting >= 2,
            moderate >= 1 and supporting >= 4,
        ]
    )


def ways(very_strong: int, strong: int, moderate: int, supporting: int) -> Iterator[tuple[int, int, int, int]]:
    """Give every way to let stronger criteria stand for weaker ones."""
    for first, second, third in product(range(very_strong + 1), range(very_strong + strong + 1), range(20)):
        if second <= strong + first and third <= moderate + second:
            yield very_strong - first, strong + first - second, moderate + second - third, supporting + third


@cache
def pathogenic_side(very_strong: int, strong: int, moderate: int, supporting: int, pvs1_and_pm2: bool) -> str:
    counts = (very_strong, strong, moderate, supporting)
    if any(literal_pathogenic(*way) for way in ways(*counts)):
        return "pathogenic"
    if pvs1_and_pm2 or any(literal_likely_pathogenic(*way) for way in ways(*counts)):
        return "likely_pathogenic"
    return ""


@cache
def benign_side(stand_alone: int, very_strong: int, strong: int, moderate: int, supporting: int) -> str:
    """The paper has no very strong and no moderate benign evidence: they stand for strong and for supporting."""
    strong_ones = very_strong + strong
    weak_ones = moderate + supporting
    if stand_alone >= 1 or strong_ones >= 2:
        return "benign"
    if (strong_ones >= 1 and weak_ones >= 1) or weak_ones >= 2:
        return "likely_benign"
    return ""


def expected_class(pathogenic: str, benign: str) -> str:
    """Contradictory criteria leave the significance uncertain."""
    if pathogenic and benign:
        return "uncertain_significance"
    return pathogenic or benign or "uncertain_significance"


def expected_points(points: int) -> str:
    """Source: doi:10.1002/humu.24088, Table 2."""
    if points >= 10:
        return "pathogenic"
    if points >= 6:
        return "likely_pathogenic"
    if points >= 0:
        return "uncertain_significance"
    return "likely_benign" if points >= -6 else "benign"
