"""The bcftools commands of the line, run in this process through pysam, for verbs that are used alone.

In the workflow the same commands run in `shell:` blocks with the bcftools on PATH; a test holds both equal.
"""

from collections.abc import Mapping
from pathlib import Path

import pysam
import pysam.bcftools
import pysam.utils

from genopipe.errors import ContentError
from genopipe.io.family_vcf import ORIGINAL
from genopipe.io.family_vcf import ORIGINAL_GT


def run_bcftools(command: str, *arguments: str) -> None:
    """Run a command of bcftools in this process.

    Raises:
        ContentError: It failed.
    """
    try:
        getattr(pysam.bcftools, command)(*arguments, catch_stdout=False)
    except pysam.utils.SamtoolsError as error:
        words = " ".join(str(error).split())
        raise ContentError(f"bcftools {command} failed: {words}") from error


def index(path: Path) -> None:
    """Write a CSI index beside a bgzipped VCF or a BCF, replacing an old one."""
    run_bcftools("index", "--force", "--csi", str(path))


def split_alleles(vcf: Path, reference: Path, out: Path) -> None:
    """Write a VCF with one left-aligned ALT a record that still knows the genotypes as called.

    Args:
        vcf: Any VCF or BCF with GT.
        reference: Indexed FASTA.
        out: BCF to write.

    Raises:
        ContentError: bcftools refused, for one because a REF base is unlike the reference.
    """
    plain = out.with_name(f"{out.stem}.plain.bcf")
    copied = out.with_name(f"{out.stem}.copied.bcf")
    run_bcftools("view", "--output-type", "b", "--output", str(plain), str(vcf))
    index(plain)
    columns = f"FMT/{ORIGINAL_GT}:=FMT/GT"
    run_bcftools(
        "annotate",
        "--annotations",
        str(plain),
        "--columns",
        columns,
        "--output-type",
        "b",
        "--output",
        str(copied),
        str(plain),
    )
    options = ["--multiallelics", "-any", "--old-rec-tag", ORIGINAL, "--fasta-ref", str(reference)]
    normed = out.with_name(f"{out.stem}.normed.bcf")
    run_bcftools("norm", *options, "--check-ref", "e", "--output-type", "b", "--output", str(normed), str(copied))
    run_bcftools("sort", "--temp-dir", str(out.with_name(f"{out.stem}.sort")), "-O", "b", "-o", str(out), str(normed))
    for path in (plain, plain.with_name(f"{plain.name}.csi"), copied, normed):
        path.unlink()


def add_consequences(vcf: Path, reference: Path, genes: Path, out: Path) -> None:
    """Write the sites of a VCF with INFO/BCSQ: every consequence on every transcript, each allele by itself.

    Args:
        vcf: VCF or BCF with one ALT a record.
        reference: Indexed FASTA.
        genes: Ensembl-style GFF3.
        out: BCF to write.
    """
    options = ["--local-csq", "--ncsq", "256", "--force", "--fasta-ref", str(reference), "--gff-annot", str(genes)]
    run_bcftools("csq", *options, "--output-type", "b", "--output", str(out), str(vcf))


def take_family(vcf: Path, names: Mapping[str, str], out: Path) -> Path:
    """Write the calls of a family out of a VCF: its people only, under their own names, and what one of them carries.

    Args:
        vcf: VCF or BCF with GT.
        names: Name of each person inside the file, and the person's id.
        out: BCF to write, indexed.

    Returns:
        The same people with every record as given, under their own names, to prove the calls against.

    Raises:
        ContentError: bcftools refused.
    """
    listed, people = out.with_name(f"{out.stem}.names"), out.with_name(f"{out.stem}.people")
    listed.write_text("".join(f"{inside} {person}\n" for inside, person in names.items()), encoding="utf-8")
    people.write_text("".join(f"{inside}\n" for inside in names), encoding="utf-8")
    own, carried, given = (out.with_name(f"{out.stem}.{part}.bcf") for part in ("own", "carried", "given"))
    view = ("--no-version", "--output-type", "b", "--output")
    run_bcftools("view", "--samples-file", str(people), *view, str(own), str(vcf))
    some = 'N_PASS(GT~"[1-9]") > 0'
    run_bcftools("view", "--trim-alt-alleles", "--include", some, *view, str(carried), str(own))
    run_bcftools("reheader", "--samples", str(listed), "--output", str(out), str(carried))
    run_bcftools("reheader", "--samples", str(listed), "--output", str(given), str(own))
    for path in (out, given):
        index(path)
    for path in (listed, people, own, carried):
        path.unlink()
    return given
