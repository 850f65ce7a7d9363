"""Who is who in real trios: as they are stated they pass; with two names exchanged, or a stranger, they stop."""

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from genopipe.cli.identity import command

TRIOS = {
    "justhusky": ("trios/justhusky/justhusky_minimal.vcf.gz", "trios/justhusky/justhusky.ped"),
    "aj": ("trios/aj_trio_slivar/ashk-trio.vcf.gz", "trios/aj_trio_slivar/ashk-trio.ped"),
    "scout": ("scout_demo/643594.clinical.vcf.gz", "scout_demo/643594.ped"),
}
NO_X = {"aj", "scout"}
"""Sets without X, or with a few sites of it: an exchange of the parents cannot show."""


def proven(vcf: Path, ped: str, folder: Path) -> dict[str, Any]:
    """Return the only family of identity.json."""
    folder.mkdir()
    (folder / "trio.ped").write_text(ped)
    arguments = ["--vcf", str(vcf), "--ped", str(folder / "trio.ped"), "--out", str(folder / "out")]
    ran = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    families = json.loads((folder / "out" / "identity.json").read_text())["families"]
    return next(iter(families.values()))


def exchanged(text: str, one: str, other: str) -> str:
    """Return a pedigree in which two people have each other's place."""
    rows = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    names = {one: other, other: one}
    return "".join("\t".join(names.get(cell, cell) for cell in row) + "\n" for row in rows)


def problem(family: dict[str, Any]) -> str:
    return family["reasons"][0]["problem"] if family["verdict"] == "stop" else family["verdict"]


@pytest.mark.parametrize("name", TRIOS)
def test_a_real_trio_passes_as_it_is_and_stops_when_names_are_exchanged(
    record: Any, name: str, data: Path, tmp_path: Path
) -> None:
    vcf, ped = (data / path for path in TRIOS[name])
    text = exchanged(ped.read_text(), "", "")
    honest = proven(vcf, text, tmp_path / "honest")
    people = [row.split("\t") for row in text.splitlines()]
    child, father, mother = next(row[1:4] for row in people if row[2] != "0")
    note = f"as stated: {honest['verdict']}"
    record(f"identity.{name}_passes", 1, int(honest["verdict"] == "pass"), note)
    related = [pair for pair in honest["pairs"] if pair["stated"] == "parent-child"]
    right = sum(pair["inferred"] == "parent-child" for pair in related)
    record(f"identity.{name}_relations", len(related), right, "parent and child are found to be so")
    pairs = [pair for pair in combinations((child, father, mother), 2) if name not in NO_X or child in pair]
    told = [problem(proven(vcf, exchanged(text, *pair), tmp_path / "-".join(pair))) for pair in pairs]
    record(f"identity.{name}_swaps", len(pairs), told.count("swap"), f"two names exchanged: {', '.join(told)}")


def test_a_stranger_for_a_father_stops(record: Any, data: Path, tmp_path: Path) -> None:
    """The father is stated to be a son of the mother, to whom he is not related; the child is stated a stranger."""
    told = []
    for name in ("justhusky", "aj"):
        vcf, ped = (data / path for path in TRIOS[name])
        rows = [line.split() for line in ped.read_text().splitlines() if line and not line.startswith("#")]
        child, father, mother = next(row[1:4] for row in rows if row[2] != "0")
        text = f"f\t{father}\t0\t{mother}\t1\t0\nf\t{mother}\t0\t0\t2\t0\nf\t{child}\t0\t0\t1\t0\n"
        told.append(problem(proven(vcf, text, tmp_path / name)))
    note = f"a man stated as the son of the mother of his child: {', '.join(told)}"
    record("identity.unrelated_parent", 2, told.count("unrelated_parent"), note)
