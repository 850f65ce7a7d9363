"""Virtual panels: the genes of the diseases that show given phenotypes, as a panel with its sources in its head.

HPO says which genes have which diseases, but judges no evidence: such a panel is amber unless the laboratory decides
otherwise, so that a gene of it alone makes no finding.
"""

from collections.abc import Iterable
from collections.abc import Sequence

from genopipe.io.hpo import Ontology
from genopipe.io.hpo_genes import DiseaseGene
from genopipe.io.hpo_genes import narrower
from genopipe.panels import Confidence
from genopipe.panels import Panel
from genopipe.panels import PanelGene
from genopipe.panels import PanelMode
from genopipe.panels import Penetrance

# Terms of HPO for modes of inheritance. Source: HPO, terms below HP:0000005 (mode of inheritance).
_MODES = {
    "HP:0000006": PanelMode.MONOALLELIC,
    "HP:0000007": PanelMode.BIALLELIC,
    "HP:0001417": PanelMode.X_LINKED_DOMINANT,
    "HP:0001419": PanelMode.X_LINKED_RECESSIVE,
    "HP:0001423": PanelMode.X_LINKED_DOMINANT,
    "HP:0001427": PanelMode.MITOCHONDRIAL,
}
_INCOMPLETE = "HP:0003829"
_TWO = {PanelMode.MONOALLELIC, PanelMode.BIALLELIC}
_X = {PanelMode.X_LINKED_DOMINANT, PanelMode.X_LINKED_RECESSIVE}


def make_virtual_panel(
    name: str,
    terms: Sequence[str],
    ontology: Ontology,
    genes: Iterable[DiseaseGene],
    release: str,
    confidence: Confidence,
) -> Panel:
    """Make the panel of the genes that are annotated to terms or to narrower ones.

    Args:
        name: Name of the panel.
        terms: HPO ids of the ontology.
        ontology: The terms of HPO.
        genes: Genes by disease.
        release: Release of the annotation of diseases.
        confidence: What every gene of the panel is taken for.

    Returns:
        The panel, by gene symbol. The mode of a gene is that of its diseases with these terms; where HPO tells none or
        several that do not go together, it is `not_told`.
    """
    wanted = narrower(terms, ontology)
    modes = {term: mode for parent, mode in _MODES.items() for term in narrower([parent], ontology)}
    modes |= _MODES
    found: dict[str, list[DiseaseGene]] = {}
    for gene in genes:
        if gene.terms & wanted:
            found.setdefault(gene.ncbi, []).append(gene)
    made = [_gene(diseases, modes, confidence) for diseases in found.values()]
    told = ", ".join(f"{term} {ontology.names[term]}" for term in terms)
    version = f"HPO-{'_'.join(ontology.release.split())}"
    source = f"Human Phenotype Ontology {ontology.release}, its diseases of {release}: genes annotated to "
    source += f"{', '.join(terms)} or narrower terms"
    ordered = tuple(sorted(made, key=lambda gene: gene.gene_symbol))
    return Panel(name, f"Virtual panel: {told}", version, ordered, source=source)


def _gene(diseases: Sequence[DiseaseGene], modes: dict[str, PanelMode], confidence: Confidence) -> PanelGene:
    terms = set().union(*(disease.terms for disease in diseases))
    mode = _mode({modes[term] for term in terms if term in modes})
    penetrance = Penetrance.INCOMPLETE if _INCOMPLETE in terms else Penetrance.COMPLETE
    first = diseases[0]
    return PanelGene(first.symbol, f"NCBIGene:{first.ncbi}", confidence, mode, penetrance)


def _mode(told: set[PanelMode]) -> PanelMode:
    if len(told) == 1:
        return told.pop()
    if told == _TWO:
        return PanelMode.MONOALLELIC_AND_BIALLELIC
    return PanelMode.X_LINKED_DOMINANT if told == _X else PanelMode.NOT_TOLD
