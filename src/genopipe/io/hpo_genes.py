"""Genes by phenotype: which gene has which disease, and the terms of that disease that were seen.

The files are those of `genopipe.io.hpo`; they keep HPO's own licence (https://hpo.jax.org/license).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from genopipe.errors import Fault
from genopipe.errors import fault
from genopipe.io.hpo import HpoFiles
from genopipe.io.hpo import Ontology
from genopipe.io.hpo import read_annotations
from genopipe.io.hpo import read_gene_diseases
from genopipe.io.naming import show

_TERM = re.compile(r"HP:\d{7}\Z")
# "Excluded (0 %)". Source: HPO, terms below HP:0040279 (frequency).
_NEVER = "HP:0040285"
_NONE = re.compile(r"0+(?:\.0+)?(?:/\d+|%)\Z")


@dataclass(frozen=True)
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
    terms: frozenset[str]


def narrower(terms: Iterable[str], ontology: Ontology) -> set[str]:
    """Return terms and all that are narrower.

    Args:
        terms: HPO ids.
        ontology: The terms of HPO.
    """
    children: dict[str, list[str]] = {}
    for term, parents in ontology.parents.items():
        for parent in parents:
            children.setdefault(parent, []).append(term)
    found, waiting = set[str](), list(terms)
    while waiting:
        term = waiting.pop()
        if term not in found:
            found.add(term)
            waiting += children.get(term, [])
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
        now = ontology.replaced.get(term, term)
        if not _TERM.match(term):
            faults.append(fault("HPO-TERM", where, f"{show(term)} is no HPO id", "write it as HP:0001250"))
        elif now not in ontology.names:
            what = "is obsolete" if now in ontology.considered else "does not exist"
            cause = f"{term} {what} in HPO {ontology.release}"
            instead = ", ".join(ontology.considered.get(now, ())) or "a term of this release, see https://hpo.jax.org"
            faults.append(fault("HPO-TERM", where, cause, f"give {instead}"))
        else:
            found.append(now)
    return list(dict.fromkeys(found)), faults


def read_disease_genes(files: HpoFiles) -> list[DiseaseGene]:
    """Read which gene has which disease, with the terms of each.

    Args:
        files: The files of HPO.

    Returns:
        One entry a gene and disease, by symbol.

    Raises:
        InputError: A file is no such table.
    """
    terms: dict[str, set[str]] = {}
    rows = read_annotations(files.annotations).select("database_id", "qualifier", "hpo_id", "frequency")
    for disease, qualifier, term, frequency in rows.iter_rows():
        if (qualifier or "").upper() != "NOT" and not _never(frequency):
            terms.setdefault(disease, set()).add(term)
    pairs = read_gene_diseases(files.genes).iter_rows()
    return [DiseaseGene(ncbi, symbol, disease, frozenset(terms.get(disease, ()))) for ncbi, symbol, disease in pairs]


def _never(frequency: str | None) -> bool:
    """Say whether a frequency means that the term was looked for and never seen: `0/7`, `0%`, or excluded."""
    return frequency is not None and (frequency == _NEVER or bool(_NONE.match(frequency)))
