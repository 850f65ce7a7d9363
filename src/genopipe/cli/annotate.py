"""`genopipe annotate`: consequences, population frequency and ClinVar."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from genopipe.cli.options import read_sections
from genopipe.cli.options import settings_options
from genopipe.cli.paths import FILE
from genopipe.cli.paths import FOLDER
from genopipe.cli.paths import OUT

if TYPE_CHECKING:
    from genopipe.config import AnnotateSettings


@click.command("annotate")
@click.option("--tables", required=True, type=FOLDER, help="Folder with alleles.parquet of genopipe normalise.")
@click.option("--genes", required=True, type=FILE, help="Gene models: Ensembl-style GFF3, or its compiled Parquet.")
@click.option("--reference", type=FILE, help="Reference FASTA; needed unless --consequences is given.")
@click.option("--consequences", type=FILE, help="VCF of the same alleles after bcftools csq; made when not given.")
@click.option("--frequency", type=FILE, help="VCF of the same alleles with the frequency columns; made when not given.")
@click.option("--clinvar", type=FILE, help="VCF of the same alleles with the ClinVar columns; made when not given.")
@click.option("--out", required=True, type=OUT, help="Folder for the tables.")
@settings_options
def command(
    tables: Path,
    genes: Path,
    reference: Path | None,
    consequences: Path | None,
    frequency: Path | None,
    clinvar: Path | None,
    out: Path,
    config: Path | None,
    settings_text: str,
) -> None:
    """Add consequences on every transcript, population frequencies and ClinVar to a family's alleles.

    Used alone, it needs the tables of `genopipe normalise`, the reference, the gene models and a configuration
    that names the sources. In the workflow, bcftools has matched the sources before, and its files are given.
    """
    from genopipe.annotate.stage import AnnotatedFiles
    from genopipe.annotate.stage import annotate_tables
    from genopipe.annotate.stage import prepare_files
    from genopipe.config import AnnotateSettings
    from genopipe.io.gene_models import read_transcripts

    (settings,) = read_sections(config, settings_text, annotate=AnnotateSettings)
    transcripts = read_transcripts(genes)
    if consequences is None and (reference is None or genes.suffix == ".parquet"):
        raise click.UsageError("give --consequences, or --reference and --genes as GFF3")
    if consequences is None and (frequency or clinvar):
        raise click.UsageError("--frequency and --clinvar go with --consequences; without it all three are made here")
    _verify_sources(settings, consequences, frequency, clinvar)
    with TemporaryDirectory(prefix="genopipe-annotate-") as folder:
        given = AnnotatedFiles(consequences or Path(), frequency, clinvar)
        if consequences is None and reference is not None:
            given = prepare_files(tables, reference, genes, settings, Path(folder))
        rows, entries = annotate_tables(tables, transcripts, given, settings, out)
    click.echo(f"{out}: {rows:,} alleles, {entries:,} consequences")


def _verify_sources(
    settings: "AnnotateSettings", consequences: Path | None, frequency: Path | None, clinvar: Path | None
) -> None:
    """Check that every file given has its source in the settings, and the other way round.

    A source that is configured but was not searched would read as "not in the source".
    """
    for name, file, source in (("frequency", frequency, settings.frequency), ("clinvar", clinvar, settings.clinvar)):
        if file is not None and source is None:
            raise click.UsageError(f"--{name} is given, but the settings have no annotate.{name}")
        if consequences is not None and file is None and source is not None:
            raise click.UsageError(f"the settings have annotate.{name}: give --{name} with --consequences")
