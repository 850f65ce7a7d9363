"""What is known of an allele in a gene when it is classified: the columns that the criteria read.

A column whose source is not configured is there, and null throughout: no criterion asks whether a column exists.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field

import polars as pl

from genopipe.acmg import Acmg
from genopipe.classify_settings import ClassifySettings

_TEXT, _REAL, _INT, _FLAG = pl.String(), pl.Float64(), pl.Int64(), pl.Boolean()

FACTS: dict[str, pl.DataType] = {
    # The allele.
    "allele": _TEXT,
    "contig": _TEXT,
    "place": _TEXT,  # autosome (PARs too), X, Y or mitochondrion
    "position": _INT,
    "ref": _TEXT,
    "alt": _TEXT,
    "frequency_state": _TEXT,
    "frequency_global": _REAL,
    "frequency_max": _REAL,
    "frequency_population": _TEXT,
    "faf95": _REAL,
    "faf95_population": _TEXT,
    "allele_number": _INT,
    "homozygotes": _INT,
    "hemizygotes": _INT,
    "clinvar_pathogenic": _FLAG,
    "clinvar_significance": _TEXT,
    "clinvar_stars": _INT,
    "listed": _FLAG,  # among the alleles that are common and yet not benign
    # The gene, and the transcript that stands for it.
    "gene": _TEXT,
    "gene_symbol": _TEXT,
    "transcript": _TEXT,
    "consequence": _TEXT,
    "impact": _TEXT,
    "hgvs_c": _TEXT,
    "biotype": _TEXT,
    "mane": _TEXT,
    "canonical": _FLAG,
    "exon": _TEXT,
    "intron": _TEXT,
    "protein_start": _INT,
    "protein_end": _INT,
    "amino_acids": _TEXT,
    "nmd": _TEXT,
    "clinvar_same_change": _TEXT,
    "clinvar_same_codon": _TEXT,
    "clinvar_same_splice": _TEXT,
    # Predictors and regions.
    "revel_score": _REAL,
    "alphamissense_score": _REAL,
    "cadd_phred": _REAL,
    "spliceai": _REAL,  # the highest of the four delta scores
    "simple_repeats_touched": _FLAG,
    # What sources tell of the gene.
    "constraint_loeuf": _REAL,
    "constraint_pli": _REAL,
    "constraint_mis_z": _REAL,
    "clingen_dosage_haploinsufficiency": _TEXT,
    "has_disease": _FLAG,  # in a panel of the case, or of a disease of the phenotype table
    "gene_mode": _TEXT,  # what the case's panels expect
    "gene_penetrance": _TEXT,
    "gene_panel": _TEXT,
    "gene_confidence": _TEXT,
    "maximum_credible": _REAL,
    "maximum_credible_text": _TEXT,
    "maximum_credible_source": _TEXT,
    "phenotype_score": _REAL,
    "phenotype_disease": _TEXT,
    # ClinVar's own alleles in the gene and around the residue.
    "known_pathogenic": _INT,
    "known_null": _INT,
    "known_null_exons": _INT,
    "known_missense": _INT,
    "known_missense_benign": _INT,
    "hot_pathogenic": _INT,
    "hot_benign": _INT,
    "hot_region": _TEXT,  # a curated hot spot or domain
    # What the loss of the reading frame or of an exon takes from the protein.
    "relevant": _TEXT,
    "null_kind": _TEXT,
    "null_nmd": _FLAG,
    "null_frame": _TEXT,
    "null_lost": _REAL,
    "null_problem": _TEXT,
    "lost_pathogenic": _INT,
    "lost_critical": _TEXT,
    "lost_tolerant": _TEXT,
    "lost_examined": _TEXT,
    "start_other": _TEXT,
    "start_next": _INT,
    "start_pathogenic": _INT,
    # The family.
    "proband_copies": _INT,
    "de_novo": _FLAG,
    "parent_mosaic": _TEXT,  # parents who show it in a few reads: person=ALT reads/depth
    "recessive_homozygous": _FLAG,
    "compound_heterozygous": _FLAG,
    "modes": pl.List(pl.String()),
    "partners": pl.List(pl.String()),
    "partner_phase": _TEXT,
    "inherited_from": _TEXT,
    "partner_pathogenic": _TEXT,  # the weightiest partner: pathogenic or likely_pathogenic
    "partner_allele": _TEXT,
    "cis_allele": _TEXT,  # a (likely) pathogenic allele on the same copy
    "explained_by": _TEXT,  # another gene's pathogenic allele that explains the case
    "pvs1_strength": _TEXT,  # what PVS1 came to
    "too_common": _FLAG,  # BA1 or BS1 is met
    "segregation_bits": _REAL,
    "segregation_text": _TEXT,
    "lacking_affected": _INT,
    "asked_affected": _INT,
}
"""Columns of facts by name."""


@dataclass(frozen=True)
class Context:
    """What is the same for every row of a case.

    Attributes:
        acmg: The figures.
        settings: Which predictor, which evidence files.
        data: Name and version of each source that is there, by what it tells: frequency, clinvar, predictor, spliceai,
            constraint, dosage, repeats, phenotype, panels.
        parents_proven: Both parents are proven by the data.
        parents_affected: A parent has the condition.
        curated: What curators wrote of alleles: allele, gene, criterion, strength, outcome, reason, source.
        curated_asked: A file of curated evidence is configured.
    """

    acmg: Acmg
    settings: ClassifySettings
    data: Mapping[str, str] = field(default_factory=dict)
    parents_proven: bool = False
    parents_affected: bool = False
    curated: pl.DataFrame | None = None

    def has(self, source: str) -> pl.Expr:
        """Say whether a source is there, as a condition."""
        return pl.lit(source in self.data)

    def named(self, *sources: str) -> str:
        """Return name and version of sources, those that are there."""
        return "; ".join(self.data[one] for one in sources if one in self.data)


def whole(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with every column of facts, of its type; those that nobody gave are null."""
    given = [
        pl.col(name).cast(dtype) if name in rows.columns else pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in FACTS.items()
    ]
    return rows.select(given)
