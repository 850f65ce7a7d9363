"""What README and guides promise: commands, options, targets, profiles, links, settings and fault codes exist."""

import re
import shlex
import struct
from pathlib import Path

import pytest

from genopipe.cli.docs import command_helps
from genopipe.config import Settings
from house.sources import ROOT
from house.sources import shown

PAGES = sorted(
    [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "envs").glob("*.md"), *(ROOT / "docs").rglob("*.md")]
)
GENERATED = {"commands.md", "columns.md", "config.md", "criteria.md"}
GUIDES = [path for path in PAGES if path.name not in GENERATED]
LINK = re.compile(r"(?<!`)\[[^\]]*\]\(([^)\s]+)\)")
HELPS = command_helps()


def unfenced(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def anchors(text: str) -> set[str]:
    """Return the anchors that a page's headings make."""
    titles = re.findall(r"^#+ (.*)$", unfenced(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def commands_in(text: str, word: str) -> list[list[str]]:
    """Return the calls of a command in a page's code, as words."""
    fenced = [line for block in re.findall(r"^```\w*\n(.*?)^```$", text, re.M | re.S) for line in block.splitlines()]
    inline = [found.replace("\n", " ") for found in re.findall(r"`([^`]+)`", unfenced(text))]
    lines = [line.strip().removeprefix("$ ") for line in [*fenced, *inline]]
    return [shlex.split(line, comments=True) for line in lines if line.startswith(f"{word} ") and "`" not in line]


@pytest.mark.parametrize("path", PAGES, ids=shown)
def test_links_resolve(path: Path):
    text = path.read_text(encoding="utf-8")
    for target in LINK.findall(unfenced(text)):
        if re.match(r"https?://|mailto:", target):
            continue
        name, _, anchor = target.partition("#")
        other = (path.parent / name).resolve() if name else path
        assert other.exists(), f"{shown(path)}: {target}"
        if anchor:
            assert anchor in anchors(other.read_text(encoding="utf-8")), f"{shown(path)}: {target}"


@pytest.mark.parametrize("path", GUIDES, ids=shown)
def test_genopipe_commands_exist(path: Path):
    for words in commands_in(path.read_text(encoding="utf-8"), "genopipe"):
        if words[1].startswith("-") or words[1] == "...":
            continue
        name = next(" ".join(words[:n]) for n in (3, 2, 1) if " ".join(words[:n]) in HELPS)
        assert name != "genopipe", f"{shown(path)}: no command {' '.join(words)}"
        for option in (word.split("=")[0] for word in words if word.startswith("--")):
            assert re.search(rf"(?<!\S){option}\b", HELPS[name]), f"{shown(path)}: {name} has no {option}"


@pytest.mark.parametrize("path", GUIDES, ids=shown)
def test_make_targets_exist(path: Path):
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for words in commands_in(path.read_text(encoding="utf-8"), "make"):
        assert words[1] in targets, f"{shown(path)}: make {words[1]}"


@pytest.mark.parametrize("path", GUIDES, ids=shown)
def test_snakemake_calls_are_right(path: Path):
    for words in commands_in(path.read_text(encoding="utf-8"), "snakemake"):
        known = {"--directory", "--snakefile", "--cores", "--workflow-profile", "--dry-run", "--lint", "--unlock"}
        known |= {"--software-deployment-method", "--set-resources"}
        assert {word for word in words if word.startswith("--")} <= known, f"{shown(path)}: {words}"
        if "--workflow-profile" in words:
            assert (ROOT / words[words.index("--workflow-profile") + 1] / "config.yaml").is_file(), words


@pytest.mark.parametrize("path", GUIDES, ids=shown)
def test_fault_codes_are_listed(path: Path):
    listed = set(re.findall(r"^\| ([A-Z0-9-]+) \|", (ROOT / "docs" / "faults.md").read_text(), re.MULTILINE))
    families = {code.split("-")[0] for code in listed}
    named = re.findall(r"`([A-Z]+(?:-[A-Z0-9]+)+)`", path.read_text(encoding="utf-8"))
    assert {code for code in named if code.split("-")[0] in families} <= listed


@pytest.mark.parametrize("path", GUIDES, ids=shown)
def test_settings_that_are_named_exist(path: Path):
    sections = Settings.model_fields
    named = re.findall(r"`([a-z]+)\.([a-z_]+)[.`]", path.read_text(encoding="utf-8"))
    files = {"py", "md", "tsv", "yaml", "json", "ped", "txt", "parquet", "hpoa"}
    for section, option in named:
        if section in sections and option not in files:
            assert option in sections[section].annotation.model_fields, f"{shown(path)}: {section}.{option}"


def test_readme_opens_with_the_two_commands():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    places = [text.index(word) for word in ("make demo\nmake test", "genopipe init", "genopipe check", "snakemake ")]
    assert places == sorted(places)
    assert re.findall(r"^```bash\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)[0] == "make demo\nmake test\n"
    assert "--workflow-profile workflow/profiles/slurm" in text


def test_every_page_is_in_the_index():
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    assert all(f"]({path.name})" in index for path in (ROOT / "docs").glob("*.md") if path.name != "README.md")


def test_every_package_folder_of_the_map_exists():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    folders = re.findall(r"^\| \[([a-z/]+)/\]", text, re.MULTILINE)
    assert len(folders) >= 7
    assert all((ROOT / folder).is_dir() for folder in folders)


def test_the_picture_is_small_and_whole():
    picture = (ROOT / "docs" / "pictures" / "report.png").read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", picture[16:24]) == (1280, 1400)
    assert picture.endswith(b"IEND\xaeB`\x82")
    assert len(picture) < 300_000


def test_pictures_are_shown_and_small():
    shown_ones = {name for path in GUIDES for name in re.findall(r"pictures/([\w.]+)\)", path.read_text("utf-8"))}
    there = {path.name: path.stat().st_size for path in (ROOT / "docs" / "pictures").iterdir()}
    assert there.keys() == shown_ones
    assert max(there.values()) < 300_000
    assert sum(there.values()) < 1_500_000


def test_decisions_are_numbered_and_say_why():
    for path in sorted((ROOT / "docs" / "decisions").glob("*.md")):
        assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", path.name)
        assert path.read_text(encoding="utf-8").startswith(f"# {int(path.name[:4])}. ")
