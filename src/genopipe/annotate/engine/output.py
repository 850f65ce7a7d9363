"""Rows of the kernels as columns of the table `consequences`."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from genopipe.annotate.engine.chosen import REASONS
from genopipe.annotate.engine.chosen import Choices
from genopipe.annotate.engine.chosen import choose
from genopipe.annotate.engine.chosen import make_choices
from genopipe.annotate.engine.decay import DECAY_WORDS
from genopipe.annotate.engine.models import Ints
from genopipe.annotate.engine.run import Piece
from genopipe.annotate.engine.run import texts
from genopipe.annotate.engine.splice import SPLICE_REGION_UNSAID
from genopipe.annotate.engine.splice import TERM_BITS
from genopipe.annotate.engine.words import impacts
from genopipe.annotate.engine.words import terms_by_rank
from genopipe.annotate.engine.words import terms_of
from genopipe.annotate.engine.writing import Text
from genopipe.annotate.engine.writing import new_text
from genopipe.annotate.engine.writing import put_byte
from genopipe.annotate.engine.writing import put_number
from genopipe.io.arrow import coded
from genopipe.io.arrow import flags
from genopipe.io.arrow import numbers
from genopipe.io.arrow import words
from genopipe.kernels import kernel

Numbers = npt.NDArray[np.int32]

_NUMBER_COLUMNS = {"cdna_start": 4, "cdna_end": 5, "cds_start": 6, "cds_end": 7, "protein_start": 8, "protein_end": 9}
_COPIED = ("gene", "gene_symbol", "biotype", "strand", "mane", "protein")
_FEW_VALUES = 256  # values of a column above which a piece names only those of its stretch of the contig
_PLACE_ROOM = 36  # bytes that `first-last/of` may take


@dataclass
class Vocabulary:
    """The sets of terms met so far, each with its words, impact and rank (None and 0: no term)."""

    codes: dict[int, int] = field(default_factory=dict)
    words: list[str | None] = field(default_factory=list)
    impact: list[str | None] = field(default_factory=list)
    severity: list[int] = field(default_factory=list)

    def encode(self, bits: Ints) -> npt.NDArray[np.int32]:
        """Return the code of each set of terms; sets not met before are added."""
        known = np.array(sorted(self.codes), dtype=np.int64)
        places = np.searchsorted(known, bits)
        places[places == len(known)] = 0
        missing = bits if not len(known) else bits[known[places] != bits]
        if len(missing):
            for one in np.unique(missing).tolist():
                self._add(one)
            return self.encode(bits)
        codes = np.array([self.codes[one] for one in known.tolist()], dtype=np.int32)
        return codes[places]

    def _add(self, bits: int) -> None:
        self.codes[bits] = len(self.words)
        rank = min((rank for rank in terms_by_rank() if bits >> rank & 1), default=0)
        self.words.append(terms_of(bits) or None)
        self.impact.append(impacts()[terms_by_rank()[rank]] if rank else None)
        self.severity.append(rank)


@kernel
def _write_places(numbers: Numbers, first: int, of: Ints, less: int, text: Text, ends: Ints) -> None:
    """Write `n/of` or `n-m/of` of exons or introns, one a row.

    Args:
        numbers: Numbers of the rows.
        first: Column of the lowest number; the highest stands behind it.
        of: Exons of each row's transcript.
        less: What to take from `of`: 1 for introns.
        text: Where to write.
        ends: Ends of the texts.
    """
    for row in range(len(numbers)):
        low, high = numbers[row, first], numbers[row, first + 1]
        if low > 0:
            put_number(text, low)
            if high != low:
                put_byte(text, ord("-"))
                put_number(text, high)
            put_byte(text, ord("/"))
            put_number(text, of[row] - less)
        ends[row + 1] = text.at[0]


def _places(numbers: Numbers, first: int, of: Ints, less: int) -> pa.Array:
    count = len(numbers)
    text, ends = new_text(_PLACE_ROOM * count + 1), np.zeros(count + 1, dtype=np.int64)
    _write_places(numbers, first, of, less, text, ends)
    return texts(text.data, ends, count)


@dataclass(frozen=True)
class _Repeated:
    """A column of the transcripts whose values repeat in every row.

    Attributes:
        values: Its distinct values.
        codes: Which of them each transcript has, -1: null; one more entry, null, for rows without a transcript.
    """

    values: pa.Array
    codes: npt.NDArray[np.int32]

    @classmethod
    def of(cls, column: pl.Series) -> "_Repeated":
        """Return a column as its distinct values."""
        values = column.drop_nulls().unique(maintain_order=True)
        order = pl.DataFrame({"value": values, "code": pl.int_range(len(values), dtype=pl.Int32, eager=True)})
        codes = column.to_frame("value").join(order, on="value", how="left", maintain_order="left")["code"]
        return cls(_plain(values), np.append(codes.fill_null(-1).to_numpy(), np.int32(-1)))

    def take(self, transcript: npt.NDArray[np.int32]) -> pa.Array:
        """Return the value of each row's transcript; null for rows without one."""
        codes = self.codes[transcript]
        lacking = codes < 0
        mask = lacking if lacking.any() else None
        if len(self.values) <= _FEW_VALUES:
            return coded(codes, self.values, mask)
        high = int(codes.max(initial=0))
        low = int(codes.min(initial=high, where=~lacking))
        near = self.values.slice(low, high + 1 - low)
        return coded(codes - np.int32(low), near, mask)


