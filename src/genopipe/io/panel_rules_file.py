"""Read the rules of ClinGen expert panels: those that ship, and a laboratory's own."""

from functools import cache
from importlib.resources import as_file
from importlib.resources import files
from pathlib import Path

from genopipe.acmg import Acmg
from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.acmg_file import read_closed
from genopipe.io.acmg_file import shipped_acmg
from genopipe.io.closed_objects import Complaint
from genopipe.io.naming import did_you_mean
from genopipe.panel_rules import PanelRules


def read_panel_file(path: Path, acmg: Acmg) -> PanelRules:
    """Read the rules of one panel.

    Args:
        path: YAML file.
        acmg: The figures that the panel changes.

    Raises:
        InputError: Every fault at once, each with its line.
    """
    panel, document = read_closed(path, PanelRules, _wrong_key)
    faults: list[Fault] = []
    known = {**acmg.references, **panel.references}
    for name in sorted(panel.sources() - set(known)):
        faults.append(fault("PANELRULES-SOURCE", str(path), f"no reference is named {name}", did_you_mean(name, known)))
    for number, group in enumerate(panel.figures):
        for name in group.thresholds:
            if name not in acmg.thresholds:
                where = document.where(("figures", number, "thresholds", name))
                fix = did_you_mean(name, acmg.thresholds)
                faults.append(fault("PANELRULES-NAME", where, f"no threshold {name}", fix))
    if faults:
        raise InputError(faults)
    return panel


def _wrong_key(where: str, item: Complaint) -> Fault:
    return fault("PANELRULES-KEY", where, item.cause, item.fix)


def read_panel_rules(folder: Path | None = None) -> dict[str, PanelRules]:
    """Return the rules of every panel, by name: those that ship, and a laboratory's own in their places.

    Args:
        folder: Folder of a laboratory's own YAML files; None: there are none.

    Raises:
        InputError: A file is wrong, or two panels have rules for one gene.
    """
    panels = dict(shipped_panel_rules())
    if folder is not None:
        for path in sorted(folder.glob("*.yaml")):
            panel = read_panel_file(path, shipped_acmg())
            panels[panel.name] = panel
    faults = list(_shared_genes(panels))
    if faults:
        raise InputError(faults)
    return panels


def _shared_genes(panels: dict[str, PanelRules]) -> list[Fault]:
    genes: dict[str, str] = {}
    faults = []
    for name, panel in panels.items():
        for gene in panel.genes:
            first = genes.setdefault(gene, name)
            if first != name:
                cause = f"panels {first} and {name} both have rules for {gene}"
                faults.append(fault("PANELRULES-GENE", name, cause, "keep the gene in one of them"))
    return faults


@cache
def shipped_panel_rules() -> dict[str, PanelRules]:
    """Return the rules that ship with genopipe, by name of the panel."""
    panels = {}
    with as_file(files("genopipe").joinpath("curated", "panel_rules")) as folder:
        for path in sorted(folder.glob("*.yaml")):
            panel = read_panel_file(path, shipped_acmg())
            panels[panel.name] = panel
    return panels
