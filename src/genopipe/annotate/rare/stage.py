"""From a family's VCF to annotated tables of its rare alleles, in one pass; the others are counted."""

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from typing import NamedTuple

import polars as pl

from genopipe.annotate.case_genes import NAMES
from genopipe.annotate.case_genes import CaseGenes
from genopipe.annotate.case_sources import CaseSources
from genopipe.annotate.case_sources import annotate_alleles
from genopipe.annotate.case_sources import further_values
from genopipe.annotate.case_sources import judge
from genopipe.annotate.clinvar_neighbours import Neighbours
from genopipe.annotate.described import alleles_of
from genopipe.annotate.described import complete
from genopipe.annotate.described import describe_coded
from genopipe.annotate.described import to_frame
from genopipe.annotate.genome import Genome
from genopipe.annotate.rare.sift import COMMON
from genopipe.annotate.rare.sift import REASONS
from genopipe.annotate.rare.sift import Sift
from genopipe.annotate.rare.terms import TermCounter
from genopipe.annotate.rare.trio import TRIO
from genopipe.annotate.rare.trio import FlagCounts
from genopipe.annotate.rare.trio import Trios
from genopipe.annotate.rare.trio import find_trios
from genopipe.annotate.rare.trio import make_trio
from genopipe.annotate.sources import Hits
from genopipe.errors import ContentError
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.called.order import Rows
from genopipe.io.called.reading import Findings
from genopipe.io.called.sifted import read_sifted
from genopipe.io.parquet import TableWriter
from genopipe.io.vcf_content import opened
from genopipe.io.whole import written_whole
from genopipe.pedigree import Family
from genopipe.tables import ALLELES
from genopipe.tables import CONSEQUENCES
from genopipe.tables import GENOTYPES

PART = 50_000
"""Alleles that are written together."""


class Kept(NamedTuple):
    """What became of the alleles of a VCF.

    Attributes:
        read: ALT alleles read.
        kept: Rows of the table of alleles.
        set_aside: Common alleles, which were counted.
        duplicates: Records of kept alleles that stood a second time.
        consequences: Rows of the table of consequences.
    """

    read: int
    kept: int
    set_aside: int
    duplicates: int
    consequences: int


class _Tables:
    """The tables of a run, written part by part.

    Args:
        genome: The reference with its gene models.
        sources: Sources of the run.
        neighbours: ClinVar's alleles by codon and splice position.
        trios: The children in the VCF.
        out: Folder for the tables.
        stack: Closes the files: whole, or not at all.
    """

    def __init__(
        self,
        genome: Genome,
        sources: CaseSources,
        neighbours: Neighbours | None,
        trios: Trios,
        out: Path,
        stack: ExitStack,
    ) -> None:
        self.kept: dict[str, int] = {}
        self.flags = FlagCounts()
        self._trios = trios
        self._genome = genome
        self._sources = sources._replace(hits={})
        self._neighbours = neighbours
        self._rows: list[Rows] = []
        self._genes = CaseGenes(sources.genes, genome.transcripts["gene"].n_unique())
        tables = (ALLELES, GENOTYPES, CONSEQUENCES, TRIO, sources.values_table(), self._genes.table)
        self._writers = [stack.enter_context(TableWriter(out / f"{table.name}.parquet", table)) for table in tables]

    @property
    def consequences(self) -> int:
        """Rows of the table of consequences."""
        return self._writers[2].rows

    @property
    def hits(self) -> dict[str, Hits]:
        """What the sources knew of the kept alleles."""
        return self._sources.hits

    def add(self, rows: Rows) -> None:
        """Add kept alleles of one contig."""
        contig = rows.alleles["contig"][0]
        self.kept[contig] = self.kept.get(contig, 0) + rows.alleles.height
        genomic = pl.Series(self._genome.genomic(contig, alleles_of(rows.alleles)), dtype=pl.String)
        for described in describe_coded(rows.alleles, self._genome):
            self._genes.add(to_frame(described.select(NAMES)))
            self._writers[2].write_coded(complete(described, self._neighbours, None))
        self._rows.append(Rows(rows.alleles.with_columns(hgvs_g=genomic), rows.genotypes))
        if sum(one.alleles.height for one in self._rows) >= PART:
            self.flush()

    def flush(self) -> None:
        """Write what was added."""
        alleles, genotypes, _, trio, values, _ = self._writers
        if self._rows:
            rows, calls = (pl.concat(frames) for frames in zip(*self._rows, strict=True))
            alleles.write(annotate_alleles(rows, self._sources))
            values.write(further_values(rows, self._sources))
            genotypes.write(calls)
            flagged = make_trio(rows, calls, self._trios, self._sources.build)
            trio.write(flagged)
            self.flags.add(flagged)
        self._rows = []

    def finish(self) -> None:
        """Write what is left, and what is told of the genes."""
        self.flush()
        told = self._genes.values(self._sources.hits)
        self._writers[-1].write(told.frame)
        self._sources.notes.extend(told.notes)


