"""What HGVS says of the planted alleles, by the oracle that the unit tests of the engine are held against."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pysam
import pytest

from end_to_end.projects import Project
from genopipe.simulate.sequence import MITOCHONDRIAL_CODE
from genopipe.simulate.sequence import STANDARD_CODE
from unit.annotate import oracle

AROUND = 100
"""Bases around a transcript that the oracle gets; no simulated repeat is as long."""


class Planted(NamedTuple):
    """A planted allele with its descriptions, accessions first; the protein's is None where the oracle is not asked."""

    row: dict[str, str]
    coding: str
    protein: str | None


def _models(path: Path) -> dict[str, tuple[oracle.Model, str]]:
    """Return each transcript of a GFF3 with the id of its protein."""
    exons: dict[str, list[tuple[int, int]]] = {}
    coding: dict[str, list[int]] = {}
    strands, proteins = {}, {}
    with gzip.open(path, "rt") as lines:
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            if line.startswith("#") or cells[2] not in ("exon", "CDS"):
                continue
            facts = dict(pair.split("=") for pair in cells[8].split(";"))
            name = facts["Parent"].removeprefix("transcript:")
            start, end = int(cells[3]) - 1, int(cells[4])
            strands[name] = cells[6]
            if cells[2] == "exon":
                exons.setdefault(name, []).append((start, end))
            else:
                coding.setdefault(name, []).extend((start, end))
                proteins[name] = f"{facts['protein_id']}.{facts['version']}"
    found = {}
    for name, parts in exons.items():
        ends = (min(coding[name]), max(coding[name])) if name in coding else None
        found[name] = oracle.Model(tuple(sorted(parts)), strands[name] == "+", ends), proteins.get(name, "")
    return found


def _moved(model: oracle.Model, by: int) -> oracle.Model:
    exons = tuple((start - by, end - by) for start, end in model.exons)
    coding = model.coding and (model.coding[0] - by, model.coding[1] - by)
    return oracle.Model(exons, model.forward, coding)


def planted(project: Project) -> Iterator[Planted]:
    """Yield every planted allele with what the nomenclature calls it on the transcript that it was planted in.

    Those of a case that must be put on hold are left out.
    """
    models = _models(project.folder / "resources/genes.gff3.gz")
    with pysam.FastaFile(str(project.folder / "resources/genome.fa")) as fasta, pytest.MonkeyPatch.context() as patch:
        for row in project.truth():
            if row["expected"] == "on_hold":
                continue
            patch.setattr(oracle, "CODE", dict(MITOCHONDRIAL_CODE if row["contig"] == "chrM" else STANDARD_CODE))
            model, protein = models[row["transcript"]]
            low = max(model.start - AROUND, 0)
            genome = fasta.fetch(row["contig"], low, model.end + AROUND)
            allele = oracle.Allele(int(row["position"]) - 1 - low, row["ref"], row["alt"])
            near = _moved(model, low)
            coding = oracle.coding_description(genome, near, allele)
            change = oracle.protein_change(genome, near, allele)
            yield Planted(row, f"{row['transcript']}.1:{coding}", change and f"{protein}:p.{change}")
