"""The genes of gene models alone: their ids and symbols, without reading transcripts.

It names genes as `genopipe.io.gene_models` does, in a fraction of its time: for checks before the first job.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.blocks import DamageError
from genopipe.io.blocks import read_blocks

_ATTRIBUTE = re.compile(r"(?:^|;)\s*(ID|Name|gene|gene_name|gbkey)=([^;]*)")
_PREFIX = re.compile(r"^(?:(?:gene|transcript|CDS|mRNA):|(?:rna|gene|cds|id)-)")
_VERSION = re.compile(r"^((?:ENS[A-Z]*|[NX][A-Z]_)\d+)\.\d+(?:_PAR_Y)?$")
_NUMBER = re.compile(r"GeneID:(\d+)")
_HGNC = re.compile(r"HGNC:(?:HGNC:)?(\d+)")
_GFF_COLUMNS = 9


@dataclass(frozen=True)
class ModelGene:
    """A gene of the gene models.

    Attributes:
        gene: Its id, without version.
        symbol: Its symbol; empty: the models tell none.
        hgnc: Its id in HGNC, `HGNC:1100`; empty: the models tell none.
    """

    gene: str
    symbol: str
    hgnc: str


def read_model_genes(path: Path) -> list[ModelGene]:
    """Read the genes of gene models.

    Args:
        path: GFF3, plain or compressed; or a table of `genopipe genes`, or MANE's.

    Returns:
        Each gene once, in the order of the file; of a GFF3 every feature that stands above all others.

    Raises:
        InputError: The file cannot be read.
    """
    if path.suffix == ".parquet" or not _is_gff(path):
        return _of_transcripts(path)
    found: dict[ModelGene, None] = {}
    try:
        for line in _top_lines(path):
            cells = line.decode("utf-8", "replace").rstrip("\r").split("\t")
            if len(cells) == _GFF_COLUMNS and (gene := _gene(cells[8])):
                found.setdefault(gene)
    except (DamageError, OSError) as error:
        raise InputError([fault("GFF-READ", str(path), f"reading failed: {error}", "copy it again")]) from error
    return list(found)


def _is_gff(path: Path) -> bool:
    try:
        head = next(read_blocks(path), b"")[:100_000]
    except (DamageError, OSError) as error:
        raise InputError([fault("GFF-READ", str(path), f"reading failed: {error}", "copy it again")]) from error
    lines = [line for line in head.split(b"\n") if line.strip() and not line.startswith(b"#")]
    return not lines or lines[0].count(b"\t") == _GFF_COLUMNS - 1


def _of_transcripts(path: Path) -> list[ModelGene]:
    from genopipe.io.gene_models import read_any  # noqa: PLC0415 - only other forms need the whole reader

    rows = read_any(path)[0].select("gene", "gene_symbol").unique(maintain_order=True)
    return [ModelGene(gene, symbol or "", "") for gene, symbol in rows.iter_rows() if gene]


def _top_lines(path: Path) -> Iterator[bytes]:
    """Yield the lines of features without a parent."""
    rest = b""
    for block in read_blocks(path):
        *whole, rest = (rest + block).split(b"\n")
        yield from (line for line in whole if b"Parent=" not in line and line[:1] != b"#")
    if b"Parent=" not in rest and rest[:1] != b"#":
        yield rest


def _gene(attributes: str) -> ModelGene | None:
    told = dict(_ATTRIBUTE.findall(attributes))
    own = unquote(_PREFIX.sub("", told.get("ID", "")))
    number = _NUMBER.search(attributes) if "gbkey" in told else None
    gene = _VERSION.sub(r"\1", number[1] if number else own)
    hgnc = _HGNC.search(attributes)
    symbol = unquote(told.get("gene_name") or told.get("gene") or told.get("Name") or "")
    return ModelGene(gene, symbol, f"HGNC:{hgnc[1]}" if hgnc else "") if gene else None
