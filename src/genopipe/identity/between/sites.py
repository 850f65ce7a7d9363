"""Which sites families are compared at, and what a family has there."""

from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.genome import Build
from genopipe.genome import Role
from genopipe.identity.build import renamed
from genopipe.identity_settings import BetweenSettings
from genopipe.identity_settings import IdentitySettings
from genopipe.io.common_sites import CommonSites
from genopipe.io.common_sites import FamilyGenotypes
from genopipe.io.common_sites import Quality
from genopipe.io.common_sites import read_genotypes
from genopipe.io.store.common_alleles import frequency_column
from genopipe.io.store.common_alleles import read_common
from genopipe.io.store.reader import Store

_PART_OF_EXPECTED = 0.5
"""Calls that show fewer of the common alleles than this part of what one person carries cover a part of the genome."""


def common_sites(store: Store, build: Build, settings: BetweenSettings) -> CommonSites:
    """Return the common sites of a frequency source on autosomes.

    Args:
        store: The source.
        build: The genome build.
        settings: What is common, and in which population.

    Raises:
        InputError: There is none, or no such population.
    """
    column = frequency_column(store, settings.frequency_population)
    named = renamed(build, frozenset(contig.name for contig in store.description.contigs))
    found = [
        one
        for one in read_common(store, column, settings.common_frequency)
        if named.role(one.contig) is Role.AUTOSOME and len(one.position)
    ]
    if not found:
        cause = f"{store.source.name} has no common allele of one base on an autosome"
        raise InputError([fault("IDENTITY-SITES", "annotate.frequency", cause, "give a source of the whole genome")])
    return CommonSites(
        np.concatenate([np.full(len(one.position), one.contig, dtype="U64") for one in found]),
        *(np.concatenate([one[place] for one in found]) for place in range(1, 5)),
    )


def spread_sites(sites: CommonSites, spacing: int, most: int) -> CommonSites:
    """Return the commonest site of each stretch; the stretches grow until the sites are few enough.

    Args:
        sites: All common sites.
        spacing: Length of a stretch (bases).
        most: Sites that are enough (count).
    """
    rarer = np.minimum(sites.frequency, 1 - sites.frequency)
    numbers = np.unique(sites.contig, return_inverse=True)[1].astype(np.int64)
    while True:
        stretch = (numbers << 40) + sites.position // spacing
        order = np.lexsort((sites.position, -rarer, stretch))
        first = np.r_[True, stretch[order][1:] != stretch[order][:-1]]
        chosen = np.sort(order[first])
        if len(chosen) <= most:
            return sites.where(chosen)
        spacing *= 2


def family_at_sites(
    paths: Mapping[Path, Sequence[str]], sites: CommonSites, settings: IdentitySettings, *, blocks: bool
) -> FamilyGenotypes:
    """Return what a family has at common sites.

    Calls without reference blocks hold only what somebody carries: there, a site that they do not have is REF, if they
    show as many common alleles as one person must carry at least; else it stays unknown.

    Args:
        paths: Calls to the people that are read of them.
        sites: The sites.
        settings: Which genotypes are good.
        blocks: The calls tell where a person is REF.
    """
    quality = Quality(settings.minimum_depth, settings.minimum_genotype_quality)
    people, copies, absent = read_genotypes(paths, sites, quality, blocks=blocks)
    carried = int((copies > 0).any(axis=1).sum())
    expected = float((1 - (1 - sites.frequency) ** 2).sum())
    complete = blocks or carried >= _PART_OF_EXPECTED * expected
    if complete:
        copies[absent] = 0
    return FamilyGenotypes(people, copies, sites.digest(), complete, carried, expected)