class Writer:
    """Make the columns of rows.

    Args:
        frame: Gene models; those of a contig stand together, in the order of its `Models`.
    """

    def __init__(self, frame: pl.DataFrame) -> None:
        self._vocabulary = Vocabulary()
        self._choices: Choices = make_choices(frame)
        # One more entry, for rows without a transcript (-1).
        self._exons = np.append(frame["exon_starts"].list.len().to_numpy().astype(np.int64), 0)
        self._copied = {name: _Repeated.of(frame[name]) for name in _COPIED}
        self._copied["transcript"] = _Repeated.of(frame["transcript_version"])
        self._canonical = _Repeated.of(frame["canonical"])
        self._flags = _Repeated.of(_model_flags(frame))

    def columns(self, piece: Piece, first: int = 0) -> dict[str, pa.Array]:
        """Return the columns of a piece, but for `allele`; names repeat as dictionary arrays.

        Args:
            piece: Rows of one contig.
            first: Index of the contig's first transcript.
        """
        alone = piece.transcript < 0
        transcript = np.where(alone, np.int32(-1), piece.transcript + np.int32(first))
        codes = self._vocabulary.encode(piece.bits & TERM_BITS)
        reasons = choose(piece.allele, transcript, piece.bits & TERM_BITS, self._choices)
        of = self._exons[transcript]
        severity = np.array(self._vocabulary.severity, dtype=np.int8)[codes]
        return {
            **{name: repeated.take(transcript) for name, repeated in self._copied.items()},
            "canonical": self._canonical.take(transcript).dictionary_decode(),
            "consequence": _named(codes, self._vocabulary.words),
            "impact": _named(*_distinct(codes, self._vocabulary.impact)),
            "severity": numbers(severity, severity <= 0),
            "exon": _places(piece.numbers, 0, of, 0),
            "intron": _places(piece.numbers, 2, of, 1),
            **{name: _positive(piece.numbers[:, at]) for name, at in _NUMBER_COLUMNS.items()},
            "amino_acids": piece.residues,
            "codons": piece.codons,
            "distance": numbers(piece.numbers[:, 10].astype(np.int64), piece.numbers[:, 10] < 0),
            "hgvs_c": piece.coding,
            "hgvs_p": piece.protein,
            "nmd": _optional(piece.decay, DECAY_WORDS),
            "consequence_shifted": self._shifted(piece),
            "flags": self._row_flags(piece, transcript),
            "reported": flags(reasons > 0),
            "reported_reason": coded(reasons.astype(np.int32), words(REASONS), alone),
            "csq_agreement": pa.nulls(len(codes), pa.string()),
        }

    def _shifted(self, piece: Piece) -> pa.Array:
        bits = piece.shifted & TERM_BITS
        same = (bits == 0) | (bits == piece.bits & TERM_BITS)
        if same.all():
            return pa.DictionaryArray.from_arrays(pa.nulls(len(bits), pa.int32()), words([]))
        codes = self._vocabulary.encode(np.where(same, piece.bits & TERM_BITS, bits))
        return coded(codes, words(self._vocabulary.words), same)

    def _row_flags(self, piece: Piece, transcript: npt.NDArray[np.int32]) -> pa.Array:
        plain = self._flags.take(transcript)
        unsaid = (piece.bits & SPLICE_REGION_UNSAID) != 0
        if not unsaid.any():
            return plain
        said = pl.DataFrame({"flags": pl.Series(plain.dictionary_decode()), "unsaid": pl.Series(unsaid)})
        mark = pl.when("unsaid").then(pl.lit("splice_region_unsaid"))
        joined = pl.concat_str("flags", mark, separator="&", ignore_nulls=True)
        return _plain(said.select(flags=pl.when(joined != "").then(joined))["flags"]).dictionary_encode()


def _plain(column: pl.Series) -> pa.Array:
    """Return a column as Arrow, texts with 32-bit offsets."""
    array = column.to_arrow()
    return array.cast(pa.string()) if column.dtype == pl.String else array


def _model_flags(frame: pl.DataFrame) -> pl.Series:
    """Return what there is to know of each transcript, null: nothing."""
    marks = {
        "cds_start_NF": pl.col("start_incomplete").fill_null(value=False),
        "cds_end_NF": pl.col("end_incomplete").fill_null(value=False),
        "selenoprotein": pl.col("redefined").list.len() > 0,
        "non_aug_start": pl.col("non_aug_start").fill_null(value=False),
    }
    words = [pl.when(mark).then(pl.lit(word)) for word, mark in marks.items()]
    joined = pl.concat_str(words, separator="&", ignore_nulls=True)
    return frame.select(flags=pl.when(joined != "").then(joined))["flags"]


def _named(codes: npt.NDArray[np.int32], terms: Sequence[str | None]) -> pa.Array:
    """Return coded words; a code whose word is None is null."""
    known = np.array([term is not None for term in terms], dtype=np.bool_)
    return coded(codes, words(terms), None if known.all() else ~known[codes])


def _distinct(
    codes: npt.NDArray[np.int32], words: Sequence[str | None]
) -> tuple[npt.NDArray[np.int32], list[str | None]]:
    """Return coded words with each word once."""
    once = list(dict.fromkeys(words))
    return np.array([once.index(word) for word in words], dtype=np.int32)[codes], once


def _optional(codes: npt.NDArray[np.int8], meanings: Mapping[int, str]) -> pa.Array:
    names = [meanings.get(code, "") for code in range(max(meanings) + 1)]
    return coded(codes.astype(np.int32), words(names), codes == 0)


def _positive(values: npt.NDArray[Any]) -> pa.Array:
    """Return numbers as Arrow, 0 and below as null."""
    return numbers(values.astype(np.int64), values <= 0)
