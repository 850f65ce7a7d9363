"""What `genopipe check` says of files whose verdict is known."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from click.testing import Result

from genopipe.cli.main import genopipe
from genopipe.errors import InputError
from genopipe.errors import errors_among
from genopipe.preflight.files import check_files
from genopipe.preflight.variants import VariantPromise
from genopipe.preflight.variants import check_variants

VCF = {
    "justhusky": ("justhusky/justhusky_minimal.vcf.gz", "justhusky/justhusky.ped"),
    "aj": ("aj_trio_slivar/ashk-trio.vcf.gz", "aj_trio_slivar/ashk-trio.ped"),
}

PEOPLE = {
    "justhusky": ("hugelymodelbat", "earlycasualcaiman", "slowlycivilbuck"),
    "aj": ("HG002", "HG003", "HG004"),
}


def check(*arguments: str | Path) -> tuple[Result, list[str]]:
    """Run `genopipe check`; return its result and the codes of the errors."""
    result = CliRunner().invoke(genopipe, ["check", *map(str, arguments)])
    errors = result.exception.faults if isinstance(result.exception, InputError) else ()
    return result, [item.code for item in errors]


def test_a_bam_of_another_reference_is_refused(record: Any, data: Path) -> None:
    given = data / "na12878_chr22"
    bam, fasta = given / "NA12878.chr22.original.bam", given / "chr22_16570000_16800000.fa.gz"
    _, codes = check("--reference", fasta, bam)
    refused = int(codes == ["BAM-REF"])
    record("files.bam_of_another_reference", 1, refused, f"refused with {', '.join(sorted(set(codes))) or 'nothing'}")


def test_vcf_conformance(record: Any, data: Path) -> None:
    folder = data / "vcf_conformance"
    counts: Counter[str] = Counter()
    wrong: dict[str, Counter[str]] = {"passed": Counter(), "failed": Counter()}
    lines = (folder / "expected.tsv").read_text().splitlines()
    for line in lines[1:]:
        _, version, expected, name, *_ = line.split("\t")
        refused = bool(errors_among(check_files([folder / name], None, "").faults))
        counts[expected] += 1
        if refused == (expected == "failed"):
            counts[f"{expected} right"] += 1
        else:
            wrong[expected][version] += 1
    for expected, words in (("passed", "valid files accepted"), ("failed", "invalid files refused")):
        by_version = ", ".join(f"{n}x {version}" for version, n in sorted(wrong[expected].items())) or "none"
        note = f"{words}, VCF 4.1 to 4.5; wrong: {by_version}"
        record(f"files.vcf_{expected}", counts[expected], counts[f"{expected} right"], note)
    assert len(lines) - 1 == counts["passed"] + counts["failed"]


@pytest.mark.parametrize("trio", VCF)
def test_trios_are_accepted(record: Any, data: Path, trio: str) -> None:
    good = [not check(data / "trios" / name)[1] for name in VCF[trio]]
    refusals = ", ".join(sorted({code for name in VCF[trio] for code in check(data / "trios" / name)[1]})) or "none"
    note = f"joint VCF and pedigree of a real trio accepted when checked by themselves; refused: {refusals}"
    record(f"files.trio_{trio}", len(good), sum(good), note)
    promise = VariantPromise(samples=PEOPLE[trio], lenient=True)
    faults = errors_among(check_variants(data / "trios" / VCF[trio][0], promise)[1])
    note = "the joint VCF accepted as a project's check reads it: faults in fields that are not used are noted only"
    record(f"files.trio_{trio}_in_a_project", 1, int(not faults), note)
