"""Published variants of 436 genes: our c. and g. against the published ones, on the same MANE transcript.

No genome is here. Around each variant the bases are those of its record (REF, and what lies between its leftmost and
its rightmost place); all others are N, over which nothing is moved. So positions, shifts and the choice of
duplication or insertion can be judged, and a protein only by the number of its residue.
"""

import re
from collections import Counter
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from genopipe.annotate.hgvs_reader import to_allele
from genopipe.errors import InputError
from unit.annotate.driver import annotate
from unit.annotate.driver import frame_of
from unit.annotate.oracle import Allele
from unit.annotate.oracle import applied
from unit.annotate.oracle import edit_of

MARGIN = 2_000
GENOMIC = re.compile(r":g\.(\d+)(?:_(\d+))?(del|dup|ins)[ACGT]*$")
STATED = re.compile(r"(del|dup)[ACGT]+")
RESIDUE = re.compile(r"p\.\(?(?:Met1\?|[A-Z][a-z]{2}(\d+))")

Row = dict[str, Any]


@dataclass(frozen=True)
class Judged:
    """One published variant and ours.

    Attributes:
        published: The row of the set.
        kind: snv or indel.
        ours: The engine's row; None: there is none.
        meaning: What our reader makes of the published c.: same, other, or the code of the fault.
        before: Bases of the contig before the stretch on which it was described.
    """

    published: Row
    kind: str
    ours: Row | None
    meaning: str
    before: int

    @property
    def coding(self) -> str:
        """Our c. description without accession."""
        return ((self.ours or {}).get("hgvs_c") or "").rpartition(":")[2]

    @property
    def genomic(self) -> str:
        """Our g. description without accession and system."""
        text = ((self.ours or {}).get("hgvs_g") or "").rpartition("g.")[2]
        return re.sub(r"\d+", lambda number: str(int(number[0]) + self.before), text)


def read_rows(path: Path) -> list[Row]:
    return list(pl.read_csv(path, separator="\t", infer_schema=False, quote_char=None).iter_rows(named=True))


def known_bases(row: Row) -> dict[int, str]:
    """Return the bases that a record tells, by position: REF, and the repeat along which g. and VCF differ."""
    position, ref, alt = int(row["pos"]), row["ref"], row["alt"]
    found = {position + index: base for index, base in enumerate(ref)}
    moved = GENOMIC.search(row["hgvs_g"] or "")
    if moved is None or min(len(ref), len(alt)) != 1 or len(ref) == len(alt):
        return found
    unit = ref[1:] or alt[1:]
    last = int(moved[1]) if moved[3] == "ins" else int(moved[2] or moved[1])
    return found | {place: unit[(place - position - 1) % len(unit)] for place in range(position + 1, last + 1)}


class Local:
    """The stretch of the genome of one gene, as far as its records tell the bases."""

    def __init__(self, mane: Row, rows: list[Row]) -> None:
        places = [int(row["pos"]) for row in rows]
        self.low = min(int(mane["tx_start"]), *places) - MARGIN
        high = max(int(mane["tx_end"]), *places) + MARGIN
        bases = bytearray(b"N" * (high - self.low))
        for row in rows:
            for place, base in known_bases(row).items():
                assert chr(bases[place - self.low]) in ("N", base), row
                bases[place - self.low] = ord(base)
        self.genome = bases.decode()
        self.lengths = {"one": len(self.genome)}
        self.transcripts = frame_of([self._model(mane)])

    def bases(self, contig: str, start: int, end: int) -> str:
        assert contig == "one"
        return self.genome[start - 1 : end]

    def _places(self, cell: str) -> list[int]:
        return [int(place) - self.low + 1 for place in cell.strip(",").split(",")]

    def _model(self, mane: Row) -> Row:
        exons = self._places(mane["exon_starts"]), self._places(mane["exon_ends"])
        (coding_start,), (coding_end,) = self._places(mane["cds_start"]), self._places(mane["cds_end"])
        return {
            "transcript": mane["refseq_nm"].partition(".")[0],
            "transcript_version": mane["refseq_nm"],
            "gene": mane["ensg"],
            "gene_symbol": mane["gene_symbol"],
            "biotype": "protein_coding",
            "contig": "one",
            "strand": mane["strand"],
            "start": exons[0][0],
            "end": exons[1][-1],
            "protein": mane["refseq_np"],
            "exon_starts": exons[0],
            "exon_ends": exons[1],
            "cds_start": coding_start,
            "cds_end": coding_end,
            "first_phase": 0,
            "genetic_code": 1,
            "mane": "MANE_Select",
            "canonical": True,
            "start_incomplete": False,
            "end_incomplete": False,
            "non_aug_start": False,
            "redefined": [],
            "gap_positions": [],
            "gap_lengths": [],
            "mature_starts": [],
            "mature_ends": [],
        }

    def allele(self, row: Row) -> Allele:
        return Allele(int(row["pos"]) - self.low, row["ref"], row["alt"])

    def meaning(self, text: str, allele: Allele) -> str:
        """Say whether a description means an allele."""
        try:
            read = to_allele(text, self.transcripts, self)
        except InputError as error:
            return error.faults[0].code
        made = applied(self.genome, edit_of(Allele(read.position - 1, read.ref, read.alt)))
        return "same" if made == applied(self.genome, edit_of(allele)) else "other"


