"""A family as additional findings and carrier status look at it: alleles, genotypes and coverage of who agreed."""

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import Any

from genopipe.cases import CaseFile
from genopipe.cases import Wish
from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.genome import Build
from genopipe.measures import PersonQuality
from genopipe.pathogenic.alleles import Known
from genopipe.pathogenic.alleles import ListedGene
from genopipe.pathogenic.alleles import read_known
from genopipe.pathogenic.copies import Carried
from genopipe.pathogenic.copies import Parents
from genopipe.pathogenic.copies import Told
from genopipe.pathogenic.people import MISSING
from genopipe.pathogenic.people import Genotypes
from genopipe.pathogenic.people import read_genotypes
from genopipe.report_settings import ReportSettings


@dataclass(frozen=True)
class CaseInputs:
    """What is read of a case.

    Attributes:
        tables: Folder of `genopipe annotate`.
        genotypes: genotypes.parquet of `genopipe normalise`.
        classified: candidates.parquet of `genopipe classify`, or None.
        quality: Quality by person; who is missing was not measured.
        build: The genome build.
        filters: What makes a record well called.
        inherit: What makes a genotype good enough.
        report: Depth and part of a gene that count as searched.
    """

    tables: Path
    genotypes: Path
    classified: Path | None
    quality: Mapping[str, PersonQuality]
    build: Build
    filters: FilterSettings = field(default_factory=FilterSettings)
    inherit: InheritSettings = field(default_factory=InheritSettings)
    report: ReportSettings = field(default_factory=ReportSettings)


@dataclass(frozen=True)
class Study:
    """A family in which some agreed.

    Attributes:
        case: The family.
        people: Ids of those who agreed and have data, in pedigree order.
        known: (Likely) pathogenic alleles by gene id of the list.
        genotypes: Genotypes of those who agreed.
        inputs: What else is known.
    """

    case: CaseFile
    people: tuple[str, ...]
    known: Mapping[str, Sequence[Known]]
    genotypes: Genotypes
    inputs: CaseInputs

    def carried(self, gene: str, person: str) -> list[Carried]:
        """Return the alleles of a gene that a person carries, by a good genotype."""
        seen = [Carried(one, self.genotypes.get((one.allele, person), MISSING)) for one in self.known.get(gene, ())]
        return [one for one in seen if one.genotype.carried]

    def doubtful(self, gene: str, person: str) -> list[Known]:
        """Return the alleles of a gene of which it is not known whether a person carries them."""
        found = self.known.get(gene, ())
        return [one for one in found if self.genotypes.get((one.allele, person), MISSING).carried is None]

    def parents(self, person: str) -> Parents:
        """Return the parents of a person as far as they agreed themselves."""
        member = next(member for member in self.case.members if member.person == person)
        mother, father = (parent if parent in self.people else None for parent in (member.mother, member.father))
        return Parents(mother, father)

    def covered(self, gene: ListedGene, person: str) -> float | None:
        """Return the part of a gene's coding bases that is covered at the decisive depth; None: not measured."""
        quality = self.inputs.quality.get(person)
        genes = quality.genes if quality else ()
        by_id = next((one for one in genes if one.gene == gene.gene_id), None)
        own = by_id or next((one for one in genes if one.gene_symbol == gene.gene_symbol), None)
        return own.covered.get(self.inputs.report.decisive_depth) if own is not None and own.bases else None

    def coverage_reason(self, covered: float | None) -> str | None:
        """Say why a gene cannot count as searched; None: it can."""
        least, depth = self.inputs.report.covered_fraction, self.inputs.report.decisive_depth
        if covered is None:
            return "coverage of the gene was not measured"
        if covered < least:
            return f"{covered:.3g} of its coding bases are covered at depth {depth}; at least {least:g} is asked"
        return None

    def searched_words(self, covered: float) -> str:
        """Return what a search that found nothing looked at."""
        depth = self.inputs.report.decisive_depth
        return f"{covered:.3g} of its coding bases are covered at depth {depth}"


def make_study(case: CaseFile, wish: Wish, genes: Iterable[ListedGene], stars: int, inputs: CaseInputs) -> Study:
    """Read what a family's alleles in listed genes are, of those who agreed alone.

    Args:
        case: The family.
        wish: What they agreed to.
        genes: The genes.
        stars: Lowest review status at which ClinVar is believed.
        inputs: Where everything stands.

    Raises:
        InputError: Nobody with data agreed: nothing may be computed.
    """
    people = case.agreed(wish)
    if not people:
        cause = f"case {case.case.case}: nobody with data agreed to {wish.value}"
        raise InputError([fault("CONSENT-NONE", "case.json", cause, "nothing; nothing was computed")])
    known = read_known(inputs.tables, inputs.classified, genes, stars, inputs.filters)
    genotypes = read_genotypes(inputs.genotypes, known, people, case, inputs.build, inputs.inherit)
    by_gene: dict[str, list[Known]] = {}
    for one in known:
        by_gene.setdefault(one.gene, []).append(one)
    return Study(case, people, by_gene, genotypes, inputs)


def allele_columns(told: Told) -> dict[str, Any]:
    """Return the columns of an allele that is told."""
    known, genotype = told.carried.known, told.carried.genotype
    return {
        "allele": known.allele,
        "zygosity": genotype.zygosity.value if genotype.zygosity else None,
        "genotype": genotype.text,
        "partners": list(told.partners),
        "phase": told.phase,
        "consequence": known.consequence,
        "hgvs_c": known.hgvs_c,
        "hgvs_p": known.hgvs_p,
        "class": known.called,
        "clinvar_significance": known.significance,
        "clinvar_stars": known.stars,
        "decided_by": known.decided_by,
    }


def no_allele() -> dict[str, Any]:
    """Return the columns of a row of a gene as a whole."""
    told = dict.fromkeys(
        ("zygosity", "genotype", "phase", "consequence", "hgvs_c", "hgvs_p", "class", "clinvar_significance")
    )
    return {"allele": "", "partners": [], **told, "clinvar_stars": None, "decided_by": None}
