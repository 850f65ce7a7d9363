"""Ask the parents' reads about the alleles that may be new in a child."""

from collections.abc import Mapping
from collections.abc import Sequence as Rows
from itertools import islice
from pathlib import Path
from typing import Any
from typing import NamedTuple

import numpy as np
import polars as pl

from genopipe.cases import CaseFile
from genopipe.config import CallSettings
from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.errors import ContentError
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.genome import Build
from genopipe.io.aligned_reads import Reads
from genopipe.io.aligned_reads import open_reads
from genopipe.io.parquet import TableWriter
from genopipe.io.parquet import contigs_of
from genopipe.io.parquet import read_table
from genopipe.io.sequence import Sequence
from genopipe.io.sequence import SequenceView
from genopipe.io.sequence import slice_into
from genopipe.recount.count import count_reads
from genopipe.recount.shape import REACH
from genopipe.recount.shape import Shape
from genopipe.recount.shape import make_shape
from genopipe.recount.sites import make_questions
from genopipe.tables import ALLELES
from genopipe.tables import GENOTYPES
from genopipe.tables import RECOUNTS

_MATES = 4  # records that are looked at for each read of `call.maximum_depth`, before a place counts as too deep
Row = dict[str, Any]


class Terms(NamedTuple):
    """What is asked, and which reads may answer.

    Attributes:
        build: The genome build.
        call: Which reads and bases are used.
        inherit: What makes a genotype good enough.
        filters: What makes an allele too common to ask about.
    """

    build: Build
    call: CallSettings
    inherit: InheritSettings
    filters: FilterSettings


def _bases(view: SequenceView, start: int, end: int) -> str:
    first, last = max(start, 0), min(end, view.length)
    out = np.empty(max(last - first, 0), dtype=np.uint8)
    slice_into(view, first, first + len(out), out)
    return out.tobytes().decode("ascii")


def _shape_of(allele: Row, view: SequenceView) -> Shape | str:
    start = allele["position"] - 1
    end = start + len(allele["ref"])
    before, behind = _bases(view, start - REACH, start), _bases(view, end, end + REACH)
    return make_shape(allele["position"], allele["ref"], allele["alt"], before, behind)


def _without(word: str, depth: int | None = None) -> Row:
    return {"depth": depth, "ref_reads": None, "alt_reads": None, "other_reads": None, "not_counted": word}


def _answer(reads: Reads, contig: str, shape: Shape | str, settings: CallSettings) -> Row:
    """Return what a person's reads say of an allele: the columns of `recounts` after its key."""
    if isinstance(shape, str):
        return _without(shape)
    most = settings.maximum_depth
    over = reads.over(contig, shape.start - 1, shape.right + 1, settings.minimum_mapping_quality)
    here = list(islice(over, _MATES * most + 1))
    count = count_reads(here, shape, settings.minimum_base_quality)
    if len(here) > _MATES * most or count.depth > most:
        return _without("too_deep")
    if not count.depth:
        return _without("no_reads", depth=0)
    figures = {"ref_reads": count.ref, "alt_reads": count.alt, "other_reads": count.other}
    return {"depth": count.depth, **figures, "not_counted": None}


def _answers(asked: Rows[Row], reads: Reads, person: str, view: SequenceView, settings: CallSettings) -> list[Row]:
    return [
        {"allele": row["allele"], "person": person, **_answer(reads, row["contig"], _shape_of(row, view), settings)}
        for row in asked
    ]


def make_recounts(
    questions: pl.DataFrame,
    alleles: pl.DataFrame,
    reads: Mapping[str, Path],
    fasta: Path,
    view: SequenceView,
    settings: CallSettings,
) -> pl.DataFrame:
    """Make the recounts of one contig.

    Args:
        questions: `allele` and `person`, of people with reads.
        alleles: Alleles of the contig.
        reads: BAM or CRAM by person.
        fasta: The reference.
        view: The contig's bases.
        settings: Which reads and bases are used.

    Returns:
        The table `recounts`, one row a question, in their order.

    Raises:
        ContentError: A question has no answer.
    """
    rows: list[Row] = []
    for person in questions["person"].unique().sort():
        asked = alleles.join(questions.filter(pl.col("person") == person), on="allele", how="semi")
        with open_reads(reads[person], fasta, person) as file:
            rows += _answers(asked.rows(named=True), file, person, view, settings)
    answers = pl.DataFrame(rows, schema=RECOUNTS.schema())
    told = questions.join(answers, on=["allele", "person"], how="inner", maintain_order="left")
    if told.height != questions.height:
        raise ContentError(f"recount: {questions.height:,} questions, {told.height:,} answers")
    return told


def _verify_people(reads: Mapping[str, Path], case: CaseFile) -> None:
    unknown = sorted(set(reads) - set(case.sequenced))
    if unknown:
        cause = f"not in case {case.case.case}, or without data: {', '.join(unknown)}"
        raise InputError([fault("OPTION-VALUE", "--reads", cause, "name members of the case")])


def recount_tables(
    tables: Path,
    genotypes: Path,
    case: CaseFile,
    reads: Mapping[str, Path],
    fasta: Path,
    terms: Terms,
    out: Path,
) -> tuple[int, int]:
    """Write `recounts.parquet` of one family.

    Args:
        tables: Folder of the annotated tables.
        genotypes: The table of genotypes.
        case: The family.
        reads: BAM or CRAM by person; a parent who is not named is not asked.
        fasta: The reference.
        terms: The settings.
        out: Folder for the table.

    Returns:
        The rows, and how many of them could not be counted.

    Raises:
        InputError: Reads of someone else are given.
    """
    _verify_people(reads, case)
    calls, sequence, uncounted = read_table(genotypes, GENOTYPES), Sequence(fasta), 0
    with TableWriter(out / "recounts.parquet", RECOUNTS) as writer:
        for contig in contigs_of(tables / "alleles.parquet"):
            alleles = read_table(tables / "alleles.parquet", ALLELES, contig)
            here = calls.join(alleles.select("allele"), on="allele", how="semi")
            questions = make_questions(alleles, here, case, terms.build, terms.inherit, terms.filters)
            questions = questions.filter(pl.col("person").is_in(list(reads)))
            if not questions.height:
                continue
            rows = make_recounts(questions, alleles, reads, fasta, sequence.view(contig), terms.call)
            uncounted += rows["not_counted"].count()
            writer.write(rows)
        return writer.rows, uncounted
