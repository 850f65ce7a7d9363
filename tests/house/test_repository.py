"""What is committed: no hosts, no machines, no talk; sources for every table; commands that exist."""

import re
import tomllib
from pathlib import Path

import pytest

from house.sources import ROOT
from house.sources import SOURCE
from house.sources import shown
from house.sources import text_of
from house.sources import tracked_files

# The patterns are put together from pieces, so that this file does not break the law that it states.
REGISTRIES = ("py" + "pi", "python" + "hosted", "npm" + "js", "ana" + "conda", "deb" + "ian", "ubun" + "tu")
REGISTRY = rf"\b(?:{'|'.join(REGISTRIES)})\.(?:org|com|net|io)\b|\bmav" + r"en\.org\b|\bcrat" + r"es\.io\b"
FOLDERS = ("wo" + "rk", "ro" + "ot", "fa" + "rm", "opt/" + "wheels", "tmp/v" + r"3\d+")
MACHINE = rf"(?<![\w.<])/(?:{'|'.join(FOLDERS)})(?:/|\b)"
WORDS = (
    *("cla" + "ude", "anth" + "ropic", "chat" + "gpt", "open" + "ai", "co-auth" + "ored-by", "language " + "model"),
    *(r"(?:this|previous|last|next|earlier) sess" + "ion", r"iss" + r"ue #?\d+", "sub" + "agent", "ai " + "assistant"),
)
TALK = rf"(?i)\b(?:{'|'.join(WORDS)})\b"
# A sheet is what the laboratory itself says; it has no other source.
SHEETS = {"samples.tsv", "cases.tsv", "families.tsv"}


@pytest.mark.parametrize(
    ("what", "pattern"), [("a registry's host", REGISTRY), ("a machine's path", MACHINE), ("talk", TALK)]
)
def test_no_file_names(what: str, pattern: str):
    found = []
    for path in tracked_files():
        for number, line in enumerate((text_of(path) or "").splitlines(), start=1):
            found += [f"{shown(path)}:{number} {match.group()!r}" for match in re.finditer(pattern, line)]
    assert not found, f"{what}: {found[:20]}"


@pytest.mark.parametrize(
    ("pattern", "bad"),
    [
        (REGISTRY, "https://" + "py" + "pi.org/simple"),
        (REGISTRY, "deb." + "deb" + "ian.org"),
        (MACHINE, "cd /wo" + "rk/main"),
        (MACHINE, "'/ro" + "ot'"),
        (TALK, "see iss" + "ue 12"),
    ],
)
def test_the_patterns_bite(pattern: str, bad: str):
    assert re.search(pattern, bad)


def test_lines_end_with_a_line_feed():
    crossed = [shown(p) for p in tracked_files() if text_of(p) is not None and b"\r\n" in p.read_bytes()]
    assert not crossed
    assert "eol=lf" in (ROOT / ".gitattributes").read_text()


def test_files_end_with_a_new_line():
    texts = {path: text for path in tracked_files() if (text := text_of(path))}
    assert not [shown(path) for path, text in texts.items() if not text.endswith("\n")]


def curated_tables() -> list[Path]:
    """Return the tables that somebody wrote by hand."""
    folders = (ROOT / "resources" / "curated", SOURCE / "curated", ROOT / "config")
    tables = (path for folder in folders for path in sorted(folder.rglob("*.tsv")))
    return [path for path in tables if path.name not in SHEETS]


def test_curated_tables_exist():
    assert curated_tables(), "no curated table was found: has the law lost its eyes?"


@pytest.mark.parametrize("path", curated_tables(), ids=shown)
def test_curated_tables_have_a_source(path: Path):
    lines = path.read_text(encoding="utf-8").splitlines()
    comments = [line for line in lines if line.startswith("#")]
    rows = [line for line in lines if not line.startswith("#")]
    told = any(re.search(r"\bsource\b\s*:?\s*\S", line, re.IGNORECASE) for line in comments)
    header = rows[0].split("\t")
    if "source" in header:
        told = all(row.split("\t")[header.index("source")].strip() for row in rows[1:])
    assert told, "give it a column `source` filled in every row, or a line `# source: ...` at its head"


def test_curated_tables_are_rectangular():
    for path in curated_tables():
        rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        assert {len(row) for row in rows} == {len(rows[0])}, shown(path)


def make_targets() -> set[str]:
    """Return the targets of the Makefile."""
    return set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_commands_that_are_promised_exist(name: str):
    text = (ROOT / name).read_text(encoding="utf-8")
    promised = set(re.findall(r"(?:^|`)(?:\$ )?make ([a-z][a-z-]*)", text, re.MULTILINE))
    assert promised, f"{name} names no make command"
    assert promised <= make_targets(), promised - make_targets()


def test_every_target_is_explained():
    text = (ROOT / "Makefile").read_text()
    explained = set(re.findall(r"^([a-z][a-z-]*):.*## \S", text, re.MULTILINE))
    assert explained == make_targets()
    assert {"demo", "test", "check", "validate", "help", "docs", "format", "clean"} <= explained


def test_the_changelog_tells_of_this_version():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert re.search(
        rf"^## \[{re.escape(version)}\] - (unreleased|\d{{4}}-\d\d-\d\d)$", (ROOT / "CHANGELOG.md").read_text(), re.M
    )
