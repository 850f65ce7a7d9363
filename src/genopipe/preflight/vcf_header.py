"""The header of a VCF, read strictly: what a lenient reader passes over is a fault here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field

from genopipe.errors import Fault
from genopipe.errors import fault
from genopipe.errors import note
from genopipe.io.naming import did_you_mean
from genopipe.io.naming import show
from genopipe.preflight.vcf_reserved import FORMAT
from genopipe.preflight.vcf_reserved import INFO
from genopipe.preflight.vcf_reserved import SYMBOLIC
from genopipe.preflight.vcf_reserved import Definition

FIXED = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO")
VERSIONS = ("VCFv4.0", "VCFv4.1", "VCFv4.2", "VCFv4.3", "VCFv4.4", "VCFv4.5")
_STRUCTURED = ("INFO", "FORMAT", "FILTER", "ALT", "contig", "SAMPLE", "META")
_ORDER = {
    "INFO": ["ID", "Number", "Type", "Description"],
    "FORMAT": ["ID", "Number", "Type", "Description"],
    "FILTER": ["ID", "Description"],
    "ALT": ["ID", "Description"],
}
_TYPES: dict[str, tuple[str, ...]] = {
    "INFO": ("Integer", "Float", "Flag", "Character", "String"),
    "FORMAT": ("Integer", "Float", "Character", "String"),
}
_ALT = re.compile(r'ID=(?P<id>[^\s,<>]+),Description=(?P<text>"(?:[^"\\]|\\.)*")\Z')
_NUMBER = re.compile(r"(?:\d+|[ARG.P]|L[ARG]|M)\Z")
_PAIR = re.compile(r'\s*(?P<key>[A-Za-z_0-9.]+)=(?P<value>"(?:[^"\\]|\\.)*"|\[[^\]]*\]|[^",<>]*)(?:,|\Z)')
_FIX = "mend the header line, or write the file again with `bcftools view`"


@dataclass
class VcfHeader:
    """What the header of a VCF declares.

    Attributes:
        version: Such as `VCFv4.2`.
        infos: Number and Type of INFO fields by id.
        formats: Number and Type of FORMAT fields by id.
        filters: Declared filters.
        contigs: Lengths by contig (bases); None: not stated.
        alts: Declared symbolic alleles.
        samples: Sample names, in order.
        columns: Number of columns of each record.
        lines: The meta lines, without `##`.
    """

    version: str = ""
    infos: dict[str, Definition] = field(default_factory=dict)
    formats: dict[str, Definition] = field(default_factory=dict)
    filters: set[str] = field(default_factory=set)
    contigs: dict[str, int | None] = field(default_factory=dict)
    alts: set[str] = field(default_factory=set)
    samples: tuple[str, ...] = ()
    columns: int = len(FIXED)
    lines: list[str] = field(default_factory=list)

    @property
    def minor(self) -> int:
        """The 2 of `VCFv4.2`."""
        return int(self.version[-1]) if self.version else 0


def read_header(path: str, lines: Sequence[str]) -> tuple[VcfHeader, list[Fault]]:
    """Read the lines of a header.

    Args:
        path: The file, for messages.
        lines: From `##fileformat` to `#CHROM`, without line ends.

    Returns:
        What could be read, and the faults.
    """
    header = VcfHeader()
    faults: list[Fault] = []
    first = lines[0] if lines else ""
    header.version = first.removeprefix("##fileformat=")
    if header.version not in VERSIONS or header.version == first:
        cause = f"the first line is {show(first)}, not ##fileformat=VCFv4.x"
        faults.append(fault("VCF-HEADER", f"{path}:1", cause, "name a VCF file, or put the line there"))
        header.version = ""
    for number, line in enumerate(lines[1:], start=2):
        where = f"{path}:{number}"
        if line.startswith("##"):
            header.lines.append(line[2:])
            faults += _read_meta(where, line[2:], header)
        else:
            faults += _read_columns(where, line, header)
    if not lines or not lines[-1].startswith("#CHROM"):
        cause = "the line of columns (#CHROM) is missing"
        faults.append(fault("VCF-HEADER", f"{path}:{max(1, len(lines))}", cause, _FIX))
    return header, faults


def _read_columns(where: str, line: str, header: VcfHeader) -> list[Fault]:
    cells = line.split("\t")
    header.columns = len(cells)
    if tuple(cells[:8]) != FIXED or cells[8:9] not in ([], ["FORMAT"]) or len(cells) == len(FIXED) + 1:
        cause = f"the line of columns is wrong: {show(line)}"
        return [fault("VCF-HEADER", where, cause, f"write {' '.join(FIXED)} FORMAT and the samples, parted by tabs")]
    header.samples = tuple(cells[9:])
    twice = sorted({name for name in header.samples if header.samples.count(name) > 1})
    if twice:
        cause = f"sample {show(twice[0])} stands twice"
        return [fault("VCF-SAMPLE-DUP", where, cause, "rename it with `bcftools reheader -s`, or take one out")]
    if not all(name.strip() for name in header.samples):
        return [fault("VCF-HEADER", where, "a sample without a name", "name it with `bcftools reheader -s`")]
    return []


def _read_meta(where: str, text: str, header: VcfHeader) -> list[Fault]:
    key, equal, value = text.partition("=")
    problem = _meta_problem(key, equal, value)
    if problem:
        return [fault("VCF-HEADER", where, f"{show('##' + text)} {problem}", _FIX)]
    if not value.startswith("<") or key not in _STRUCTURED:
        return []
    custom = _ALT.match(value[1:-1]) if key == "ALT" else None
    pairs, problem = ({"ID": custom["id"], "Description": custom["text"]}, "") if custom else _pairs(value[1:-1])
    if problem:
        return [fault("VCF-HEADER", where, f"##{key}: {problem}", _FIX)]
    return _declare(where, key, pairs, header)


def _meta_problem(key: str, equal: str, value: str) -> str:
    if not key or not equal or not value:
        return "is no pair of key and value"
    if key == "fileformat":
        return "stands a second time"
    if not value.startswith("<"):
        return "has no <...>" if key in _STRUCTURED else ""
    return "" if value.endswith(">") else "is not closed by >"


def _pairs(text: str) -> tuple[dict[str, str], str]:
    """Return the pairs of `<...>`, quotes kept, and what is wrong with them."""
    pairs: dict[str, str] = {}
    position = 0
    while position < len(text):
        match = _PAIR.match(text, position)
        if match is None:
            return pairs, f"cannot be read from {show(text[position:])} on (quotes, commas, angle brackets)"
        if match["key"] in pairs:
            return pairs, f"key {show(match['key'])} stands twice"
        pairs[match["key"]] = match["value"]
        position = match.end()
    return pairs, ""


def _declare(where: str, key: str, pairs: dict[str, str], header: VcfHeader) -> list[Fault]:
    name = pairs.get("ID", "")
    problem = _pairs_problem(key, pairs, header)
    if problem:
        return [fault("VCF-HEADER", where, f"##{key} {show(name)}: {problem}", _FIX)]
    if key == "contig" and name in header.contigs:
        return [note("VCF-HEADER-DUP", where, f"##contig {show(name)} is declared twice", "keep one of the lines")]
    if _is_declared(key, name, header):
        return [fault("VCF-HEADER-DUP", where, f"##{key} {show(name)} is declared twice", "keep one of the lines")]
    if key in ("INFO", "FORMAT"):
        return _declare_field(where, key, pairs, header)
    if key == "contig":
        length = pairs.get("length", "")
        header.contigs[name] = int(length) if length.isdigit() else None
    if key == "FILTER":
        header.filters.add(name)
    if key == "ALT":
        header.alts.add(name)
    return []


def _is_declared(key: str, name: str, header: VcfHeader) -> bool:
    known = {"INFO": header.infos, "FORMAT": header.formats, "FILTER": header.filters, "contig": header.contigs}
    return name in (known | {"ALT": header.alts}).get(key, ())


def _pairs_problem(key: str, pairs: dict[str, str], header: VcfHeader) -> str:
    name = pairs.get("ID", "")
    if not name or any(character.isspace() for character in name):
        return "the ID is missing or holds a blank"
    wanted = _ORDER.get(key, ["ID"])
    if header.minor >= 4 and key in ("FILTER", "ALT"):
        wanted = [word for word in wanted if word in pairs]
    if list(pairs)[: len(wanted)] != wanted and not _in_order(key, pairs, wanted):
        return f"wanted are {', '.join(wanted)}, in this order"
    if any(pairs.get(word, "").startswith('"') for word in ("ID", "Number", "Type")):
        return "quotes belong around the Description only"
    return _value_problem(key, name, pairs)


def _in_order(key: str, pairs: dict[str, str], wanted: list[str]) -> bool:
    """Say whether the wanted words stand in order, ID first, with others between them (not so in ALT)."""
    return key != "ALT" and [word for word in pairs if word in wanted] == wanted and next(iter(pairs)) == "ID"


def _value_problem(key: str, name: str, pairs: dict[str, str]) -> str:
    if key in _ORDER and not pairs.get("Description", '"').startswith('"'):
        return "the Description must stand in double quotes"
    if key == "FILTER" and (name == "0" or ";" in name or "," in name):
        return "this name is reserved or holds a separator"
    if key == "META" and not pairs.get("Values", "[]").startswith("["):
        return "Values must stand in square brackets"
    if key == "ALT" and ":" in name and name.split(":", maxsplit=1)[0] not in SYMBOLIC:
        return f"symbolic alleles begin with one of {', '.join(SYMBOLIC)}"
    return "" if name.isprintable() else "the ID holds invisible characters"


def _declare_field(where: str, key: str, pairs: dict[str, str], header: VcfHeader) -> list[Fault]:
    name, number, kind = pairs["ID"], pairs["Number"], pairs["Type"]
    declared, reserved = (header.infos, INFO) if key == "INFO" else (header.formats, FORMAT)
    declared[name] = (number, kind)
    if not _NUMBER.match(number):
        return [
            fault("VCF-DEFINITION", where, f"##{key} {name}: Number is {show(number)}", "give a count, A, R, G or .")
        ]
    if kind not in _TYPES[key]:
        return [fault("VCF-DEFINITION", where, f"##{key} {name}: Type {show(kind)}", did_you_mean(kind, _TYPES[key]))]
    wanted = reserved.get(name, ("?", "?"))
    for word, seen, right in (("Number", number, wanted[0]), ("Type", kind, wanted[1])):
        if right not in ("?", seen):
            cause = f"##{key} {name}: {word} is {seen}, the specification says {right}"
            return [fault("VCF-DEFINITION", where, cause, "mend the header line with `bcftools annotate -h`")]
    return []
