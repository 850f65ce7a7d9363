"""Why a description or a term of ours is not VEP's: reasons with their clause, found by computing, not by listing.

The protein before and after a change is made by editing and translating (`unit.annotate.protein_text`), without the
engine; a text is true when it gives the edited protein from the other.
"""

import re
from pathlib import Path
from typing import Any
from typing import NamedTuple

import pysam

from genopipe.io.gene_models import read_transcripts
from unit.annotate.oracle import Allele
from unit.annotate.oracle import Edit
from unit.annotate.oracle import Model
from unit.annotate.oracle import applied
from unit.annotate.oracle import described
from unit.annotate.oracle import edit_of
from unit.annotate.protein_text import edited
from unit.annotate.protein_text import is_true
from validation.vep_comparison import Difference

OFFSET = 24_985_580
MARGIN = 200_000
"""Bases of N beyond the window: transcripts cross its edge."""
PIECE = "chr21_24985581_26000306.fa.gz"

REASONS = {
    "untrue": "VEP's text does not give the edited protein, ours does (reverse-strand duplications above all)",
    "silent": "VEP gives nothing, ours gives the edited protein",
    "extension": "a change of the stop codon that lengthens the protein is ext, not fs or ins (Protein, extension)",
    "nonsense": "a stop at the first changed residue is nonsense, however it came about (Protein, substitution)",
    "form": "both texts give the edited protein; ours is the simplest (substitution before delins; fs before ins)",
    "start": "another start codon takes the place of the first, and the protein stays (start_retained_variant)",
    "edge": "VEP reads the place as written, in the intron; by the 3' rule the change lies in the exon",
    "inversion": "inv before delins (DNA, inversion), once the shared bases are gone",
    "trimmed": "shared bases are no part of a change (General recommendations); VEP keeps them in equal lengths",
    "end": "the change lies inside the transcript and has positions there (Numbering)",
    "three_prime": "at the most 3' place, dup before ins (DNA, duplication): VEP does not move long insertions so far",
    "no_start": "the model lacks its start (cds_start_NF): there is no start codon that could be lost",
    "no_stop": "the model ends without a stop codon: there is none that could be retained",
    "stop_stays": "the protein stays to its stop codon: stop_retained, with VEP's word for an insertion beside it",
    "stop_retained": "not inframe: the length is no multiple of 3, or a stop comes; a fault of VEP since release 112",
}


class Protein(NamedTuple):
    """The transcript of a difference, and the proteins before and after; None: not inside one exon."""

    inside: bool
    pair: tuple[str, str] | None


