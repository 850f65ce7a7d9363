"""The records of a VCF, column by column, against the header and one another."""

import re

from genopipe.errors import Fault
from genopipe.errors import fault
from genopipe.errors import note
from genopipe.io.naming import show
from genopipe.preflight.vcf_header import VcfHeader
from genopipe.preflight.vcf_reserved import FORMAT
from genopipe.preflight.vcf_reserved import INFO
from genopipe.preflight.vcf_reserved import SYMBOLIC
from genopipe.preflight.vcf_values import info_problem
from genopipe.preflight.vcf_values import sample_problem

MAXIMUM_TOLD = 5
"""Faults of one code that are told for one file; more are only counted."""

_BASES = re.compile(r"[ACGTN]+\Z")
_LENIENT = re.compile(r"[ACGTNRYSWKMBDHVacgtnryswkmbdhv]+\Z")
_BREAKEND = re.compile(r"[A-Za-z]*[\[\]][^\s\[\]]+:\d+[\[\]][A-Za-z]*\Z|\.[A-Za-z]+\Z|[A-Za-z]+\.\Z")
_SYMBOL = re.compile(r"<([^\s<>,]+)>\Z")
_QUALITY = re.compile(r"[+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\Z")
_DECLARE = "declare it in the header with `bcftools annotate -h`"
_REWRITE = "mend the record, or write the file again with the caller"


