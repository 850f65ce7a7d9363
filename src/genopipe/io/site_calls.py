"""What a gVCF says of one position in one person: a call, a block of reference bases, or nothing."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from typing import NamedTuple

import pysam

from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.vcf_index import index_of


class SiteCall(NamedTuple):
    """One record over a position.

    Attributes:
        start: First base of the record, 1-based.
        end: Its last base.
        reference_only: The record is a block of reference bases, or calls no ALT.
        genotype: GT as written; `.`: none.
        depth: Reads; the lowest of a block; None: not written.
        quality: GQ; None: not written.
    """

    start: int
    end: int
    reference_only: bool
    genotype: str
    depth: int | None
    quality: int | None


def calls_at(path: Path, contigs: Iterable[str], position: int) -> list[SiteCall] | None:
    """Return the records of a person's gVCF over a position.

    Args:
        path: gVCF or BCF of one person, with its index.
        contigs: Names that the contig may have; the first that the file knows is asked.
        position: 1-based.

    Returns:
        The records; None where the file has no index or does not know the contig.

    Raises:
        InputError: The file is cut, or no VCF.
    """
    if index_of(path) is None:
        return None
    before = pysam.set_verbosity(0)  # htslib remarks on headers of callers, which are no concern of the reader
    try:
        with pysam.VariantFile(str(path)) as reader:
            known = [name for name in contigs if reader.is_valid_reference_name(name)]
            if not known:
                return None
            return [_call(record) for record in reader.fetch(known[0], position - 1, position)]
    except (OSError, ValueError) as error:
        raise InputError([fault("VCF-READ", str(path), f"cannot be read: {error}", "copy it again")]) from error
    finally:
        pysam.set_verbosity(before)


def _call(record: Any) -> SiteCall:  # noqa: ANN401
    sample = record.samples[0]
    named = [alt for alt in record.alts or () if not alt.startswith("<")]
    alleles = sample.get("GT") or ()
    carried = any(index and not (record.alleles[index].startswith("<")) for index in alleles)
    depths = [number for name in ("MIN_DP", "DP") if isinstance(number := _value(sample, name), int)]
    quality = _value(sample, "GQ")
    return SiteCall(
        start=record.pos,
        end=record.stop,
        reference_only=not named or not carried,
        genotype="/".join("." if index is None else str(index) for index in alleles) or ".",
        depth=min(depths) if depths else None,
        quality=quality if isinstance(quality, int) else None,
    )


def _value(sample: Any, name: str) -> object:  # noqa: ANN401
    value = sample.get(name)
    return value[0] if isinstance(value, tuple) and value else value
