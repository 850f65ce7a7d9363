"""Which valid files of the conformance set are refused, and why."""

import csv
from pathlib import Path

from genopipe.errors import errors_among
from genopipe.preflight.variants import VariantPromise
from genopipe.preflight.variants import check_variants

ACCEPTED_EXCEPTIONS = {
    "passed_compressed.vcf.bz2": "htslib reads no bzip2",
    "v4.4/passed/passed_body_alt.vcf": "a GL of `-0r.58` is no number",
    "passed_body_sample_format_CICN.vcf": "a genotype of `0/0|` names no third allele",
    "zero_length_LAA.vcf": "the last line has no end, as in a file that was cut",
}


def test_only_known_valid_files_are_refused(data: Path) -> None:
    table = data / "vcf_conformance/expected.tsv"
    with table.open(encoding="utf-8") as stream:
        valid = [row["path"] for row in csv.DictReader(stream, delimiter="\t") if row["expected"] == "passed"]
    promise = VariantPromise(allow_empty=True)
    refused = [path for path in valid if errors_among(check_variants(table.parent / path, promise)[1])]
    assert [path for path in refused if not path.endswith(tuple(ACCEPTED_EXCEPTIONS))] == []
