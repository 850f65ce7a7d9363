"""From the text of a GFF3 to tables of features, block by block; every line that is no GFF3 is a fault.

Source: GFF3 specification 1.26, "Description of the Format"
(https://github.com/The-Sequence-Ontology/Specifications/blob/master/gff3.md).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

import polars as pl

from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.blocks import DamageError
from genopipe.io.blocks import read_blocks
from genopipe.io.gene_models.report import SHOWN
from genopipe.io.naming import show
from genopipe.io.text import file_faults

BATCH_BYTES = 1 << 25
"""Text that is parsed at a time, in bytes: memory stays bounded, and polars has enough to do."""

PIECES = {
    "exon": "exon",
    "pseudogenic_exon": "exon",
    "CDS": "coding",
    "five_prime_UTR": "untranslated",
    "three_prime_UTR": "untranslated",
    "UTR": "untranslated",
    "stop_codon": "stop",
    "stop_codon_redefined_as_selenocysteine": "selenocysteine",
    "Selenocysteine": "selenocysteine",
}
"""Features that are pieces of a transcript, by what they are a piece of."""

ALIGNMENTS = ("cDNA_match", "match")
"""Features that align a transcript to the genome."""

_COLUMNS = ("contig", "source", "kind", "start", "end", "score", "strand", "phase", "attributes", "beyond")
_NODE = {
    "id": "ID",
    "parent": "Parent",
    "name": "Name",
    "version": "version",
    "biotype": "biotype",
    "gene_biotype": "gene_biotype",
    "transcript_type": "transcript_type",
    "gene_type": "gene_type",
    "gene_name": "gene_name",
    "tags": "tag",
    "symbol": "gene",
    "gene_id": "gene_id",
    "transcript_id": "transcript_id",
    "gbkey": "gbkey",
    "rna_class": "ncrna_class",
    "exception": "exception",
    "part": "part",
    "molecule": "mol_type",
    "own_protein": "protein_id",
    "genome": "genome",
}
_CODING = {
    "coding_id": "ID",
    "protein": "protein_id",
    "protein_version": "version",
    "code": "transl_table",
    "except": "transl_except",
    "exception": "exception",
    "note": "Note",
    "coding_tags": "tag",
}
_ALIGNED = {"id": "ID", "target": "Target", "gap": "Gap", "gap_count": "gap_count"}


@dataclass
class Features:
    """The features of one file.

    Attributes:
        nodes: Features that have an id and are no pieces: genes, transcripts, regions. One row a line.
        pieces: Exons, CDS, UTRs, stop codons: one row a line and parent.
        coding: Facts of coding sequences: one row a parent and CDS id, from the first of their lines.
        alignments: Alignments of transcripts: one row a line.
        kinds: Lines by what stands in column 3.
        lines: Lines of features.
        tabs: Lines with tabs within their attributes.
    """

    nodes: pl.DataFrame
    pieces: pl.DataFrame
    coding: pl.DataFrame
    alignments: pl.DataFrame
    kinds: Counter[str]
    lines: int
    tabs: int = 0

    def take_pieces(self) -> pl.DataFrame:
        """Hand out the pieces, and keep none: they are the bulk of the file."""
        pieces, self.pieces = self.pieces, self.pieces.clear()
        return pieces


@dataclass
class _Tables:
    nodes: list[pl.DataFrame] = field(default_factory=list)
    pieces: list[pl.DataFrame] = field(default_factory=list)
    coding: list[pl.DataFrame] = field(default_factory=list)
    alignments: list[pl.DataFrame] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    faulty: int = 0
    lines: int = 0
    tabs: int = 0


def read_features(path: Path) -> Features:
    """Read the features of a GFF3, plain or gzipped.

    Args:
        path: The file.

    Raises:
        InputError: The file cannot be read to its end, or lines of it are no GFF3; the first 20 are told.
    """
    if faults := file_faults(path):
        raise InputError(faults)
    tables, number = _Tables(), 0
    for text in _batches(path):
        _check_text(path, text, number)
        _take(path, text, number, tables)
        number += text.count(b"\n")
    if tables.faulty > SHOWN:
        cause = f"{tables.faulty:,} lines are no GFF3; the first {SHOWN} are told"
        tables.faults.append(fault("GFF-FORMAT", str(path), cause, "name a GFF3 file"))
    if tables.faults:
        raise InputError(tables.faults)
    if not tables.lines:
        raise InputError([fault("GENES-EMPTY", str(path), "no feature in the file", "bring the file again")])
    parts = (tables.nodes, tables.pieces, tables.coding, tables.alignments)
    nodes, pieces, coding, alignments = (pl.concat(part) for part in parts)
    coding = coding.unique(["key", "coding_id"], keep="first", maintain_order=True)
    return Features(nodes, pieces, coding, alignments, tables.kinds, tables.lines, tables.tabs)


def _batches(path: Path) -> Iterator[bytes]:
    """Yield whole lines, as far as the sequences that may stand behind the features."""
    held: list[bytes] = []
    size = 0
    try:
        for block in read_blocks(path):
            held.append(block)
            size += len(block)
            if size < BATCH_BYTES:
                continue
            whole, _, rest = b"".join(held).rpartition(b"\n")
            if b"\n##FASTA" in whole:
                break
            yield whole + b"\n"
            held, size = [rest], len(rest)
    except DamageError as error:
        cause = f"{error.cause} (byte {error.offset:,})"
        raise InputError([fault("GFF-READ", str(path), cause, "copy it again")]) from error
    text = b"".join(held)
    end = 0 if text.startswith(b"##FASTA") else text.find(b"\n##FASTA") + 1 or len(text)
    text = text[:end]
    yield text if text.endswith(b"\n") else text + b"\n"


def _check_text(path: Path, text: bytes, before: int) -> None:
    if text.isascii():
        return
    try:
        text.decode("utf-8")
    except UnicodeDecodeError as error:
        line = before + text.count(b"\n", 0, error.start) + 1
        cause = f"byte 0x{text[error.start]:02X} is not UTF-8"
        fix = "save it as UTF-8, such as `iconv -f latin1 -t utf-8`"
        raise InputError([fault("TEXT-ENCODING", f"{path}:{line}", cause, fix)]) from error


def _take(path: Path, text: bytes, before: int, tables: _Tables) -> None:
    """Parse whole lines and add their features to the tables."""
    features, wrong = _parse(text, before)
    if wrong["beyond"].is_not_null().any() and (mended := _without_tabs_in_attributes(text)) != text:
        tables.tabs += wrong.filter(pl.col("beyond").is_not_null()).height
        features, wrong = _parse(mended, before)
    tables.faulty += wrong.height
    room = max(0, SHOWN - len(tables.faults))
    tables.faults += [_line_fault(path, row["line"], row) for row in wrong.head(room).iter_rows(named=True)]
    tables.lines += features.height
    tables.kinds.update(dict(features["kind"].value_counts().iter_rows()))
    role = pl.col("kind").replace_strict(PIECES, default=None, return_dtype=pl.String)
    features = features.with_columns(role=role)
    pieces = features.filter(pl.col("role").is_not_null())
    others = features.filter(pl.col("role").is_null())
    aligned = others.filter(pl.col("kind").is_in(ALIGNMENTS))
    nodes = others.filter(~pl.col("kind").is_in(ALIGNMENTS) & pl.col("attributes").str.contains("ID=", literal=True))
    tables.nodes.append(_nodes(nodes))
    tables.alignments.append(_alignments(aligned))
    lone = pieces.filter((pl.col("role") == "coding") & ~pl.col("attributes").str.contains("Parent=", literal=True))
    tables.nodes.append(_nodes(lone))
    made = _pieces(pieces)
    tables.pieces.append(made.drop("attributes"))
    tables.coding.append(_coding(made))


def _without_tabs_in_attributes(text: bytes) -> bytes:
    """Return lines in which tabs within column 9 are blanks; where that column holds no `=` it is no GFF3 anyway."""
    lines = text.split(b"\n")
    for number, line in enumerate(lines):
        if line.count(b"\t") > 8 and not line.startswith(b"#"):
            *cells, attributes = line.split(b"\t", 8)
            if b"=" in attributes.partition(b"\t")[0]:
                lines[number] = b"\t".join([*cells, attributes.replace(b"\t", b" ")])
    return b"\n".join(lines)


def _parse(text: bytes, before: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the features, and the lines that are none.

    Args:
        text: Whole lines.
        before: Lines of the file before them.
    """
    width = b"\t" * (len(_COLUMNS) - 1) + b"\n"  # a line of ten columns, so that the reader looks for ten
    text = text.removeprefix(b"\xef\xbb\xbf") if not before else text
    if b"\r" in text:
        text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    frame = pl.read_csv(
        width + text,
        separator="\t",
        has_header=False,
        new_columns=list(_COLUMNS),
        quote_char=None,
        infer_schema=False,
        truncate_ragged_lines=True,
        row_index_name="line",
        row_index_offset=before,
    )
    # A line of blanks is nothing; a line whose first column is empty but whose others are not is a fault.
    given = (pl.col("contig").str.strip_chars().fill_null("") != "") | pl.col("kind").is_not_null()
    frame = frame.filter(given & ~pl.col("contig").fill_null("").str.starts_with("#")).with_columns(
        pl.col("line").cast(pl.Int64),
        first=pl.col("start").cast(pl.Int64, strict=False),
        last=pl.col("end").cast(pl.Int64, strict=False),
    )
    right = (
        pl.col("contig").is_not_null()
        & pl.col("attributes").is_not_null()
        & pl.col("beyond").is_null()
        & ((pl.col("first") >= 1) | ~pl.col("kind").is_in(list(PIECES)))
        & (pl.col("last") >= pl.col("first"))
        & ~_like_gtf()
    ).fill_null(False)
    kept = frame.filter(right)
    columns = ["line", "contig", "kind", "first", "last", "strand", "phase", "attributes"]
    return kept.select(columns).rename({"first": "start", "last": "end"}), frame.filter(~right)


