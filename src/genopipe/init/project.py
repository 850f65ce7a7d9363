"""The files of a new project, by path; none of them is ever written over another."""

from enum import StrEnum
from pathlib import Path

from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.genome import CUSTOM
from genopipe.genome import GRCH38
from genopipe.init.settings_text import make_settings_text
from genopipe.io.whole import written_whole

_TEMPLATES = Path(__file__).parent / "templates"
_CUSTOM_ONLY = ("genome.x", "genome.y", "genome.mitochondrion", "genome.pseudoautosomal")


class CaseForm(StrEnum):
    """The form in which cases are given."""

    YAML = "yaml"
    PHENOPACKETS = "phenopackets"


_CASE_FILES = {
    CaseForm.YAML: {"config/cases.yaml": "cases.yaml"},
    CaseForm.PHENOPACKETS: {"config/cases/case1.json": "phenopacket.json", "config/cases/case1.yaml": "companion.yaml"},
}
_FILES = {
    "config/samples.tsv": "samples.tsv",
    "config/families.ped": "families.ped",
    "config/filters_hkgp.yaml": "filters_hkgp.yaml",
    "config/hkgp.yaml": "hkgp.yaml",
    "config/panels/example.tsv": "example.tsv",
}


def project_texts(build: str = GRCH38.name, form: CaseForm = CaseForm.YAML) -> dict[str, str]:
    """Return the text of every file of a new project, by its path within the project.

    Args:
        build: Name of the genome build.
        form: The form in which cases are given.
    """
    written = {"genome.build": build}
    if form is CaseForm.PHENOPACKETS:
        written["input.cases"] = "config/cases"
    wanted = _CUSTOM_ONLY if build == CUSTOM.name else ()
    texts = {"config/config.yaml": make_settings_text(written, wanted)}
    for path, template in {**_FILES, **_CASE_FILES[form]}.items():
        texts[path] = (_TEMPLATES / template).read_text(encoding="utf-8")
    return texts


def make_project(folder: Path, texts: dict[str, str]) -> None:
    """Write the files of a new project, all of them or none.

    Args:
        folder: The project's folder; made when it is not there.
        texts: Path within the project to text.

    Raises:
        InputError: A file is there already; each is named, and nothing was written.
    """
    there = [folder / path for path in texts if (folder / path).exists()]
    if there:
        fix = "name another folder, or move the file away"
        raise InputError([fault("INIT-EXISTS", str(path), "there already; nothing was written", fix) for path in there])
    for path, text in texts.items():
        with written_whole(folder / path) as partial:
            partial.write_text(text, encoding="utf-8")
