"""Alleles in the order of their normal position, each once: what left-alignment moved finds its place again."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from genopipe.errors import ContentError
from genopipe.io.family_vcf import Conservation

WINDOW = 100_000
"""Bases by which an allele may move to the left; rows that lie no further back are held until all have come.

No perfect repeat of the human genome is as long (T2T-CHM13, doi:10.1126/science.abj6987); one that is stops the run.
"""

NO_MORE = 1 << 62
"""Stands for the last position of the last part of a contig: nothing is held back then."""

_KEY = ["position", "ref", "alt"]


class Rows(NamedTuple):
    """Rows of both tables.

    Attributes:
        alleles: Rows of `alleles`.
        genotypes: Rows of `genotypes`: those of the first allele, of the second, and so on.
    """

    alleles: pl.DataFrame
    genotypes: pl.DataFrame


def take(rows: Rows, which: npt.NDArray[np.int64]) -> Rows:
    """Return some alleles, in that order, with their genotypes."""
    people = rows.genotypes.height // max(rows.alleles.height, 1)
    places = (which[:, None] * people + np.arange(people)).reshape(-1)
    return Rows(rows.alleles[which], rows.genotypes[places])


def _split(rows: Rows, number: int) -> tuple[Rows, Rows]:
    """Return so many alleles from the first on, and the others, each with their genotypes."""
    people = rows.genotypes.height // max(rows.alleles.height, 1)
    return (
        Rows(rows.alleles.head(number), rows.genotypes.head(number * people)),
        Rows(rows.alleles.slice(number), rows.genotypes.slice(number * people)),
    )


def _joined(first: Rows | None, second: Rows) -> Rows:
    if first is None:
        return second
    return Rows(*(pl.concat(pair, rechunk=True) for pair in zip(first, second, strict=True)))


def in_order(parts: Iterator[tuple[Rows, int]], counts: Conservation) -> Iterator[Rows]:
    """Yield the alleles of one contig sorted by position, REF and ALT, each once.

    Args:
        parts: Rows in the order of the file, and the last position that they have as written, or `NO_MORE`.
        counts: The duplicates are named in it, and the rows counted that are given.

    Raises:
        ContentError: An allele moved further than `WINDOW`.
    """
    held: Rows | None = None
    given = -1
    for part, reached in parts:
        held = _joined(held, part)
        lowest = held.alleles["position"].min()
        if isinstance(lowest, int) and lowest <= given:
            raise ContentError(f"an allele moved to position {lowest}, more than {WINDOW:,} bases to the left")
        border = reached - WINDOW
        if lowest is None or border < int(str(lowest)):
            continue
        held = _sorted(held)
        number = int(held.alleles["position"].search_sorted(border, side="right"))
        given = border
        ready, held = _split(held, number)
        yield _once(ready, counts)
    if held is not None and held.alleles.height:
        yield _once(_sorted(held), counts)


def _sorted(rows: Rows) -> Rows:
    order = rows.alleles.select(pl.arg_sort_by(_KEY, maintain_order=True)).to_series().to_numpy().astype(np.int64)
    return rows if bool((np.diff(order) == 1).all()) else take(rows, order)


def _once(rows: Rows, counts: Conservation) -> Rows:
    """Keep the record of highest QUAL of each allele; name the others in the counts."""
    alleles = rows.alleles
    same = alleles.select(pl.all_horizontal(pl.col(_KEY) == pl.col(_KEY).shift(1))).to_series().fill_null(value=False)
    counts.alleles_out += alleles.height - int(same.sum())
    if not same.any():
        return rows
    group = (~same).cum_sum().to_numpy()
    people = rows.genotypes.height // alleles.height
    source = np.arange(rows.genotypes.height).reshape(-1, people)
    copies = rows.genotypes["alt_copies"].fill_null(0).to_numpy().reshape(-1, people)
    kept, said = [], []
    for number in np.unique(group[same.to_numpy()]):
        members = np.flatnonzero(group == number)
        best, words = _merge(rows, members, source, copies)
        said += words
        kept.append((members, best))
    stays = np.ones(alleles.height, dtype=np.bool_)
    for members, best in kept:
        stays[members] = False
        stays[best] = True
    counts.duplicates += [words for *_, words in sorted(said)]
    which = np.flatnonzero(stays)
    return Rows(alleles[which], rows.genotypes[source[which].reshape(-1)])


def _merge(
    rows: Rows, members: npt.NDArray[np.int64], source: npt.NDArray[np.int64], copies: npt.NDArray[np.int8]
) -> tuple[int, list[tuple[int, float, int, str]]]:
    """Choose among the records of one allele, and take over the genotypes of the others in people who have more of it.

    Two records of one allele come from people in whom it was called in different company (alone, or with a second
    allele): in the other one's record such a person only looks like REF.

    Returns:
        The row that stays, and what is said of the others: position, order among them, words.
    """
    quality = rows.alleles["quality"].fill_null(0.0).to_numpy()
    best, *others = sorted((int(member) for member in members), key=lambda member: (-quality[member], member))
    names = rows.genotypes["person"][: source.shape[1]]
    carried = copies[best].copy()
    said = []
    for other in others:
        more = copies[other] > carried
        source[best][more] = source[other][more]
        carried = np.maximum(carried, copies[other])
        taken = ", ".join(names.filter(pl.Series(more)))
        words = f"{rows.alleles['called_as'][other]}: the same allele was called with a higher QUAL"
        words += f"; genotypes were taken from it for {taken}" if taken else ""
        said.append((int(rows.alleles["position"][other]), -float(quality[other]), other, words))
    return best, said
