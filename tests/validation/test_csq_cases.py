"""The test cases of bcftools csq: its expected terms against ours, allele and transcript by allele and transcript."""

import csv
from collections import Counter
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pysam
import pytest

from genopipe.io.curated import read_curated
from genopipe.io.gene_models import read_transcripts
from unit.annotate.driver import annotate
from unit.annotate.oracle import Allele

Terms = frozenset[str]
FINER = {
    "splice_donor_5th_base_variant": "splice_region_variant",
    "splice_donor_region_variant": "splice_region_variant",
    "splice_polypyrimidine_tract_variant": "intron_variant",
}
"""Terms that csq does not have, and what it writes for them."""
REASONS = {
    "EDUMMY0001:1": "an insertion inside the start codon that leaves it as it was: we say start_retained beside",
    "EDUMMY0002:11": "a deletion over both ends of the coding sequence: we name the UTR, too",
    "ENST00000390520:81": "a deletion over both ends of the coding sequence: we name the UTR, too",
    "ENST00000227471:6609": "an insertion between intron and exon: both acceptor bases stay (as Ensembl VEP)",
    "ENST00000545279:44572": "an insertion between exon and intron: both donor bases stay (as Ensembl VEP)",
    "ENST00000368801.2:11191": "the start codon goes and another takes its place: both terms (as Ensembl VEP)",
    "ENST00000375992:6453": "the start codon goes and another takes its place: both terms (as Ensembl VEP)",
    "ENST00000409523:18990": "with the acceptor gone the frame is not known: coding_sequence_variant",
    "ENST00000423372:2723": "an insertion behind the third base of an exon: csq counts it as splice_region",
    "ENST00000423372:3630": "stop_lost is told without inframe_insertion, as Ensembl VEP",
    "ENST00000423372:4407": "a first codon that is not AUG: a start codon all the same",
    "ENST00000423372:4408": "a first codon that is not AUG: a start codon all the same",
    "ENST00000573314:32388": "terms stand where the record puts the allele, here outside the transcript; csq moves it",
}
"""Why ours differ, by case and position."""


def expected(folder: Path, case: dict[str, str]) -> Iterator[tuple[int, str, str, str]]:
    """Give position, REF, ALT and entries of each record, haplotypes left out: records of their own."""
    local = case["expected_localcsq"]
    text = (folder / (local or case["expected_default"])).read_text(encoding="utf-8")
    for block in text.strip().split("\n\n"):
        *_, last = block.splitlines()
        position, ref, alt, entries = last.split("\t")[:4]
        if "," not in alt and "@" not in entries and "+" not in entries.replace("|+|", ""):
            yield int(position), ref, alt, entries


def terms_of(entries: str) -> dict[str, Terms]:
    """Return the SO terms of csq by transcript; entries without a transcript (intron, non_coding) are left out."""
    table = read_curated("consequence_terms")
    words = dict(zip(table["csq_word"], table["so_term"], strict=True)) | {"NMD_transcript": "NMD_transcript_variant"}
    found: dict[str, set[str]] = defaultdict(set)
    for entry in entries.split(","):
        kinds, *rest = entry.lstrip("*").split("|")
        if len(rest) > 1 and rest[1]:
            found[rest[1]] |= {words[kind] for kind in kinds.split("&")}
    return {transcript: frozenset(terms) for transcript, terms in found.items()}


def ours(folder: Path, position: int, ref: str, alt: str) -> dict[str, Terms]:
    """Return our terms by transcript, with and without version; only on contigs that have these bases there."""
    transcripts = read_transcripts(next(iter(sorted(folder.glob("*.gff*")))))
    found: dict[str, Terms] = {}
    with pysam.FastaFile(str(next(iter(sorted(folder.glob("*.fa")))))) as fasta:
        for contig in fasta.references:
            genome = fasta.fetch(contig).upper().strip()
            if transcripts.filter(contig=contig).is_empty() or not genome.startswith(ref.upper(), position - 1):
                continue
            for row in annotate(genome, transcripts, [Allele(position - 1, ref.upper(), alt.upper())], contig):
                found[row["transcript"]] = found[row["transcript"].partition(".")[0]] = row["terms"]
    return found


def coarse(terms: Terms) -> Terms:
    """Return terms in the words of csq, which has no intron term beside a splice term."""
    made = {FINER.get(term, term) for term in terms}
    return frozenset(made - {"intron_variant"} if any("splice" in term for term in made) else made)


@pytest.fixture(scope="module")
def cases(data: Path) -> list[tuple[Path, dict[str, str]]]:
    with (data / "bcftools_csq" / "cases.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    kept = [row for row in rows if row["n_samples"] == "0" and (row["expected_localcsq"] or row["expected_default"])]
    return [(data / "bcftools_csq" / row["case"], row) for row in kept]


def test_cases_of_csq(record: Any, cases: list[tuple[Path, dict[str, str]]]) -> None:
    counts: Counter[str] = Counter()
    unexplained: list[str] = []
    used: set[str] = set()
    for folder, case in cases:
        for position, ref, alt, entries in expected(folder, case):
            got = ours(folder, position, ref, alt)
            for transcript, wanted in terms_of(entries).items():
                found = coarse(got.get(transcript, frozenset()))
                named = f"{folder.name}:{position}"
                counts["asked"] += 1
                counts["same"] += found == coarse(wanted)
                if found != coarse(wanted):
                    used.add(named)
                    counts["told"] += named in REASONS
                    unexplained += [] if named in REASONS else [f"{named} {sorted(found)} for {sorted(wanted)}"]
    assert used >= set(REASONS), f"reasons that nothing needs: {sorted(set(REASONS) - used)}"
    asked, same = counts["asked"], counts["same"]
    note = f"terms as csq expects them, its words taken for the finer ones; differences without a reason: {unexplained}"
    record("csq_cases.terms", asked, same, note)
    record("csq_cases.terms_standard", asked, same + counts["told"], "the same, those with a reason as agreeing")
