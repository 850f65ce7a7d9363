"""Compile a source into a store, once for its bytes, its record and its reference."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.allele_batch import CARRIED
from genopipe.io.allele_batch import OUTSIDE
from genopipe.io.allele_batch import UNALIGNED_WORDS
from genopipe.io.allele_batch import UNLIKE
from genopipe.io.contig_names import read_own_names
from genopipe.io.contig_names import translate
from genopipe.io.hashing import sha256
from genopipe.io.left_align import left_align
from genopipe.io.naming import show
from genopipe.io.sequence import Sequence as Reference
from genopipe.io.sequence import SequenceView
from genopipe.io.store.keys import take_texts
from genopipe.io.store.layout import STORE_VERSION
from genopipe.io.store.layout import BuiltFrom
from genopipe.io.store.layout import Description
from genopipe.io.store.layout import Pointer
from genopipe.io.store.layout import read_description
from genopipe.io.store.table_rows import SourceRows
from genopipe.io.store.table_rows import read_table_rows
from genopipe.io.store.vcf_rows import read_head
from genopipe.io.store.vcf_rows import read_vcf_rows
from genopipe.io.store.writer import StoreWriter
from genopipe.io.whole import written_whole
from genopipe.preflight.reference import compare_contigs
from genopipe.sources import Source

UNLIKE_SHARE = 0.05
"""Most REF bases of a contig that may be unlike the reference. Of another build or an other contig about three of four
are, as of any four letters; of a right one next to none."""

UNLIKE_LEAST = 50
"""Alleles of a contig that must have been compared before they are judged (count)."""

_PACKED = (b"\x1f\x8b", b"PK\x03\x04", b"PAR1", b"BCF")

FOREIGN = "contig not in the reference"

Translate = Callable[[Iterable[str], Mapping[str, int]], Mapping[str, str]]
"""Contigs of a file, and the FASTA's with their lengths, to a map from the first to the second; what it does not name
is as it is."""


def translator(table: Path | None) -> Translate:
    """Return how contig names are translated: by the declared table, a user's own names before it.

    Args:
        table: Two columns, contig of the source and contig of the FASTA; None: only the declared table.

    Raises:
        InputError: The table is wrong.
    """
    own = read_own_names(table) if table else {}

    def names(asked: Iterable[str], reference: Mapping[str, int]) -> dict[str, str]:
        listed = list(asked)
        return {**translate(listed, reference), **{name: own[name] for name in listed if name in own}}

    return names


class Built(NamedTuple):
    """A store and whether it was there before.

    Attributes:
        folder: Where it lies.
        description: What it holds.
        new: It was built now.
    """

    folder: Path
    description: Description
    new: bool


@dataclass
class _Contig:
    """One contig of the reference while rows of it are compared."""

    name: str
    compared: int = 0
    unlike: int = 0


@dataclass
class _Building:
    """What a build needs of its reference."""

    reference: Reference | None
    names: Mapping[str, str]
    current: tuple[_Contig, SequenceView] | None = None
    seen: dict[str, _Contig] = field(default_factory=dict)

    def contig(self, name: str) -> tuple[_Contig, SequenceView] | None:
        """Return a contig by the file's name for it, and its bases; None: the reference has none."""
        assert self.reference is not None
        own = self.names.get(name, name)
        if own not in self.reference.lengths:
            return None
        if self.current is None or self.current[0].name != own:
            self.current = self.seen.setdefault(own, _Contig(own)), self.reference.view(own)
        return self.current


