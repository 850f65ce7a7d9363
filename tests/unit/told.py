"""A family in a folder, of whom some agreed to be told more; for the tests of additional findings and carriers."""

from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from pathlib import Path

import polars as pl

from genopipe.cases import CaseFile
from genopipe.cases import Consent
from genopipe.cases import PersonConsent
from genopipe.cases import StartForm
from genopipe.consent_lists import AdditionalGene
from genopipe.consent_lists import Alleles
from genopipe.consent_lists import CarrierGene
from genopipe.consent_lists import Consequences
from genopipe.consent_lists import Inheritance
from genopipe.consent_lists import Seen
from genopipe.genome import GRCH38
from genopipe.io.parquet import write_table
from genopipe.measures import GeneCoverage
from genopipe.measures import PersonQuality
from genopipe.pathogenic.study import CaseInputs
from genopipe.tables import ALLELES
from genopipe.tables import CONSEQUENCES
from genopipe.tables import GENOTYPES
from unit import made

TRIO = "kid:m:a:dad:mum dad:m:n mum:f:n"
ADULT = {"main_findings": True, "additional_findings": True, "carrier_findings": True, "age_at_report": 40}
PATHOGENIC = {
    "clinvar_significance": "Pathogenic",
    "clinvar_stars": 2,
    "clinvar_pathogenic": True,
    "contig": "chr1",
}
LISTED = AdditionalGene(
    list="own",
    version="1",
    gene_symbol="S1",
    hgnc_id="",
    gene_id="ENSG1",
    condition="something",
    alleles=Alleles.ONE,
    consequences=Consequences.ANY,
    only=(),
    never=(),
    by_hand="",
    adults=True,
    children=True,
    source="none",
)
CARRIED = CarrierGene(
    list="own",
    version="1",
    tier=1,
    gene_symbol="S1",
    hgnc_id="",
    gene_id="ENSG1",
    condition="something",
    inheritance=Inheritance.RECESSIVE,
    carrier_frequency=0.01,
    seen=Seen.YES,
    limit="",
    source="none",
)


def listed(**columns: object) -> AdditionalGene:
    """Return a gene of a list of additional findings."""
    return replace(LISTED, **columns)


def carrier_gene(**columns: object) -> CarrierGene:
    """Return a gene of a list of carrier findings."""
    return replace(CARRIED, **columns)


def make_case(people: str = TRIO, couples: tuple[tuple[str, str], ...] = (), **agreed: dict[str, object]) -> CaseFile:
    """Return a case; of each person named, what they agreed to beside the main findings."""
    case = made.make_case(people)
    mine = {"main_findings": True, **agreed.pop("kid", {})}
    members = {name: PersonConsent(**{"main_findings": True, **told}) for name, told in agreed.items()}
    consent = Consent(**mine, members=members)
    return case.model_copy(update={"case": case.case.model_copy(update={"consent": consent, "couples": couples})})


@dataclass
class Told:
    """The tables of a family.

    Attributes:
        folder: Where they are written.
        alleles: Rows of alleles.
        consequences: Rows of consequences.
        genotypes: Rows of genotypes.
        covered: Covered part of each gene in everyone.
    """

    folder: Path
    alleles: list[dict[str, object]] = field(default_factory=list)
    consequences: list[dict[str, object]] = field(default_factory=list)
    genotypes: list[dict[str, object]] = field(default_factory=list)
    covered: dict[str, float] = field(default_factory=lambda: {"ENSG1": 1.0})

    def add(self, name: str, gene: str = "ENSG1", facts: dict[str, object] | None = None, **people: object) -> None:
        """Add a pathogenic allele in a gene, with the genotype of each person (a text, or a text and figures)."""
        facts = dict(facts or {})
        own = {key: facts.pop(key) for key in ("consequence", "impact", "hgvs_p", "severity") if key in facts}
        self.alleles.append(made.allele(name, **{**PATHOGENIC, **facts}))
        self.consequences.append(made.consequence(name, gene, **own))
        for person, told in people.items():
            text, figures = told if isinstance(told, tuple) else (told, {})
            self.genotypes.append(made.genotype(name, person, text, **figures))

    def inputs(self, classified: list[tuple[str, str, str]] | None = None, people: str = "kid dad mum") -> CaseInputs:
        """Write the tables and return what a stage reads."""
        write_table(made.alleles(*self.alleles), self.folder / "alleles.parquet", ALLELES)
        write_table(made.consequences(*self.consequences), self.folder / "consequences.parquet", CONSEQUENCES)
        write_table(made.genotypes(*self.genotypes), self.folder / "genotypes.parquet", GENOTYPES)
        classes = self.folder / "classes.parquet" if classified is not None else None
        if classes:
            pl.DataFrame(classified, schema=["allele", "gene", "class"], orient="row").write_parquet(classes)
        genes = tuple(
            GeneCoverage(gene=gene, gene_symbol=gene, bases=90, mean_depth=30, covered={15: part})
            for gene, part in self.covered.items()
        )
        measured = {name: PersonQuality(person=name, form=StartForm.READS, genes=genes) for name in people.split()}
        return CaseInputs(self.folder, self.folder / "genotypes.parquet", classes, measured, GRCH38)
