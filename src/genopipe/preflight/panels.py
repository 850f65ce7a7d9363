"""The panels of the cases: every gene is somebody, the gene models hold it, and panels of one case agree."""

from pathlib import Path

from genopipe.config import Settings
from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.errors import note
from genopipe.io.gene_identity import SymbolBook
from genopipe.io.gene_identity import read_symbol_book
from genopipe.io.model_genes import read_model_genes
from genopipe.io.text import file_faults
from genopipe.panels import Disagreement
from genopipe.panels import Panel
from genopipe.panels import disagreements
from genopipe.preflight.family import People
from genopipe.preflight.panel_identity import Identities
from genopipe.preflight.panel_identity import Models
from genopipe.preflight.panel_identity import resolve_panel
from genopipe.source_settings import gene_names_file

_SHOWN = 5


def check_panels(settings: Settings, people: People, base: Path = Path()) -> list[Fault]:
    """Check the panels that cases name.

    Args:
        settings: The settings.
        people: The cases and every panel that could be read.
        base: Folder to which paths are relative.

    Returns:
        Genes that are refused, genes that the gene models lack, and what panels of one case do not agree on.
    """
    asked = {name for entry in people.cases for name in entry.case.panels}
    used = [people.panels[name] for name in sorted(asked) if name in people.panels]
    models = base / settings.genome.genes
    if not used or file_faults(models):
        return []
    try:
        book = _read_book(settings, base)
        identities = Identities(Models(read_model_genes(models)), book)
    except InputError as error:
        return list(error.faults)
    resolved: dict[str, Panel] = {}
    faults: list[Fault] = []
    for panel in used:
        resolved[panel.name], found = resolve_panel(panel, identities)
        faults += found
    for entry in people.cases:
        chosen = [resolved[name] for name in dict.fromkeys(entry.case.panels) if name in resolved]
        faults += _tell(entry.case.case, entry.where, disagreements(chosen))
    return faults


def _read_book(settings: Settings, base: Path) -> SymbolBook | None:
    """Return HGNC's names; None: the settings name no file, or it is not there and told elsewhere.

    Raises:
        InputError: The file is no such table.
    """
    names, withdrawn = gene_names_file(settings), settings.input.withdrawn_names
    if not names or file_faults(base / names):
        return None
    gone = base / withdrawn if withdrawn and not file_faults(base / withdrawn) else None
    return read_symbol_book(base / names, gone)


def _tell(case: str, where: str, found: tuple[Disagreement, ...]) -> list[Fault]:
    """Tell of which genes the panels of a case do not say the same, and which one speaks."""
    if not found:
        return []
    told = "; ".join(_words(one) for one in found[:_SHOWN])
    more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    cause = f"case '{case}': panels do not say the same of {len(found)} genes: {told}{more}"
    fix = "nothing: the surest panel speaks, of equals the foremost; the report shows all of them"
    return [note("PANEL-DISAGREE", where, cause, fix)]


def _words(one: Disagreement) -> str:
    told = ", ".join(f"{panel}: {gene.confidence} {gene.mode_of_inheritance}" for panel, gene in one.told)
    return f"{one.gene_symbol} ({told}; {one.speaks} speaks)"
