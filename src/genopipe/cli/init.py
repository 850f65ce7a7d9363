"""`genopipe init`: a new project."""

import shlex
from pathlib import Path

import click

SNAKEFILE = Path("workflow/Snakefile")


def _snakemake(folder: Path) -> str:
    """Return the command that runs the workflow on a project."""
    words = ["snakemake"]
    if not SNAKEFILE.is_file():
        clone = Path(__file__).resolve().parents[3] / SNAKEFILE
        words += ["--snakefile", str(clone) if clone.is_file() else f"GENOPIPE/{SNAKEFILE}"]
    return " ".join([*map(shlex.quote, words), *_directory(folder), "--cores all"])


def _directory(folder: Path) -> list[str]:
    return [] if folder == Path() else [f"--directory {shlex.quote(str(folder))}"]


@click.command("init")
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--build",
    type=click.Choice(["GRCh38", "GRCh37", "custom"]),
    default="GRCh38",
    show_default=True,
    help="Reference genome; custom: any other, whose sex chromosomes you name.",
)
@click.option(
    "--form",
    type=click.Choice(["yaml", "phenopackets"]),
    default="yaml",
    show_default=True,
    help="Cases as one YAML file, or as one GA4GH phenopacket (version 2) a case.",
)
def command(folder: Path, build: str, form: str) -> None:
    """Write a commented configuration, sample sheet, pedigree, cases and an example panel into DIR/config.

    DIR is the folder of the project, by default the one you are in. No file is overwritten: exit status 2 when one
    is there. Then fill in the files and give the two commands that are printed.
    """
    from genopipe.init.project import CaseForm
    from genopipe.init.project import make_project
    from genopipe.init.project import project_texts

    texts = project_texts(build, CaseForm(form))
    make_project(folder, texts)
    for path in texts:
        click.echo(folder / path)
    click.echo("Fill in what is marked FILL IN and replace the examples. Then:")
    click.echo("  " + " ".join(["genopipe check", *_directory(folder)]))
    click.echo("  " + _snakemake(folder))
