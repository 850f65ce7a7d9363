"""The annotation sources: readable, of this reference, indexed where that is needed, with the fields that are named."""

from pathlib import Path

import pysam

from genopipe.config import AnnotateSettings
from genopipe.config import ClinvarSource
from genopipe.config import FrequencySource
from genopipe.errors import Fault
from genopipe.errors import fault
from genopipe.io.naming import did_you_mean
from genopipe.io.naming import show
from genopipe.io.text import file_faults
from genopipe.preflight.alignment import quiet_htslib
from genopipe.preflight.reference import Reference
from genopipe.preflight.reference import compare_contigs

CLINVAR_FIELDS = ("CLNSIG", "CLNREVSTAT", "CLNDN")


def check_resources(settings: AnnotateSettings, reference: Reference, base: Path) -> list[Fault]:
    """Check that frequencies and ClinVar name contigs as the FASTA does, and hold the fields that are asked of them.

    Args:
        settings: Section `annotate` of the configuration.
        reference: The FASTA.
        base: Folder to which paths are relative.
    """
    faults: list[Fault] = []
    for key, source in (("annotate.frequency", settings.frequency), ("annotate.clinvar", settings.clinvar)):
        if source is not None and not file_faults(base / source.file):
            faults += _check_source(key, source, reference, base / source.file)
    return faults


def _check_source(key: str, source: FrequencySource | ClinvarSource, reference: Reference, path: Path) -> list[Fault]:
    index = next((Path(f"{path}{end}") for end in (".tbi", ".csi") if Path(f"{path}{end}").exists()), None)
    try:
        with quiet_htslib(), pysam.VariantFile(str(path)) as stream:
            lengths = {str(name): stream.header.contigs[name].length for name in stream.header.contigs}
            fields = {str(name) for name in stream.header.info}
        contigs = _indexed_contigs(path, index, lengths)
    except (OSError, ValueError) as error:
        return [fault("RESOURCE-READ", str(path), f"`{key}.file` cannot be read: {error}", "download it again")]
    faults = _check_fields(key, source, fields, path)
    differing = compare_contigs(contigs, reference.lengths)
    if differing:
        fix = "take the file of this build, or rename contigs with `bcftools annotate --rename-chrs`"
        faults.append(fault("RESOURCE-CONTIG", str(path), f"`{key}.file`: {differing}", fix))
    if source.normalised and index is None:
        cause = f"`{key}.normalised` is true, but the file has no index"
        faults.append(fault("RESOURCE-INDEX", str(path), cause, "run `bcftools index` on it"))
    return faults


def _indexed_contigs(path: Path, index: Path | None, lengths: dict[str, int | None]) -> dict[str, int | None]:
    """Return the contigs that an index or, without one, a header names (bases; None: not stated)."""
    if index is None or path.suffix != ".gz":
        return lengths
    with quiet_htslib(), pysam.TabixFile(str(path), index=str(index)) as tabix:
        return {str(name): lengths.get(str(name)) for name in tabix.contigs}


def _check_fields(key: str, source: FrequencySource | ClinvarSource, fields: set[str], path: Path) -> list[Fault]:
    """Check that every INFO field that the configuration or genopipe asks for is declared in the file."""
    wanted = _wanted(source)
    return [
        fault(
            "RESOURCE-FIELD",
            str(path),
            f"INFO field {show(name)} of `{key}{option}` is not in the file",
            did_you_mean(name, fields) or "name a field of the file's header",
        )
        for option, name in wanted.items()
        if name not in fields
    ]


def _wanted(source: FrequencySource | ClinvarSource) -> dict[str, str]:
    """Return the INFO fields that are asked of a source, by the option that asks."""
    if isinstance(source, ClinvarSource):
        return {f" ({name})": name for name in CLINVAR_FIELDS}
    asked = {f".populations.{name}": field for name, field in source.populations.items()}
    asked[".allele_number"] = source.allele_number
    return {**asked, ".homozygotes": source.homozygotes} if source.homozygotes else asked
