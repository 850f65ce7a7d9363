"""What of panel genes was not seen well: exons below the decisive depth, and bases where reads cannot be placed."""

from collections.abc import Mapping
from collections.abc import Sequence

from genopipe.measures import GeneCoverage
from genopipe.measures import HardRegions
from genopipe.panels import PanelGene
from genopipe.report.searched import ExonBelow
from genopipe.report.searched import GeneSearch
from genopipe.report.words import counted
from genopipe.report.words import listed
from genopipe.report.words import percent

NO_HARD_SOURCE = (
    "No source of regions of low mappability or segmental duplications is configured: whether panel genes lie there "
    "was not assessed."
)
NO_HARD_GENE = "No panel gene that could be assessed has coding bases in regions of low mappability or duplications."
_NAMED = 5  # genes that a sentence names; the others are counted


def make_exons_below(coverage: GeneCoverage | None, decisive: int) -> tuple[ExonBelow, ...]:
    """Return the exons of a gene with bases below the decisive depth (reads), as they lie on the contig."""
    exons = coverage.exons if coverage is not None and coverage.exons is not None else ()
    return tuple(
        ExonBelow(
            **{name: getattr(one, name) for name in ("exon", "transcript", "contig", "start", "end")},
            covered=one.covered[decisive],
        )
        for one in exons
        if one.covered.get(decisive, 1.0) < 1
    )


def exons_told(coverage: GeneCoverage | None, decisive: int) -> bool:
    """Say whether exons were measured at the decisive depth (reads)."""
    return coverage is not None and coverage.exons is not None and decisive in coverage.covered


def hard_parts(hard: HardRegions | None) -> dict[str, float | None]:
    """Return the part of coding bases that lies in hard regions (fraction) by id and by symbol of genes.

    None: a source has no region on the contig. Without a source there is no gene.
    """
    if hard is None or not hard.sources:
        return {}
    parts = {
        (one.gene, one.gene_symbol): round(one.hard / one.bases, 6) if one.hard is not None and one.bases else None
        for one in hard.genes
    }
    by_symbol = {symbol: part for (_, symbol), part in parts.items()}
    return by_symbol | {gene: part for (gene, _), part in parts.items()}


def hard_part(gene: PanelGene, parts: Mapping[str, float | None]) -> float | None:
    """Return the part of a gene's coding bases that lies in hard regions (fraction); None: not known.

    Args:
        gene: A gene of a panel.
        parts: What `hard_parts` returned.
    """
    if gene.in_models == "no":
        return None
    return parts[gene.gene_id] if gene.gene_id in parts else parts.get(gene.gene_symbol)


def make_exons_note(genes: Sequence[GeneSearch], decisive: int) -> str | None:
    """Return how many exons of panel genes have bases below the decisive depth (reads), in words; None: none has."""
    weak = [gene for gene in genes if gene.exons_below]
    if not weak:
        return None
    exons = counted(sum(len(gene.exons_below) for gene in weak), "exon")
    where = f"{exons} of {counted(len(weak), 'panel gene')}"
    named = f": {listed([gene.gene_symbol for gene in weak])}" if len(weak) <= _NAMED else ""
    return f"Bases with fewer than {decisive} reads in the proband lie in {where}{named}."


def make_hard_note(genes: Sequence[GeneSearch], hard: HardRegions | None) -> str | None:
    """Return what of the panel genes lies in hard regions, the most first; None: there is no panel gene."""
    if not genes:
        return None
    if hard is None or not hard.sources:
        return NO_HARD_SOURCE
    inside = sorted((gene for gene in genes if gene.low_mappability), key=lambda gene: -(gene.low_mappability or 0))
    unknown = sum(gene.low_mappability is None for gene in genes)
    told = [_inside_text(inside)] if inside else [NO_HARD_GENE] if unknown < len(genes) else []
    told += [f"Such regions could not be assessed for {counted(unknown, 'panel gene')}."] if unknown else []
    return " ".join(told)


def _inside_text(inside: Sequence[GeneSearch]) -> str:
    parts = [f"{gene.gene_symbol} ({percent(gene.low_mappability)})" for gene in inside[:_NAMED]]
    more = len(inside) - _NAMED
    named = f"{', '.join(parts)} and {more} more" if more > 0 else listed(parts)
    return f"Coding bases in regions of low mappability or segmental duplications: {named}."
