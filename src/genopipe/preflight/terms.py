"""The HPO terms of the cases: in use, replaced, or unknown to the release that the run compares with."""

from collections.abc import Sequence
from pathlib import Path

from genopipe.config import Settings
from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.errors import note
from genopipe.io.cases_file import CaseEntry
from genopipe.io.hpo import Ontology
from genopipe.io.hpo import chosen_files
from genopipe.io.hpo import read_ontology
from genopipe.io.naming import show


def check_terms(settings: Settings, cases: Sequence[CaseEntry], base: Path) -> list[Fault]:
    """Check that every HPO term of the cases can be compared.

    Args:
        settings: The settings.
        cases: The cases.
        base: Folder to which paths are relative.

    Returns:
        An error for a term that the release does not know, or that is no more in use and has no successor; a note for
        one that was replaced, and for an excluded term that an observed one implies.
    """
    if not any(entry.case.observed or entry.case.excluded for entry in cases):
        return []
    try:
        chosen = settings.phenotype
        ontology = read_ontology(chosen_files(chosen.ontology, chosen.annotations, chosen.genes, base).ontology)
    except InputError as error:
        return list(error.faults)
    return [found for entry in cases for found in [*_terms(ontology, entry), *_contradictions(ontology, entry)]]


def _terms(ontology: Ontology, entry: CaseEntry) -> list[Fault]:
    faults = []
    for term in (*entry.case.observed, *entry.case.excluded):
        place = f"{entry.where}: {entry.case.case}"
        if successor := ontology.replaced.get(term.id):
            cause = f"{term.id} was replaced by {successor} ({ontology.names[successor]}), which is compared instead"
            faults.append(note("HPO-REPLACED", place, cause, f"write {successor}"))
        elif term.id not in ontology.names:
            faults.append(_unknown(ontology, place, term.id, term.label))
    return faults


def _unknown(ontology: Ontology, place: str, term: str, label: str) -> Fault:
    named = f"{term} ({show(label)})" if label else term
    if term not in ontology.considered:
        fix = "correct the id, or name the files of a newer release in the section phenotype"
        return fault("HPO-TERM", place, f"{named} is no term of HPO {ontology.release}", fix)
    others = [f"{one} ({ontology.names[one]})" for one in ontology.considered[term] if one in ontology.names]
    fix = f"one of these may be meant: {', '.join(others)}" if others else "choose a term that is in use"
    return fault("HPO-TERM", place, f"{named} is no more in use, and nothing took its place", fix)


def _contradictions(ontology: Ontology, entry: CaseEntry) -> list[Fault]:
    implied: dict[str, str] = {}
    for term in entry.case.observed:
        waiting = [ontology.replaced.get(term.id, term.id)]
        while waiting:
            one = waiting.pop()
            if one not in implied:
                implied[one] = term.id
                waiting += ontology.parents.get(one, ())
    excluded = {term.id: ontology.replaced.get(term.id, term.id) for term in entry.case.excluded}
    fix = "exclude a more special term, or leave it out; what was observed counts"
    return [
        note(
            "HPO-CONFLICT",
            f"{entry.where}: {entry.case.case}",
            f"{given} is excluded, but {implied[now]} implies it",
            fix,
        )
        for given, now in excluded.items()
        if now in implied
    ]
