"""The set-up: one table of tools, environments and an image that agree with it, constraints that bind everything."""

import re
import shutil
import subprocess
import tomllib

import pytest
import yaml

from house.sources import ROOT
from house.tools import TABLE
from house.tools import pins
from house.tools import tool_rows
from house.tools import version_key

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ENVIRONMENTS = sorted((ROOT / "envs").glob("*.yaml"))


def plain(name: str) -> str:
    """Return a package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", name)[0]).lower()


def constraints() -> dict[str, str]:
    """Return the bound versions by package."""
    lines = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if line and not line.startswith("#")]
    return {plain(line): line for line in lines}


def test_the_table_of_tools_is_whole():
    header = next(line for line in TABLE.read_text().splitlines() if not line.startswith("#")).split("\t")
    for row in tool_rows():
        assert list(row) == header
        assert all(row.values()), row
        assert row["needed_by"] in {"demo", "test"}
        assert re.fullmatch(r"\d+(\.\d+)*", row["minimal"]), row
    assert len({row["tool"] for row in tool_rows()}) == len(tool_rows())


def test_every_tool_of_a_run_has_an_environment():
    for row in tool_rows():
        if row["needed_by"] == "demo":
            assert (ROOT / "envs" / f"{row['environment']}.yaml").is_file(), row["tool"]


@pytest.mark.parametrize("path", ENVIRONMENTS, ids=lambda path: path.stem)
def test_environments_are_pinned_and_new_enough(path):
    assert yaml.safe_load(path.read_text(encoding="utf-8"))["channels"] == ["conda-forge", "bioconda", "nodefaults"]
    for name, version in pins(path).items():
        assert re.fullmatch(r"\d+(\.\d+)+(a\d+(\.\d+)*)?", version), name
        rows = [row for row in tool_rows() if row["environment"] == name]
        assert rows, f"no tool uses {name}"
        assert all(version_key(version) >= version_key(row["minimal"]) for row in rows)


def test_a_tool_has_one_pin():
    found = {(name, version) for path in ENVIRONMENTS for name, version in pins(path).items()}
    assert len(found) == len({name for name, _ in found}), sorted(found)
    assert all(set(pins(ROOT / "envs" / f"{name}.yaml")) == {name} for name, _ in found), "a file of its own for each"


def test_the_image_holds_every_tool_of_a_run():
    words = set((ROOT / "envs" / "Dockerfile").read_text().split())
    packages = {package for row in tool_rows() if row["needed_by"] == "demo" for package in row["packages"].split()}
    assert packages <= words, packages - words


def test_every_dependency_is_constrained():
    named = PROJECT["dependencies"] + [item for extra in PROJECT["optional-dependencies"].values() for item in extra]
    missing = {plain(item) for item in named} - set(constraints()) - {"genopipe"}
    assert not missing, missing


def test_constraints_are_exact():
    loose = [line for line in constraints().values() if not re.fullmatch(r"[A-Za-z0-9._-]+==[^\s=;]+( ?;.+)?", line)]
    assert not loose


def test_scripts_are_strict_and_executable():
    for path in [*(ROOT / "setup").glob("*.sh"), ROOT / ".ci" / "run"]:
        lines = path.read_text().splitlines()
        assert subprocess.run(["bash", "-n", path], check=False).returncode == 0
        if path.name == "packages.sh":  # sourced by the others
            continue
        assert lines[0] == "#!/usr/bin/env bash", path
        assert "set -euo pipefail" in lines, path
        assert any(re.match(r"export LC_ALL=C\b", line) for line in lines), path
        assert path.stat().st_mode & 0o111, f"{path} is not executable"


def test_a_missing_tool_is_named_with_its_remedy(tmp_path):
    for name in ["bash", "env", "dirname", "sed", "sort", "paste", "cat", "rm", "mkdir", "ln"]:
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    (tmp_path / "id").write_text("#!/bin/sh\necho 1000\n")
    (tmp_path / "id").chmod(0o755)
    shutil.copytree(ROOT / "setup", tmp_path / "setup")
    script = tmp_path / "setup" / "tools.sh"
    told = subprocess.run(
        ["bash", script, "demo"], env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert told.returncode == 2
    for row in tool_rows():
        if row["needed_by"] == "demo":
            assert f"{row['tool']:<10} missing; version {row['minimal']} or later" in told.stderr
            assert f"apt-get install {row['packages']}; conda: envs/{row['environment']}.yaml" in told.stderr
