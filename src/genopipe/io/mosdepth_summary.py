"""Mean depths of a person's kinds of chromosomes, from the summary that mosdepth writes."""

from pathlib import Path

from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.genome import GRCH37
from genopipe.genome import GRCH38
from genopipe.genome import Role

_HEADER = ["chrom", "length", "bases", "mean"]
_PRIMARY = {name.removeprefix("chr") for build in (GRCH38, GRCH37) for name in build.primary}
_ROLES = {name.removeprefix("chr"): role for build in (GRCH38, GRCH37) for name, role in build.roles.items()}


def read_means(path: Path) -> dict[Role, float]:
    """Return the mean depth of the numbered chromosomes, X and Y, whatever prefix their names have.

    Args:
        path: `PREFIX.mosdepth.summary.txt`: chrom, length, bases, mean, min, max.

    Returns:
        Mean depth (reads) by kind of chromosome; kinds without a line have none.

    Raises:
        InputError: It is no such summary.
    """
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    bases: dict[Role, int] = {}
    lengths: dict[Role, int] = {}
    try:
        if lines[0][:4] != _HEADER:
            raise ValueError("header")
        for cells in lines[1:]:
            name = cells[0].removeprefix("chr")
            if name in _PRIMARY:
                role = _ROLES.get(name, Role.AUTOSOME)
                lengths[role] = lengths.get(role, 0) + int(cells[1])
                bases[role] = bases.get(role, 0) + int(cells[2])
    except (ValueError, IndexError) as error:
        cause = "no summary of mosdepth: chrom, length, bases, mean"
        raise InputError([fault("IDENTITY-DEPTH", str(path), cause, "give PREFIX.mosdepth.summary.txt")]) from error
    return {role: bases[role] / length for role, length in lengths.items() if length}
