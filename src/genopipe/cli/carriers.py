"""`genopipe carriers`: carrier status of those who agreed, and couples at risk."""

from pathlib import Path

import click

from genopipe.cli.additional import CLASSIFIED_HELP
from genopipe.cli.additional import QUALITY_HELP
from genopipe.cli.additional import read_inputs
from genopipe.cli.options import read_case
from genopipe.cli.options import read_sections
from genopipe.cli.options import settings_options
from genopipe.cli.options import stop_on
from genopipe.cli.paths import FILE
from genopipe.cli.paths import FOLDER
from genopipe.cli.paths import OUT


@click.command("carriers")
@click.option("--case", "case_file", required=True, type=FILE, help="The case: case.json of genopipe case-file.")
@click.option("--tables", required=True, type=FOLDER, help="Folder of genopipe annotate.")
@click.option("--genotypes", required=True, type=FILE, help="genotypes.parquet of genopipe normalise.")
@click.option("--classified", type=FILE, help=CLASSIFIED_HELP)
@click.option("--quality", multiple=True, type=FILE, help=QUALITY_HELP)
@click.option("--out", required=True, type=OUT, help="Folder for carriers.parquet and couples.parquet.")
@settings_options
def command(
    case_file: Path,
    tables: Path,
    genotypes: Path,
    classified: Path | None,
    quality: tuple[Path, ...],
    out: Path,
    config: Path | None,
    settings_text: str,
) -> None:
    """Tell the carrier status of everyone in a case who agreed to it, and couples of whom both did.

    Nobody is ever called no carrier: what small-variant calling cannot see (SMN1, the deletions of HBA1 and HBA2) is
    not assessable here, and elsewhere none was found and a risk remains. It is an error where nobody with data agreed.
    Sections of the settings: carriers, genome (build), filter and inherit (what makes a call good enough), report
    (depth and part that count as covered).
    """
    from genopipe.carriers.stage import make_carriers
    from genopipe.carriers.stage import write_carriers
    from genopipe.consent_settings import CarriersSettings
    from genopipe.io.consent_lists import read_carrier_lists

    case = read_case(case_file)
    (settings,) = read_sections(config, settings_text, carriers=CarriersSettings)
    genes, faults = read_carrier_lists(settings.lists)
    stop_on(faults)
    inputs = read_inputs(tables, genotypes, classified, quality, config, settings_text)
    carriers, couples = make_carriers(case, genes, settings, inputs)
    counts = write_carriers(carriers, couples, out)
    at_risk = couples.filter(couples["outcome"] == "at_risk").height
    words = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in sorted(counts.items()))
    click.echo(f"{case.case.case}: {words}; at risk: {at_risk}")
