"""The profile of quality gates: gates, or the faults with the line of each key."""

from pathlib import Path

from pydantic import ValidationError

from genopipe.config import Settings
from genopipe.errors import Fault
from genopipe.errors import errors_among
from genopipe.errors import fault
from genopipe.gates import Gate
from genopipe.gates import GateProfile
from genopipe.gates import Measure
from genopipe.io.closed_objects import complaints
from genopipe.io.text import file_faults
from genopipe.io.yaml_file import read_yaml
from genopipe.measures import BREADTH_DEPTHS


def read_gates(path: Path) -> tuple[GateProfile | None, list[Fault]]:
    """Read a profile of quality gates.

    Args:
        path: YAML file.

    Returns:
        The profile, or None when there is an error, and the faults.
    """
    document, faults = read_yaml(path)
    if errors_among(faults):
        return None, faults
    try:
        return GateProfile.model_validate({} if document.content is None else document.content), faults
    except ValidationError as error:
        found = [
            fault("GATES-VALUE", document.where(item.keys), item.cause, item.fix)
            for item in complaints(error, GateProfile)
        ]
        return None, faults + found


def _unknown_depth(gate: Gate, depths: tuple[int, ...]) -> str:
    """Return why a gate's depth is never measured; empty: it is."""
    known = BREADTH_DEPTHS if gate.measure is Measure.BREADTH else depths
    if gate.depth is None or gate.depth in known:
        return ""
    return f"{gate.measure} at {gate.depth} reads is not measured; depths: {', '.join(map(str, sorted(known)))}"


def check_gates(settings: Settings, base: Path = Path()) -> list[Fault]:
    """Check the profile of quality gates that the settings name; a file that is not there is reported elsewhere.

    Args:
        settings: The settings.
        base: Folder to which paths are relative.
    """
    path = base / settings.gates.profile
    if not settings.gates.profile or file_faults(path):
        return []
    profile, faults = read_gates(path)
    wrong = [_unknown_depth(gate, settings.report.depth_thresholds) for gate in profile.gates] if profile else []
    fix = "choose one of these depths; those of genes are `report.depth_thresholds`"
    return faults + [fault("GATES-DEPTH", str(path), cause, fix) for cause in wrong if cause]
