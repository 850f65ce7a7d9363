"""The table of external tools and their environment files."""

import csv
import re
from functools import cache
from pathlib import Path

import yaml

from house.sources import ROOT

TABLE = ROOT / "setup" / "tools.tsv"


@cache
def tool_rows() -> tuple[dict[str, str], ...]:
    """Return the rows of setup/tools.tsv."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return tuple(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True))


def commands_with_environment() -> set[str]:
    """Return the commands of the tools for which envs/ holds a file."""
    rows = (row for row in tool_rows() if (ROOT / "envs" / f"{row['environment']}.yaml").is_file())
    return {command for row in rows for command in row["command"].split("|")}


def pins(path: Path) -> dict[str, str]:
    """Return the pinned versions of an environment file by package (genopipe's own has only Python's)."""
    if path.stem == "genopipe":
        return {}
    environment = yaml.safe_load(path.read_text(encoding="utf-8"))
    return dict(item.split("=") for item in environment["dependencies"])


def commands_in(path: Path) -> set[str]:
    """Return the commands that an environment file brings; none when it does not exist."""
    packages = pins(path) if path.is_file() else {}
    return {command for row in tool_rows() if row["environment"] in packages for command in row["command"].split("|")}


def version_key(version: str) -> tuple[int, ...]:
    """Return a version so that it can be compared."""
    return tuple(int(part) for part in re.findall(r"\d+", version))
