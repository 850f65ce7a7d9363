"""The files of the classification that the settings name: a laboratory's figures, rules of panels, curated evidence."""

from collections.abc import Callable
from pathlib import Path

from genopipe.config import Settings
from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.acmg_file import read_acmg
from genopipe.io.evidence_files import read_evidence
from genopipe.io.evidence_files import read_gene_limits
from genopipe.io.evidence_files import read_regions
from genopipe.io.panel_rules_file import read_panel_rules
from genopipe.io.text import file_faults


def check_classification(settings: Settings, base: Path = Path()) -> list[Fault]:
    """Check a laboratory's own figures and rules of panels; a file that is not there is reported elsewhere.

    Args:
        settings: The settings.
        base: Folder to which paths are relative.
    """
    faults: list[Fault] = []
    figures = base / settings.classify.acmg
    if settings.classify.acmg and not file_faults(figures):
        faults += _faults_of(read_acmg, figures)
    for name, read in _CURATED.items():
        given = getattr(settings.classify, name)
        if given and not file_faults(base / given):
            faults += _faults_of(read, base / given)
    folder = base / settings.classify.own_panel_rules
    if settings.classify.own_panel_rules:
        faults += _faults_of_rules(folder)
    return faults


_CURATED: dict[str, Callable[[Path], object]] = {
    "evidence": read_evidence,
    "gene_limits": read_gene_limits,
    "regions": read_regions,
}
"""Files of curators, by the setting that names them."""


def _faults_of(read: Callable[[Path], object], path: Path) -> list[Fault]:
    try:
        read(path)
    except InputError as error:
        return error.faults
    return []


def _faults_of_rules(folder: Path) -> list[Fault]:
    if not folder.is_dir():
        fix = "mend `classify.own_panel_rules`, or leave it out"
        return [fault("PANELRULES-FOLDER", str(folder), "no folder with rules of panels here", fix)]
    try:
        read_panel_rules(folder)
    except InputError as error:
        return error.faults
    return []