def build_store(
    source: Source, files: Sequence[Path], reference: Path | None, stores: Path, naming: Translate | None = None
) -> Built:
    """Compile a source, or find it compiled.

    Args:
        source: The record.
        files: Its files.
        reference: Indexed FASTA of the cases; None: only for a source that is normalised; contigs are not compared.
        stores: Folder of all stores.
        naming: How contig names are translated; None: they are taken as they are.

    Raises:
        InputError: A file is cut, empty, of another build, or lacks a field of the record.
    """
    faults = _early_faults(source, files, reference)
    if faults:
        raise InputError(faults)
    if cut := [item for path in files for item in _cut_faults(path)]:
        raise InputError(cut)
    built_from = [BuiltFrom(file=path.name, sha256=sha256(path)) for path in files]
    key = store_key(source, built_from, reference)
    folder = stores / f"{source.name}-{key}"
    if folder.is_dir():
        return Built(folder, read_description(folder)[1], new=False)
    partial = stores / f".{folder.name}.{os.getpid()}.partial"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        description = _fill(partial, source, files, reference, naming, {"key": key, "built_from": built_from})
        return Built(folder, description, new=_settle(partial, folder))
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _cut_faults(path: Path) -> list[Fault]:
    """Say whether a plain text ends inside a line; a packed file tells by itself that it was cut."""
    with path.open("rb") as file:
        if not (head := file.read(4)) or head.startswith(_PACKED):
            return []
        file.seek(-1, os.SEEK_END)
        if file.read(1) == b"\n":
            return []
    return [fault("SOURCE-CUT", str(path), "the last line has no end: the file was cut", "bring the file again")]


def _settle(partial: Path, folder: Path) -> bool:
    """Give a finished store its name; False: another process was first, with the same content."""
    try:
        partial.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
        return False
    return True


