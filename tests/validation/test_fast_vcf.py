"""The fast reader of VCF on every file of the data that cyvcf2 can read: equal in every field; on the others a fault.

And the normal form of real alleles, against bcftools norm.
"""

import subprocess
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from genopipe.errors import GenopipeError
from genopipe.io import vcf_batches
from genopipe.io.allele_batch import to_text
from genopipe.io.slow_vcf import read_stretches_slowly
from genopipe.io.vcf_batches import open_stretches
from genopipe.io.vcf_batches import read_batches
from unit.io.vcf_rows import differences
from unit.io.vcf_rows import rows_of_cyvcf2
from unit.io.vcf_rows import rows_of_stretches

ENDINGS = (".vcf", ".vcf.gz", ".bcf")
ALIGNED = {
    "na12878_dbsnp": ("na12878_chr22/slice.dbsnp_146.hg38.vcf.gz", "na12878_chr22/chr22_16570000_16800000.fa.gz"),
    "na12878_mills": (
        "na12878_chr22/slice.mills_and_1000G.indels.vcf.gz",
        "na12878_chr22/chr22_16570000_16800000.fa.gz",
    ),
    "na12878_giab": ("na12878_chr22/slice.NA12878_GIAB.vcf.gz", "na12878_chr22/chr22_16570000_16800000.fa.gz"),
    "chr21_known": ("chr21_window/known_variants.chr21w.vcf.gz", "chr21_window/chr21w.fa.gz"),
    "na12878_gnomad": ("na12878_chr22/slice.gnomAD.r2.1.1.vcf.gz", "na12878_chr22/chr22_16570000_16800000.fa.gz"),
}


def rows_of(path: Path) -> list[dict]:
    """Return the rows of a file as this reader gives them."""
    return list(rows_of_stretches(open_stretches(path, people=True).stretches))


def compare(path: Path) -> tuple[int, list[str]] | None:
    """Return the number of rows of a file, and where the readers differ; None for a file that cyvcf2 refuses.

    Such a file is refused here, too, with a fault, or it is wrong in a field only that is not read here.
    """
    try:
        expected = list(rows_of_cyvcf2(path))
    except Exception as error:  # cyvcf2 raises the class itself; any other one is a fault of this test
        if type(error) not in (Exception, OSError):
            raise
        with suppress(GenopipeError):
            rows_of(path)
        return None
    found = rows_of(path)
    if len(found) != len(expected):
        return len(expected), [f"{path}: {len(expected)} rows, found {len(found)}"]
    unlike = [
        f"{path}:{one['contig']}:{one['position']} {name}: {value!r}, found {other!r}"
        for one, two in zip(expected, found, strict=True)
        for name, value, other in differences(one, two)
    ]
    return len(expected), unlike


def test_equal_to_cyvcf2(data: Path, record: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    slow: set[Path] = set()

    def noted(path: Path, **options: object) -> object:
        slow.add(path)
        return read_stretches_slowly(path, **options)

    monkeypatch.setattr(vcf_batches, "read_stretches_slowly", noted)
    paths = sorted(path for path in data.rglob("*") if path.name.endswith(ENDINGS) and path.is_file())
    results = {path: found for path in paths if (found := compare(path)) is not None}
    rows = sum(number for number, _ in results.values())
    good = sum(number for number, unlike in results.values() if not unlike)
    equal = sum(not unlike for _, unlike in results.values())
    fast = len(set(results) - slow)
    record("fast_vcf.files", len(results), equal, "VCF and BCF files that cyvcf2 reads, equal to it in every field")
    record("fast_vcf.rows", rows, good, "ALT alleles in such files")
    record("fast_vcf.without_cyvcf2", fast, None, "such files of which the fast reader knew every construct")
    assert equal == len(results), "\n".join([line for _, unlike in results.values() for line in unlike][:20])


@pytest.mark.parametrize("name", ALIGNED)
def test_normal_form_is_that_of_bcftools(data: Path, record: Callable, name: str) -> None:
    vcf, fasta = (data / file for file in ALIGNED[name])
    command = ["bcftools", "norm", "-m", "-any", "-c", "w", "-f", str(fasta), str(vcf)]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    expected = Counter((c[0], int(c[1]), c[3], c[4]) for c in (line.split("\t") for line in lines if line[0] != "#"))
    found: Counter = Counter()
    for batch, _ in read_batches(vcf, fasta, people=False):
        for row, position in enumerate(batch.normal_position.tolist()):
            ref = to_text(batch.normal_ref_data, batch.normal_ref_offsets, row)
            alt = to_text(batch.normal_alt_data, batch.normal_alt_offsets, row)
            found[batch.contig, position, ref, alt] += 1
    assert found.total() == expected.total()
    agree = (found & expected).total()
    record(f"left_align.{name}", expected.total(), agree, "ALT alleles with the normal form of bcftools norm")