def _like_gtf() -> pl.Expr:
    return pl.col("attributes").str.contains(r'^\s*\w+ "')


def _line_fault(path: Path, line: int, row: dict[str, object]) -> Fault:
    where, fix = f"{path}:{line}", "name a GFF3 file: nine columns parted by tabs (not GTF or BED)"
    cells = sum(row[name] is not None for name in _COLUMNS)
    if row["beyond"] is not None:
        return fault("GFF-FORMAT", where, "more than nine columns", fix)
    if row["attributes"] is None:
        return fault("GFF-FORMAT", where, f"{cells} columns instead of 9", fix)
    if row["contig"] is None:
        return fault("GFF-FORMAT", where, "no contig in column 1", fix)
    if row["first"] is None or row["last"] is None:
        cause = f"no whole numbers in columns 4 and 5: {show(str(row['start']))}, {show(str(row['end']))}"
        return fault("GFF-POSITION", where, cause, "give 1-based positions in columns 4 and 5")
    if int(str(row["first"])) < 1 or int(str(row["last"])) < int(str(row["first"])):
        cause = f"start {row['first']} and end {row['last']}: positions begin at 1, and no end is before its start"
        return fault("GFF-POSITION", where, cause, "give 1-based positions, the lower one in column 4")
    return fault("GFF-FORMAT", where, 'attributes as in GTF (key "value")', "give a GFF3 (key=value), not a GTF")


