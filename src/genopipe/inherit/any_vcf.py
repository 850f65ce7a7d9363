"""Judge any VCF: any number of families, a contig at a time, one row an allele, gene and family."""

from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.evidence import passes
from genopipe.genome import Build
from genopipe.inherit.answers import NO
from genopipe.inherit.calls import Calls
from genopipe.inherit.combos import densify
from genopipe.inherit.deletions import spans_of
from genopipe.inherit.engine import Family
from genopipe.inherit.engine import Judged
from genopipe.inherit.engine import judge
from genopipe.inherit.genes import InGenes
from genopipe.inherit.given import Given
from genopipe.inherit.imprinted import expressed_codes
from genopipe.inherit.members import Members
from genopipe.inherit.places import MITOCHONDRION
from genopipe.inherit.places import places_of
from genopipe.inherit.rows import GeneRows
from genopipe.inherit.rows import candidate_columns
from genopipe.io.called.written import Written
from genopipe.io.called.written import read_written
from genopipe.io.sequence import Sequence
from genopipe.tables import INHERITED

Genes = Callable[[pl.DataFrame], InGenes]

_LETTERS = ("0", "1", "2", ".")


class Asked(NamedTuple):
    """What is asked of a VCF.

    Attributes:
        members: One for each proband.
        given: What else is known of each.
        genes: Gives the genes of alleles of one contig.
        build: The genome build, contigs named as in the file.
        inherit: What makes a genotype good enough.
        filters: What makes a record well called.
        with_info: The genes need the INFO column.
        reference: Bring alleles to their normal form by it; None: they stand as they are written.
    """

    members: list[Members]
    given: list[Given]
    genes: Genes
    build: Build
    inherit: InheritSettings
    filters: FilterSettings
    with_info: bool
    reference: Sequence | None = None


class Counted(NamedTuple):
    """Alleles of one contig and proband.

    Attributes:
        family: The family.
        proband: The proband.
        alleles: All.
        not_carried: Those that the proband does not carry, which have no row.
        unaligned: Those that were to be left-aligned and could not be compared with the reference.
    """

    family: str
    proband: str
    alleles: int
    not_carried: int
    unaligned: int


def _calls_of(written: Written, columns: list[int]) -> Calls:
    """Return the genotypes of some of the people."""
    figures = written.genotypes

    def of(name: str) -> npt.NDArray[np.generic]:
        return np.ascontiguousarray(figures[name][:, columns])

    return Calls(
        ploidy=of("ploidy"),  # type: ignore[arg-type]
        alt_copies=of("alt"),  # type: ignore[arg-type]
        ref_copies=of("ref"),  # type: ignore[arg-type]
        other_copies=of("other"),  # type: ignore[arg-type]
        missing_copies=of("missing"),  # type: ignore[arg-type]
        haplotype=of("haplotype"),  # type: ignore[arg-type]
        phase_set=of("phase_set"),  # type: ignore[arg-type]
        depth=of("depth"),  # type: ignore[arg-type]
        alt_reads=of("alt_reads"),  # type: ignore[arg-type]
        genotype_quality=of("quality"),  # type: ignore[arg-type]
        alt_fraction=of("fraction"),  # type: ignore[arg-type]
    )


def _genotype_texts(calls: Calls, members: Members) -> pl.Series:
    """Return the genotypes of everyone as text, from the few that there are."""
    parts = []
    for column, name in enumerate(members.names):
        code = np.zeros(len(calls.ploidy), np.int64)
        for copies in (calls.ref_copies, calls.alt_copies, calls.other_copies, calls.missing_copies):
            code = code * 16 + np.clip(copies[:, column], 0, 15)
        code = code * 4 + np.clip(calls.haplotype[:, column] + 1, 0, 3)
        distinct, index = densify(code)
        texts = pl.Series([f"{name}={_genotype_text(int(number))}" for number in distinct], dtype=pl.String)
        parts.append(texts.gather(index).alias(name))
    return pl.DataFrame(parts).select(pl.concat_str(pl.all(), separator=";"))[members.names[0]]


def _genotype_text(code: int) -> str:
    haplotype, code = code % 4 - 1, code // 4
    counts = [(code >> shift) & 15 for shift in (12, 8, 4, 0)]
    letters = [letter for letter, count in zip(_LETTERS, counts, strict=True) for _ in range(count)] or ["."]
    if haplotype < 0:
        return "/".join(letters)
    letters.remove("1")
    return "|".join([*letters[:haplotype], "1", *letters[haplotype:]])


