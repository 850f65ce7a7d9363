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
from genopipe.io.left_align import Normal
from genopipe.io.store import Store
from genopipe.io.store.keys import Asked
from genopipe.io.store.keys import ask
from genopipe.io.store.keys import take_texts
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
        plain, asked = alleles.kind < SYMBOLIC, ask(alleles.position, alleles.ref, alleles.alt)
        known: dict[str, Flags] = {}
        reasons = self._by_frequency(contig, asked, known)
        self._ask_clinvar(contig, alleles, asked, reasons, known)
        for name, one in self._asked.items():
            known[name] = one.join(contig, alleles.position, alleles.ref, alleles.alt, ()).found
        for name, found in known.items():
            self._count(name, contig, alleles, plain, found)
        reasons[alleles.unaligned != 0] = UNALIGNED
        reasons[~plain] = NO_SEQUENCE
        counted = self.reasons.setdefault(contig, np.zeros(len(REASONS), np.int64))
        counted += np.bincount(reasons, minlength=len(REASONS))
        self._terms.add(contig, alleles)
        kept: Flags = reasons != COMMON
        return kept

    def _by_frequency(self, contig: str, asked: Asked, known: dict[str, Flags]) -> Tiny:
        """Return the reason of each allele as far as its frequency tells; `known` gets what the source knows."""
        main = self._sources.opened.get(FREQUENCY)
        if not isinstance(main, Store):
            return np.full(len(asked.keys), NOT_IN_SOURCE, np.int8)
        highest = main.highest(contig, asked)
        known[FREQUENCY] = highest.found
        told = np.where(highest.frequency < self._below, np.int8(RARE), np.int8(NOT_ASSESSABLE))
        told = np.where(highest.frequency >= self._below, np.int8(COMMON), told)
        return np.where(highest.found, told, np.int8(NOT_IN_SOURCE))

    def _ask_clinvar(self, contig: str, alleles: Normal, asked: Asked, reasons: Tiny, known: dict[str, Flags]) -> None:
        """Keep the common alleles that ClinVar calls (likely) pathogenic; `known` gets what it knows."""
        clinvar: Opened | None = self._sources.opened.get(CLINVAR)
        if not isinstance(clinvar, Store):
            return
        known[CLINVAR] = clinvar.find(contig, asked)
        rows = np.flatnonzero(known[CLINVAR] & (reasons == COMMON))
        if not len(rows):
            return
        texts = take_texts(alleles.ref, rows), take_texts(alleles.alt, rows)
        told = clinvar.join(contig, alleles.position[rows], *texts, ["significance"]).values["significance"]
        reasons[rows[[_is_pathogenic(word) for word in told.to_pylist()]]] = PATHOGENIC

    def _count(self, name: str, contig: str, alleles: Normal, plain: Flags, found: Flags) -> None:
        """Count what a source was asked and knew."""
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
