"""Where the records of a contig stand in a bgzipped VCF: a look into its `.tbi` or `.csi`.

Source: the specifications of Tabix and of CSI version 1 (samtools.github.io/hts-specs).
"""

import struct
from pathlib import Path
from typing import NamedTuple

from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.bgzf import inflate
from genopipe.io.bgzf import is_bgzf

_BCF = b"BCF\2"
_NAMES_AT = 28
_CHUNK = struct.Struct("<QQ")


class Place(NamedTuple):
    """Where the records of a contig stand.

    Attributes:
        start: Virtual offset of the first record.
        end: Virtual offset of the end of the last one.
        records: How many there are; None: the index does not tell.
    """

    start: int
    end: int
    records: int | None


def index_of(path: Path) -> Path | None:
    """Return the index beside a VCF or BCF; None where there is none."""
    for ending in (".tbi", ".csi"):
        index = Path(f"{path}{ending}")
        if index.is_file():
            return index
    return None


def contig_range(index: Path, contig: str) -> Place | None:
    """Return where the records of a contig stand.

    Args:
        index: `.tbi` or `.csi` of a VCF.
        contig: Name of the contig.

    Returns:
        The place; None where the file has no record of the contig.

    Raises:
        InputError: It is no such index, or is cut.
    """
    data = b"".join(inflate(index))
    try:
        if data.startswith(b"TBI\1"):
            return _find(data, 4, 8 + _NAMES_AT, contig, loffset=False)
        if data.startswith(b"CSI\1"):
            aux = struct.unpack_from("<i", data, 12)[0]
            return _find(data, 16 + aux, 16 + _NAMES_AT, contig, loffset=True)
    except struct.error as error:
        raise _unknown(index) from error
    raise _unknown(index)


def indexed_contigs(vcf: Path) -> list[str] | None:
    """Return the contigs of a bgzipped VCF that have records, in the order of the file.

    Args:
        vcf: VCF or BCF.

    Returns:
        Their names; None where the file has no index, or is no bgzipped VCF.

    Raises:
        InputError: The index is cut, or of another state of the file: there are records behind the last that it knows.
    """
    index = index_of(vcf)
    if index is None or not is_bgzf(vcf) or next(inflate(vcf, end=1 << 16), b"").startswith(_BCF):
        return None
    data = b"".join(inflate(index))
    names_at = 8 + _NAMES_AT if data.startswith(b"TBI\1") else 16 + _NAMES_AT
    try:
        length = struct.unpack_from("<i", data, names_at - 4)[0]
        names = [name.decode() for name in data[names_at : names_at + length].split(b"\0")[:-1]]
    except (struct.error, UnicodeDecodeError) as error:
        raise _unknown(index) from error
    places = {name: place for name in names if (place := contig_range(index, name))}
    last = max((place.end for place in places.values()), default=0)
    try:
        behind = next(inflate(vcf, last), b"") if last else b""
    except InputError as error:
        cause = f"the file does not end where it says: {error.faults[0].cause}"
        raise InputError([fault("VCF-COUNT", str(index), cause, "bcftools index --force")]) from error
    if behind:
        cause = "the file has records behind the last that it knows"
        raise InputError([fault("VCF-COUNT", str(index), cause, "bcftools index --force")])
    return sorted(places, key=lambda name: places[name].start)


def _find(data: bytes, count_at: int, names_at: int, contig: str, *, loffset: bool) -> Place | None:
    length = struct.unpack_from("<i", data, names_at - 4)[0]
    names = data[names_at : names_at + length].split(b"\0")[:-1]
    if contig.encode() not in names:
        return None
    at = count_at + 4 if loffset else names_at + length
    for name in names:
        bins, at = _bins(data, at, loffset=loffset)
        if name == contig.encode():
            counts = bins.pop(_counts_bin(data, loffset=loffset), [])
            chunks = [chunk for found in bins.values() for chunk in found]
            records = counts[1][0] if len(counts) > 1 else None
            return Place(min(chunks)[0], max(end for _, end in chunks), records) if chunks else None
    return None


def _bins(data: bytes, at: int, *, loffset: bool) -> tuple[dict[int, list[tuple[int, int]]], int]:
    """Return the chunks of one contig by bin, and where the next contig begins.

    In a bin of its own stand the extent of the contig and, as a second chunk, counts: records first.
    """
    bins = struct.unpack_from("<i", data, at)[0]
    at += 4
    found: dict[int, list[tuple[int, int]]] = {}
    for _ in range(bins):
        number = struct.unpack_from("<I", data, at)[0]
        at += 12 if loffset else 4
        count = struct.unpack_from("<i", data, at)[0]
        at += 4
        found[number] = [_CHUNK.unpack_from(data, at + _CHUNK.size * place) for place in range(count)]
        at += _CHUNK.size * count
    if not loffset:
        at += 4 + 8 * struct.unpack_from("<i", data, at)[0]
    return found, at


def _counts_bin(data: bytes, *, loffset: bool) -> int:
    depth = struct.unpack_from("<i", data, 8)[0] if loffset else 5
    return int(((1 << 3 * (depth + 1)) - 1) // 7 + 1)


def _unknown(index: Path) -> InputError:
    return InputError([fault("VCF-READ", str(index), "it is no index, or is cut", "bcftools index --force --tbi")])
