"""`genopipe docs`: the generated pages of the documentation, and the schemas."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from genopipe.tables import Table

WIDTH = 112


def command_helps() -> dict[str, str]:
    """Return what `--help` prints for every command and subcommand, in order."""
    from genopipe.cli.main import genopipe

    return dict(_helps(genopipe, None, "genopipe"))


def _helps(command: click.Command, parent: click.Context | None, name: str) -> Iterator[tuple[str, str]]:
    width = {"terminal_width": WIDTH, "max_content_width": WIDTH}
    context = click.Context(command, parent=parent, info_name=name, **{**command.context_settings, **width})
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            assert found is not None
            yield from _helps(found, context, inner)


def all_texts() -> dict[str, str]:
    """Return the text of every generated file of the repository, by its path."""
    from genopipe.acmg import Acmg
    from genopipe.acmg_laboratory import LaboratoryAcmg
    from genopipe.cases import CaseFile
    from genopipe.chromosomes.results import ChromosomesResult
    from genopipe.config import Settings
    from genopipe.curation import Curation
    from genopipe.docs.schemas import make_model_schema
    from genopipe.docs.stage import SCHEMAS
    from genopipe.docs.stage import generated_texts
    from genopipe.families_file import FamiliesFile
    from genopipe.identity_file import IdentityFile
    from genopipe.init.project import project_texts
    from genopipe.measures import PersonQuality
    from genopipe.measures import Versions
    from genopipe.panel_rules import PanelRules
    from genopipe.report.case import CaseReport
    from genopipe.run.manifest import Manifest

    models = {
        "acmg": make_model_schema(Acmg, "Figures of ACMG/AMP criteria: curated/acmg.yaml"),
        "acmg_laboratory": make_model_schema(LaboratoryAcmg, "A laboratory's own figures: config/acmg.yaml"),
        "case_file": make_model_schema(CaseFile, "A case with its family resolved: case.json"),
        "chromosomes": make_model_schema(ChromosomesResult, "What chromosomes show as a whole: chromosomes.json"),
        "config": make_model_schema(Settings, "Settings of a run: config/config.yaml"),
        "families": make_model_schema(FamiliesFile, "Who is who between families: results/laboratory/families.json"),
        "curation": make_model_schema(Curation, "Changes of a curator: config/curation/CASE.yaml"),
        "identity": make_model_schema(IdentityFile, "Who is who, for the laboratory: identity.json"),
        "manifest": make_model_schema(Manifest, "What a run read and made: results/manifest.json"),
        "measures": make_model_schema(PersonQuality, "Figures of one person: results/quality/persons/*.json"),
        "panel_rules": make_model_schema(PanelRules, "Rules of an expert panel: curated/panel_rules/*.yaml"),
        "report": make_model_schema(CaseReport, "The case report: report.json"),
        "versions": make_model_schema(Versions, "Tools and resources of a run: results/versions.json"),
    }
    texts = generated_texts(command_helps(), models, tables_of_stages()) | project_texts()
    published = {f"docs/schemas/{name}": texts[f"{SCHEMAS}/{name}"] for name in ("report.schema.json",)}
    return texts | published


def tables_of_stages() -> "list[Table]":
    """Return the tables that one command alone writes: they are declared beside it."""
    from genopipe.annotate.compare import COMPARISON
    from genopipe.annotate.rare.trio import TRIO
    from genopipe.annotate.row_columns import FLAT
    from genopipe.annotate.structural_stage import STRUCTURAL_ROWS
    from genopipe.classify.given_codes import COMBINED
    from genopipe.tables import FACTS
    from genopipe.tables import Table

    grain = "one ALT allele of a record on one transcript: what `genopipe annotate --vcf` writes"
    return [
        Table("annotated VCF", grain, ("allele", "transcript"), tuple(FLAT.values())),
        TRIO,
        STRUCTURAL_ROWS,
        COMPARISON,
        FACTS,
        COMBINED,
    ]


@click.command("docs")
@click.option("--check", is_flag=True, help="Write nothing; exit status 3 when a file is stale.")
def command(check: bool) -> None:
    """Write docs/columns.md, config.md, commands.md and criteria.md, workflow/schemas/ and config/, made from the code.

    Give it in a clone of the repository. config/ is what `genopipe init` writes.
    """
    from genopipe.docs.stage import check_clone
    from genopipe.docs.stage import check_texts
    from genopipe.docs.stage import write_texts

    here = Path()
    check_clone(here)
    texts = all_texts()
    if check:
        check_texts(here, texts)
        click.echo(f"{len(texts)} generated files are fresh")
        return
    write_texts(here, texts)
    for path in sorted(texts):
        click.echo(path)
