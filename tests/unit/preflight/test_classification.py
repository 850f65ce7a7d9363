"""Figures and rules of panels of a laboratory are read before the first job."""

from pathlib import Path

from genopipe.config import Settings
from genopipe.preflight.classification import check_classification

GENOME = {"fasta": "a.fa", "genes": "a.gff3"}


def told(folder: Path, **classify: str) -> list[str]:
    settings = Settings.model_validate({"genome": GENOME, "classify": classify})
    return [item.line() for item in check_classification(settings, folder)]


def test_nothing_is_asked_where_nothing_is_named(tmp_path: Path):
    assert told(tmp_path) == []


def test_figures_with_a_typo_stop_the_run(tmp_path: Path):
    (tmp_path / "acmg.yaml").write_text("class_by: points\nthreshold: {}\n", encoding="utf-8")
    (line,) = told(tmp_path, acmg="acmg.yaml")
    assert "acmg.yaml:2" in line
    assert "did you mean `thresholds`?" in line
    (tmp_path / "acmg.yaml").write_text("class_by: points\n", encoding="utf-8")
    assert told(tmp_path, acmg="acmg.yaml") == []
    assert told(tmp_path, acmg="missing.yaml") == []


def test_rules_of_panels_are_read(tmp_path: Path):
    (line,) = told(tmp_path, own_panel_rules="rules")
    assert "PANELRULES-FOLDER" in line
    (tmp_path / "rules").mkdir()
    assert told(tmp_path, own_panel_rules="rules") == []
    (tmp_path / "rules" / "own.yaml").write_text("name: own\n", encoding="utf-8")
    assert any("own.yaml" in line for line in told(tmp_path, own_panel_rules="rules"))
