"""Where a symbolic allele ends: END, else POS and SVLEN (VCFv4.5, 1.6.1)."""

from collections.abc import Mapping


def _numbers(value: object) -> list[int | None]:
    """Return the whole numbers of an INFO field, as text or as htslib gives it."""
    parts = value.split(",") if isinstance(value, str) else value if isinstance(value, tuple) else (value,)
    told: list[int | None] = []
    for part in parts:
        text = str(part).lstrip("+")
        told.append(int(text) if text.removeprefix("-").isdecimal() else None)
    return told


def info_fields(text: str) -> dict[str, str]:
    """Return the fields of an INFO column that have a value."""
    return {name: value for name, mark, value in (part.partition("=") for part in text.split(";")) if mark}


def symbolic_end(position: int, alt: str, info: Mapping[str, object], number: int, alternatives: int) -> int | None:
    """Return the last base of a symbolic allele, 1-based; None: it is not told.

    Args:
        position: POS, 1-based.
        alt: The ALT, such as `<DEL>`.
        info: INFO fields.
        number: Number of the ALT in its record, 1-based.
        alternatives: ALT alleles of the record; END is that of the longest, so each ALT's own SVLEN goes first.
    """
    if not alt.startswith("<"):
        return None
    if alt.startswith("<INS"):
        return position
    end = _numbers(info.get("END"))[0]
    lengths = _numbers(info.get("SVLEN"))
    length = lengths[number - 1] if len(lengths) == alternatives else None
    if length and alternatives > 1:
        return position + abs(length)
    if end is not None and end >= position and not (end == position and length):
        return end
    return position + abs(length) if length else None