def attribute(name: str) -> pl.Expr:
    """Return the value of an attribute of column 9 as it is written; null: not there."""
    return pl.col("attributes").str.extract(rf"(?:^|;)\s*{name}=([^;]*)", 1)


def _nodes(features: pl.DataFrame) -> pl.DataFrame:
    facts = {column: attribute(name) for column, name in _NODE.items()}
    number = pl.col("attributes").str.extract(r"GeneID:(\d+)", 1)
    words = [pl.col(name).cast(pl.Categorical) for name in ("contig", "strand")]
    return features.select("line", "kind", "start", "end", *words, ncbi_gene=number, **facts).filter(
        pl.col("id").is_not_null()
    )


def _alignments(features: pl.DataFrame) -> pl.DataFrame:
    facts = {column: attribute(name) for column, name in _ALIGNED.items()}
    words = [pl.col(name).cast(pl.Categorical) for name in ("contig", "strand")]
    return features.select("line", "start", "end", *words, **facts).filter(pl.col("target").is_not_null())


def _pieces(features: pl.DataFrame) -> pl.DataFrame:
    """Return one row a piece and parent; a piece without a parent keeps its row, with a null key."""
    cut = pl.col("attributes").str
    return features.select(
        "line",
        pl.col("contig").cast(pl.Categorical),
        pl.col("role").cast(pl.Enum(sorted(set(PIECES.values())))),
        "start",
        "end",
        pl.col("strand").cast(pl.Categorical),
        phase=pl.col("phase").cast(pl.Int8, strict=False),
        odd_phase=(~pl.col("phase").is_in(["0", "1", "2", "."])).fill_null(True),
        low_open=cut.contains("start_range=.,", literal=True),
        high_open=cut.contains(r"end_range=\d+,\."),
        copy=cut.contains("exception=", literal=True),
        coding_id=pl.when(pl.col("role") == "coding").then(attribute("ID")).hash(),
        key=pl.coalesce(attribute("Parent"), pl.when(pl.col("role") == "coding").then(attribute("ID"))).str.split(","),
        attributes=pl.col("attributes"),
    ).explode("key", empty_as_null=True, keep_nulls=True)


def _coding(pieces: pl.DataFrame) -> pl.DataFrame:
    """Return the facts of coding sequences, from the first line of each."""
    first = pieces.filter(pl.col("role") == "coding").unique(["key", "coding_id"], keep="first", maintain_order=True)
    facts = {column: attribute(name) for column, name in _CODING.items() if column != "coding_id"}
    return first.select("key", "line", "coding_id", **facts)
