"""`genopipe run-page`: the page of a run."""

from pathlib import Path

import click

from genopipe.cli.options import read_sections
from genopipe.cli.options import settings_options
from genopipe.cli.paths import FOLDER
from genopipe.cli.paths import OUT


@click.command("run-page")
@click.argument("results", default="results", type=FOLDER)
@click.option("--case", "cases", multiple=True, help="Id of a case of the run; repeat. None: every folder of a case.")
@click.option("--out", required=True, type=OUT, help="The page; it belongs into RESULTS, for its links.")
@settings_options
def command(results: Path, cases: tuple[str, ...], out: Path, config: Path | None, settings_text: str) -> None:
    """Write the page of a run: every case with its result, gates and files, and the yield over all of them.

    Sections of the settings: report (laboratory).
    """
    from genopipe.errors import InputError
    from genopipe.errors import fault
    from genopipe.io.naming import ID_FIX
    from genopipe.io.naming import id_problem
    from genopipe.io.whole import written_whole
    from genopipe.report.run_page import make_run_page
    from genopipe.report_settings import ReportSettings

    (settings,) = read_sections(config, settings_text, report=ReportSettings)
    named = cases or tuple(sorted(path.name for path in results.glob("cases/*") if path.is_dir()))
    faults = [fault("OPTION-VALUE", "--case", problem, ID_FIX) for case in named if (problem := id_problem(case))]
    if faults:
        raise InputError(faults)
    page = make_run_page(results, named, settings.laboratory)
    with written_whole(out) as partial:
        partial.write_text(page, encoding="utf-8")
    click.echo(f"{out}: {len(named)} cases")
