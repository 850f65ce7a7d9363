"""Who a gene is: HGNC's complete set as a book of symbols, with aliases, former symbols and withdrawn ones.

A symbol of today always means its own gene, also where another gene once bore it. A former symbol or an alias is
resolved when it leads to one gene only; else it is refused with the choices. A withdrawn symbol is refused with its
replacement.

Source: HGNC, "Statistics & download files", columns of the complete set and of the withdrawn symbols;
doi:10.1093/nar/gkac888.
"""

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path

from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.io.gene_sources import read_gene_table
from genopipe.io.naming import show

_COLUMNS = ("hgnc_id", "symbol", "prev_symbol", "alias_symbol", "ensembl_gene_id", "entrez_id")
_WITHDRAWN = ("HGNC_ID", "STATUS", "WITHDRAWN_SYMBOL")
_APPROVED = "approved"
_SHOWN = 5
# Longer names are not compared with every symbol (letters).
_LONGEST = 40


class How(StrEnum):
    """By which name a gene was found."""

    ID = "id"
    SYMBOL = "symbol"
    FORMER = "former symbol"
    ALIAS = "alias"


@dataclass(frozen=True)
class GeneIdentity:
    """A gene as HGNC knows it.

    Attributes:
        hgnc: Its id, `HGNC:1100`.
        symbol: Its symbol of today.
        ensembl: Its id in Ensembl; empty: none.
        ncbi: Its id in NCBI Gene; empty: none.
        former: Symbols that it had before.
        aliases: Other names that it goes by.
    """

    hgnc: str
    symbol: str
    ensembl: str = ""
    ncbi: str = ""
    former: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Every name of the gene, in capitals."""
        return frozenset(name.upper() for name in (self.symbol, *self.former, *self.aliases))


@dataclass(frozen=True)
class Resolved:
    """What a book says of a name.

    Attributes:
        gene: The gene; None: refused.
        how: By which name it was found; None: refused.
        refused: Why it is refused, and what to write instead.
    """

    gene: GeneIdentity | None = None
    how: How | None = None
    refused: tuple[Fault, ...] = ()


class SymbolBook:
    """Every name of every gene.

    Args:
        genes: The approved genes.
        withdrawn: Replacements by withdrawn symbol or id, in capitals; empty: there is none.
    """

    def __init__(self, genes: Sequence[GeneIdentity], withdrawn: Mapping[str, tuple[str, ...]]) -> None:
        self.by_hgnc = {gene.hgnc: gene for gene in genes}
        self.by_ensembl = _sole((gene.ensembl, gene) for gene in genes if gene.ensembl)
        self.by_ncbi = _sole((gene.ncbi, gene) for gene in genes if gene.ncbi)
        self.by_symbol = {gene.symbol.upper(): gene for gene in genes}
        self._former = _several((name, gene) for gene in genes for name in gene.former)
        self._aliases = _several((name, gene) for gene in genes for name in gene.aliases)
        self._withdrawn = withdrawn

    def by_id(self, hgnc: str, where: str = "") -> Resolved:
        """Return the gene of an id of HGNC, or why it is none.

        Args:
            hgnc: The id.
            where: File and line, for messages.
        """
        if gene := self.by_hgnc.get(hgnc):
            return Resolved(gene, How.ID)
        if hgnc in self._withdrawn:
            return self._refuse_withdrawn(hgnc, where)
        cause = f"{show(hgnc)} is not in HGNC's complete set"
        return _refused(fault("PANEL-UNKNOWN", where, cause, "correct the id, or bring a newer complete set"))

    def by_name(self, symbol: str, where: str = "") -> Resolved:
        """Return the gene of a symbol, or why it is refused.

        Args:
            symbol: The symbol.
            where: File and line, for messages.
        """
        name = symbol.upper()
        if gene := self.by_symbol.get(name):
            return Resolved(gene, How.SYMBOL)
        if name in self._withdrawn:
            return self._refuse_withdrawn(symbol, where)
        former, aliases = self._former.get(name, ()), self._aliases.get(name, ())
        choices = tuple(dict.fromkeys((*former, *aliases)))
        if len(choices) == 1:
            return Resolved(choices[0], How.FORMER if former else How.ALIAS)
        if choices:
            told = [
                f"{gene.symbol} ({gene.hgnc}, {'former symbol' if gene in former else 'alias'})" for gene in choices
            ]
            cause = f"{show(symbol)} is a name of {len(choices)} genes: {', '.join(told[:_SHOWN])}"
            return _refused(fault("PANEL-AMBIGUOUS", where, cause, "write the symbol of the one that is meant"))
        return self._refuse_unknown(symbol, where)

    def _refuse_withdrawn(self, name: str, where: str) -> Resolved:
        instead = self._withdrawn[name.upper()]
        cause = f"{show(name)} was withdrawn by HGNC"
        if not instead:
            fix = "nothing takes its place: take the gene out of the panel"
        elif len(instead) == 1:
            fix = f"write {instead[0]}, which takes its place"
        else:
            fix = f"it was split into {', '.join(instead[:_SHOWN])}: write the one that is meant"
        return _refused(fault("PANEL-WITHDRAWN", where, cause, fix))

    def _refuse_unknown(self, symbol: str, where: str) -> Resolved:
        alike = [name for name in self.by_symbol if name[:1] == symbol[:1].upper()]
        close = get_close_matches(symbol.upper(), alike, n=1, cutoff=0.75) if len(symbol) <= _LONGEST else []
        fix = f"did you mean {self.by_symbol[close[0]].symbol}?" if close else "write the HGNC symbol"
        cause = f"HGNC knows no gene by the name {show(symbol)}"
        return _refused(fault("PANEL-UNKNOWN", where, cause, fix))


def _refused(why: Fault) -> Resolved:
    return Resolved(refused=(why,))


def _sole(pairs: Iterable[tuple[str, GeneIdentity]]) -> dict[str, GeneIdentity]:
    """Return genes by an id; an id that names two genes names none."""
    grouped = _several(pairs)
    return {name: genes[0] for name, genes in grouped.items() if len(genes) == 1}


def _several(pairs: Iterable[tuple[str, GeneIdentity]]) -> dict[str, tuple[GeneIdentity, ...]]:
    grouped: dict[str, dict[GeneIdentity, None]] = {}
    for name, gene in pairs:
        grouped.setdefault(name.upper(), {})[gene] = None
    return {name: tuple(genes) for name, genes in grouped.items()}


def read_symbol_book(path: Path, withdrawn: Path | None = None) -> SymbolBook:
    """Read HGNC's names of genes.

    Args:
        path: The complete set, `hgnc_complete_set.txt`, plain or compressed.
        withdrawn: The withdrawn symbols, `withdrawn.txt`; None: only those that the complete set tells.

    Returns:
        The book.

    Raises:
        InputError: A file is no such table.
    """
    table = read_gene_table(path, _COLUMNS)
    status = "status" if "status" in table.columns else None
    rows = table.select(*_COLUMNS, *([status] if status else [])).rows(named=True)
    genes, gone = [], _read_withdrawn(withdrawn) if withdrawn else {}
    for row in rows:
        if not row["hgnc_id"] or not row["symbol"]:
            continue
        if status and (row[status] or _APPROVED).lower() != _APPROVED:
            plain = row["symbol"].removesuffix("~withdrawn")
            gone.setdefault(plain.upper(), ())
            gone.setdefault(row["hgnc_id"], ())
            continue
        ids = (row["hgnc_id"], row["symbol"], row["ensembl_gene_id"] or "", row["entrez_id"] or "")
        genes.append(GeneIdentity(*ids, _names(row["prev_symbol"]), _names(row["alias_symbol"])))
    if not genes:
        cause = "no approved gene in it"
        raise InputError([fault("GENE-NAMES", str(path), cause, "give HGNC's complete set: hgnc_complete_set.txt")])
    return SymbolBook(genes, gone)


def _names(cell: str | None) -> tuple[str, ...]:
    parts = (part.strip() for part in (cell or "").strip('"').split("|"))
    return tuple(dict.fromkeys(part for part in parts if part))


def _read_withdrawn(path: Path) -> dict[str, tuple[str, ...]]:
    """Return the replacements by withdrawn symbol and id.

    Raises:
        InputError: It is no such table.
    """
    table = read_gene_table(path, _WITHDRAWN)
    merged = next((name for name in table.columns if name.upper().startswith("MERGED_INTO_REPORT")), None)
    found: dict[str, tuple[str, ...]] = {}
    for row in table.rows(named=True):
        instead = _replacements(row[merged] if merged else None)
        for name in (row["HGNC_ID"], row["WITHDRAWN_SYMBOL"]):
            if name:
                found[name.upper()] = instead
    return found


def _replacements(cell: str | None) -> tuple[str, ...]:
    """Return symbols with their ids of a cell such as `HGNC:5|A1BG|Approved, HGNC:6|A1CF|Approved`."""
    found = []
    for part in (cell or "").strip('"').split(","):
        pieces = [piece.strip() for piece in part.replace("/", "|").split("|")]
        if len(pieces) > 1 and pieces[0].startswith("HGNC:") and pieces[1]:
            found.append(f"{pieces[1]} ({pieces[0]})")
    return tuple(found)
