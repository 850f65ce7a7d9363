"""Which build a VCF is of, by the lengths of its contigs, whatever prefix its contigs have."""

from collections.abc import Mapping
from dataclasses import replace

from genopipe.genome import CUSTOM
from genopipe.genome import GRCH37
from genopipe.genome import GRCH38
from genopipe.genome import SYNTHETIC
from genopipe.genome import Build


def plain(contig: str) -> str:
    """Return a contig's name without `chr`."""
    return contig.removeprefix("chr")


def find_build(lengths: Mapping[str, int | None], contigs: frozenset[str]) -> Build:
    """Return the build whose contigs have these lengths, with the names that the file uses.

    Args:
        lengths: Lengths by contig as the header declares them; None: not declared.
        contigs: Every contig that the file names.

    Returns:
        The build; without a known length, the one whose names of contigs the file uses; custom: none fits.
    """
    for build in (GRCH38, GRCH37, SYNTHETIC):
        known = {plain(name): length for name, length in build.lengths.items()}
        given = [(known[plain(name)], length) for name, length in lengths.items() if length and plain(name) in known]
        if given and all(one == other for one, other in given):
            return renamed(build, contigs)
    return next((build for build in (GRCH38, GRCH37) if contigs & set(build.primary)), CUSTOM)


def renamed(build: Build, contigs: frozenset[str]) -> Build:
    """Return a build whose special contigs have the names that a file uses.

    Args:
        build: A build.
        contigs: Every contig that the file names.
    """
    names = {plain(name): name for name in sorted(contigs)}
    return replace(
        build,
        roles={names.get(plain(name), name): role for name, role in build.roles.items()},
        pseudoautosomal=tuple(
            replace(region, contig=names.get(plain(region.contig), region.contig)) for region in build.pseudoautosomal
        ),
    )
