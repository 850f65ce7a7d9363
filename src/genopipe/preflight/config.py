"""The configuration: settings, or the faults with the line of each key."""

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from genopipe.config import Settings
from genopipe.errors import Fault
from genopipe.errors import errors_among
from genopipe.errors import fault
from genopipe.io.closed_objects import Complaint
from genopipe.io.closed_objects import Kind
from genopipe.io.closed_objects import complaints
from genopipe.io.naming import path_problem
from genopipe.io.text import file_faults
from genopipe.io.yaml_file import Document
from genopipe.io.yaml_file import KeyPath
from genopipe.io.yaml_file import read_yaml


def read_settings(path: Path) -> tuple[Settings | None, list[Fault]]:
    """Read the configuration.

    Args:
        path: YAML file.

    Returns:
        The settings, or None when there is an error, and the faults.
    """
    document, faults = read_yaml(path)
    if errors_among(faults):
        return None, faults
    settings, found = make_settings(document)
    return settings, faults + found


def make_settings(document: Document) -> tuple[Settings | None, list[Fault]]:
    """Make settings of a document.

    Args:
        document: What `read_yaml` read; lines may be missing, then messages name the file alone.

    Returns:
        The settings, or None when there is an error, and the faults.
    """
    content = {} if document.content is None else document.content
    try:
        settings = Settings.model_validate(content)
    except ValidationError as error:
        return None, [_config_fault(item, document.where(item.keys)) for item in complaints(error, Settings)]
    faults = _check_truth(content, settings, document, ())
    return (None if faults else settings), faults


def _config_fault(complaint: Complaint, where: str) -> Fault:
    if complaint.kind is Kind.UNKNOWN:
        return fault("CONFIG-KEY", where, complaint.cause, complaint.fix)
    if complaint.kind is Kind.MISSING:
        return fault("CONFIG-MISSING", where, complaint.cause, complaint.fix)
    if complaint.kind is Kind.RANGE:
        return fault("CONFIG-RANGE", where, complaint.cause, complaint.fix)
    if complaint.kind is Kind.TYPE:
        return fault("CONFIG-TYPE", where, complaint.cause, complaint.fix)
    return fault("CONFIG-VALUE", where, complaint.cause, complaint.fix)


def _check_truth(content: Any, made: Any, document: Document, keys: KeyPath) -> list[Fault]:  # noqa: ANN401
    """Refuse `true` where a number is meant: it would count as 1."""
    if isinstance(content, bool) and not isinstance(made, bool):
        name = ".".join(str(key) for key in keys)
        return [fault("CONFIG-TYPE", document.where(keys), f"`{name}` is {content}, not a number", "give a number")]
    if isinstance(content, dict):
        pairs = [(key, value, _child(made, key)) for key, value in content.items()]
    elif isinstance(content, list) and isinstance(made, list | tuple):
        pairs = [(index, value, made[index]) for index, value in enumerate(content) if index < len(made)]
    else:
        return []
    return [found for key, value, child in pairs for found in _check_truth(value, child, document, (*keys, key))]


def _child(made: Any, key: str) -> Any:  # noqa: ANN401
    return made.get(key) if isinstance(made, dict) else getattr(made, key, None)


def named_files(settings: Settings) -> dict[KeyPath, str]:
    """Return the files that settings name, apart from the gene panels, by path of keys."""
    files: dict[KeyPath, str] = {
        ("input", "samples"): settings.input.samples,
        ("input", "pedigree"): settings.input.pedigree,
        ("genome", "fasta"): settings.genome.fasta,
        ("genome", "genes"): settings.genome.genes,
    }
    frequency, clinvar = settings.annotate.frequency, settings.annotate.clinvar
    if frequency is not None:
        files["annotate", "frequency", "file"] = frequency.file
        files["annotate", "frequency", "covered"] = frequency.covered
    if clinvar is not None:
        files["annotate", "clinvar", "file"] = clinvar.file
    files["input", "gene_names"] = settings.input.gene_names
    files["input", "withdrawn_names"] = settings.input.withdrawn_names
    files["gates", "profile"] = settings.gates.profile
    files["filter", "profile"] = settings.filter.profile
    for name in ("ontology", "annotations", "genes"):
        files["phenotype", name] = getattr(settings.phenotype, name)
    for name in ("acmg", "evidence", "gene_limits", "regions"):
        files["classify", name] = getattr(settings.classify, name)
    files["annotate", "manifest"] = settings.annotate.manifest
    for number, source in enumerate(settings.annotate.sources):
        files["annotate", "sources", number, "covered"] = source.covered
        files |= {("annotate", "sources", number, "files", place): f for place, f in enumerate(source.files)}
    return {keys: name for keys, name in files.items() if name}


def check_files(settings: Settings, document: Document, base: Path = Path()) -> list[Fault]:
    """Check that the files that settings name are there.

    Args:
        settings: The settings.
        document: The configuration, for line numbers.
        base: Folder to which paths are relative.
    """
    faults = []
    for keys, name in named_files(settings).items():
        problem = path_problem(name)
        if problem:
            faults.append(fault("CONFIG-PATH", document.where(keys), problem, "rename the file"))
        else:
            faults += file_faults(base / name, document.where(keys))
    for keys, name in ((("input", "cases"), settings.input.cases), (("input", "panels"), settings.input.panels)):
        if not (base / name).exists():
            cause = f"`{'.'.join(keys)}`: {name} does not exist"
            faults.append(fault("FILE-MISSING", document.where(keys), cause, "mend the path or bring the file"))
    return faults