def store_key(source: Source, built_from: Sequence[BuiltFrom], reference: Path | None) -> str:
    """Return the key of a store: another when its bytes, its record, the reference or the layout is another."""
    told = {
        "layout": STORE_VERSION,
        "record": source.model_dump(mode="json", by_alias=True, exclude={"files", "notes", "floor"}),
        "files": [item.sha256 for item in built_from],
        "reference": sha256(Path(f"{reference}.fai")) if reference else "",
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def write_pointer(built: Built, out: Path) -> None:
    """Write a file of a known name that tells where a store lies."""
    source = built.description.source
    relative = os.path.relpath(built.folder.resolve(), out.parent.resolve())
    pointer = Pointer(store=relative, key=built.description.key, title=f"{source.title} {source.version}")
    with written_whole(out) as path:
        path.write_text(pointer.model_dump_json(indent=2) + "\n", encoding="utf-8")


def _early_faults(source: Source, files: Sequence[Path], reference: Path | None) -> list[Fault]:
    """Say what hinders a build before anything is read."""
    faults = [
        fault("FILE-MISSING", str(path), f"no such file, for source {source.name}", "fetch it, or mend the path")
        for path in files
        if not path.is_file()
    ]
    if not files:
        faults.append(fault("SOURCE-NO-FILE", source.name, "no file is given", "fetch it, or name its files"))
    if source.grain != "allele" or source.format not in ("vcf", "tsv", "parquet"):
        cause = f"grain {source.grain}, format {source.format}: such a source is read in place"
        faults.append(fault("SOURCE-NOT-BUILT", source.name, cause, "name its file where it is used"))
    if reference is None and not source.normalised:
        cause = "its alleles must be left-aligned, which needs the reference"
        faults.append(fault("SOURCE-REFERENCE", source.name, cause, "give --reference"))
    return faults


def _fill(
    folder: Path,
    source: Source,
    files: Sequence[Path],
    reference: Path | None,
    naming: Translate | None,
    told: Mapping[str, object],
) -> Description:
    writer = StoreWriter(folder, source)
    fasta = Reference(reference) if reference else None
    dates = []
    for path in files:
        names: Mapping[str, str] = {}
        if source.format == "vcf":
            head = read_head(path)
            dates.append(head.date)
            names = naming(head.contigs, fasta.lengths) if naming and fasta else {}
            _check_lengths(path, {names.get(name, name): n for name, n in head.contigs.items()}, fasta)
        _add_file(writer, source, path, _Building(fasta, names), naming)
    if writer.read == sum(item.rows for item in writer.left_out()):
        cause = "; ".join(f"{item.rows:,} rows: {item.reason}" for item in writer.left_out()) or "no row at all"
        raise InputError([fault("SOURCE-EMPTY", str(files[0]), f"nothing can be used: {cause}", "bring a whole file")])
    return writer.finish({**told, "store_version": STORE_VERSION, "date": max(dates, default="")})


def _check_lengths(path: Path, contigs: Mapping[str, int | None], fasta: Reference | None) -> None:
    """Refuse a file whose header states other contigs than the reference has."""
    differing = compare_contigs(contigs, fasta.lengths) if fasta and contigs else ""
    if differing:
        raise InputError([fault("SOURCE-BUILD", str(path), differing, "bring the file of the reference's build")])


def _rows(source: Source, path: Path) -> Iterator[SourceRows]:
    return read_vcf_rows(path, source) if source.format == "vcf" else read_table_rows(path, source)


def _add_file(writer: StoreWriter, source: Source, path: Path, building: _Building, naming: Translate | None) -> None:
    asked: dict[str, str] = dict(building.names)
    for rows in _rows(source, path):
        _check_range(source, rows, path)
        for reason, number in rows.aside.items():
            writer.set_aside(reason, number, f"{path.name}, contig {show(rows.contig)}")
        if building.reference is None:
            writer.add(rows.contig, rows.positions, rows.ref, rows.alt, rows.values)
            continue
        if naming and rows.contig not in asked:
            asked.update({rows.contig: rows.contig, **naming([rows.contig], building.reference.lengths)})
            building.names = asked
        _add_aligned(writer, rows, building, path)
    for contig in building.seen.values():
        _judge(contig, path)


def _add_aligned(writer: StoreWriter, rows: SourceRows, building: _Building, path: Path) -> None:
    """Add rows left-aligned; those that the reference contradicts are set aside with the reason."""
    found = building.contig(rows.contig)
    if found is None:
        writer.set_aside(FOREIGN, len(rows.positions), f"{path.name}, contig {show(rows.contig)}")
        return
    contig, view = found
    normal = left_align(view, rows.positions, rows.ref, rows.alt)
    contig.compared += len(rows.positions)
    contig.unlike += int(np.isin(normal.unaligned, (UNLIKE, OUTSIDE)).sum())
    for code in np.unique(normal.unaligned[normal.unaligned != CARRIED]).tolist():
        bad = np.flatnonzero(normal.unaligned == code)
        writer.set_aside(UNALIGNED_WORDS[code], len(bad), f"{contig.name}:{rows.positions[bad[0]]}")
    if contig.unlike > UNLIKE_LEAST:
        _judge(contig, path)
    kept = np.flatnonzero(normal.unaligned == CARRIED)
    values = rows.values
    positions, ref, alt = normal.position, normal.ref, normal.alt
    if len(kept) < len(positions):
        values = {name: column.take(pa.array(kept)) for name, column in values.items()}
        positions, ref, alt = positions[kept], take_texts(ref, kept), take_texts(alt, kept)
    writer.add_contig(contig.name, view.length)
    writer.add(contig.name, positions, ref, alt, values)


def _judge(contig: _Contig, path: Path) -> None:
    """Refuse a file whose REF bases are those of another build.

    Raises:
        InputError: Too many are unlike the reference.
    """
    if contig.compared >= UNLIKE_LEAST and contig.unlike > UNLIKE_SHARE * contig.compared:
        cause = f"REF of {contig.unlike:,} of {contig.compared:,} rows of {show(contig.name)} is unlike the reference"
        fix = "bring the file of the reference's build; a file may hold one build only"
        raise InputError([fault("SOURCE-BUILD", str(path), cause, fix)])


def _check_range(source: Source, rows: SourceRows, path: Path) -> None:
    """Refuse frequencies outside 0-1 and counts below 0: the record names another field than it means.

    Raises:
        InputError: A value is out of range.
    """
    roles = source.frequency
    if roles is None:
        return
    fractions = {*roles.populations.values(), *roles.filtering.values()}
    counts = {*roles.counts.values(), *roles.numbers.values(), roles.allele_number, roles.homozygotes}
    faults = []
    for name in sorted((fractions | counts | {roles.hemizygotes}) - {""}):
        span = pc.min_max(rows.values[name]).as_py()
        low, high = span["min"], span["max"]
        if low is not None and (low < 0 or (name in fractions and high > 1)):
            cause = f"column {name} holds {high if low >= 0 else low}, on contig {show(rows.contig)}"
            fix = "name the right field in the record; frequencies are fractions from 0 to 1"
            faults.append(fault("SOURCE-RANGE", str(path), cause, fix))
    if faults:
        raise InputError(faults)
