"""`genopipe docs`: fresh, deterministic, and every schema closed and described."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from jsonschema import ValidationError

from genopipe.cli.docs import all_texts
from genopipe.cli.docs import command
from genopipe.cli.docs import command_helps
from genopipe.cli.docs import tables_of_stages
from genopipe.cli.main import COMMANDS
from genopipe.config import Settings
from genopipe.docs.pages import make_columns_page
from genopipe.docs.pages import make_config_page
from genopipe.docs.schemas import attributes_of
from genopipe.docs.schemas import make_cases_schema
from genopipe.docs.schemas import make_companion_schema
from genopipe.docs.schemas import make_sample_schema
from genopipe.errors import ContentError
from genopipe.errors import InputError
from genopipe.init.project import CaseForm
from genopipe.init.project import project_texts
from genopipe.settings_fields import fields_of
from genopipe.tables import TABLES

TEXTS = all_texts()
SCHEMAS = {path: json.loads(text) for path, text in TEXTS.items() if path.endswith(".schema.json")}


def objects(schema: object, place: str = "") -> Iterator[tuple[str, dict]]:
    """Give every part of a schema that names properties."""
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict) and "type" in schema:
            yield place, schema
        for name, part in schema.items():
            yield from objects(part, f"{place}/{name}")
    elif isinstance(schema, list):
        for number, part in enumerate(schema):
            yield from objects(part, f"{place}/{number}")


def good(schema: dict, thing: object) -> bool:
    try:
        Draft202012Validator(schema).validate(thing)
    except ValidationError:
        return False
    return True


def test_the_repository_is_fresh(root, monkeypatch):
    monkeypatch.chdir(root)
    result = CliRunner().invoke(command, ["--check"])
    assert result.exit_code == 0, result.exception


def test_stale_missing_and_left_over_files_are_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="DOCS-FOLDER"):
        CliRunner().invoke(command, ["--check"], catch_exceptions=False)
    Path("docs").mkdir()
    Path("workflow").mkdir()
    Path("workflow/Snakefile").touch()
    CliRunner().invoke(command, [], catch_exceptions=False)
    assert CliRunner().invoke(command, ["--check"]).exit_code == 0
    with Path("docs/config.md").open("a") as stream:
        stream.write("more\n")
    Path("docs/columns.md").unlink()
    Path("workflow/schemas/old.schema.json").touch()
    with pytest.raises(ContentError, match=r"docs/columns\.md, docs/config\.md, workflow/schemas/old") as caught:
        CliRunner().invoke(command, ["--check"], catch_exceptions=False)
    assert caught.value.exit_status == 3


def test_the_terminal_does_not_change_the_pages(monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert all_texts() == TEXTS


def test_every_command_is_told():
    helps = command_helps()
    assert {f"genopipe {name}" for name in COMMANDS} <= set(helps)
    assert {"genopipe", "genopipe prove reads", "genopipe prove calls"} <= set(helps)


def test_every_column_is_told():
    page = make_columns_page(tables_of_stages())
    for table in [*TABLES.values(), *tables_of_stages()]:
        assert f"## {table.name}\n" in page
        assert all(f"| `{column.name}` | {column.dtype} |" in page for column in table.columns)


def test_the_tables_of_single_commands_are_told():
    page = TEXTS["docs/columns.md"]
    for name, column in (
        ("annotated VCF", "record_id"),
        ("trio", "from_father"),
        ("comparison", "ours_hgvs_c"),
        ("structural_consequences", "mate"),
    ):
        part = page.partition(f"## {name}\n")[2].partition("\n## ")[0]
        assert f"| `{column}` |" in part


def test_every_setting_is_told():
    page = make_config_page()
    for section in fields_of(Settings):
        assert f"## {section.name}\n" in page
        assert all(f"| `{field.name}` |" in page for field in fields_of(section.section))
    assert "## annotate.frequency\n" in page
    assert "| fraction | at least 0, at most 1 | 0.001 |" in page


def test_tables_of_pages_are_rectangular():
    for path, text in TEXTS.items():
        width = 0
        for line in text.splitlines() if path in ("docs/columns.md", "docs/config.md") else []:
            bars = line.replace("\\|", "").count("|")
            width = (width or bars) if line.startswith("|") else 0
            assert bars == width or not line.startswith("|"), line


@pytest.mark.parametrize("path", SCHEMAS)
def test_schemas_are_closed_and_described(path: str):
    Draft202012Validator.check_schema(SCHEMAS[path])
    found = list(objects(SCHEMAS[path]))
    assert found
    for place, schema in found:
        assert schema.get("additionalProperties") is False, f"{place} is open"
        bare = [name for name, part in schema["properties"].items() if not part.get("description", "").strip()]
        assert not bare, f"{place}: without description: {bare}"


def test_schemas_take_what_init_writes():
    texts = project_texts(form=CaseForm.PHENOPACKETS) | project_texts()
    assert good(make_cases_schema(), yaml.safe_load(texts["config/cases.yaml"]))
    assert good(make_companion_schema(), yaml.safe_load(texts["config/cases/case1.yaml"]))
    lines = [line.split("\t") for line in texts["config/samples.tsv"].splitlines() if not line.startswith("#")]
    rows = [{name: cell for name, cell in zip(lines[0], line, strict=True) if cell} for line in lines[1:]]
    assert rows
    assert all(good(make_sample_schema(), row) for row in rows)


def test_schemas_refuse_what_is_wrong():
    consent = {"main_findings": True}
    case = {"case": "c", "family": "f", "proband": "p", "observed": ["HP:0001250"], "consent": consent}
    assert good(make_cases_schema(), {"cases": [case]})
    assert not good(make_cases_schema(), {"cases": []})
    assert not good(make_cases_schema(), {"cases": [case | {"observed": ["1250"]}]})
    assert not good(make_cases_schema(), {"cases": [case | {"consent": {}}]})
    assert not good(make_companion_schema(), {"consent": consent, "proband": "p"})
    assert not good(make_sample_schema(), {"person": "../p"})
    assert not good(make_sample_schema(), {"lane": "L1"})


def test_attributes_are_read_from_a_docstring():
    class Described:
        """A thing.

        Attributes:
            first: One line.
            second: Two
                lines.
        """

    assert attributes_of(Described) == {"first": "One line.", "second": "Two lines."}
