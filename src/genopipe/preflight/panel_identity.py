"""Who the genes of a panel are: found in the gene models and in HGNC's names, or refused with the choices.

The order: an id of HGNC or of the gene models first, since symbols change; then the symbol. Without HGNC's complete set
the symbols and ids of the gene models are all there is, and that is said.
"""

from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace

from genopipe.errors import Fault
from genopipe.errors import errors_among
from genopipe.errors import fault
from genopipe.errors import note
from genopipe.io.date_genes import today
from genopipe.io.gene_identity import GeneIdentity
from genopipe.io.gene_identity import How
from genopipe.io.gene_identity import SymbolBook
from genopipe.io.model_genes import ModelGene
from genopipe.io.naming import show
from genopipe.panels import Panel
from genopipe.panels import PanelGene

_SHOWN = 8
_NO_BOOK = (
    "names were compared with the gene models only: "
    "aliases and former symbols are not known without HGNC's complete set (`input.gene_names`)"
)


class Models:
    """The genes of the gene models by each of their names.

    Args:
        genes: The genes of the models.
    """

    def __init__(self, genes: Iterable[ModelGene]) -> None:
        listed = list(genes)
        self.by_id = {gene.gene: gene for gene in listed}
        self.by_hgnc = {gene.hgnc: gene for gene in listed if gene.hgnc}
        self.by_symbol: dict[str, list[ModelGene]] = {}
        for gene in listed:
            self.by_symbol.setdefault(gene.symbol.upper(), []).append(gene)

    def check(self, gene: PanelGene, known: GeneIdentity | None, faults: list[Fault]) -> list[Fault]:
        """Return the faults of a gene once the gene models are asked too.

        Args:
            gene: The gene of the panel.
            known: The same in HGNC, where it was found.
            faults: What HGNC's names say against it.
        """
        found = self.by_id.get(gene.gene_id)
        if found is None or not found.symbol or (gene.hgnc_id and known is None):
            return faults
        symbol = gene.written_as or gene.gene_symbol
        if known is not None:
            same = gene.gene_id == known.ensembl or found.hgnc == known.hgnc or found.symbol.upper() in known.names
        elif found.symbol.upper() == symbol.upper():
            return []  # id and symbol are those of the gene models: a gene that HGNC has no name for
        else:
            same = all(other.gene == gene.gene_id for other in self.by_symbol.get(symbol.upper(), []))
        if same:
            return faults
        cause = f"{gene.gene_id} is {show(found.symbol)} in the gene models, which is another gene than {show(symbol)}"
        return [*faults, fault("PANEL-CONFLICT", gene.where, cause, "correct the symbol or the id")]

    def find(self, gene: PanelGene, known: GeneIdentity | None) -> ModelGene | None:
        """Return the gene of the models that a gene of a panel is; None: there is none.

        Args:
            gene: The gene of the panel.
            known: The same in HGNC, where it was found.
        """
        ids = (gene.gene_id, _ncbi(gene.gene_id), known.ensembl if known else "", known.ncbi if known else "")
        for name in ids:
            if name and name in self.by_id:
                return self.by_id[name]
        hgnc = known.hgnc if known else gene.hgnc_id
        if hgnc and hgnc in self.by_hgnc:
            return self.by_hgnc[hgnc]
        symbols = [gene.gene_symbol, *((known.symbol, *known.former) if known else ())]
        for symbol in (*symbols, *(() if known else today(gene.gene_symbol))):
            found = self.by_symbol.get(symbol.upper(), [])
            if len(found) == 1:
                return found[0]
        return None


def _ncbi(gene_id: str) -> str:
    """Return the number in NCBI Gene of `672` or `NCBIGene:672`; empty: it is another id."""
    number = gene_id.removeprefix("NCBIGene:")
    return number if number.isdecimal() else ""


@dataclass(frozen=True)
class Identities:
    """What names of genes are compared with.

    Attributes:
        models: The gene models; None: not given.
        book: HGNC's names; None: not given.
    """

    models: Models | None = None
    book: SymbolBook | None = None


def resolve_panel(panel: Panel, identities: Identities) -> tuple[Panel, list[Fault]]:
    """Give every gene of a panel its id of the gene models and its symbol of today.

    Args:
        panel: The panel.
        identities: What names are compared with.

    Returns:
        The panel with the genes that are not refused, each with `in_models`, and the faults.
    """
    genes, faults, renamed = [], list[Fault](), list[str]()
    for gene in panel.genes:
        known, found = _known(gene, identities.book)
        if identities.models is not None:
            found = identities.models.check(gene, known, found)
        faults += found
        if errors_among(found):
            continue
        made = _resolved(gene, known, identities)
        renamed += [f"{made.written_as} is {made.gene_symbol}"] if made.written_as and not gene.written_as else []
        genes.append(made)
    faults += _check_twice(panel, genes)
    if renamed:
        cause = _some(renamed, "genes have another symbol today")
        faults.append(note("PANEL-RENAMED", panel.path, cause, "nothing; the ids tell who they are"))
    return replace(panel, genes=tuple(genes)), faults + _absent(panel, genes, identities)


