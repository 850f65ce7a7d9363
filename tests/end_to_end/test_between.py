"""A sample in two families, and children swapped between two: stopped by name; the others get their reports."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from end_to_end.projects import Project
from end_to_end.projects import run

FORMS = ("fastq_1", "fastq_2", "alignment", "gvcf", "vcf")
FAMILIES = ("C01", "C02", "C05", "C07", "C08")
SWAPPED = {"F01-child": "F02-child", "F02-child": "F01-child"}
TWICE = {"F08-child": "F07-child"}
NEW = "C04"


def _give(project: Project, made: Path, people: Iterable[str], samples: dict[str, str]) -> None:
    """Let people start from a gVCF; some from that of another."""
    given = project.folder / "given"
    given.mkdir(exist_ok=True)
    rows = {row["person"]: row for row in project.sheet()}
    for person in people:
        name = samples.get(person, person)
        path = f"given/{person}.g.bcf"
        packing = ("--compression-level", "1") if person in TWICE else ()  # the same bytes twice are refused at start
        calls = str(made / f"gvcf/{name}.g.bcf")
        _tool(project, "bcftools", "view", "--no-version", *packing, "-Ob", "-o", path, calls)
        _tool(project, "bcftools", "index", "--force", path)
        empty = dict.fromkeys((*FORMS, "lane", "library", "platform", "unit"), "")
        rows[person] = {**empty, "person": person, "gvcf": path, "sample": name}
    project.write_sheet(list(rows.values()))


def _tool(project: Project, *command: str) -> None:
    result = run(*command, cwd=project.folder)
    assert result.returncode == 0, result.stderr


def _told(project: Project) -> dict:
    return json.loads((project.folder / "results/laboratory/families.json").read_text(encoding="utf-8"))["cases"]


def _files(project: Project, *cases: str) -> dict[Path, float]:
    folders = [project.folder / "results/cases" / case for case in cases]
    return {path: path.stat().st_mtime for folder in folders for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def mistaken(demo: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a run of five families: one sample twice, and two children swapped."""
    project = demo.copy(tmp_path_factory.mktemp("between") / "demo", results=False)
    project.keep_cases(*FAMILIES)
    people = sorted({row["person"] for row in project.sheet()})
    _give(project, demo.folder / "results", people, SWAPPED | TWICE)
    return project.finish()


def test_both_mistakes_stop_their_families_by_name_and_no_other(mistaken: Project):
    told = _told(mistaken)
    assert {case: one["verdict"] for case, one in told.items()} == {
        "C01": "stop",
        "C02": "stop",
        "C05": "pass",
        "C07": "stop",
        "C08": "stop",
    }
    for case in ("C01", "C02"):
        (reason,) = told[case]["reasons"]
        assert (reason["problem"], reason["people"]) == ("swap", sorted(SWAPPED))
    for case in ("C07", "C08"):
        assert [(one["problem"], one["people"]) for one in told[case]["reasons"]] == [
            ("duplicate", ["F07-child", "F08-child"])
        ]
    assert mistaken.reported() == ["C05"]
    assert (mistaken.folder / "results/cases/C05/report.html").is_file()


def test_who_is_stopped_by_another_family_is_told_in_the_laboratory_alone(mistaken: Project):
    own = json.loads((mistaken.folder / "results/cases/C07/laboratory/identity.json").read_text(encoding="utf-8"))
    assert own["families"]["F07"]["verdict"] == "pass"
    folder = mistaken.folder / "results/cases/C07"
    assert sorted(path.name for path in folder.iterdir()) == ["case.json", "laboratory", "on_hold.txt"]
    note, other = ((folder.parent / case / "on_hold.txt").read_text(encoding="utf-8") for case in ("C07", "C01"))
    assert note == other
    words = ("swap", "one genome", "unexpected_relatives", "may be one family")
    files = [*mistaken.folder.glob("results/cases/**/*"), *mistaken.folder.glob("logs/**/*.log")]
    told = [path for path in files if path.is_file() and "laboratory" not in path.parts]
    assert len(told) > 50
    for path in told:
        text = path.read_bytes().decode("utf-8", errors="ignore").lower()
        assert not [word for word in words if word in text], path


def test_what_is_mended_is_released_and_a_new_family_makes_no_case_anew(
    demo: Project, mistaken: Project, tmp_path: Path
):
    project = mistaken.copy(tmp_path / "demo", results=True)
    before = _files(project, "C05")
    content = demo.read_yaml("cases")["cases"]
    cases = project.read_yaml("cases")
    cases["cases"].append(next(case for case in content if case["case"] == NEW))
    (project.folder / "config/cases.yaml").write_text(json.dumps(cases), encoding="utf-8")
    people = sorted({row["person"] for row in demo.sheet() if row["person"].startswith("F04")})
    _give(project, demo.folder / "results", [*people, *SWAPPED], {})
    project.finish()
    assert set(project.reported()) == {"C01", "C02", NEW, "C05"}
    assert {case for case, one in _told(project).items() if one["verdict"] == "stop"} == {"C07", "C08"}
    assert _files(project, "C05") == before
