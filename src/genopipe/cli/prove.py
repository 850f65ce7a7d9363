"""`genopipe prove`: content checks after each tool."""

from pathlib import Path

import click

from genopipe.cli.paths import FILE
from genopipe.cli.paths import OUT


@click.group("prove")
def command() -> None:
    """Prove that a tool's output is what its input promised; exit 3 when it is not.

    A tool's exit status proves nothing: many end well on cut input or a full disk.
    """


@command.command("reads")
@click.option("--first", required=True, type=FILE, help="First mates as given.")
@click.option("--second", required=True, type=FILE, help="Second mates as given.")
@click.option("--fastp", required=True, type=FILE, help="Report of fastp.")
@click.option("--out", required=True, type=OUT, help="Proof to write.")
def reads(first: Path, second: Path, fastp: Path, out: Path) -> None:
    """Both mates are whole and in step; reads in = reads out + reads dropped."""
    from genopipe.quality.proofs import prove_reads

    _tell(prove_reads(first, second, fastp, out))


@command.command("alignment")
@click.option("--flagstat", required=True, type=FILE, help="samtools flagstat --output-fmt json of the alignment.")
@click.option("--given", type=FILE, help="The alignment as given, where it was not made here.")
@click.option("--out", required=True, type=OUT, help="Proof to write.")
@click.argument("lanes", nargs=-1, type=FILE)
def alignment(flagstat: Path, given: Path | None, out: Path, lanes: tuple[Path, ...]) -> None:
    """Primary reads = reads that trimming let through (LANES: proofs of the lanes)."""
    from genopipe.quality.proofs import prove_alignment

    _tell(prove_alignment(flagstat, lanes, given, out))


@command.command("calls")
@click.option("--person", required=True, help="The person's id.")
@click.option("--gathered", required=True, type=FILE, help="The person's gVCF.")
@click.option("--out", required=True, type=OUT, help="Proof to write.")
@click.argument("parts", nargs=-1, required=True, type=FILE)
def calls(person: str, gathered: Path, out: Path, parts: tuple[Path, ...]) -> None:
    """The gVCF holds the records of all PARTS, and this person alone."""
    from genopipe.quality.proofs import prove_calls

    _tell(prove_calls(person, parts, gathered, out))


@command.command("family")
@click.option("--called", required=True, type=FILE, help="The family's calls.")
@click.option("--out", required=True, type=OUT, help="Proof to write.")
@click.argument("parts", nargs=-1, required=True, type=FILE)
def family(called: Path, out: Path, parts: tuple[Path, ...]) -> None:
    """Everyone carries as many ALT copies as in PARTS: no allele was lost in the merge, no one else came in."""
    from genopipe.quality.proofs import prove_family

    _tell(prove_family(parts, called, out))


@command.command("phase")
@click.option("--called", required=True, type=FILE, help="The family's calls.")
@click.option("--phased", required=True, type=FILE, help="The same, phased.")
@click.option("--person", "people", multiple=True, help="Who was phased; repeat.")
@click.option("--out", required=True, type=OUT, help="Proof to write.")
def phase(called: Path, phased: Path, people: tuple[str, ...], out: Path) -> None:
    """Phasing changed nothing but the phase: the same records, the same copies of everyone."""
    from genopipe.quality.proofs import prove_phase

    _tell(prove_phase(called, phased, people, out))


@command.command("sites")
@click.option("--before", required=True, type=FILE, help="The sites before.")
@click.option("--after", required=True, type=FILE, help="The sites after annotation.")
def sites(before: Path, after: Path) -> None:
    """An annotated file has the very same sites."""
    from genopipe.io.vcf_content import verify_sites

    click.echo(f"{verify_sites(before, after):,} sites")


def _tell(counts: dict[str, int]) -> None:
    click.echo(", ".join(f"{name} {number:,}" for name, number in counts.items()))


@command.command("alternatives")
@click.option("--before", required=True, type=FILE, help="The file before it was split.")
@click.option("--after", required=True, type=FILE, help="The file with one ALT a record.")
def alternatives(before: Path, after: Path) -> None:
    """A split file has one record for each ALT of the file before."""
    from genopipe.io.vcf_content import verify_alternatives

    click.echo(f"{verify_alternatives(before, after):,} ALT alleles")
