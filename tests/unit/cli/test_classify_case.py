"""`genopipe classify` on a case folder and on single files."""

from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from genopipe.cli.main import genopipe
from genopipe.errors import InputError
from unit.classify.small_case import STOP
from unit.classify.small_case import write_case
from unit.made import make_case

SETTINGS = '{"genome": {"fasta": "x.fa", "genes": "x.gff3"}, "classify": {"curation": ""}}'

PANEL = """# name: One version: 1.0
# source: made up
gene_symbol\tgene_id\tconfidence\tmode_of_inheritance\tpenetrance
S1\tENSG1\tgreen\tmonoallelic\tcomplete
S2\tENSG2\tgreen\tbiallelic\tcomplete
"""


def make_folder(base: Path) -> Path:
    """Write a case folder as the stages before leave it."""
    folder = base / "results" / "cases" / "C1"
    made = write_case(base, neighbours=False)
    tables = folder / "tables"
    for name, path in (
        ("inherited/candidates.parquet", made.candidates),
        ("normalised/genotypes.parquet", made.genotypes),
        *((f"annotated/{path.name}", path) for path in made.tables.iterdir()),
    ):
        (tables / name).parent.mkdir(parents=True, exist_ok=True)
        path.rename(tables / name)
    (folder / "panels").mkdir()
    (folder / "panels" / "one.tsv").write_text(PANEL)
    (folder / "case.json").write_text(make_case("kid:m:a:dad:mum dad:m:n mum:f:n").model_dump_json())
    return folder


@pytest.mark.parametrize("word", [[], ["case"]])
def test_a_case_folder(tmp_path: Path, word: list[str]):
    folder = make_folder(tmp_path)
    result = CliRunner().invoke(genopipe, ["classify", *word, str(folder), "--set", SETTINGS], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert "C1: " in result.output
    made = pl.read_parquet(folder / "tables" / "classified" / "candidates.parquet")
    assert dict(made.select("allele", "class").iter_rows())[STOP] == "likely_pathogenic"
    assert (folder / "tables" / "classified" / "criteria.parquet").is_file()


def test_a_file_that_is_not_given_is_named(tmp_path: Path):
    folder = make_folder(tmp_path)
    arguments = ["classify", "--case", str(folder / "case.json"), "--set", SETTINGS, "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(genopipe, arguments)
    assert isinstance(result.exception, InputError)
    assert "--candidates" in str(result.exception) or "--tables" in str(result.exception)


def test_without_arguments_the_help_is_shown():
    result = CliRunner().invoke(genopipe, ["classify"])
    assert "combine" in result.output
