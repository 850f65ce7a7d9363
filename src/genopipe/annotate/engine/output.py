"""Rows of the kernels as columns of the table `consequences`."""

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from genopipe.annotate.engine.chosen import REASONS
from genopipe.annotate.engine.chosen import Choices
from genopipe.annotate.engine.chosen import choose
from genopipe.annotate.engine.chosen import make_choices
from genopipe.annotate.engine.decay import DECAY_WORDS
from genopipe.annotate.engine.filling import UNKNOWN
from genopipe.annotate.engine.filling import code_places
from genopipe.annotate.engine.filling import find_codes
from genopipe.annotate.engine.filling import new_codes
from genopipe.annotate.engine.filling import spread_numbers
from genopipe.annotate.engine.filling import take_codes
from genopipe.annotate.engine.filling import take_flags
from genopipe.annotate.engine.models import Ints
from genopipe.annotate.engine.run import Piece
from genopipe.annotate.engine.run import texts
from genopipe.annotate.engine.splice import SPLICE_REGION_UNSAID
from genopipe.annotate.engine.splice import TERM_BITS
from genopipe.annotate.engine.words import impacts
from genopipe.annotate.engine.words import terms_by_rank
from genopipe.annotate.engine.words import terms_of
from genopipe.annotate.engine.writing import new_text
from genopipe.io.arrow import coded
from genopipe.io.arrow import filled
from genopipe.io.arrow import flags
from genopipe.io.arrow import numbers
from genopipe.io.arrow import valid
from genopipe.io.arrow import words

Numbers = npt.NDArray[np.int32]

# Column: its place among the numbers of a row, and the lowest number that is one.
_NUMBER_COLUMNS = {
    "cdna_start": (4, 1),
    "cdna_end": (5, 1),
    "cds_start": (6, 1),
    "cds_end": (7, 1),
    "protein_start": (8, 1),
    "protein_end": (9, 1),
    "distance": (10, 0),
}
_NUMBERS_AT = np.array([at for at, _ in _NUMBER_COLUMNS.values()], dtype=np.int32)
_NUMBERS_LEAST = np.array([least for _, least in _NUMBER_COLUMNS.values()], dtype=np.int32)
_COPIED = ("gene", "gene_symbol", "biotype", "strand", "mane", "protein")
_FEW_VALUES = 256  # values of a column above which a piece names only those of its stretch of the contig
_PLACES_MET = 1 << 13  # slots for places that are written once; a stretch of a contig has a few hundred
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
        codes, done = np.empty(len(bits), dtype=np.int32), 0
        while True:
            known = np.array(sorted(self.codes) or [UNKNOWN], dtype=np.int64)
            codes_of = np.array([self.codes.get(one, 0) for one in known.tolist()], dtype=np.int32)
            done += find_codes(bits[done:], TERM_BITS, known, codes_of, codes[done:])
            if done == len(bits):
                return codes
            self._add(int(bits[done]) & TERM_BITS)

    def _add(self, bits: int) -> None:
        self.codes[bits] = len(self.words)
        rank = min((rank for rank in terms_by_rank() if bits >> rank & 1), default=0)
        self.words.append(terms_of(bits) or None)
        self.impact.append(impacts()[terms_by_rank()[rank]] if rank else None)
        self.severity.append(rank)