def _beside_star(alleles: pl.DataFrame) -> npt.NDArray[np.bool_]:
    """Say which alleles stand in a record with the `*` allele."""
    starred = alleles.filter(pl.col("alt") == "*")["record"].unique()
    return alleles["record"].is_in(starred.implode()).to_numpy()


class _Contig:
    """One contig of the file, for every proband."""

    def __init__(self, written: Written, people: tuple[str, ...], asked: Asked) -> None:
        self._written, self._people, self._asked = written, people, asked
        self._alleles = written.alleles
        self._name = str(self._alleles["contig"][0])
        self._positions = self._alleles["position"].to_numpy()
        self._place = places_of(self._name, self._positions, asked.build)
        self._spans = spans_of(self._alleles)
        self._star = _beside_star(self._alleles)
        self._good = self._alleles.select(passes(asked.filters)).to_series().to_numpy()
        self._genes = asked.genes(self._alleles)

    def rows(self, number: int) -> tuple[pl.DataFrame, Counted]:
        """Return the rows of one proband."""
        members, given = self._asked.members[number], self._asked.given[number]
        family = Family(
            calls=_calls_of(self._written, [self._people.index(name) for name in members.names]),
            place=self._place,
            spans=self._spans,
            isodisomy=given.isodisomy(self._name, self._positions, members.names[members.proband]),
            again=given.reads_again(self._alleles["allele"], members),
            mosaics=given.mosaics(self._name, self._positions, members.names),
            beside_star=self._star,
            well_called=self._good,
        )
        judged = judge(family, members, self._asked.inherit)
        may = self._may_carry(judged, members)
        in_genes = self._genes
        kept = np.flatnonzero(may[in_genes.allele])
        allele = in_genes.allele[kept]
        frame = self._frame(judged, family, members, kept)
        person = members.names[members.proband]
        texts = _genotype_texts(family.calls, members)
        own = self._alleles.select("allele", "contig", "position", "ref", "alt", "record").with_columns(
            genotypes=texts, family=pl.lit(members.family.family), proband=pl.lit(person)
        )
        rows = own[allele].with_columns(gene=in_genes.gene.gather(kept)).hstack(frame)
        absent = int(np.count_nonzero(~may))
        counted = Counted(members.family.family, person, len(may), absent, self._written.unaligned)
        return rows.select(list(INHERITED.schema())), counted

    def _may_carry(self, judged: Judged, members: Members) -> npt.NDArray[np.bool_]:
        facts, proband = judged.facts, members.proband
        by_genotype = facts.carries[:, proband] != NO
        may: npt.NDArray[np.bool_] = np.where(
            self._place == MITOCHONDRION, facts.fraction[:, proband] != NO, by_genotype
        )
        return may

    def _frame(self, judged: Judged, family: Family, members: Members, kept: npt.NDArray[np.int64]) -> pl.DataFrame:
        in_genes, alleles = self._genes, self._alleles
        allele, gene = in_genes.allele[kept], in_genes.gene.gather(kept)
        numbers = gene.rank("dense").to_numpy().astype(np.int64) - 1
        named = (gene != "").to_numpy()
        worth = self._good[allele] & in_genes.pairs[kept] & (named | (not in_genes.known))
        records = alleles["record"].to_numpy()
        rows = GeneRows(
            names=alleles["allele"],
            allele=allele,
            gene=np.where(named, numbers, -1),
            expressed=expressed_codes(in_genes.symbol.gather(kept)),
            worth_pairing=worth,
            rare=np.ones(len(kept), bool),
            weight=np.zeros(len(kept), np.int64),
            record=records - (int(records.min()) if len(records) else 0),
        )
        return candidate_columns(judged, family, members, rows, self._asked.inherit)


def judge_vcf(vcf: Path, people: tuple[str, ...], asked: Asked) -> Iterator[tuple[pl.DataFrame, Counted]]:
    """Yield the rows of each contig and proband, and what was counted.

    Args:
        vcf: The VCF or BCF.
        people: Its samples, in order.
        asked: What is asked of it.
    """
    for written in read_written(vcf, with_info=asked.with_info, reference=asked.reference):
        contig = _Contig(written, people, asked)
        for number in range(len(asked.members)):
            yield contig.rows(number)