def _known(gene: PanelGene, book: SymbolBook | None) -> tuple[GeneIdentity | None, list[Fault]]:
    """Return the gene in HGNC, and why it is refused."""
    if book is None:
        return None, []
    symbol = gene.written_as or gene.gene_symbol
    by_id = book.by_ensembl.get(gene.gene_id.upper()) or book.by_ncbi.get(_ncbi(gene.gene_id))
    if gene.hgnc_id:
        found = book.by_id(gene.hgnc_id, gene.where)
        if found.gene is None:
            return None, list(found.refused)
        if by_id and by_id != found.gene:
            cause = f"{gene.hgnc_id} is {found.gene.symbol}, but {gene.gene_id} is {by_id.symbol}"
            return None, [fault("PANEL-CONFLICT", gene.where, cause, "correct the id that is wrong")]
        by_id = found.gene
    if by_id is None:
        named = book.by_name(symbol, gene.where)
        return named.gene, list(named.refused)
    return by_id, _check_names(gene, symbol, by_id, book)


def _check_names(gene: PanelGene, symbol: str, known: GeneIdentity, book: SymbolBook) -> list[Fault]:
    """Compare a symbol with the gene that the id names: the symbol of another gene is a mistake in one of the two."""
    if symbol.upper() in known.names:
        return []
    other = book.by_name(symbol)
    ids = gene.hgnc_id or gene.gene_id
    if other.gene is not None and other.how in (How.SYMBOL, How.FORMER):
        cause = f"{show(symbol)} is {other.gene.symbol} ({other.gene.hgnc}), but {ids} is {known.symbol}"
        return [fault("PANEL-CONFLICT", gene.where, cause, "correct the symbol or the id")]
    cause = f"{ids} is {known.symbol}; HGNC does not know {show(symbol)} as a name of it"
    return [note("PANEL-NAME-OTHER", gene.where, cause, "nothing; the id tells who it is")]


def _resolved(gene: PanelGene, known: GeneIdentity | None, identities: Identities) -> PanelGene:
    written = gene.written_as or gene.gene_symbol
    symbol = known.symbol if known else gene.gene_symbol
    made = replace(
        gene,
        gene_symbol=symbol,
        written_as="" if written == symbol else written,
        hgnc_id=known.hgnc if known else gene.hgnc_id,
        gene_id=gene.gene_id or (known.ensembl if known else ""),
    )
    if identities.models is None:
        return made
    found = identities.models.find(gene, known)
    if found is None:
        return replace(made, in_models="no")
    return replace(made, gene_id=found.gene, in_models="yes", hgnc_id=made.hgnc_id or found.hgnc)


def _check_twice(panel: Panel, genes: Sequence[PanelGene]) -> list[Fault]:
    """Find genes that two rows name in different ways."""
    faults, first = [], dict[str, PanelGene]()
    for gene in genes:
        before = first.setdefault(gene.hgnc_id or gene.key, gene)
        if before is not gene:
            names = f"{before.written_as or before.gene_symbol} and {gene.written_as or gene.gene_symbol}"
            cause = f"{names} are one gene, {gene.gene_symbol}; the other row is {before.where}"
            faults.append(fault("PANEL-DUP", gene.where or panel.path, cause, "keep one of the rows"))
    return faults


def _absent(panel: Panel, genes: Sequence[PanelGene], identities: Identities) -> list[Fault]:
    """Tell which genes the gene models lack; a panel of which they hold nothing is refused."""
    lacking = [gene for gene in genes if gene.in_models == "no"]
    if not lacking:
        return []
    where = lacking[0].where or panel.path
    cause = _some([gene.gene_symbol for gene in lacking], f"of {len(genes)} genes are not in the gene models")
    cause += "" if identities.book else f"; {_NO_BOOK}"
    if len(lacking) == len(genes):
        fix = "name the panel's genes by the ids of the gene models, or name the right gene models"
        return [fault("PANEL-ABSENT", panel.path or where, cause, fix)]
    fix = "correct the names that are wrong; the others are not assessable, and the report says so"
    return [note("PANEL-ABSENT", where, cause, fix)]


def _some(names: Sequence[str], words: str) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{len(names)} {words}: {', '.join(names[:_SHOWN])}{more}"
