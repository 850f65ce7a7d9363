"""Rows of a source that is a VCF: one row an ALT, left-aligned, with the fields that its record asks for."""

import re
from collections.abc import Iterator
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.naming import did_you_mean
from genopipe.io.store.table_rows import SourceRows
from genopipe.io.store.values import SITE_FIELDS
from genopipe.io.store.values import vcf_values
from genopipe.io.vcf_batches import open_stretches
from genopipe.sources import Source

_CONTIG = re.compile(rb"^##contig=<(?:.*[<,])?ID=([^,>]+)", re.MULTILINE)
_LENGTH = re.compile(rb"[<,]length=(\d+)")
_INFO = re.compile(rb"^##INFO=<ID=([^,>]+),Number=([^,>]+)", re.MULTILINE)
_DATE = re.compile(rb"^##fileDate=([0-9-]{1,20})", re.MULTILINE)


class VcfHead(NamedTuple):
    """What the header of a source says.

    Attributes:
        contigs: Contigs with their lengths where they are stated (bases).
        numbers: INFO field to its Number.
        date: The file's date, as it writes it; empty: none.
    """

    contigs: dict[str, int | None]
    numbers: Mapping[str, str]
    date: str


def parse_head(text: bytes) -> VcfHead:
    """Return what the lines of a header say."""
    contigs: dict[str, int | None] = {}
    for line in text.splitlines():
        if found := _CONTIG.match(line):
            length = _LENGTH.search(line)
            contigs[found[1].decode("utf-8", "replace")] = int(length[1]) if length else None
    numbers = {name.decode("utf-8", "replace"): number.decode() for name, number in _INFO.findall(text)}
    date = _DATE.search(text)
    return VcfHead(contigs, numbers, date[1].decode() if date else "")


def read_head(path: Path) -> VcfHead:
    """Return what the header of a VCF or BCF says.

    Raises:
        InputError: It cannot be read.
    """
    return parse_head(open_stretches(path, people=False).header.text)


def field_faults(source: Source, head: VcfHead, path: Path) -> list[Fault]:
    """Say which fields of a record the header does not declare."""
    wanted = {c.field for c in source.columns if not c.optional and c.field not in SITE_FIELDS}
    return [
        fault("SOURCE-FIELD", str(path), f"the header declares no INFO field {name}", did_you_mean(name, head.numbers))
        for name in sorted(wanted - set(head.numbers))
    ]


def read_vcf_rows(path: Path, source: Source) -> Iterator[SourceRows]:
    """Read the rows of a VCF in the order of the file, each piece of one contig, as they are written.

    Args:
        path: VCF (bgzipped, gzipped or plain) or BCF.
        source: The record.

    Raises:
        InputError: The file is cut, or lacks a field of the record.
        ContentError: It is no VCF.
    """
    opened = open_stretches(path, people=False)
    head = parse_head(opened.header.text)
    faults = field_faults(source, head, path)
    if faults:
        raise InputError(faults)
    for stretch in opened.stretches:
        if len(stretch.position):
            values = vcf_values(stretch, source, head.numbers, path)
            positions = np.ascontiguousarray(stretch.position)
            yield SourceRows(stretch.contig, positions, stretch.ref, stretch.alt, values, {})