class RecordChecker:
    """Checks records in the order of the file; remembers what was already seen.

    Args:
        path: The file, for messages.
        header: What the header declares.
        lenient: Faults in fields that genopipe does not read, and duplicates, which it removes, are only noted.
    """

    def __init__(self, path: str, header: VcfHeader, lenient: bool = False) -> None:
        self.path = path
        self.lenient = lenient
        self.header = header
        self.records: dict[str, int] = {}
        self.blocks = False
        self.faults: list[Fault] = []
        self._told: dict[str, int] = {}
        self._undeclared: set[str] = set()
        self._contig = ""
        self._position = 0
        self._here: set[tuple[str, str]] = set()

    def order(self, contig: str, position: int, where: str) -> None:
        """Count a record, and check that records stand in order.

        Args:
            contig: Its contig.
            position: Its 1-based position.
            where: Its line, for messages.
        """
        contig = contig.removeprefix("<").removesuffix(">")
        if contig != self._contig:
            if contig in self.records:
                cause = f"records of contig {show(contig)} are not together"
                self._tell(fault("VCF-ORDER", where, cause, "sort it with `bcftools sort`"))
            self._contig, self._position = contig, 0
            self._here.clear()
        if position < self._position:
            cause = f"{contig}:{position:,} stands behind {self._position:,}"
            self._tell(fault("VCF-ORDER", where, cause, "sort it with `bcftools sort`"))
        if position != self._position:
            self._here.clear()
        self._position = position
        self.records[contig] = self.records.get(contig, 0) + 1

    def check(self, line: str, number: int) -> None:
        """Check one record in full.

        Args:
            line: The record, without line end.
            number: 1-based line.
        """
        where = f"{self.path}:{number}"
        if not line:
            self._tell(note("VCF-BLANK", where, "blank line left out", "nothing"))
            return
        cells = line.split("\t")
        if len(cells) != self.header.columns:
            cause = f"{len(cells)} columns, the header has {self.header.columns}"
            self._tell(fault("VCF-COLUMNS", where, cause, _REWRITE))
            return
        alts = [] if cells[4] == "." else cells[4].split(",")
        if self._check_place(where, cells):
            self.order(cells[0], int(cells[1]), where)
            self._check_twice(where, cells)
        self._check_alleles(where, cells[3], alts)
        self._check_quality(where, cells[5], cells[6])
        self._check_info(where, cells[7], len(alts) + 1, cells)
        if len(cells) > 8:
            self._check_samples(where, cells, len(alts) + 1)

    def glance(self, line: str, number: int) -> None:
        """Check columns, place, order and reference blocks of one record, and nothing else.

        Args:
            line: The record, without line end.
            number: 1-based line.
        """
        where = f"{self.path}:{number}"
        if line and line.count("\t") + 1 != self.header.columns:
            cause = f"{line.count(chr(9)) + 1} columns, the header has {self.header.columns}"
            self._tell(fault("VCF-COLUMNS", where, cause, _REWRITE))
            return
        cells = line.split("\t", 8)
        if line and self._check_place(where, cells):
            self.order(cells[0], int(cells[1]), where)
        if line and not self.blocks and "END=" in cells[7]:
            self.blocks = cells[4] in (".", "<*>", "<NON_REF>")

    def _tell(self, found: Fault) -> None:
        count = self._told[found.code] = self._told.get(found.code, 0) + 1
        if count <= MAXIMUM_TOLD:
            self.faults.append(found)

    def _tell_field(self, code: str, where: str, cause: str, read: bool) -> None:
        """Tell a fault in a field; a field that genopipe does not read is only noted when lenient."""
        if self.lenient and not read:
            self._tell(note("VCF-FIELD", where, f"{cause} (a field that is not read)", "nothing"))
        elif code == "VCF-INFO":
            self._tell(fault("VCF-INFO", where, cause, _REWRITE))
        else:
            self._tell(fault("VCF-GENOTYPE", where, cause, _REWRITE))

    def more(self) -> str:
        """Return how many faults were counted but not told, in words."""
        hidden = {code: count - MAXIMUM_TOLD for code, count in self._told.items() if count > MAXIMUM_TOLD}
        return ", ".join(f"{count:,} more {code}" for code, count in hidden.items())

    def _check_place(self, where: str, cells: list[str]) -> bool:
        contig, position, name = cells[:3]
        if not contig or any(character.isspace() or character in "[]" for character in contig):
            self._tell(fault("VCF-CONTIG", where, f"the contig {show(contig)} is not a name", _REWRITE))
            return False
        if name != "." and (re.search(r"\s", name) or not all(name.split(";"))):
            self._tell(fault("VCF-ID", where, f"the ID {show(name)} holds a blank or an empty part", _REWRITE))
        if not (position.isascii() and position.isdigit()) or int(position) >= 2**31:
            self._tell(fault("VCF-POSITION", where, f"the position {show(position)} is not 1 or more", _REWRITE))
            return False
        if int(position) == 0:
            self._tell(
                note("VCF-TELOMERE", where, "position 0 stands for a telomere", "nothing; no allele is read here")
            )
        return True

    def _check_twice(self, where: str, cells: list[str]) -> None:
        for alt in cells[4].split(","):
            key = (cells[3].upper(), alt.upper())
            if key in self._here and alt not in (".", "<*>", "<NON_REF>") and not alt.startswith("<"):
                cause = f"{cells[0]}:{cells[1]} {show(cells[3])} to {show(alt)} stands twice"
                self._tell_twice(where, cause)
            self._here.add(key)

    def _tell_twice(self, where: str, cause: str) -> None:
        if self.lenient:
            self._tell(note("VCF-DUPLICATE", where, cause, "nothing; one of them is set aside"))
        else:
            self._tell(fault("VCF-DUPLICATE", where, cause, "remove it with `bcftools norm -d exact`"))

    def _check_alleles(self, where: str, ref: str, alts: list[str]) -> None:
        if not _BASES.match(ref):
            if not _LENIENT.match(ref):
                self._tell(fault("VCF-ALLELE", where, f"REF {show(ref)} is not made of A, C, G, T and N", _REWRITE))
                return
            self._tell(note("VCF-LETTERS", where, f"REF {show(ref)} holds lower-case or IUPAC letters", "nothing"))
        for alt in alts:
            if not _BASES.match(alt) and alt != "*":
                self._check_alt(where, alt)

    def _check_alt(self, where: str, alt: str) -> None:
        if _LENIENT.match(alt):
            self._tell(note("VCF-LETTERS", where, f"ALT {show(alt)} holds lower-case or IUPAC letters", "nothing"))
            return
        symbol = _SYMBOL.match(alt)
        if symbol:
            name = symbol[1]
            if name.split(":")[0] not in SYMBOLIC and name not in self.header.alts:
                self._undeclared_word(where, "ALT", name)
            return
        if not _BREAKEND.match(alt):
            self._tell(fault("VCF-ALLELE", where, f"ALT {show(alt)} is not an allele", _REWRITE))

    def _check_quality(self, where: str, quality: str, filters: str) -> None:
        if quality.lower().lstrip("+") in ("nan", "inf", "infinity"):
            self._tell(note("VCF-QUAL", where, f"QUAL {show(quality)} counts as missing", "nothing"))
        elif quality != "." and not _QUALITY.match(quality):
            self._tell(fault("VCF-QUAL", where, f"QUAL {show(quality)} is not a number from 0", _REWRITE))
        if filters in ("PASS", "."):
            return
        names = filters.split(";")
        if len(set(names)) != len(names) or "0" in names or not all(names) or re.search(r"\s", filters):
            self._tell(fault("VCF-FILTER", where, f"FILTER {show(filters)} is not a list of filters", _REWRITE))
        for name in names:
            if name not in self.header.filters:
                self._undeclared_word(where, "FILTER", name)

    def _undeclared_word(self, where: str, column: str, name: str) -> None:
        if f"{column} {name}" not in self._undeclared and name != "PASS":
            self._undeclared.add(f"{column} {name}")
            self._tell(note("VCF-UNDECLARED", where, f"{column} {show(name)} is not in the header", _DECLARE))

    def _check_info(self, where: str, text: str, alleles: int, cells: list[str]) -> None:
        if text == ".":
            return
        seen: set[str] = set()
        for entry in text.split(";"):
            key, equal, value = entry.partition("=")
            if not key or key in seen or " " in entry:
                self._tell(
                    fault("VCF-INFO", where, f"INFO entry {show(entry)} is empty, twice or has a blank", _REWRITE)
                )
                continue
            seen.add(key)
            if key not in self.header.infos and key not in INFO:
                self._undeclared_word(where, "INFO", key)
            problem = info_problem(key, value if equal else None, self.header.infos, alleles)
            if problem:
                self._tell_field("VCF-INFO", where, f"INFO {problem}", key in INFO)
            if key == "END":
                self._check_end(where, value, cells)

    def _check_end(self, where: str, value: str, cells: list[str]) -> None:
        self.blocks = self.blocks or cells[4] in (".", "<*>", "<NON_REF>")
        if value.isdigit() and cells[1].isdigit() and int(value) < int(cells[1]):
            cause = f"INFO END {value} lies before the position {cells[1]}"
            self._tell(note("VCF-INFO-END", where, cause, "nothing; the length of REF counts"))

    def _check_samples(self, where: str, cells: list[str], alleles: int) -> None:
        keys = cells[8].split(":")
        if len(set(keys)) != len(keys) or not all(keys) or "GT" in keys[1:]:
            cause = f"FORMAT {show(cells[8])} has a word twice, an empty one, or GT not first"
            self._tell(fault("VCF-FORMAT", where, cause, _REWRITE))
            return
        for key in keys:
            if key not in self.header.formats and key not in FORMAT and key != ".":
                self._undeclared_word(where, "FORMAT", key)
        for name, text in zip(self.header.samples, cells[9:], strict=False):
            key, problem = sample_problem(keys, text, self.header.formats, alleles)
            if problem:
                self._tell_field("VCF-GENOTYPE", where, f"sample {show(name)}, {problem}", key in FORMAT)
