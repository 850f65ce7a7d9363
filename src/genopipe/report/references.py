"""What the methods of a report rest on: publications of the criteria that were asked, of sources, methods and tools.

Words and links come from the data files that the methods use: acmg.yaml, panel_rules, manifest.yaml, references.tsv.
"""

from collections.abc import Iterable
from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from genopipe.acmg import Acmg
from genopipe.acmg import Reference as Publication
from genopipe.cases import Closed
from genopipe.io.curated import read_curated
from genopipe.measures import Versions
from genopipe.panel_rules import PanelRules
from genopipe.report.tables import Row
from genopipe.sources import Source

PANEL = "panel:"
_ASKED = ("met", "not_met")
_LINKS = ("doi:", "http://", "https://")

Topic = Literal["criteria", "source", "method", "tool"]


class Reference(Closed):
    """One publication or document."""

    words: str = Field(description="Authors, title and journal as far as known; of a source its title and release.")
    link: str = Field(description="DOI, as doi:..., or an address; as text, never to be opened by the report.")
    topic: Topic = Field(description="What rests on it: criteria, a source, a method or a tool.")


def _named(source: str, publications: Iterable[Publication]) -> Publication | None:
    """Return the publication that a source of evidence names: its DOI or address, with or without a place in it."""
    return next((one for one in publications if source == one.text or source.startswith(f"{one.text}, ")), None)


def criteria_references(rows: Iterable[Row], acmg: Acmg, panels: Mapping[str, PanelRules]) -> list[Reference]:
    """Return what the criteria that were decided rest on, in the order of the files.

    Args:
        rows: Rows of `criteria` of what is reported.
        acmg: The figures with their references.
        panels: Rules of expert panels by name, with their references.
    """
    decided = [row for row in rows if row["outcome"] in _ASKED]
    if not decided:
        return []
    combining = {acmg.combination.points_source, *(rule.source for rule in acmg.combination.table)}
    used = {acmg.references[name].text for name in combining if name in acmg.references}
    publications = list(acmg.references.values())
    for name in sorted({row["decided_by"] for row in decided if row["decided_by"].startswith(PANEL)}):
        panel = panels.get(name.removeprefix(PANEL))
        if panel is not None:
            publications += panel.references.values()
            used |= {panel.references[panel.specification].text} if panel.specification in panel.references else set()
    found = (_named(row["source"], publications) for row in decided)
    used |= {one.text for one in found if one is not None}
    return [Reference(words=one.title, link=one.text, topic="criteria") for one in publications if one.text in used]


def source_references(sources: Iterable[Source]) -> list[Reference]:
    """Return what to cite of sources that have a DOI or an address, in their order."""
    return [
        Reference(words=one.titled, link=one.citation, topic="source")
        for one in sources
        if one.citation.startswith(_LINKS)
    ]


def _curated(names: Iterable[str], topic: Topic) -> list[Reference]:
    wanted = set(names)
    rows = read_curated("references").rows(named=True)
    kept = [row for row in rows if row["kind"] == topic and row["name"] in wanted]
    return [Reference(words=row["words"], link=row["link"], topic=topic) for row in kept]


def make_references(
    criteria: list[Reference], sources: Iterable[Source], versions: Versions | None, *, compared: bool
) -> tuple[Reference, ...]:
    """Return every reference once: of criteria, sources, methods and tools.

    Args:
        criteria: What `criteria_references` returned.
        sources: The sources of annotation, as far as they were given.
        versions: Tools of the run; None: not given.
        compared: The phenotype was compared.
    """
    methods = _curated(["hgvs", "mane", "tiers", *(["phenotype", "hpo"] if compared else [])], "method")
    tools = _curated([tool.tool for tool in versions.tools] if versions else [], "tool")
    every = [*criteria, *source_references(sources), *methods, *tools]
    first: dict[tuple[str, str], Reference] = {}
    for one in every:
        first.setdefault((one.link, one.words if one.topic == "source" else ""), one)
    return tuple(first.values())
