"""`genopipe case-file`: the case as later commands read it."""

from pathlib import Path

import click

from genopipe.cli.options import read_config
from genopipe.cli.paths import FILE
from genopipe.cli.paths import OUT


@click.command("case-file")
@click.option("--config", required=True, type=FILE, help="Configuration of the project.")
@click.option("--case", "name", required=True, help="Id of the case.")
@click.option("--out", required=True, type=OUT, help="case.json to write.")
def command(config: Path, name: str, out: Path) -> None:
    """Write a case with its family resolved: people, parents, sex, affection, form of the data, terms, consent."""
    from genopipe.errors import InputError
    from genopipe.errors import fault
    from genopipe.io.whole import written_whole
    from genopipe.plan import make_plan

    plan = make_plan(read_config(config))
    if name not in plan.cases:
        known = ", ".join(sorted(plan.cases))
        raise InputError([fault("CASE-UNKNOWN", str(config), f"there is no case {name}", f"one of: {known}")])
    with written_whole(out) as partial:
        partial.write_text(plan.case_json(name) + "\n")
