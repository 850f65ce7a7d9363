"""Which alleles are kept: those that are rare, unknown, not judged, or (likely) pathogenic in ClinVar."""

from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl

from genopipe.annotate.case_sources import CaseSources
from genopipe.annotate.clinvar import is_pathogenic
from genopipe.annotate.rare.terms import TermCounter
from genopipe.annotate.sources import Hits
from genopipe.annotate.sources import Opened
from genopipe.io.allele_batch import SYMBOLIC
from genopipe.io.allele_batch import Flags
from genopipe.io.allele_batch import Tiny
from genopipe.io.allele_batch import to_text
from genopipe.io.arrow import numbers
from genopipe.io.left_align import Normal
from genopipe.io.store import Store
from genopipe.source_settings import CLINVAR
from genopipe.source_settings import FREQUENCY

COMMON, RARE, NOT_IN_SOURCE, NOT_ASSESSABLE, PATHOGENIC, NO_SEQUENCE, UNALIGNED = range(7)
REASONS = (
    "common",
    "rare",
    "not_in_source",
    "not_assessable",
    "pathogenic_in_clinvar",
    "no_sequence",
    "not_aligned",
)
"""Why an allele is kept, by code; the first: it is set aside.

The frequency decides first: a rare allele that ClinVar calls pathogenic counts as rare.
"""


class Sift:
    """Say of every allele whether it is kept, and count all of them.

    Args:
        sources: Sources of the run; the hits of those that are asked for every allele grow.
        keep_below: Highest frequency over the groups (fraction) at and above which an allele is common.
        terms: Counts the consequences of every allele.

    Attributes:
        reasons: Contig to how many alleles have each reason, by code.
    """

    def __init__(self, sources: CaseSources, keep_below: float, terms: TermCounter) -> None:
        self.reasons: dict[str, np.ndarray[Any, np.dtype[np.int64]]] = {}
        self._sources = sources
        self._below = np.float32(keep_below)
        self._terms = terms
        floored = {name: one for name, one in sources.further.items() if one.source.kind == "frequency"}
        self._asked = {name: one for name, one in floored.items() if one.source.grain == "allele"}

    @property
    def asked(self) -> set[str]:
        """The sources that are asked for every allele: what they know of all judges them, not what of the kept."""
        return {FREQUENCY, CLINVAR, *self._asked}

    def __call__(self, contig: str, alleles: Normal) -> Flags:
        """Return which alleles of a contig are kept."""
        asked = contig, alleles.position, alleles.ref, alleles.alt
        reasons = self._by_frequency(contig, alleles)
        self._ask_clinvar(contig, alleles, reasons)
        for name, one in self._asked.items():
            self._count(name, contig, alleles, one.join(*asked, ()).found)
        reasons[alleles.unaligned != 0] = UNALIGNED
        reasons[alleles.kind >= SYMBOLIC] = NO_SEQUENCE
        counted = self.reasons.setdefault(contig, np.zeros(len(REASONS), np.int64))
        counted += np.bincount(reasons, minlength=len(REASONS))
        self._terms.add(contig, alleles)
        kept: Flags = reasons != COMMON
        return kept

    def _by_frequency(self, contig: str, alleles: Normal) -> Tiny:
        """Return the reason of each allele as far as its frequency tells."""
        reasons = np.full(len(alleles.position), NOT_IN_SOURCE, np.int8)
        main = self._sources.opened.get(FREQUENCY)
        if not isinstance(main, Store):
            return reasons
        highest = main.highest(contig, alleles.position, alleles.ref, alleles.alt)
        reasons[highest.found] = NOT_ASSESSABLE
        reasons[highest.frequency < self._below] = RARE
        reasons[highest.frequency >= self._below] = COMMON
        self._count(FREQUENCY, contig, alleles, highest.found)
        return reasons

    def _ask_clinvar(self, contig: str, alleles: Normal, reasons: Tiny) -> None:
        """Keep the common alleles that ClinVar calls (likely) pathogenic."""
        clinvar: Opened | None = self._sources.opened.get(CLINVAR)
        if clinvar is None:
            return
        joined = clinvar.join(contig, alleles.position, alleles.ref, alleles.alt, ["significance"])
        self._count(CLINVAR, contig, alleles, joined.found)
        rows = np.flatnonzero(joined.found & (reasons == COMMON))
        words = joined.values["significance"].take(numbers(rows)).to_pylist()
        reasons[rows[[_is_pathogenic(word) for word in words]]] = PATHOGENIC

    def _count(self, name: str, contig: str, alleles: Normal, found: Flags) -> None:
        """Count what a source was asked and knew."""
        plain = alleles.kind < SYMBOLIC
        hits = self._sources.hits.setdefault(name, Hits())
        asked, known = int(np.count_nonzero(plain)), int(np.count_nonzero(plain & found))
        first = "" if hits.first or asked == known else _name(contig, alleles, int(np.flatnonzero(plain & ~found)[0]))
        hits.add(Hits(asked, known, {contig: asked}, first))


@lru_cache
def _is_pathogenic(significance: str | None) -> bool:
    """Say whether ClinVar calls an allele (likely) pathogenic; not where it says nothing."""
    return bool(pl.select(is_pathogenic(pl.lit(significance, dtype=pl.String)).fill_null(value=False)).item())


def _name(contig: str, alleles: Normal, row: int) -> str:
    ref, alt = to_text(*alleles.ref, row), to_text(*alleles.alt, row)
    return f"{contig}-{alleles.position[row]}-{ref}-{alt}"
