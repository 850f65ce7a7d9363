"""A small release of HPO, made by hand: seven terms, five diseases, four genes; and an oracle that knows no numpy."""

from dataclasses import dataclass
from math import log
from pathlib import Path

from genopipe.io.hpo import HpoFiles

OBO = """format-version: 1.2
data-version: hp/releases/2030-01-01

[Term]
id: HP:0000001
name: All

[Term]
id: HP:0000118
name: Phenotypic abnormality
is_a: HP:0000001 ! All

[Term]
id: HP:0000005
name: Mode of inheritance
is_a: HP:0000001 ! All

[Term]
id: HP:0000006
name: Autosomal dominant inheritance
is_a: HP:0000005 ! Mode of inheritance

[Term]
id: HP:0000010
name: Brain
alt_id: HP:0000910
is_a: HP:0000118 ! Phenotypic abnormality

[Term]
id: HP:0000011
name: Seizure
is_a: HP:0000010 {source="x"} ! Brain

[Term]
id: HP:0000012
name: Focal seizure
is_a: HP:0000011 ! Seizure

[Term]
id: HP:0000020
name: Heart
is_a: HP:0000118 ! Phenotypic abnormality

[Term]
id: HP:0000021
name: Arrhythmia
is_a: HP:0000020 ! Heart

[Term]
id: HP:0000022
name: Seizure with arrhythmia
is_a: HP:0000021 ! Arrhythmia
is_a: HP:0000011 ! Seizure

[Term]
id: HP:0000900
name: obsolete Fit
is_obsolete: true
replaced_by: HP:0000901

[Term]
id: HP:0000901
name: obsolete Convulsion
is_obsolete: true
replaced_by: HP:0000011

[Term]
id: HP:0000902
name: obsolete Turn
is_obsolete: true
consider: HP:0000012
consider: HP:0000021

[Typedef]
id: part_of
name: part of
"""
HEAD = "\t".join(
    (
        *("database_id", "disease_name", "qualifier", "hpo_id", "reference", "evidence", "onset", "frequency"),
        *("sex", "modifier", "aspect", "biocuration"),
    )
)
ROWS = [
    ("OMIM:1", "Fits", "", "HP:0000012", "3/4", "P"),
    ("OMIM:1", "Fits", "", "HP:0000006", "", "I"),
    ("OMIM:2", "Fits and beats", "", "HP:0000011", "HP:0040281", "P"),
    ("OMIM:2", "Fits and beats", "", "HP:0000021", "50%", "P"),
    ("OMIM:2", "Fits and beats", "", "HP:0000007", "", "I"),
    ("OMIM:3", "Beats", "", "HP:0000021", "", "P"),
    ("OMIM:3", "Beats", "NOT", "HP:0000011", "", "P"),
    ("OMIM:4", "Heart", "", "HP:0000020", "2/2", "P"),
    ("OMIM:4", "Heart", "", "HP:0000010", "0/9", "P"),
    ("ORPHA:5", "Fits again", "", "HP:0000910", "1/2", "P"),
    ("ORPHA:5", "Fits again", "", "HP:0000012", "1/4", "P"),
]
GENES = [
    ("1", "AAA", "OMIM:1"),
    ("1", "AAA", "ORPHA:5"),
    ("2", "BBB", "OMIM:2"),
    ("3", "OLD", "OMIM:3"),
    ("4", "-", "OMIM:4"),
]
PARENTS = {10: (118,), 11: (10,), 12: (11,), 20: (118,), 21: (20,), 22: (21, 11), 118: ()}
SHOWN = {
    "OMIM:1": {12: 0.75},
    "OMIM:2": {11: 0.895, 21: 0.5},
    "OMIM:3": {21: None},
    "OMIM:4": {20: 1.0},
    "ORPHA:5": {10: 0.5, 12: 0.25},
}
DENIED = {"OMIM:3": {11}, "OMIM:4": {10}}


def write_release(folder: Path, obo: str = OBO) -> HpoFiles:
    """Write the three files."""
    files = HpoFiles(folder / "hp.obo", folder / "phenotype.hpoa", folder / "genes_to_phenotype.txt")
    files.ontology.write_text(obo)
    lines = [f"{d}\t{n}\t{q}\t{t}\tPMID:1\tPCS\t\t{f}\t\t\t{a}\tHPO:x" for d, n, q, t, f, a in ROWS]
    files.annotations.write_text("\n".join(['#description: "x"', "#version: 2030-01-02", HEAD, *lines]) + "\n")
    rows = [f"{n}\t{s}\tHP:0000011\tSeizure\t-\t{d}" for n, s, d in GENES for _ in range(2)]
    files.genes.write_text(
        "ncbi_gene_id\tgene_symbol\thpo_id\thpo_name\tfrequency\tdisease_id\n" + "\n".join(rows) + "\n"
    )
    return files


def ancestors(term: int) -> set[int]:
    return {term}.union(*(ancestors(parent) for parent in PARENTS[term]))


def information(term: int) -> float:
    showing = sum(any(term in ancestors(one) for one in terms) for terms in SHOWN.values())
    return log(len(SHOWN) / max(showing, 1))


def shared(one: int, other: int) -> float:
    return max(information(term) for term in ancestors(one) & ancestors(other))


@dataclass(frozen=True)
class Said:
    person: float
    disease: float
    penalty: float


def judged(disease: str, observed: set[int], excluded: set[int]) -> Said:
    """Return the three parts as the formula of docs/phenotype.md has them."""
    terms = {term: 0.5 if often is None else often for term, often in SHOWN[disease].items()}
    own = sum(information(term) for term in observed)
    explained = sum(
        0.0 if ancestors(term) & DENIED.get(disease, set()) else max(shared(term, other) for other in terms)
        for term in observed
    )
    told = sum(often * information(term) for term, often in terms.items())
    shown = sum(often * max(shared(term, other) for other in observed) for term, often in terms.items())
    against = 0.0
    for term in excluded:
        often = max((value for other, value in terms.items() if term in ancestors(other)), default=0.0)
        against += -log(1 - 0.95 * often)
    every = own + sum(information(term) for term in excluded)
    return Said(explained / own, shown / told, min(against / every, 1.0))
