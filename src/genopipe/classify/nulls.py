"""What a null allele does to its transcript: the facts that the decision tree of PVS1 asks for."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from genopipe.classify.kinds import has
from genopipe.classify.known import count_before
from genopipe.classify.known import count_within
from genopipe.classify.null_variants import EXONS
from genopipe.classify.null_variants import FRAMESHIFT
from genopipe.classify.null_variants import GENE
from genopipe.classify.null_variants import NONSENSE
from genopipe.classify.null_variants import NOT_RELEVANT
from genopipe.classify.null_variants import RELEVANT
from genopipe.classify.null_variants import SPLICE
from genopipe.classify.null_variants import START
from genopipe.classify.skipped import Skipped
from genopipe.classify.skipped import Transcript
from genopipe.io.gene_models import TRANSCRIPT_SCHEMA
from genopipe.io.spliced import SplicedSequence

NULL_COLUMNS = (
    "null_kind",
    "relevant",
    "null_nmd",
    "null_frame",
    "null_lost",
    "null_problem",
    "lost_pathogenic",
    "lost_critical",
    "lost_tolerant",
    "lost_examined",
    "start_other",
    "start_next",
    "start_pathogenic",
)
_LISTED = {"lost_critical": "critical", "lost_tolerant": "lof_tolerant", "lost_examined": "lof_examined"}
_SKIPPED_SCHEMA: dict[str, pl.DataType] = {
    "null_nmd": pl.Boolean(),
    "null_frame": pl.String(),
    "null_lost": pl.Float64(),
    "first": pl.Int64(),
    "last": pl.Int64(),
    "null_problem": pl.String(),
    "start_next": pl.Int64(),
}


def null_kind() -> pl.Expr:
    """Return the kind of null allele; null for any other."""
    whole_exons = has("splice_acceptor_variant") & has("splice_donor_variant") & pl.col("exon").is_not_null()
    return (
        pl.when(has("transcript_ablation"))
        .then(pl.lit(GENE))
        .when(whole_exons)
        .then(pl.lit(EXONS))
        .when(has("splice_acceptor_variant", "splice_donor_variant"))
        .then(pl.lit(SPLICE))
        .when(has("start_lost"))
        .then(pl.lit(START))
        .when(has("stop_gained"))
        .then(pl.lit(NONSENSE))
        .when(has("frameshift_variant"))
        .then(pl.lit(FRAMESHIFT))
    )


def relevant(with_mane: list[str]) -> pl.Expr:
    """Say whether the transcript matters clinically: MANE, or canonical in a gene that has no MANE transcript.

    Args:
        with_mane: Genes that have a MANE transcript.
    """
    return (
        pl.when(pl.col("mane").is_not_null())
        .then(pl.lit(RELEVANT))
        .when(pl.col("gene").is_in(with_mane))
        .then(pl.lit(NOT_RELEVANT))
        .when("canonical")
        .then(pl.lit(RELEVANT))
    )


def lost_exons(kind: str, exon: str | None, intron: str | None, terms: str) -> list[int]:
    """Return the exons that are lost: those that are deleted, or the one beside the splice site that is lost.

    Args:
        kind: Kind of null allele.
        exon: Exons touched: 3/12 or 3-4/12.
        intron: Introns touched.
        terms: Terms of the consequence.
    """
    if kind == EXONS:
        first, last = _numbers(exon)
        return list(range(first, last + 1))
    if intron is None:
        return []
    first, last = _numbers(intron)
    if "splice_donor_variant" in terms.split("&"):
        return [first]
    return [last + 1]


def _numbers(place: str | None) -> tuple[int, int]:
    first, _, last = (place or "").partition("/")[0].partition("-")
    return int(first), int(last or first)


class NullFacts:
    """Tells of null alleles what they do to their transcripts.

    Args:
        transcripts: Gene models; None: not known.
        sequence: Gives spliced bases; None: there is no reference, so that nothing is known of lost exons.
    """

    def __init__(self, transcripts: pl.DataFrame | None, sequence: SplicedSequence | None) -> None:
        models = pl.DataFrame(schema=TRANSCRIPT_SCHEMA) if transcripts is None else transcripts
        self._sequence = sequence
        self._rows = models
        self._with_mane = models.filter(pl.col("mane").is_not_null())["gene"].unique().sort().to_list()
        self._known: dict[str, Transcript | None] = {}

    def _transcript(self, name: str) -> Transcript | None:
        if name not in self._known:
            found = self._rows.filter(pl.col("transcript_version") == name)
            row = found.row(0, named=True) if found.height else None
            usable = row is not None and row["cds_start"] is not None and not _is_odd(row)
            made = Transcript(row, self._sequence) if usable and row and self._sequence else None
            self._known[name] = made
        return self._known[name]

    def add(self, facts: pl.DataFrame, known: pl.DataFrame | None, regions: pl.DataFrame | None) -> pl.DataFrame:
        """Add the facts of null alleles.

        Args:
            facts: allele, gene, transcript, consequence, exon, intron, protein_start, nmd, hgvs_p, mane, canonical
                and more.
            known: ClinVar's alleles that count; None: not asked.
            regions: Regions that the laboratory lists; None: none.

        Returns:
            The rows with `NULL_COLUMNS`.
        """
        rows = facts.with_columns(null_kind=null_kind(), relevant=relevant(self._with_mane))
        told = [self._judge(row) for row in rows.select(_ASKED).iter_rows(named=True)]
        made = pl.DataFrame(told, schema=_SKIPPED_SCHEMA, orient="row")
        whole = rows.with_columns(made)
        whole = whole.with_columns(start_other=self._other_starts(whole))
        counted: dict[str, pl.Series | None] = {"lost_pathogenic": None, "start_pathogenic": None}
        if known is not None:
            counted["lost_pathogenic"] = count_within(whole, known)
            start = whole.with_columns(
                first=pl.when(pl.col("start_next").is_not_null()).then(1), last=pl.col("start_next") - 1
            )
            counted["start_pathogenic"] = count_before(start, known)
        added = whole.with_columns(
            pl.lit(None, dtype=pl.Int64).alias(name) if values is None else values.alias(name)
            for name, values in counted.items()
        )
        return add_regions(added, regions, _LISTED).drop("first", "last")

    def _judge(self, row: Mapping[str, Any]) -> tuple[object, ...]:
        kind = row["null_kind"]
        if kind in (SPLICE, EXONS):
            return _told(self._skipped(row), None)
        if kind in (NONSENSE, FRAMESHIFT):
            return _told(self._stopped(row), None)
        if kind == START:
            found = self._transcript(row["transcript"])
            return _told(Skipped(), found.next_methionine() if found else None)
        return _told(Skipped(), None)

    def _skipped(self, row: Mapping[str, Any]) -> Skipped:
        transcript = self._transcript(row["transcript"])
        if transcript is None:
            return Skipped(problem="the sequence of the transcript is not known here, or its model is incomplete")
        exons = lost_exons(row["null_kind"], row["exon"], row["intron"], row["consequence"])
        if not exons:
            return Skipped(problem="which exon the splice site belongs to is not known")
        return transcript.without(exons)

    def _stopped(self, row: Mapping[str, Any]) -> Skipped:
        transcript, first = self._transcript(row["transcript"]), row["protein_start"]
        decay = _decays(row["nmd"], row["hgvs_p"])
        if transcript is None or first is None:
            return Skipped(decay=decay)
        lost = max(0.0, (transcript.protein - first + 1) / transcript.protein)
        return Skipped(None, decay, lost, first, transcript.protein)

    def _other_starts(self, rows: pl.DataFrame) -> pl.Series:
        """Return for a lost start codon another MANE transcript of the gene that starts elsewhere."""
        lost = rows.filter(pl.col("null_kind") == START).select("gene", "transcript").unique()
        if not lost.height:
            return pl.Series("start_other", [None] * rows.height, dtype=pl.String)
        models = self._rows.filter(pl.col("mane").is_not_null() & pl.col("cds_start").is_not_null()).with_columns(
            start=pl.when(pl.col("strand") == "+").then("cds_start").otherwise("cds_end")
        )
        own = self._rows.with_columns(own=pl.when(pl.col("strand") == "+").then("cds_start").otherwise("cds_end"))
        asked = lost.join(own.select("own", transcript="transcript_version"), on="transcript")
        other = asked.join(models.select("gene", "start", start_other="transcript_version"), on="gene")
        found = other.filter(pl.col("start") != pl.col("own")).unique(["gene", "transcript"], keep="first")
        joined = rows.select("gene", "transcript", "null_kind").join(
            found.select("gene", "transcript", "start_other"),
            on=["gene", "transcript"],
            how="left",
            maintain_order="left",
        )
        return joined.select(pl.when(pl.col("null_kind") == START).then("start_other"))["start_other"]


_ASKED = ("null_kind", "transcript", "consequence", "exon", "intron", "protein_start", "nmd", "hgvs_p")
_NOT_READ = "p.?"
"""A description of a protein of which nothing is known."""


def _decays(told: str | None, protein: str | None) -> bool | None:
    """Say whether decay is expected; None: the changed protein was not read, so that no word is no answer.

    Where it was read and there is no word, no stop codon lies before the old one: nothing is premature.
    """
    if told is not None:
        return told == "expected"
    return None if protein is None or protein.endswith(_NOT_READ) else False


def _told(found: Skipped, following: int | None) -> tuple[object, ...]:
    return (found.decay, found.frame, found.lost, found.first, found.last, found.problem, following)


def _is_odd(row: Mapping[str, Any]) -> bool:
    """Say whether a model is not one whose bases can be read straight from the genome."""
    return bool(row["start_incomplete"] or row["end_incomplete"] or row["gap_positions"] or row["first_phase"])


def add_regions(rows: pl.DataFrame, regions: pl.DataFrame | None, kinds: Mapping[str, str]) -> pl.DataFrame:
    """Add the regions that a laboratory lists where `first` to `last` meets them.

    Args:
        rows: gene, first and last (residues) and more.
        regions: gene, first, last, kind, source; None: none.
        kinds: New column to the kind that it tells of: `first-last: source`.
    """
    asked = rows.select("gene", "first", "last").with_row_index("_row")
    empty = pl.Series([None] * rows.height, dtype=pl.String)
    if regions is None:
        return rows.with_columns(empty.alias(name) for name in kinds)
    made = rows
    for name, kind in kinds.items():
        own = regions.filter(pl.col("kind") == kind).rename({"first": "low", "last": "high"})
        met = asked.join(own, on="gene").filter((pl.col("low") <= pl.col("last")) & (pl.col("first") <= pl.col("high")))
        text = pl.format("residues {} to {} ({})", "low", "high", "source")
        told = met.group_by("_row").agg(text.sort().first().alias(name))
        made = made.with_columns(asked.join(told, on="_row", how="left", maintain_order="left")[name])
    return made
