"""Read sources that tell of regions (segmental duplications, low mappability, repeats) from BED, contig by contig.

A file with a tabix index is read a contig at a time; one without is read once and kept as numbers and numbered labels
(about 25 bytes a region: 5 million regions are 130 MB).
"""

import gzip
import re
from collections.abc import Mapping
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import IO
from typing import Self

import polars as pl
import pysam

from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.bed_names import bed_names
from genopipe.io.naming import show
from genopipe.io.text import file_faults
from genopipe.sources import Source

INSIDE = "region"
"""The field that a record names for "the allele touches a region"."""

# Lines that may stand before the first region (count).
HEAD_LINES = 1_000
_NOT_DATA = re.compile(r"(#|track\b|browser\b|\s*$)")
_MISSING = ("", ".")


class RegionSource:
    """Regions of a source, ready to be asked contig by contig.

    Attributes:
        source: Its record, of grain `region`.
        path: The BED file.
        contigs: Contigs that the file has regions on, as the reference names them.
    """

    def __init__(self, path: Path, source: Source, names: Mapping[str, str]) -> None:
        self.path = path
        self.source = source
        self._before, self._columns = _head(path)
        self._fields = [c.field for c in source.columns if c.field != INSIDE]
        lacking = [name for name in self._fields if name not in self._columns]
        if lacking:
            cause = f"no column {', '.join(lacking)}; there are {', '.join(self._columns)}"
            raise InputError([fault("REGION-COLUMN", str(path), cause, "mend the record of the source")])
        indexed = any(path.with_name(path.name + end).is_file() for end in (".tbi", ".csi"))
        self._index = _tabix(path) if indexed else None
        self._all = self._parse(b"") if indexed else self._parse(None)
        found = list(self._index.contigs) if self._index else self._all["contig"].unique(maintain_order=True).to_list()
        self._found: list[str] = found
        self.rename(names)

    def rename(self, names: Mapping[str, str]) -> None:
        """Give contigs the names of the reference.

        Args:
            names: Contig of the file to contig of the reference, where they differ.
        """
        self._theirs = {names.get(name, name): name for name in self._found}
        self.contigs = tuple(self._theirs)

    @classmethod
    def open(cls, path: Path, source: Source, names: Mapping[str, str] | None = None) -> Self:
        """Open a BED file, plain, gzipped, or bgzipped with an index.

        Args:
            path: The file.
            source: Its record.
            names: Contig of the file to contig of the reference, where they differ.

        Raises:
            InputError: The file cannot be read, or a line is no region.
        """
        if faults := file_faults(path):
            raise InputError(faults)
        return cls(path, source, names or {})

    def check_contigs(self, reference: frozenset[str]) -> None:
        """Check that the file and the reference have a contig in common.

        Args:
            reference: Contigs of the reference.

        Raises:
            InputError: None is common: another build or other names.
        """
        if not set(self.contigs) & reference:
            ours, theirs = sorted(reference)[:1], sorted(self.contigs)[:1]
            cause = f"names its contigs otherwise: {show(''.join(theirs))}, the alleles {show(''.join(ours))}"
            fix = "give the file of the same build, or its names in the table of contig names"
            raise InputError([fault("REGION-CONTIGS", str(self.path), cause, fix)])

    def regions(self, contig: str) -> pl.DataFrame:
        """Return the regions of a contig.

        Args:
            contig: As the reference names it.

        Returns:
            `start` (1-based), `end` (included; start - 1 for a region without a base) and the fields that the record
            takes, as text; sorted by start. No rows where the source has no region there.

        Raises:
            InputError: A line is no region.
        """
        name = self._theirs.get(contig)
        if self._index is not None:
            lines = self._index.fetch(name) if name is not None else []
            rows = self._parse(b"".join(line.encode() + b"\n" for line in lines))
        else:
            rows = self._all.filter(pl.col("contig") == name) if name is not None else self._all.clear()
        return rows.drop("contig").sort("start", "end", maintain_order=True)

    def _parse(self, data: bytes | None) -> pl.DataFrame:
        """Return regions of lines, or of the whole file.

        Raises:
            InputError: A line is no region.
        """
        wanted = ["contig", "start", "end", *dict.fromkeys(self._fields)]
        if data == b"":
            return _typed(pl.DataFrame(schema=dict.fromkeys(wanted, pl.String())))
        try:
            frame = pl.read_csv(
                BytesIO(data) if data is not None else _bytes(self.path),
                separator="\t",
                quote_char=None,
                has_header=False,
                skip_lines=0 if data is not None else self._before,
                new_columns=list(self._columns),
                columns=[self._columns.index(name) for name in wanted],
                comment_prefix="#",
                infer_schema=False,
                truncate_ragged_lines=True,
            )
            return _typed(frame.select(wanted))
        except (pl.exceptions.PolarsError, OSError, EOFError) as error:
            raise InputError([_first_fault(self.path)]) from error


