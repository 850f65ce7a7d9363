"""Prove that a tool's output is what its input promised; a tool's exit status proves nothing.

A proof is a small JSON file: the step, the counts, and each equation that was checked.
"""

from collections.abc import Sequence
from pathlib import Path

import pysam

from genopipe.errors import ContentError
from genopipe.errors import InputError
from genopipe.errors import errors_among
from genopipe.io.json_file import read_json
from genopipe.io.json_file import write_json
from genopipe.io.vcf_content import carried_alleles
from genopipe.io.vcf_content import count_records
from genopipe.io.vcf_content import verify_phased
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
        checks = [("records and records of the given file", counts["records"], _count_alignments(given))]
    return _write("alignment", out.stem, counts, checks, out)


def _count_alignments(path: Path) -> int:
    """Return the records of a BAM or CRAM; of a CRAM no bases are read, so that it needs no reference."""
    try:
        with pysam.AlignmentFile(str(path), check_sq=False, format_options=["required_fields=0x1"]) as reader:
            return sum(1 for _ in reader.fetch(until_eof=True))
    except (OSError, ValueError) as error:
        raise ContentError(f"{path}: cut, or no alignment: {error}") from error


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


def prove_family(parts: Sequence[Path], called: Path, out: Path) -> dict[str, int]:
    """Prove a family's calls: everyone carries as many ALT copies as in the own gVCF, and no one else is there.

    Args:
        parts: Each member's records with an ALT allele, or the family's VCF as given.
        called: The family's calls.
        out: Proof to write.

    Returns:
        Counts: people, copies.

    Raises:
        ContentError: A person is missing or too many, or lost an allele in the merge.
    """
    expected: dict[str, int] = {}
    for part in parts:
        expected.update(carried_alleles(part))
    found = carried_alleles(called)
    if sorted(found) != sorted(expected):
        raise ContentError(f"{called}: holds {sorted(found)}, expected {sorted(expected)}")
    checks = [(f"ALT copies of {person}", found[person], number) for person, number in expected.items()]
    return _write("merge_family", out.stem, {"people": len(found), "copies": sum(found.values())}, checks, out)


def prove_phase(called: Path, phased: Path, people: Sequence[str], out: Path) -> dict[str, int]:
    """Prove that phasing changed nothing but the phase, and that of the named people only.

    Args:
        called: The family's calls.
        phased: The same, phased.
        people: Those who were phased.
        out: Proof to write.

    Returns:
        Counts: records, phased.

    Raises:
        ContentError: A record or a genotype differs, or somebody else was phased.
    """
    records, by_person = verify_phased(called, phased)
    others = sum(number for person, number in by_person.items() if person not in people)
    checks = [("genotypes phased of others, and none", others, 0)]
    counts = {"records": records, "phased": sum(by_person.values())}
    return _write("phase", out.stem, counts, checks, out)
