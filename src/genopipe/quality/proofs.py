"""Prove that a tool's output is what its input promised; a tool's exit status proves nothing.

A proof is a small JSON file: the step, the counts, and each equation that was checked.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pysam

from genopipe.errors import ContentError
from genopipe.errors import InputError
from genopipe.errors import errors_among
from genopipe.io.json_file import read_json
from genopipe.io.json_file import write_json
from genopipe.preflight.reads import count_pair

Checks = list[tuple[str, int, int]]


def _write(step: str, what: str, counts: dict[str, int], checks: Checks, out: Path) -> dict[str, int]:
    """Write a proof when every equation holds.

    Raises:
        ContentError: Every equation that does not hold, with both sides.
    """
    wrong = [f"{name}: {left:,} is not {right:,}" for name, left, right in checks if left != right]
    if wrong:
        raise ContentError(f"{step} of {what}: {'; '.join(wrong)}")
    equations = [{"name": name, "left": left, "right": right} for name, left, right in checks]
    write_json({"step": step, "what": what, "counts": counts, "checks": equations}, out)
    return counts


def prove_reads(first: Path, second: Path, fastp: Path, out: Path) -> dict[str, int]:
    """Prove a lane: both mates whole and in step, and every read either kept or counted as dropped.

    Args:
        first: First mates as given.
        second: Second mates as given.
        fastp: Report of fastp.
        out: Proof to write.

    Returns:
        Counts: reads_in, reads_out, reads_dropped.

    Raises:
        InputError: A file is cut, or the mates are not in step.
        ContentError: Reads are missing.
    """
    one, two, faults = count_pair(first, second)
    if errors_among(faults):
        raise InputError(errors_among(faults))
    report = read_json(fastp)
    before = report["summary"]["before_filtering"]["total_reads"]
    after = report["summary"]["after_filtering"]["total_reads"]
    by_reason = report["filtering_result"]
    dropped = sum(number for name, number in by_reason.items() if name != "passed_filter_reads")
    checks = [
        ("reads in the files and reads that fastp saw", one.reads + two.reads, before),
        ("reads in and reads out with reads dropped", before, after + dropped),
        ("reads out and reads that passed", after, by_reason["passed_filter_reads"]),
    ]
    counts = {"reads_in": one.reads + two.reads, "reads_out": after, "reads_dropped": dropped}
    return _write("trim_reads", out.stem, counts, checks, out)


def primary_reads(flagstat: Path) -> dict[str, int]:
    """Return the counts of `samtools flagstat --output-fmt json`, passed and failed together."""
    report = read_json(flagstat)
    parts = (report["QC-passed reads"], report["QC-failed reads"])
    names = {"primary": "primary", "mapped": "primary mapped", "duplicates": "primary duplicates", "records": "total"}
    return {name: sum(part[key] for part in parts) for name, key in names.items()}


def prove_alignment(flagstat: Path, lanes: Sequence[Path], given: Path | None, out: Path) -> dict[str, int]:
    """Prove an alignment: its primary reads are the reads that trimming let through, or those of the given file.

    Args:
        flagstat: Counts of the alignment.
        lanes: Proofs of the person's lanes; empty for a given alignment.
        given: The alignment as given; None when it was made here.
        out: Proof to write.

    Raises:
        ContentError: Reads are missing.
    """
    counts = primary_reads(flagstat)
    if given is None:
        expected = sum(read_json(proof)["counts"]["reads_out"] for proof in lanes)
        checks = [("primary reads and reads after trimming", counts["primary"], expected)]
    else:
        with pysam.AlignmentFile(str(given), check_sq=False) as reader:
            total = sum(1 for _ in reader.fetch(until_eof=True))
        checks = [("records and records of the given file", counts["records"], total)]
    return _write("alignment", out.stem, counts, checks, out)


def count_records(path: Path) -> tuple[int, list[str]]:
    """Return the number of records and the sample names of a VCF or BCF, read to its end."""
    with pysam.VariantFile(str(path)) as reader:
        names = [str(name) for name in reader.header.samples]
        return sum(1 for _ in reader), names


def prove_calls(person: str, parts: Sequence[Path], gathered: Path, out: Path) -> dict[str, int]:
    """Prove a person's gVCF: it has the records of all regions, and that person alone.

    Raises:
        ContentError: Records are missing, or the sample is another.
    """
    total, names = count_records(gathered)
    if names != [person]:
        raise ContentError(f"{gathered}: samples are {names}, expected {person}")
    counts = {"records": total, "regions": len(parts)}
    checks = [("records of the gVCF and of its regions", total, sum(count_records(part)[0] for part in parts))]
    return _write("calls", person, counts, checks, out)


def prove_sites(before: Path, after: Path) -> int:
    """Prove that an annotated file has the very same sites.

    Returns:
        The number of sites.

    Raises:
        ContentError: A site is missing, added or another.
    """
    with pysam.VariantFile(str(before)) as left, pysam.VariantFile(str(after)) as right:
        number = 0
        for number, (old, new) in enumerate(zip(left, right, strict=False), start=1):  # noqa: B007 - used after
            if _site(old) != _site(new):
                raise ContentError(f"{after}: record {number} is {_site(new)}, expected {_site(old)}")
        rest = sum(1 for _ in left), sum(1 for _ in right)
    if any(rest):
        raise ContentError(f"{after}: {rest[0]} sites are missing, {rest[1]} are too many")
    return number


def _site(record: Any) -> tuple[str, int, tuple[str, ...]]:  # noqa: ANN401 - a pysam record
    return record.contig, record.pos, record.alleles
