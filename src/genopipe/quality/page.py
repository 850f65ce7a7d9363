"""The section of genopipe's own figures on the run's quality page (MultiQC custom content)."""

from collections.abc import Sequence
from typing import Any

from genopipe.measures import PersonQuality

HEADERS: dict[str, dict[str, Any]] = {
    "form": {"title": "Given as", "description": "How the data came: reads, alignment, gvcf or vcf"},
    "mean_depth": {"title": "Mean depth", "description": "Mean depth over all contigs", "suffix": "x"},
    "mapped": {"title": "Mapped", "description": "Primary reads that are mapped", "suffix": " %", "max": 100},
    "duplicates": {"title": "Duplicates", "description": "Primary reads marked duplicate", "suffix": " %"},
    "q30": {"title": "Q30", "description": "Bases of Phred quality 30 or more", "suffix": " %", "max": 100},
    "insert_size": {"title": "Insert", "description": "Mean insert size", "suffix": " bp", "format": "{:,.0f}"},
    "genes_covered": {
        "title": "Panel genes covered",
        "description": "Panel genes with at least 95 % of their coding bases at the middle depth threshold",
        "suffix": " %",
        "max": 100,
    },
}
COVERED = 0.95


def _percent(fraction: float | None) -> float | None:
    return None if fraction is None else round(100 * fraction, 3)


def _genes_covered(person: PersonQuality) -> float | None:
    if not person.genes:
        return None
    depths = sorted(person.genes[0].covered)
    middle = depths[len(depths) // 2]
    good = sum(gene.covered[middle] >= COVERED for gene in person.genes)
    return _percent(good / len(person.genes))


def quality_section(persons: Sequence[PersonQuality]) -> dict[str, Any]:
    """Return the section: one row a person, with the form of the data at least; what was not measured is left out."""
    rows = {}
    for person in sorted(persons, key=lambda one: one.person):
        figures = {
            "form": person.form.value,
            "mean_depth": person.mean_depth,
            "mapped": _percent(person.mapped_fraction),
            "duplicates": _percent(person.duplicate_fraction),
            "q30": _percent(person.q30_fraction),
            "insert_size": person.insert_size,
            "genes_covered": _genes_covered(person),
        }
        rows[person.person] = {name: value for name, value in figures.items() if value is not None}
    return {
        "id": "genopipe",
        "section_name": "genopipe",
        "description": "Figures of each person's data, as the case reports show them.",
        "plot_type": "table",
        "pconfig": {"id": "genopipe_table", "title": "genopipe: data of each person", "namespace": "genopipe"},
        "headers": HEADERS,
        "data": rows,
    }