class Judge:
    """The window with its gene models.

    Args:
        data: Folder of the data.
    """

    def __init__(self, data: Path) -> None:
        with pysam.FastaFile(str(data / "chr21_window" / PIECE)) as fasta:
            bases = fasta.fetch(fasta.references[0]).upper()
        self._genome = "N" * MARGIN + bases + "N" * MARGIN
        rows = read_transcripts(data / "vep_chr21" / "genes.gff3.gz").iter_rows(named=True)
        self._rows: dict[str, dict[str, Any]] = {row["transcript"]: row for row in rows}

    def _local(self, position: int) -> int:
        """Return where a position of the chromosome (1-based) stands in the genome here (0-based)."""
        return position - 1 - OFFSET + MARGIN

    def _model(self, transcript: str) -> Model:
        row = self._rows[transcript]
        pairs = zip(row["exon_starts"], row["exon_ends"], strict=True)
        exons = tuple((self._local(start), self._local(end) + 1) for start, end in pairs)
        coding = row["cds_start"] and (self._local(row["cds_start"]), self._local(row["cds_end"]) + 1)
        return Model(exons, row["strand"] == "+", coding)

    def _last_place(self, edit: Edit, forward: bool) -> Edit:
        """Move an insertion or deletion base by base in the transcript's direction, as long as the genome stays."""
        start, end, bases = edit
        if end > start and bases:
            return edit
        size = max(end - start, len(bases))
        low, high = start - size - 1, end + size + 1
        while True:
            step = 1 if forward else -1
            turned = (bases[1:] + bases[:1]) if forward else (bases[-1:] + bases[:-1])
            here, there = (start, end, bases), (start + step, end + step, turned)
            low, high = min(low, start - size - 1), max(high, end + size + 1)
            cut = self._genome[low:high]
            moved = [applied(cut, (item[0] - low, item[1] - low, item[2])) for item in (here, there)]
            if moved[0] != moved[1] or "N" in self._genome[start - 1 : end + 1]:
                return here
            start, end, bases = there

    def _genomic(self, difference: Difference) -> str | None:
        """Describe the change on the genome without the engine."""
        vep = difference.pair.vep
        edit = edit_of(Allele(self._local(int(vep["pos"])), vep["ref"], vep["alt"]))
        place = self._last_place(edit, forward=True)
        return described(self._genome, place, True, lambda local: str(local - MARGIN + OFFSET + 1))

    def proteins(self, difference: Difference) -> tuple[str, str] | None:
        """Return the protein before and after the change, which is put where the 3' rule puts it."""
        vep, transcript = difference.pair.vep, difference.pair.key[1]
        model = self._model(transcript)
        edit = edit_of(Allele(self._local(int(vep["pos"])), vep["ref"], vep["alt"]))
        lead = -(self._rows[transcript]["first_phase"] or 0) % 3
        return edited(self._genome, model, self._last_place(edit, model.forward), lead)

    def reason(self, difference: Difference) -> str:
        """Return a key of `REASONS`, or an empty text where the difference has none."""
        if difference.field == "hgvs_p":
            return self._of_protein(difference)
        if difference.field == "hgvs_c":
            return _of_coding(difference)
        if difference.field == "hgvs_g" and not untrimmed(difference):
            return "three_prime" if difference.got == f"g.{self._genomic(difference)}" else ""
        if difference.field == "terms":
            return _of_terms(difference) or self._of_start_and_stop(difference)
        return "trimmed" if untrimmed(difference) else ""

    def _ends_in_stop(self, transcript: str) -> bool:
        """Say whether the coding sequence ends with a stop codon."""
        model = self._model(transcript)
        assert model.coding is not None
        place = model.coding[0] + 1
        lead = -(self._rows[transcript]["first_phase"] or 0) % 3
        pair = edited(self._genome, model, (place, place, ""), lead)
        return pair is not None and pair[0].endswith("*")

    def _of_start_and_stop(self, difference: Difference) -> str:
        got, wanted = set(difference.got.split("&")), set(difference.wanted.split("&"))
        if wanted - got == {"start_lost"} and self._rows[difference.pair.key[1]]["start_incomplete"]:
            return "no_start"
        pair = self.proteins(difference)
        if wanted - got == {"stop_retained_variant"}:
            return "" if self._ends_in_stop(difference.pair.key[1]) else "no_stop"
        stays = pair is not None and pair[0].endswith("*") and pair[0] == pair[1]
        return "stop_stays" if stays and "stop_retained_variant" in got else ""

    def _of_protein(self, difference: Difference) -> str:
        got, wanted = difference.got, difference.wanted
        if got == "p.=" and difference.pair.ours["terms"] & {"start_retained_variant", "5_prime_UTR_variant"}:
            return "start"
        pair = self.proteins(difference)
        if pair is None:
            return "edge" if got and not wanted else ""
        if not got or is_true(got, *pair) is not True:
            return ""
        if not wanted:
            return "silent"
        return _form(got) if is_true(wanted, *pair) else "untrue"


def _form(got: str) -> str:
    return "extension" if "ext" in got else "nonsense" if re.fullmatch(r"p\.[A-Z][a-z]{2}\d+Ter", got) else "form"


def untrimmed(difference: Difference) -> bool:
    """Say whether both alleles have the same length and share bases at an end: VEP keeps those."""
    ref, alt = difference.pair.vep["ref"], difference.pair.vep["alt"]
    return len(ref) == len(alt) and (ref[0] == alt[0] or ref[-1] == alt[-1])


def _of_coding(difference: Difference) -> str:
    if difference.got.endswith("inv") and "delins" in difference.wanted:
        return "inversion"
    if untrimmed(difference):
        return "trimmed"
    return "end" if difference.got and not difference.wanted else ""


def _of_terms(difference: Difference) -> str:
    wanted = set(difference.wanted.split("&"))
    ref, alt = difference.pair.vep["ref"], difference.pair.vep["alt"]
    if {"inframe_insertion", "stop_retained_variant"} <= wanted and (len(alt) - len(ref)) % 3:
        return "stop_retained" if "frameshift_variant" in difference.got else ""
    return "trimmed" if untrimmed(difference) else ""