def _places(numbers: Numbers, first: int, of: Ints) -> pa.Array:
    """Return `n/of` or `n-m/of` of exons or introns."""
    count = len(numbers)
    text, ends = new_text(_PLACE_ROOM * count + 1), np.zeros(count + 1, dtype=np.int64)
    met = np.full(_PLACES_MET, UNKNOWN, dtype=np.int64), np.zeros(_PLACES_MET, dtype=np.int32)
    codes = new_codes(count)
    known, lacking = code_places(numbers, first, of, met, text, ends, codes)
    return filled(codes, lacking, texts(text.data, ends, known))


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

    def take(self, transcript: npt.NDArray[np.int32], near: tuple[int, int]) -> pa.Array:
        """Return the value of each row's transcript; null for rows without one.

        Args:
            transcript: Index of each row's transcript, -1: none.
            near: The lowest and the highest of them.
        """
        low, values = 0, self.values
        if len(values) > _FEW_VALUES:
            some = self.codes[near[0] : near[1] + 1]
            high = int(some.max(initial=UNKNOWN))
            low = int(some.min(initial=max(high, 0), where=some >= 0))
            values = values.slice(low, high + 1 - low)
        codes = new_codes(len(transcript))
        return filled(codes, take_codes(transcript, self.codes, low, codes), values)


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
        self._canonical = np.append(frame["canonical"].cast(pl.Int32).fill_null(UNKNOWN).to_numpy(), np.int32(UNKNOWN))
        self._flags = _Repeated.of(_model_flags(frame))

    def columns(self, piece: Piece, first: int = 0) -> dict[str, pa.Array]:
        """Return the columns of a piece, but for `allele`; names repeat as dictionary arrays.

        Args:
            piece: Rows of one contig.
            first: Index of the contig's first transcript.
        """
        transcript = np.where(piece.transcript < 0, np.int32(UNKNOWN), piece.transcript + np.int32(first))
        near = _ends_of(transcript)
        codes = self._vocabulary.encode(piece.bits)
        reasons = choose(piece.allele, transcript, piece.bits & TERM_BITS, self._choices)
        of = self._exons[transcript]
        severity = np.array(self._vocabulary.severity, dtype=np.int8)[codes]
        return {
            **{name: repeated.take(transcript, near) for name, repeated in self._copied.items()},
            "canonical": _taken_flags(transcript, self._canonical),
            "consequence": _named(codes, self._vocabulary.words),
            "impact": _named(codes, self._vocabulary.impact),
            "severity": numbers(severity, severity <= 0),
            "exon": _places(piece.numbers, 0, of),
            "intron": _places(piece.numbers, 2, of - 1),
            **_spread(piece.numbers),
            "amino_acids": piece.residues,
            "codons": piece.codons,
            "hgvs_c": piece.coding,
            "hgvs_p": piece.protein,
            "nmd": _decays(piece.decay),
            "consequence_shifted": self._shifted(piece),
            "flags": self._row_flags(piece, transcript, near),
            "reported": flags(reasons > 0),
            "reported_reason": coded(reasons.astype(np.int32), words(REASONS), transcript < 0),
            "csq_agreement": pa.nulls(len(codes), pa.string()),
        }

    def _shifted(self, piece: Piece) -> pa.Array:
        places = np.flatnonzero(piece.shifted != 0)
        shifted = piece.shifted[places] & TERM_BITS
        there = (shifted != 0) & (shifted != piece.bits[places] & TERM_BITS)
        places = places[there]
        count = len(piece.bits)
        if not len(places):
            return pa.DictionaryArray.from_arrays(pa.nulls(count, pa.int32()), words([]))
        codes, same = np.zeros(count, dtype=np.int32), np.ones(count, dtype=np.bool_)
        codes[places], same[places] = self._vocabulary.encode(shifted[there]), False
        return coded(codes, words(self._vocabulary.words), same)

    def _row_flags(self, piece: Piece, transcript: npt.NDArray[np.int32], near: tuple[int, int]) -> pa.Array:
        plain = self._flags.take(transcript, near)
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


def _ends_of(transcript: npt.NDArray[np.int32]) -> tuple[int, int]:
    """Return the lowest and the highest index of rows that have one (0, -1: none has)."""
    highest = int(transcript.max(initial=UNKNOWN))
    return int(transcript.min(initial=max(highest, 0), where=transcript >= 0)), highest


def _named(codes: npt.NDArray[np.int32], terms: Sequence[str | None]) -> pa.Array:
    """Return coded words, each once; a code whose word is None is null."""
    once = [word for word in dict.fromkeys(terms) if word is not None]
    table = np.array([UNKNOWN if word is None else once.index(word) for word in terms] or [UNKNOWN], dtype=np.int32)
    taken = new_codes(len(codes))
    return filled(taken, take_codes(codes, table, 0, taken), words(once))


def _taken_flags(transcript: npt.NDArray[np.int32], table: npt.NDArray[np.int32]) -> pa.Array:
    """Return yes (1), no (0) or null of each row's transcript."""
    yes, there = (np.empty((len(transcript) + 7) // 8, dtype=np.uint8) for _ in range(2))
    lacking = take_flags(transcript, table, yes, there)
    return pa.Array.from_buffers(pa.bool_(), len(transcript), [valid(there, lacking), pa.py_buffer(yes)], lacking)


def _decays(decay: npt.NDArray[np.int8]) -> pa.Array:
    """Return what becomes of the messenger; null where nothing is said."""
    names = [DECAY_WORDS.get(code) for code in range(max(DECAY_WORDS) + 1)]
    places = np.flatnonzero(decay != 0)
    codes, lacking = np.zeros(len(decay), dtype=np.int32), np.ones(len(decay), dtype=np.bool_)
    codes[places], lacking[places] = decay[places], False
    return coded(codes, words(names), lacking)


def _spread(rows: Numbers) -> dict[str, pa.Array]:
    """Return numbers as columns; null where there is none."""
    count, columns = len(rows), len(_NUMBER_COLUMNS)
    values = np.empty((columns, count), dtype=np.int64)
    there, lacking = np.empty((columns, (count + 7) // 8), dtype=np.uint8), np.zeros(columns, dtype=np.int64)
    spread_numbers(rows, _NUMBERS_AT, _NUMBERS_LEAST, values, there, lacking)
    return {
        name: pa.Array.from_buffers(
            pa.int64(), count, [valid(there[at], int(lacking[at])), pa.py_buffer(values[at])], int(lacking[at])
        )
        for at, name in enumerate(_NUMBER_COLUMNS)
    }
