"""`genopipe phenotype`: how well the terms of a case fit every disease and gene."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from genopipe.cli.options import read_case
from genopipe.cli.options import read_sections
from genopipe.cli.options import settings_options
from genopipe.cli.paths import FILE
from genopipe.cli.paths import FOLDER
from genopipe.cli.paths import OUT

if TYPE_CHECKING:
    from genopipe.io.phenotype_index import PhenotypeIndex
    from genopipe.phenotype_settings import PhenotypeSettings


@click.command("phenotype")
@click.option("--case", "case_file", required=True, type=FILE, help="The case: case.json of genopipe case-file.")
@click.option("--transcripts", required=True, type=FILE, help="Gene models: what genopipe genes wrote, or GFF3.")
@click.option(
    "--index", type=FOLDER, help="What genopipe ontology wrote; without it, that is done first, for this once."
)
@click.option("--gene-names", type=FILE, help="HGNC's complete set: genes whose symbol changed are found by it.")
@click.option("--out", required=True, type=OUT, help="Folder for genes.parquet, diseases.parquet and phenotype.json.")
@settings_options
def command(
    case_file: Path,
    transcripts: Path,
    index: Path | None,
    gene_names: Path | None,
    out: Path,
    config: Path | None,
    settings_text: str,
) -> None:
    """Compare the observed and excluded HPO terms of a case with every disease and gene, and tell why each fits.

    Section of the settings: phenotype.
    """
    from genopipe.io.gene_models import read_genes
    from genopipe.io.gene_names import read_gene_names
    from genopipe.phenotype.stage import write_phenotype
    from genopipe.phenotype_settings import PhenotypeSettings

    (settings,) = read_sections(config, settings_text, phenotype=PhenotypeSettings)
    case, names = read_case(case_file), read_gene_names(gene_names) if gene_names else None
    told = write_phenotype(_index(index, settings), case, read_genes(transcripts), names, settings, out)
    for term, reason in told.left_out.items():
        click.echo(f"{case.case.case}: {term} is not compared: {reason}", err=True)
    if told.unresolved:
        some = ", ".join(told.unresolved_symbols[:5])
        click.echo(f"{told.unresolved:,} genes of HPO are not in the gene models, such as {some}", err=True)
    click.echo(
        f"{case.case.case}: {len(told.observed)} observed and {len(told.excluded)} excluded terms of HPO "
        f"{told.release.ontology} compared with the diseases of {told.genes:,} genes"
    )


def _index(folder: Path | None, settings: "PhenotypeSettings") -> "PhenotypeIndex":
    """Return the compiled release; without a folder it is compiled and forgotten."""
    from tempfile import TemporaryDirectory

    from genopipe.io.hpo import chosen_files
    from genopipe.io.phenotype_index import read_index
    from genopipe.phenotype.compiling import compile_release

    if folder is not None:
        return read_index(folder)
    with TemporaryDirectory() as made:
        compile_release(chosen_files(settings.ontology, settings.annotations, settings.genes), Path(made))
        return read_index(Path(made))