def annotate_rare(
    vcf: Path,
    genome: Genome,
    sources: CaseSources,
    pedigree: Family | None,
    keep_below: float,
    out: Path,
    neighbours: Neighbours | None = None,
) -> Kept:
    """Write the tables of the rare alleles of a family, and count the others.

    Writes Parquet tables (`alleles`, `genotypes`, `consequences`, `trio`, `source_values`, `gene_values`) and
    `counts.json`. An allele
    is kept where its highest frequency in any group is below `keep_below`, where the frequency source does not know
    it or cannot judge it, where ClinVar calls it (likely) pathogenic, and where it is no sequence or could not be
    aligned.

    Args:
        vcf: VCF or BCF as called; contigs together, positions ascending.
        genome: The reference with its gene models.
        sources: Sources of the run.
        pedigree: The family; None: the table `trio` is empty.
        keep_below: Frequency at and above which an allele is common (fraction).
        out: Folder for the tables.
        neighbours: ClinVar's alleles by codon and splice position; None: not asked.

    Raises:
        InputError: The VCF is cut, not sorted, of another reference or without samples, nobody of the pedigree is in
            it, or a source knows next to nothing of the alleles.
        ContentError: Alleles do not add up.
    """
    with opened(vcf) as reader:
        people = tuple(str(name) for name in reader.header.samples)
    if not people:
        cause = "it has no samples, and only what somebody carries is kept"
        raise InputError(
            [fault("VCF-SAMPLE", str(vcf), cause, "give a family's VCF, or annotate without --keep-below")]
        )
    trios = find_trios(pedigree, people)
    if pedigree is not None and not set(pedigree.people) & set(people):
        cause = f"nobody of family {pedigree.family} is in it"
        raise InputError([fault("VCF-SAMPLE", str(vcf), cause, "name the people in the pedigree as in the VCF")])
    findings, terms = Findings(), TermCounter(genome)
    sift = Sift(sources, keep_below, terms)
    with ExitStack() as stack:
        told = stack.enter_context(written_whole(out / "counts.json"))
        tables = _Tables(genome, sources, neighbours, trios, out, stack)
        for rows in read_sifted(vcf, genome.sequence.path, findings, sift):
            tables.add(rows)
        tables.finish()
        findings.finish(vcf)
        sources.hits.update({name: hits for name, hits in tables.hits.items() if name not in sift.asked})
        judge(sources, genome.sequence.lengths)
        counts = _counts(findings, sift, terms, tables.kept, keep_below)
        counts["trio_flags"] = tables.flags.counts
        told.write_text(json.dumps(counts, indent=2) + "\n")
    done = findings.counts
    return Kept(done.alleles_in, done.alleles_out, done.sifted, len(done.duplicates), tables.consequences)


def _counts(
    findings: Findings, sift: Sift, terms: TermCounter, kept: dict[str, int], keep_below: float
) -> dict[str, Any]:
    """Return every count, and prove that they add up.

    Raises:
        ContentError: They do not.
    """
    contigs: dict[str, dict[str, int]] = {}
    because: dict[str, dict[str, int]] = {}
    for contig, reasons in sift.reasons.items():
        why = {name: int(number) for name, number in zip(REASONS, reasons, strict=True)}
        read, common, rows = int(reasons.sum()), why.pop(REASONS[COMMON]), kept.get(contig, 0)
        contigs[contig] = {"read": read, "kept": rows, "common": common, "duplicates": read - common - rows}
        because[contig] = why
    done = findings.counts
    expected = {
        "read": done.alleles_in,
        "kept": done.alleles_out,
        "common": done.sifted,
        "duplicates": len(done.duplicates),
    }
    every = {name: sum(one[name] for one in contigs.values()) for name in expected}
    lacking = any(one["duplicates"] < 0 for one in contigs.values())
    if every != expected or lacking or terms.alleles != done.alleles_in:
        raise ContentError(f"alleles do not add up: {every} by contig, {expected} in all, {terms.alleles} with terms")
    return {
        "keep_below": keep_below,
        "alleles": every,
        "contigs": contigs,
        "kept_or_duplicate_because": because,
        "set_aside": done.duplicates,
        "carried_as_written": findings.unaligned,
        "allele_transcript_pairs_by_term": terms.terms(),
        "alleles_by_most_severe_term": terms.most_severe(),
        "alleles_by_impact": terms.impacts(),
    }