def _typed(frame: pl.DataFrame) -> pl.DataFrame:
    """Return regions with 1-based numbers and numbered labels.

    Raises:
        PolarsError: A position is no number, or an end lies before its start.
    """
    labels = [name for name in frame.columns if name not in ("start", "end")]
    made = frame.with_columns(pl.col("start", "end").cast(pl.Int64)).with_columns(pl.col("start") + 1)
    if made.select((pl.col("end").is_null() | (pl.col("end") < pl.col("start") - 1)).any()).item():
        raise pl.exceptions.ComputeError("an end lies before its start")
    return made.with_columns(pl.when(~pl.col(labels).is_in(_MISSING)).then(pl.col(labels)).name.keep()).with_columns(
        pl.col(labels).cast(pl.Categorical)
    )


def _opened(path: Path) -> IO[str]:
    packed = path.suffix in (".gz", ".bgz")
    return gzip.open(path, "rt", encoding="utf-8") if packed else path.open(encoding="utf-8")


def _bytes(path: Path) -> Path | bytes:
    """Return a plain file by its path, a packed one unpacked: its end is then checked."""
    if path.suffix not in (".gz", ".bgz"):
        return path
    with gzip.open(path, "rb") as stream:
        return stream.read()


def _tabix(path: Path) -> pysam.TabixFile:
    """Return an indexed file.

    Raises:
        InputError: The file or its index is cut.
    """
    try:
        return pysam.TabixFile(str(path), encoding="utf-8")
    except (OSError, ValueError) as error:
        raise InputError([fault("REGION-BED", str(path), f"no tabix file: {error}", "index it again")]) from error


def _head(path: Path) -> tuple[int, tuple[str, ...]]:
    """Return the lines before the first region, and the names of the columns.

    A last comment line with as many cells as the first region gives names to the columns behind the third.

    Raises:
        InputError: There is no region, or the first is none.
    """
    heading: list[str] = []
    try:
        with _opened(path) as lines:
            for number, line in enumerate(islice(lines, HEAD_LINES)):
                cells = line.rstrip("\r\n").split("\t")
                if not _NOT_DATA.match(line):
                    return number, bed_names(cells, heading)
                heading = cells if line.startswith("#") else heading
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise InputError([fault("REGION-BED", str(path), f"cannot be read: {error}", "bring it again")]) from error
    cause = "the file holds no region"
    raise InputError([fault("REGION-BED", str(path), cause, "bring it again; an empty source would flag nothing")])


def _first_fault(path: Path) -> Fault:
    """Return the fault of the first line that is no region."""
    try:
        with _opened(path) as lines:
            for number, line in enumerate(lines, start=1):
                cells = line.rstrip("\r\n").split("\t")
                good = len(cells) >= 3 and cells[1].isdecimal() and cells[2].isdecimal()
                if not _NOT_DATA.match(line) and not (good and int(cells[2]) >= int(cells[1])):
                    cause = f"no region: {show(line.rstrip())}"
                    fix = "give contig, start (0-based) and end, parted by tabs"
                    return fault("REGION-BED", f"{path}:{number}", cause, fix)
    except (OSError, EOFError, UnicodeDecodeError) as error:
        return fault("REGION-BED", str(path), f"cannot be read: {error}", "bring it again")
    return fault("REGION-BED", str(path), "cannot be read as BED", "bring it again")
