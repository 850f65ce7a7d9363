"""`genopipe filter`: keep candidates or set them aside."""

from pathlib import Path

import click

from genopipe.cli.options import read_case
from genopipe.cli.options import read_panels
from genopipe.cli.options import read_sections
from genopipe.cli.options import settings_options
from genopipe.cli.paths import FILE
from genopipe.cli.paths import FOLDER
from genopipe.cli.paths import OUT


@click.command("filter")
@click.option("--candidates", required=True, type=FILE, help="candidates.parquet of genopipe inherit.")
@click.option("--tables", required=True, type=FOLDER, help="Folder of genopipe annotate.")
@click.option("--genotypes", required=True, type=FILE, help="genotypes.parquet of genopipe normalise.")
@click.option("--case", "case_file", required=True, type=FILE, help="The case: case.json of genopipe case-file.")
@click.option("--panels", required=True, type=FOLDER, help="Folder of gene panels, one TSV file each.")
@click.option("--out", required=True, type=OUT, help="Folder for candidates.parquet and ledger.parquet.")
@settings_options
def command(
    candidates: Path,
    tables: Path,
    genotypes: Path,
    case_file: Path,
    panels: Path,
    out: Path,
    config: Path | None,
    settings_text: str,
) -> None:
    """Put every allele in every gene into one bucket by named rules, with the numbers, and give it its tier.

    Buckets: finding, candidate, set aside, not interpretable. The ledger has a row for every allele of the family in
    every gene; that none vanished is proved. The rules are those that ship, or of the file that filter.profile names.
    A gene of the lists of additional findings that is in no panel of the case, and of which the proband did not agree
    to be told, is set aside by `consent`; so is a single copy in a gene of the lists of carrier findings.
    Sections of the settings: genome (build), filter, inherit (what makes a genotype good enough), additional, carriers.
    """
    from genopipe.cli.additional import read_withheld
    from genopipe.config import FilterSettings
    from genopipe.config import GenomeSettings
    from genopipe.config import InheritSettings
    from genopipe.consent_settings import AdditionalSettings
    from genopipe.consent_settings import CarriersSettings
    from genopipe.filter.stage import Asked
    from genopipe.filter.stage import filter_tables
    from genopipe.preflight.filters import read_filters

    genome, filters, inherit = read_sections(
        config, settings_text, genome=GenomeSettings, filter=FilterSettings, inherit=InheritSettings
    )
    case = read_case(case_file)
    paths = {
        "alleles": tables / "alleles.parquet",
        "genotypes": genotypes,
        "consequences": tables / "consequences.parquet",
        "candidates": candidates,
    }
    chosen = read_panels(panels, case.case.panels)
    asked = Asked(case, chosen, genome.make_build(), filters, inherit, read_filters(filters, inherit))
    additional, carriers = read_sections(
        config, settings_text, additional=AdditionalSettings, carriers=CarriersSettings
    )
    counts = filter_tables(paths, asked, out, read_withheld(case, chosen, additional, carriers))
    words = ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in counts.items())
    click.echo(f"{case.case.case}: {words}")
