"""Check the files of a source: there, of the bytes that the record says, whole, of the build that it names."""

from collections.abc import Callable
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from genopipe.errors import Fault
from genopipe.errors import GenopipeError
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.blocks import DamageError
from genopipe.io.blocks import read_blocks
from genopipe.io.contig_names import translate
from genopipe.io.hashing import sha256
from genopipe.io.store import PositionTrack
from genopipe.io.store.table_rows import table_faults
from genopipe.io.store.vcf_rows import field_faults
from genopipe.io.store.vcf_rows import read_head
from genopipe.io.text import file_faults
from genopipe.io.vcf_content import verify_whole
from genopipe.preflight.reference import compare_contigs
from genopipe.preflight.reference import looks_like
from genopipe.resources.fetch import by_hand
from genopipe.resources.files import WantedFile
from genopipe.resources.files import source_folder
from genopipe.resources.files import wanted_files
from genopipe.sources import Source


def verify_source(source: Source, folder: Path, reference: Mapping[str, int] | None = None) -> list[Fault]:
    """Check every fetched file of a source.

    Args:
        source: The record.
        folder: Folder of all sources.
        reference: Contigs of the FASTA (bases), to compare with; None: not compared.
    """
    here = source_folder(folder, source)
    wanted = wanted_files(source)
    if not wanted or not all(one.name for one in wanted):
        return [by_hand(source)]
    return [item for one in wanted for item in _verify_wanted(source, one, here / one.name, reference)]


def _verify_wanted(source: Source, wanted: WantedFile, path: Path, reference: Mapping[str, int] | None) -> list[Fault]:
    faults = file_faults(path)
    if faults:
        return faults
    if wanted.sha256 and (found := sha256(path)) != wanted.sha256:
        cause = f"SHA-256 is {found}, the record says {wanted.sha256}"
        return [fault("SOURCE-SHA256", str(path), cause, "delete it and fetch it again")]
    return [] if wanted.is_index else verify_file(source, path, reference)


def verify_file(source: Source, path: Path, reference: Mapping[str, int] | None = None) -> list[Fault]:
    """Check one file of a source by its content.

    Args:
        source: The record.
        path: The file.
        reference: Contigs of the FASTA (bases), to compare with; None: not compared.
    """
    checks: dict[str, Callable[[Source, Path], dict[str, int | None]]] = {
        "vcf": _check_vcf,
        "tsv": _check_table,
        "bigwig": _check_track,
        "parquet": _check_parquet,
    }
    check = checks.get(source.format, _check_bytes)
    try:
        contigs = check(source, path)
    except InputError as error:
        return list(error.faults)
    except (GenopipeError, DamageError, OSError, pa.ArrowException) as error:
        return [fault("SOURCE-CUT", str(path), f"it cannot be read to its end: {error}", "fetch it again")]
    return _build_faults(source, path, contigs, reference)


def _build_faults(
    source: Source, path: Path, contigs: Mapping[str, int | None], reference: Mapping[str, int] | None
) -> list[Fault]:
    known = {name: length for name, length in contigs.items() if length is not None}
    seen = looks_like(known) if known else ""
    if seen and source.build and seen != source.build:
        cause = f"its contigs are those of {seen}, the record says {source.build}"
        return [fault("SOURCE-BUILD", str(path), cause, "fetch the file of the right build")]
    names = translate(known, reference) if reference else {}
    renamed = {names.get(name, name): length for name, length in known.items()}
    differing = compare_contigs(renamed, reference) if reference and known else ""
    return [fault("SOURCE-BUILD", str(path), differing, "fetch the file of the reference's build")] if differing else []


def _check_vcf(source: Source, path: Path) -> dict[str, int | None]:
    verify_whole(path)
    head = read_head(path)
    faults = field_faults(source, head, path)
    if faults:
        raise InputError(faults)
    return head.contigs


def _check_table(source: Source, path: Path) -> dict[str, int | None]:
    faults = table_faults(path, source)
    if faults:
        raise InputError(faults)
    return _check_bytes(source, path) if path.suffix != ".zip" else {}


def _check_track(source: Source, path: Path) -> dict[str, int | None]:
    return PositionTrack(source, path).contigs


def _check_parquet(source: Source, path: Path) -> dict[str, int | None]:
    del source
    pq.read_metadata(path)
    return {}


def _check_bytes(source: Source, path: Path) -> dict[str, int | None]:
    """Read a file to its end, unpacked."""
    del source
    for _ in read_blocks(path):
        pass
    return {}
