"""What the synthetic genome holds: its genes, gene panels and phenotypes, as tables to be read and edited.

All gene symbols are made up. HPO terms are real (Human Phenotype Ontology, https://hpo.jax.org).
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class GenePlan:
    """One gene to be made.

    Attributes:
        symbol: Made-up gene symbol.
        contig: Contig; genes of a contig lie in the order of the table.
        strand: `+` or `-`.
        exons: Number of exons.
        second: Tag of a second transcript that lacks one exon: empty for none, `basic` or `MANE_Plus_Clinical`.
        host: Symbol of the gene in whose intron this one lies, or empty.
        coding: Whether the gene codes for a protein.
        in_par: Whether the gene lies in the first pseudo-autosomal region.
    """

    symbol: str
    contig: str
    strand: str
    exons: int
    second: str = ""
    host: str = ""
    coding: bool = True
    in_par: bool = False


GENES: tuple[GenePlan, ...] = (
    GenePlan("SIMA01", "chr1", "+", 5),
    GenePlan("SIMA02", "chr1", "-", 6),
    GenePlan("SIMA03", "chr1", "+", 5, second="basic"),
    GenePlan("SIMA04", "chr1", "-", 4),
    GenePlan("SIMA05", "chr1", "+", 6),
    GenePlan("SIMA06", "chr1", "-", 3),
    GenePlan("SIMA07", "chr1", "+", 7),
    GenePlan("SIMA08", "chr1", "-", 5, second="basic"),
    GenePlan("SIMA09", "chr1", "+", 4),
    GenePlan("SIMA10", "chr1", "-", 5),
    GenePlan("SIMA11", "chr1", "+", 6),
    GenePlan("SIMA12", "chr1", "-", 5),
    GenePlan("SIMA13", "chr1", "+", 5),
    GenePlan("SIMA14", "chr1", "-", 6, second="MANE_Plus_Clinical"),
    GenePlan("SIMA15", "chr1", "+", 4),
    GenePlan("SIMA16", "chr1", "-", 4),
    GenePlan("SIMA17", "chr1", "+", 3),
    GenePlan("SIMB01", "chr2", "-", 5),
    GenePlan("SIMB02", "chr2", "+", 4),
    GenePlan("SIMB03", "chr2", "-", 6),
    GenePlan("SIMB04", "chr2", "+", 5, second="basic"),
    GenePlan("SIMB05", "chr2", "-", 4),
    GenePlan("SIMN01", "chr2", "+", 2, host="SIMB05"),
    GenePlan("SIMB06", "chr2", "+", 5),
    GenePlan("SIMB07", "chr2", "-", 4),
    GenePlan("SIMR01", "chr2", "+", 3, coding=False),
    GenePlan("SIMB08", "chr2", "-", 5),
    GenePlan("SIMB09", "chr2", "+", 4),
    GenePlan("SIMB10", "chr2", "-", 5),
    GenePlan("SIMB11", "chr2", "+", 5, second="basic"),
    GenePlan("SIMB12", "chr2", "-", 4),
    GenePlan("SIMB13", "chr2", "+", 3),
    GenePlan("SIMX01", "chrX", "+", 4, in_par=True),
    GenePlan("SIMX02", "chrX", "-", 4),
    GenePlan("SIMX03", "chrX", "+", 5),
    GenePlan("SIMX04", "chrX", "-", 4),
    GenePlan("SIMX05", "chrX", "+", 5, second="basic"),
    GenePlan("SIMX06", "chrX", "-", 4),
    GenePlan("SIMX07", "chrX", "+", 6),
    GenePlan("SIMX08", "chrX", "-", 5),
    GenePlan("SIMY01", "chrY", "+", 3),
    GenePlan("SIMY02", "chrY", "-", 4),
    GenePlan("SIMM01", "chrM", "+", 1),
    GenePlan("SIMM02", "chrM", "-", 1),
)


@dataclass(frozen=True)
class PanelRow:
    """One gene of a panel.

    Attributes:
        symbol: Gene symbol.
        mode: Mode of inheritance, in the words of the panel file.
        confidence: `green`, `amber` or `red`.
        penetrance: `complete` or `incomplete`.
    """

    symbol: str
    mode: str
    confidence: str = "green"
    penetrance: str = "complete"


PANELS: Mapping[str, tuple[PanelRow, ...]] = {
    "neurodevelopment": (
        PanelRow("SIMA01", "monoallelic"),
        PanelRow("SIMA02", "monoallelic"),
        PanelRow("SIMA03", "biallelic"),
        PanelRow("SIMA04", "monoallelic_and_biallelic"),
        PanelRow("SIMA05", "biallelic"),
        PanelRow("SIMA06", "monoallelic", "amber"),
        PanelRow("SIMX01", "monoallelic", "amber"),
        PanelRow("SIMX02", "x_linked_recessive"),
        PanelRow("SIMX03", "x_linked_dominant"),
    ),
    "cardiac": (
        PanelRow("SIMA07", "monoallelic", penetrance="incomplete"),
        PanelRow("SIMA08", "monoallelic"),
        PanelRow("SIMA09", "monoallelic", penetrance="incomplete"),
        PanelRow("SIMB01", "biallelic"),
        PanelRow("SIMB02", "monoallelic", "amber"),
        PanelRow("SIMX04", "x_linked_recessive"),
    ),
    "renal": (
        PanelRow("SIMA10", "biallelic"),
        PanelRow("SIMB03", "biallelic"),
        PanelRow("SIMB04", "monoallelic"),
        PanelRow("SIMB05", "biallelic", "red"),
        PanelRow("SIMX05", "x_linked_dominant"),
    ),
    "hearing": (
        PanelRow("SIMA11", "biallelic"),
        PanelRow("SIMA12", "biallelic"),
        PanelRow("SIMB06", "monoallelic"),
        PanelRow("SIMB07", "biallelic"),
        PanelRow("SIMX06", "x_linked_recessive"),
    ),
    "neuromuscular": (
        PanelRow("SIMB08", "monoallelic"),
        PanelRow("SIMB09", "biallelic"),
        PanelRow("SIMX07", "x_linked_recessive"),
        PanelRow("SIMX08", "x_linked_recessive"),
    ),
    "cancer": (
        PanelRow("SIMA13", "monoallelic", penetrance="incomplete"),
        PanelRow("SIMA14", "monoallelic", penetrance="incomplete"),
        PanelRow("SIMB10", "monoallelic_and_biallelic", penetrance="incomplete"),
        PanelRow("SIMB11", "biallelic"),
    ),
    "mitochondrial": (
        PanelRow("SIMA15", "biallelic"),
        PanelRow("SIMB12", "biallelic"),
        PanelRow("SIMM01", "mitochondrial"),
        PanelRow("SIMM02", "mitochondrial"),
    ),
    # A panel that takes a pseudo-autosomal gene for an X-linked one, as real ones do.
    "skeletal": (PanelRow("SIMX01", "x_linked_recessive"),),
}


def _additional(symbol: str, alleles: str, consequences: str, children: str) -> dict[str, str]:
    rule = {"alleles": alleles, "consequences": consequences, "only": "", "never": "", "by_hand": ""}
    return {"gene_symbol": symbol, "condition": f"{symbol}-related risk", **rule, "adults": "yes", "children": children}


def _carrier(symbol: str, tier: str, inheritance: str, seen: str = "yes", limit: str = "") -> dict[str, str]:
    told = {"tier": tier, "gene_symbol": symbol, "condition": f"{symbol}-related disease", "inheritance": inheritance}
    return {**told, "carrier_frequency": "0.01", "seen": seen, "limit": limit}


# Genes of no panel, so that the question of no family holds them.
ADDITIONAL_ROWS = (
    _additional("SIMA16", "one", "any", "yes"),
    _additional("SIMA17", "one", "truncating", "no"),
    _additional("SIMB13", "two", "any", "yes"),
)
CARRIER_ROWS = (
    _carrier("SIMB13", "1", "autosomal_recessive"),
    _carrier("SIMN01", "1", "autosomal_recessive", "no", "made up: as if most carriers had a deletion"),
    _carrier("SIMX02", "3", "x_linked"),
)

HPO: Mapping[str, str] = {
    "HP:0000107": "Renal cyst",
    "HP:0000113": "Polycystic kidney dysplasia",
    "HP:0000252": "Microcephaly",
    "HP:0000365": "Hearing impairment",
    "HP:0000407": "Sensorineural hearing impairment",
    "HP:0001249": "Intellectual disability",
    "HP:0001250": "Seizure",
    "HP:0001251": "Ataxia",
    "HP:0001263": "Global developmental delay",
    "HP:0001324": "Muscle weakness",
    "HP:0001639": "Hypertrophic cardiomyopathy",
    "HP:0001644": "Dilated cardiomyopathy",
    "HP:0003002": "Breast carcinoma",
    "HP:0003128": "Lactic acidosis",
    "HP:0003198": "Myopathy",
    "HP:0004322": "Short stature",
}

PANEL_PHENOTYPES: Mapping[str, tuple[str, ...]] = {
    "neurodevelopment": ("HP:0001263", "HP:0001250", "HP:0001249", "HP:0000252"),
    "cardiac": ("HP:0001639", "HP:0001644"),
    "renal": ("HP:0000107", "HP:0000113"),
    "hearing": ("HP:0000407", "HP:0000365"),
    "neuromuscular": ("HP:0001324", "HP:0003198"),
    "cancer": ("HP:0003002",),
    "mitochondrial": ("HP:0003128", "HP:0001251", "HP:0003198"),
    "skeletal": ("HP:0004322",),
}


def gene_phenotypes() -> dict[str, tuple[str, ...]]:
    """Return HPO ids by gene symbol: two at most of each panel's theme, in turn."""
    found: dict[str, tuple[str, ...]] = {}
    for panel, rows in PANELS.items():
        terms = PANEL_PHENOTYPES[panel]
        for number, row in enumerate(rows):
            found[row.symbol] = tuple(dict.fromkeys((*found.get(row.symbol, ()), terms[0], terms[number % len(terms)])))
    return found
