"""`genopipe reads`: the reads around what a case reports."""

from pathlib import Path

import click

from genopipe.cli.options import named_files
from genopipe.cli.options import read_case
from genopipe.cli.options import read_sections
from genopipe.cli.options import settings_options
from genopipe.cli.paths import FILE
from genopipe.cli.paths import FOLDER
from genopipe.cli.paths import OUT


@click.command("reads")
@click.argument("case_folder", metavar="CASE_DIR", type=FOLDER)
@click.option("--fasta", required=True, type=FILE, help="Reference FASTA with .fai.")
@click.option(
    "--reads", "reads", multiple=True, metavar="PERSON=FILE", help="BAM or CRAM of a member, with its index; repeat."
)
@click.option("--out", required=True, type=OUT, help="The file to write: reads.json.")
@settings_options
def command(
    case_folder: Path, fasta: Path, reads: tuple[str, ...], out: Path, config: Path | None, settings_text: str
) -> None:
    """Cut the reads around the findings and the first candidates of a case, for `genopipe report --reads`.

    Only members of the family may be given. Duplicates and secondary alignments are left out, tags and the names of
    reads too; where it is deeper than reads.depth, whole templates are left out,
    chosen by a digest of their names.
    Sections of the settings: genome (build), reads.
    """
    from genopipe.config import GenomeSettings
    from genopipe.io.json_file import write_json
    from genopipe.reads_settings import ReadsSettings
    from genopipe.report.reads import cut_reads

    genome, settings = read_sections(config, settings_text, genome=GenomeSettings, reads=ReadsSettings)
    case = read_case(case_folder / "case.json")
    files = named_files(reads, "--reads")
    made = cut_reads(case_folder, case, files, fasta, genome.make_build(), settings)
    write_json(made.model_dump(mode="json"), out)
    click.echo(f"{out}: reads around {len(made.windows)} alleles, {len(made.left_out)} left out")