def judge(mane: Row, rows: list[Row]) -> Iterator[Judged]:
    local = Local(mane, rows)
    ordered = sorted(rows, key=lambda row: (int(row["pos"]), row["ref"], row["alt"], row["hgvs_c"]))
    alleles = [local.allele(row) for row in ordered]
    ours = {row["allele"]: row for row in annotate(local.genome, local.transcripts, alleles)}
    for index, (row, allele) in enumerate(zip(ordered, alleles, strict=True)):
        kind = "snv" if len(allele.ref) == len(allele.alt) == 1 else "indel"
        text = f"{row['transcript']}:{row['hgvs_c']}".replace(" ", "")
        yield Judged(row, kind, ours.get(index), local.meaning(text, allele), local.low - 1)


@pytest.fixture(scope="module")
def judged(data: Path) -> list[Judged]:
    """Every published variant on a MANE transcript, once."""
    mane = {(row["refseq_nm"], row["chrom"]): row for row in read_rows(data / "mane" / "mane.grch38.tsv.gz")}
    groups: dict[tuple[str, str], dict[tuple[str, ...], Row]] = defaultdict(dict)
    for row in read_rows(data / "phenopackets" / "hgvs.tsv.gz"):
        key = (row["transcript"] or "", row["chrom"] or "")
        if row["hgvs_c"] and row["pos"] and key in mane:
            groups[key][tuple(row[name] for name in ("hgvs_c", "pos", "ref", "alt"))] = row
    return [item for key, rows in sorted(groups.items()) for item in judge(mane[key], list(rows.values()))]


def reason(item: Judged) -> str:
    """Return why a published c. that means the allele is written otherwise than the nomenclature has it."""
    published = item.published["hgvs_c"]
    if " " in published:
        return "has a blank"
    if STATED.sub(r"\1", published) == item.coding:
        return "names the bases that go or are doubled"
    if "ins" in published and item.coding.endswith("dup"):
        return "is a duplication written as an insertion"
    bare = STATED.sub(r"\1", published)
    kind = bare[-3:]
    if kind in ("del", "dup") and item.coding.endswith(kind):
        return "is not at the most 3' place"
    return ""


@pytest.mark.parametrize("kind", ["snv", "indel"])
def test_published_coding_descriptions(record: Any, judged: list[Judged], kind: str) -> None:
    items = [item for item in judged if item.kind == kind]
    meant = sum(item.meaning == "same" for item in items)
    record(
        f"published_hgvs.meaning_{kind}",
        len(items),
        meant,
        "published c. that our reader takes to the published VCF allele",
    )
    equal = [item for item in items if item.coding == item.published["hgvs_c"]]
    others = [item for item in items if item.coding != item.published["hgvs_c"]]
    why = Counter(reason(item) if item.meaning == "same" else "" for item in others)
    told = "; ".join(f"{count} {words}" for words, count in sorted(why.items()) if words)
    note = "c. of ours and as published are one text"
    record(
        f"published_hgvs.coding_{kind}",
        len(items),
        len(equal),
        note + (f"; of the others the published one: {told}" if told else ""),
    )
    right = len(equal) + sum(count for words, count in why.items() if words)
    note = "the same, with published texts that the nomenclature does not allow, but that mean our allele, as agreeing"
    record(f"published_hgvs.coding_{kind}_standard", len(items), right, note)


def test_published_genomic_descriptions(record: Any, judged: list[Judged]) -> None:
    items = [item for item in judged if ":g." in (item.published["hgvs_g"] or "")]
    equal = sum(item.genomic == item.published["hgvs_g"].rpartition(":g.")[2] for item in items)
    record("published_hgvs.genomic", len(items), equal, "g. of ours and as published are one text")


def test_published_residues(record: Any, judged: list[Judged]) -> None:
    asked = same = 0
    for item in judged:
        number = RESIDUE.search(item.published["hgvs_p"] or "")
        if item.kind == "snv" and number and item.ours and item.ours["protein_start"]:
            asked += 1
            same += item.ours["protein_start"] == int(number[1] or 1)
    note = "number of the residue that a coding SNV changes; its name cannot be judged without the coding sequence"
    record("published_hgvs.residue_snv", asked, same, note)
