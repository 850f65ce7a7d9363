"""`genopipe recount`: the parents' reads, asked again."""

from pathlib import Path

import click

from genopipe.cli.compile import compile_when_cold
from genopipe.cli.options import named_files
from genopipe.cli.options import read_case
from genopipe.cli.options import read_sections
from genopipe.cli.options import settings_options
from genopipe.cli.paths import FILE
from genopipe.cli.paths import FOLDER
from genopipe.cli.paths import OUT


@click.command("recount")
@click.option("--tables", required=True, type=FOLDER, help="Folder of genopipe annotate.")
@click.option("--genotypes", required=True, type=FILE, help="genotypes.parquet of genopipe normalise.")
@click.option("--case", "case_file", required=True, type=FILE, help="The case: case.json of genopipe case-file.")
@click.option("--fasta", required=True, type=FILE, help="Reference FASTA with .fai.")
@click.option(
    "--reads", "reads", multiple=True, metavar="PERSON=FILE", help="BAM or CRAM of a parent, with its index; repeat."
)
@click.option("--out", required=True, type=OUT, help="Folder for recounts.parquet.")
@settings_options
def command(
    tables: Path,
    genotypes: Path,
    case_file: Path,
    fasta: Path,
    reads: tuple[str, ...],
    out: Path,
    config: Path | None,
    settings_text: str,
) -> None:
    """Count the parents' reads at alleles that may be new in an affected child: low-level mosaicism.

    Asked is every rare allele, called well, that the child carries and no parent is called to carry. Reads are
    compared with both sequences, wherever the aligner put an indel. What cannot be counted is null, never zero.
    Sections of the settings: genome (build), call (qualities, depth), inherit, filter (frequencies).
    """
    from genopipe.config import CallSettings
    from genopipe.config import FilterSettings
    from genopipe.config import GenomeSettings
    from genopipe.config import InheritSettings
    from genopipe.recount.stage import Terms
    from genopipe.recount.stage import recount_tables

    genome, call, inherit, filters = read_sections(
        config, settings_text, genome=GenomeSettings, call=CallSettings, inherit=InheritSettings, filter=FilterSettings
    )
    compile_when_cold()
    terms = Terms(genome.make_build(), call, inherit, filters)
    files = named_files(reads, "--reads")
    rows, uncounted = recount_tables(tables, genotypes, read_case(case_file), files, fasta, terms, out)
    click.echo(f"{out}: {rows:,} recounts, {uncounted:,} of them could not be counted")
