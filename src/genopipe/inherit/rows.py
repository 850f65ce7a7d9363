"""The engine's answers as rows of candidates: one allele in one gene, every mode, its evidence and what is missing."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
import polars as pl

from genopipe.config import InheritSettings
from genopipe.inherit.answers import NO
from genopipe.inherit.answers import UNKNOWN
from genopipe.inherit.answers import YES
from genopipe.inherit.answers import Answers
from genopipe.inherit.answers import Flags
from genopipe.inherit.answers import to_column
from genopipe.inherit.calls import Small
from genopipe.inherit.combos import Numbers
from genopipe.inherit.combos import densify
from genopipe.inherit.combos import take
from genopipe.inherit.compound import BY_DELETION
from genopipe.inherit.compound import BY_RELATIVE
from genopipe.inherit.compound import PHASES
from genopipe.inherit.compound import Halves
from genopipe.inherit.compound import Partners
from genopipe.inherit.compound import find_partners
from genopipe.inherit.engine import Family
from genopipe.inherit.engine import Judged
from genopipe.inherit.engine import answers_of_alleles
from genopipe.inherit.engine import name_ranks
from genopipe.inherit.facts import MOSAIC
from genopipe.inherit.imprinted import EXPRESSED
from genopipe.inherit.imprinted import imprinted
from genopipe.inherit.members import Members
from genopipe.inherit.modes import ORIGINS
from genopipe.inherit.places import AS_CALLED
from genopipe.inherit.places import MITOCHONDRION
from genopipe.inherit.places import X
from genopipe.inherit.places import Y
from genopipe.inherit.places import two_parents
from genopipe.inherit.reasons import coded
from genopipe.inherit.reasons import reasons_of
from genopipe.tables import ENGINE_COLUMNS
from genopipe.tables import MODE_NAMES

_COMPOUND, _WITH_DELETION, _IMPRINTED = "compound_heterozygous", "recessive_with_deletion", "imprinted"


class GeneRows(NamedTuple):
    """Rows of alleles in genes.

    Attributes:
        names: Names of the alleles (not of the rows).
        allele: Place of the allele of each row.
        gene: Number of the gene of each row; -1: its genes are not known.
        expressed: Parent whose copy of the gene is expressed, where it is imprinted: an index of `EXPRESSED`.
        worth_pairing: The allele may be half of a pair.
        rare: The allele is not known to be common.
        weight: The heavier, the sooner it is named as a partner.
        record: Number of the record as called, of each allele.
    """

    names: pl.Series
    allele: Numbers
    gene: Numbers
    expressed: Small
    worth_pairing: Flags
    rare: Flags
    weight: Numbers
    record: Numbers


class _Texts:
    """Lists of texts of the rows: each distinct list once, and for each row its number."""

    def __init__(self, lists: list[list[str]], index: Numbers) -> None:
        self._numbers: dict[tuple[str, ...], int] = {}
        self._lists: list[tuple[str, ...]] = []
        given = np.array([self._number(tuple(texts)) for texts in lists], np.int64)
        self._index = given[index] if len(lists) else index.copy()

    def _number(self, texts: tuple[str, ...]) -> int:
        number = self._numbers.setdefault(texts, len(self._lists))
        if number == len(self._lists):
            self._lists.append(texts)
        return number

    def column(self, name: str) -> pl.Series:
        """Return the lists as a column."""
        lists = pl.Series(name, [list(texts) for texts in self._lists], dtype=pl.List(pl.String))
        return lists.gather(self._index)

    def change(self, rows: Numbers, change: Callable[[list[str]], list[str]]) -> None:
        """Change the lists of some rows."""
        distinct, index = densify(self._index[rows])
        told = [self._number(tuple(change(list(self._lists[int(number)])))) for number in distinct]
        self._index[rows] = np.array(told, np.int64)[index]

    def add(self, row: int, *more: str) -> None:
        """Add texts to the list of a row."""
        if more:
            self._index[row] = self._number((*self._lists[self._index[row]], *more))

    def add_to(self, rows: Numbers, *more: str) -> None:
        """Add texts to the lists of some rows."""
        if len(rows):
            self.change(rows, lambda before: [*before, *more])


def _halves_at(judged: Judged, family: Family, members: Members) -> Answers:
    """Say of each allele whether the proband has one of two copies, where there are two."""
    half = judged.facts.one_of_two[:, members.proband]
    copies = np.array([members.copies[place][members.proband] for place in range(len(members.copies))])
    here = copies[family.place]
    unsure = (family.place == X) & (here == AS_CALLED)
    there = (here == 2) & (two_parents(family.place) | (family.place == X))
    return np.where(there, half, np.where(unsure, np.minimum(half, np.int8(UNKNOWN)), np.int8(NO)))


def _compound(
    judged: Judged, family: Family, members: Members, rows: GeneRows, most: int
) -> tuple[Answers, Partners, Numbers]:
    """Return the answer of each row, what was found of those that may be half of a pair, and which rows those are."""
    half = _halves_at(judged, family, members)[rows.allele]
    asked = np.flatnonzero((half != NO) & rows.worth_pairing & (rows.gene >= 0))
    allele = rows.allele[asked]
    combo = judged.combo[allele]
    halves = Halves(
        gene=rows.gene[asked],
        combo=combo,
        half=half[asked],
        carries=judged.facts.carries[allele],
        copy=judged.copy[combo],
        inherited=judged.inherited[combo],
        haplotype=family.calls.haplotype[allele].astype(np.int64),
        phase_set=family.calls.phase_set[allele].astype(np.int64),
        record=rows.record[allele],
        rare=rows.rare[asked],
        weight=rows.weight[asked],
        order=name_ranks(rows.names.gather(allele)) if len(allele) else allele,
    )
    partners = find_partners(halves, members, most)
    answers = np.full(len(rows.allele), np.int8(NO))
    answers[asked] = partners.answers
    nowhere = (rows.gene < 0) & rows.worth_pairing
    answers[nowhere] = np.minimum(half[nowhere], np.int8(UNKNOWN))
    return answers, partners, asked


def _mode_lists(answers: dict[str, Answers]) -> dict[str, pl.Series]:
    """Return the modes that fit and those not assessable, as columns of lists."""
    code = np.zeros(len(answers[_COMPOUND]), np.int64)
    for name in MODE_NAMES:
        code = code * 3 + answers[name]
    distinct, index = densify(code)
    fits, unsure = [], []
    for number in distinct:
        digits = [(int(number) // 3**power) % 3 for power in range(len(MODE_NAMES) - 1, -1, -1)]
        fits.append([name for name, digit in zip(MODE_NAMES, digits, strict=True) if digit == YES])
        unsure.append([name for name, digit in zip(MODE_NAMES, digits, strict=True) if digit == UNKNOWN])
    kind = pl.List(pl.String())
    return {
        "modes": pl.Series(fits, dtype=kind).gather(index),
        "modes_not_assessable": pl.Series(unsure, dtype=kind).gather(index),
    }


class _Book:
    """Fills the columns of one contig."""

    def __init__(
        self, judged: Judged, family: Family, members: Members, rows: GeneRows, settings: InheritSettings
    ) -> None:
        self._judged, self._family, self._members, self._rows = judged, family, members, rows
        self._settings = settings
        alone = answers_of_alleles(judged)
        self.answers = {name: column[rows.allele] for name, column in alone.items()}
        combo = judged.combo[rows.allele]
        evidence, missing = reasons_of(judged.modes, judged.answers, judged.combos.rows)
        self.evidence, self.missing = _Texts(evidence, combo), _Texts(missing, combo)
        self._partners = _Texts([[]], np.zeros(len(combo), np.int64))
        self._total = np.zeros(len(combo), np.int64)
        self._phase = np.full(len(combo), -1)

    def fill(self) -> pl.DataFrame:
        """Return all columns of the engine."""
        self._add_imprinted()
        self._add_compound()
        self._add_deletions()
        self._add_figures()
        self._drop_overruled()
        combo = self._judged.combo[self._rows.allele]
        origins = pl.Series(ORIGINS).gather(self._judged.inherited[combo])
        phases = pl.Series(PHASES).gather(np.maximum(self._phase, 0)).set(pl.Series(self._phase < 0), None)
        place = self._family.place[self._rows.allele]
        inferred = ((place == X) | (place == Y)) & bool(self._members.differing)
        columns = {name: to_column(self.answers[name]) for name in MODE_NAMES} | _mode_lists(self.answers)
        columns |= {
            "partners": self._partners.column("partners"),
            "partners_in_all": pl.Series(self._total),
            "partner_phase": phases,
            "inherited_from": origins,
            "evidence": self.evidence.column("evidence"),
            "missing": self.missing.column("missing"),
            "copies_inferred": pl.Series(inferred),
            "genotype_counts": pl.Series(self._judged.usable[self._rows.allele, self._members.proband]),
        }
        return pl.DataFrame({name: columns[name] for name in ENGINE_COLUMNS})

    def _add_imprinted(self) -> None:
        answers = np.full(len(self._rows.allele), np.int8(NO))
        for code, parent in enumerate(EXPRESSED[1:], start=1):
            rows = np.flatnonzero(self._rows.expressed == code)
            distinct, index = densify(self._judged.combo[self._rows.allele[rows]])
            mode = imprinted(self._members, take(self._judged.combos, distinct), parent)
            told = mode.answers
            answers[rows] = told[index]
            evidence, missing = reasons_of({_IMPRINTED: mode}, {_IMPRINTED: told}, len(distinct))
            for number in range(len(distinct)):
                self.evidence.add_to(rows[index == number], *evidence[number])
                self.missing.add_to(rows[index == number], *missing[number])
        self.answers[_IMPRINTED] = answers

    def _add_compound(self) -> None:
        rows = self._rows
        answers, found, asked = _compound(
            self._judged, self._family, self._members, rows, self._settings.maximum_partners
        )
        self.answers[_COMPOUND] = answers
        self._total[asked], self._phase[asked] = found.total, found.phase
        self._name_partners(found, asked)
        fits = np.flatnonzero(found.answers == YES)
        for phase, relatives in sorted(
            set(zip(found.phase[fits].tolist(), found.relatives[fits].tolist(), strict=True))
        ):
            told = [("phase", PHASES[phase])]
            if phase == BY_RELATIVE:
                told += [("carries_one", name) for name in self._people(relatives)]
            own = fits[(found.phase[fits] == phase) & (found.relatives[fits] == relatives)]
            self.evidence.add_to(asked[own], coded(_COMPOUND, told))
        self._add_unsure_halves(np.flatnonzero(answers == UNKNOWN))
        self.missing.add_to(asked[found.bounded], f"{_COMPOUND}:phase_by_reads=left_out")

    def _name_partners(self, found: Partners, asked: Numbers) -> None:
        paired = np.flatnonzero(found.total)
        if not len(paired):
            return
        named = [found.named[number] for number in paired]
        names = self._rows.names.gather(self._rows.allele[asked[np.concatenate(named)]]).to_list()
        ends = np.cumsum([len(rows) for rows in named]).tolist()
        for number, begin, end in zip(paired.tolist(), [0, *ends], ends, strict=False):
            self._partners.add(int(asked[number]), *names[begin:end])

    def _add_unsure_halves(self, unsure: Numbers) -> None:
        """Say what hinders a pair; alleles that say the same of everyone have the same text."""
        nowhere = self._rows.gene[unsure] < 0
        self.missing.add_to(unsure[nowhere], f"{_COMPOUND}:genes=not_known")
        inside = unsure[~nowhere]
        distinct, index = densify(self._judged.combo[self._rows.allele[inside]])
        for number in range(len(distinct)):
            own = inside[index == number]
            self.missing.add_to(own, coded(_COMPOUND, self._unsure_half(int(self._rows.allele[own[0]]))))

    def _people(self, bits: int) -> list[str]:
        return [name for at, name in enumerate(self._members.names) if bits >> min(at, 62) & 1]

    def _unsure_half(self, allele: int) -> list[tuple[str, str]]:
        members, facts = self._members, self._judged.facts
        told = []
        if facts.one_of_two[allele, members.proband] == UNKNOWN:
            told.append(("one_of_two", members.names[members.proband]))
        for person in (*members.affected, *members.unaffected):
            if person != members.proband and facts.carries[allele, person] == UNKNOWN:
                told.append(("carries", members.names[person]))
        return told or [("genotype_of", "partner")]

    def _add_deletions(self) -> None:
        pairs, rows = self._judged.beside, self._rows
        stays = pairs.fits != NO
        by_allele: dict[int, list[tuple[int, int]]] = {}
        for allele, deletion, fits in zip(
            pairs.allele[stays].tolist(), pairs.deletion[stays].tolist(), pairs.fits[stays].tolist(), strict=True
        ):
            by_allele.setdefault(allele, []).append((fits, deletion))
            by_allele.setdefault(deletion, []).append((fits, allele))
        touched = np.zeros(len(rows.names), bool)
        touched[list(by_allele)] = True
        for row in np.flatnonzero(touched[rows.allele]).tolist():
            self._add_beside(row, by_allele[int(rows.allele[row])])

    def _add_beside(self, row: int, others: list[tuple[int, int]]) -> None:
        answer = int(self.answers[_WITH_DELETION][row])
        best = [other for fits, other in others if fits == answer]
        names = self._rows.names.gather(best[: self._settings.maximum_partners]).to_list()
        asked = [("no_ref", self._members.names[self._members.proband]), ("beside", "/".join(names))]
        if answer == YES:
            self.evidence.add(row, coded(_WITH_DELETION, asked))
            known = self._phase[row] in (0, 1, 2)
            most = self._settings.maximum_partners
            self._partners.change(
                np.array([row]), lambda before: list(dict.fromkeys([*names, *(before if known else [])]))[:most]
            )
            self._total[row] = len(best) + (self._total[row] if known else 0)
            self._phase[row] = BY_DELETION
        else:
            self.missing.add(row, coded(_WITH_DELETION, asked))

    def _add_figures(self) -> None:
        """Add the parents' reads where a few cells carry the allele or they were counted again, and heteroplasmy."""
        rows, combos, members = self._rows, self._judged.combos, self._members
        for parent, answers in combos.parents.items():
            name, again = members.names[parent], self._family.again.get(parent)
            mosaic = (answers >= MOSAIC)[self._judged.combo]
            fits = self.answers["de_novo"] == YES
            for row in np.flatnonzero(mosaic[rows.allele]).tolist():
                reads = self._parent_reads(parent, int(rows.allele[row]))
                self.evidence.add(row, f"parent_mosaic:{name}={reads}")
            if again is not None:
                counted = (again.depth >= 0) & ~mosaic
                for row in np.flatnonzero(counted[rows.allele] & fits).tolist():
                    reads = self._parent_reads(parent, int(rows.allele[row]))
                    self.evidence.add(row, f"counted_again:{name}={reads}")
        self._add_twins()
        place = self._family.place[rows.allele]
        for row in np.flatnonzero(place == MITOCHONDRION).tolist():
            self.evidence.add(row, *self._heteroplasmy(int(rows.allele[row])))

    def _add_twins(self) -> None:
        """Say where the proband's monozygotic twin differs, and that a new allele of both is one event."""
        judged, members, allele = self._judged, self._members, self._rows.allele
        own, new = judged.facts.carries[:, members.proband] == YES, self.answers["de_novo"] == YES
        for twin, carries in judged.twins.items():
            name = members.names[twin]
            self.evidence.add_to(np.flatnonzero((own & (carries == NO))[allele]), f"differs_from_twin:{name}")
            self.evidence.add_to(np.flatnonzero((carries == YES)[allele] & new), f"same_in_twin:{name}")

    def _parent_reads(self, parent: int, allele: int) -> str:
        again = self._family.again.get(parent)
        if again is not None and again.depth[allele] >= 0:
            return f"{again.alt[allele]}/{again.depth[allele]}"
        calls = self._family.calls
        return f"{calls.alt_reads[allele, parent]}/{calls.depth[allele, parent]}"

    def _heteroplasmy(self, allele: int) -> list[str]:
        fractions = self._family.calls.alt_fraction[allele]
        told = [
            f"{name}={fraction:.3g}"
            for name, fraction in zip(self._members.names, fractions, strict=True)
            if not np.isnan(fraction)
        ]
        return [f"heteroplasmy:{','.join(told)}"] if told else []

    def _drop_overruled(self) -> None:
        """Take away what a deletion on the other copy overrules: the texts of modes with another answer by now."""
        overruled = np.flatnonzero(np.isin(self._rows.allele, self._judged.beside.allele))
        for texts, answer in ((self.evidence, YES), (self.missing, UNKNOWN)):
            for row in overruled.tolist():
                texts.change(np.array([row]), partial(self._still, row=row, answer=answer))
        for row in overruled.tolist():
            for name in ("recessive_homozygous", "uniparental_isodisomy"):
                before = self._judged.answers[name][self._judged.combo[self._rows.allele[row]]]
                if self.answers[name][row] == UNKNOWN and before == YES:
                    self.missing.add(row, coded(name, [("deletion", "not_sure")]))

    def _still(self, texts: list[str], row: int, answer: int) -> list[str]:
        kept = []
        for text in texts:
            mode = text.partition(":")[0]
            if mode not in self.answers or self.answers[mode][row] == answer:
                kept.append(text)
        return kept


def candidate_columns(
    judged: Judged, family: Family, members: Members, rows: GeneRows, settings: InheritSettings
) -> pl.DataFrame:
    """Return `ENGINE_COLUMNS` of alleles in genes, a row a row of `rows`."""
    return _Book(judged, family, members, rows, settings).fill()
