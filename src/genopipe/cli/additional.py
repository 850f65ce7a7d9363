"""`genopipe additional`: additional findings of those who agreed."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from genopipe.cli.options import Command
from genopipe.cli.options import read_case
from genopipe.cli.options import read_panels
from genopipe.cli.options import read_sections
from genopipe.cli.options import settings_options
from genopipe.cli.options import stop_on
from genopipe.cli.paths import FILE
from genopipe.cli.paths import FOLDER
from genopipe.cli.paths import OUT
from genopipe.cli.paths import PANELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from genopipe.cases import CaseFile
    from genopipe.consent_settings import AdditionalSettings
    from genopipe.consent_settings import CarriersSettings
    from genopipe.panels import Panel
    from genopipe.pathogenic.study import CaseInputs
    from genopipe.withheld import Withheld

_QUALITY_HELP = "Measured quality of one person, as JSON; give it once for each. Without it no gene counts as searched."
_CLASSIFIED_HELP = "candidates.parquet of genopipe classify. Without it ClinVar alone decides."


def told_options(command: Command) -> Command:
    """Add the options of what is read of a case to tell more than the main findings."""
    options = (
        click.option(
            "--case", "case_file", required=True, type=FILE, help="The case: case.json of genopipe case-file."
        ),
        click.option("--tables", required=True, type=FOLDER, help="Folder of genopipe annotate."),
        click.option("--genotypes", required=True, type=FILE, help="genotypes.parquet of genopipe normalise."),
        click.option("--classified", type=FILE, help=_CLASSIFIED_HELP),
        click.option("--quality", multiple=True, type=FILE, help=_QUALITY_HELP),
    )
    for option in reversed(options):
        command = option(command)
    return command


def read_inputs(
    tables: Path,
    genotypes: Path,
    classified: Path | None,
    quality: tuple[Path, ...],
    config: Path | None,
    settings_text: str,
) -> "CaseInputs":
    """Return what is read of a case, with the settings of genome, filter, inherit and report.

    Raises:
        InputError: A setting or a file is wrong.
    """
    from genopipe.cli.options import read_build
    from genopipe.cli.report import read_quality
    from genopipe.config import FilterSettings
    from genopipe.config import InheritSettings
    from genopipe.pathogenic.study import CaseInputs
    from genopipe.report_settings import ReportSettings

    filters, inherit, report = read_sections(
        config, settings_text, filter=FilterSettings, inherit=InheritSettings, report=ReportSettings
    )
    measured = {one.person: one for one in read_quality(quality)}
    build = read_build(config, settings_text)
    return CaseInputs(tables, genotypes, classified, measured, build, filters, inherit, report)


def read_withheld(
    case: "CaseFile", panels: "Sequence[Panel]", additional: "AdditionalSettings", carriers: "CarriersSettings"
) -> "Withheld":
    """Return the genes of which nothing may be told in a case.

    Raises:
        InputError: A list is wrong.
    """
    from genopipe.io.consent_lists import read_additional_lists
    from genopipe.io.consent_lists import read_carrier_lists
    from genopipe.withheld import withheld_genes

    genes, faults = read_additional_lists(additional.lists)
    carried, more = read_carrier_lists(carriers.lists)
    stop_on([*faults, *more])
    return withheld_genes(case, panels, genes, [gene for gene in carried if gene.tier in carriers.tiers])


@click.command("additional")
@told_options
@click.option("--panels", required=True, type=PANELS, help="Folder of gene panels, one TSV file each.")
@click.option("--out", required=True, type=OUT, help="Folder for additional.parquet.")
@settings_options
def command(
    case_file: Path,
    tables: Path,
    genotypes: Path,
    classified: Path | None,
    quality: tuple[Path, ...],
    panels: Path,
    out: Path,
    config: Path | None,
    settings_text: str,
) -> None:
    """Tell the additional findings of everyone in a case who agreed to them; of nobody else anything is computed.

    Every gene of the lists gets its row for each of them: reported, nothing to report, not assessable (coverage, or a
    genotype that is not good enough) or not asked at this age. It is an error where nobody with data agreed.
    Sections of the settings: additional, genome (build), filter and inherit (what makes a call good enough), report
    (depth and part that count as covered).
    """
    from genopipe.additional.stage import make_additional
    from genopipe.additional.stage import write_additional
    from genopipe.consent_settings import AdditionalSettings
    from genopipe.io.consent_lists import read_additional_lists

    case = read_case(case_file)
    (settings,) = read_sections(config, settings_text, additional=AdditionalSettings)
    genes, faults = read_additional_lists(settings.lists)
    stop_on(faults)
    inputs = read_inputs(tables, genotypes, classified, quality, config, settings_text)
    table = make_additional(case, genes, read_panels(panels, case.case.panels), settings, inputs)
    counts = write_additional(table, out)
    words = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in sorted(counts.items()))
    click.echo(f"{case.case.case}: {words}")
