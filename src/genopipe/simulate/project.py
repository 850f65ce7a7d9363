"""The files that make the world a project: configuration, sample sheet, pedigree, cases and panels."""

from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any

import yaml

from genopipe.cases import Case
from genopipe.config import Settings
from genopipe.gates import GateProfile
from genopipe.genome import SYNTHETIC
from genopipe.genome import Sex
from genopipe.pedigree import Affection
from genopipe.simulate.blueprint import ADDITIONAL_ROWS
from genopipe.simulate.blueprint import CARRIER_ROWS
from genopipe.simulate.blueprint import HPO
from genopipe.simulate.blueprint import PANELS
from genopipe.simulate.blueprint import PanelRow
from genopipe.simulate.blueprint import gene_phenotypes
from genopipe.simulate.judgement import EVIDENCE
from genopipe.simulate.judgement import REGIONS
from genopipe.simulate.judgement import make_evidence
from genopipe.simulate.judgement import make_regions
from genopipe.simulate.plans import FamilyPlan
from genopipe.simulate.plans import Planted
from genopipe.simulate.plans import Relative
from genopipe.simulate.population import POPULATIONS
from genopipe.simulate.reference import Reference
from genopipe.simulate.sequence import Allele
from genopipe.simulate.sources import CONSTRAINT
from genopipe.simulate.sources import DOSAGE
from genopipe.simulate.sources import FILES
from genopipe.simulate.sources import MANIFEST
from genopipe.simulate.sources import PREDICTOR
from genopipe.simulate.sources import REPEATS
from genopipe.simulate.sources import source_records

FLOW_CELL = "SIMXXDSX2"
GATES = "config/gates.yaml"
ADDITIONAL = "config/additional.tsv"
CARRIERS = "config/carriers.tsv"
_OWN = "the demonstration's own figure, no source"
_GATES: tuple[dict[str, Any], ...] = (
    {"measure": "mean_depth", "at_least": 20, "source": _OWN},
    {"measure": "genes_covered", "depth": 10, "at_least": 0.5, "source": _OWN},
    {"measure": "mapped_fraction", "more_than": 0.95, "source": _OWN},
    {"measure": "insert_size", "more_than": 300, "source": _OWN},
    {"measure": "contamination", "at_most": 0.02, "source": "doi:10.20517/jtgg.2023.22, table 1"},
)
# Of a genome this small, sites stand closer, and X and Y have few.
IDENTITY = {"spacing": 50, "minimum_x_sites": 10, "minimum_y_sites": 2}
# Lengths and counts for chromosomes of 45 to 90 kb with about a site a kilobase.
CHROMOSOMES = {
    "runs": {
        "begin": 1e-5,
        "minimum_length": 15_000,
        "minimum_sites": 20,
        "maximum_gap": 10_000,
        "merge_gap": 2_000,
        "long_length": 30_000,
        "interior_disomy": 50_000,
        "terminal_disomy": 30_000,
    },
    "disomy": {"minimum_length": 10_000, "minimum_sites": 5, "minimum_evidence": 60},
    "imbalance": {"minimum_length": 15_000, "minimum_sites": 30, "block": 10},
}

_SHEET_COLUMNS = (
    "person",
    "lane",
    "fastq_1",
    "fastq_2",
    "alignment",
    "gvcf",
    "vcf",
    "sample",
    "library",
    "platform",
    "unit",
)
_SEX_CODE = {Sex.MALE: "1", Sex.FEMALE: "2", Sex.UNKNOWN: "0"}
_AFFECTION_CODE = {Affection.UNAFFECTED: "1", Affection.AFFECTED: "2", Affection.UNKNOWN: "0"}


def reads_name(person: str, lane: str, mate: int) -> str:
    """Return the path of a reads file within the project."""
    return f"reads/{person}_{lane}_R{mate}.fastq.gz"


def make_settings() -> dict[str, Any]:
    """Return the settings of the demonstration, checked against the schema."""
    settings: dict[str, Any] = {
        "input": {
            "samples": "config/samples.tsv",
            "pedigree": "config/families.ped",
            "cases": "config/cases.yaml",
            "panels": "config/panels",
        },
        "genome": {"fasta": "resources/genome.fa", "genes": "resources/genes.gff3.gz", "build": SYNTHETIC.name},
        "call": {"region_size": 100_000},
        "annotate": {
            "frequency": {
                "name": "Synthetic population",
                "file": "resources/population.vcf.gz",
                "covered": "resources/covered.bed",
                "populations": {"global": "AF", **{name: f"AF_{name}" for name in POPULATIONS}},
                "allele_number": "AN",
                "homozygotes": "nhomalt",
            },
            "clinvar": {"name": "Synthetic ClinVar", "file": "resources/clinvar.vcf.gz"},
            "manifest": MANIFEST,
            "sources": [{"name": name, "files": [path]} for name, path in FILES.items()],
        },
        "identity": IDENTITY,
        "chromosomes": CHROMOSOMES,
        "classify": {
            "sources": {"predictor": PREDICTOR, "constraint": CONSTRAINT, "dosage": DOSAGE, "repeats": REPEATS},
            "evidence": EVIDENCE,
            "regions": REGIONS,
        },
        "gates": {"profile": GATES},
        "additional": {"lists": [ADDITIONAL]},
        "carriers": {"lists": [CARRIERS]},
        "report": {"laboratory": "Demonstration laboratory", "hard_regions": [REPEATS]},
    }
    Settings(**settings)
    return settings


def make_gates() -> dict[str, Any]:
    """Return the quality gates, checked against their model."""
    gates = {"name": "demonstration", "title": "demonstration", "gates": [dict(gate) for gate in _GATES]}
    GateProfile.model_validate(gates)
    return gates


def make_sample_sheet(families: Sequence[FamilyPlan]) -> str:
    """Return `samples.tsv`: one row a person and lane."""
    lines = ["\t".join(_SHEET_COLUMNS)]
    for plan in families:
        for member in plan.sequenced:
            person = plan.person(member.name)
            for lane in member.lanes:
                row = dict.fromkeys(_SHEET_COLUMNS, "")
                row |= {"person": person, "lane": lane, "library": f"{person}-1", "platform": "ILLUMINA"}
                row |= {f"fastq_{mate}": reads_name(person, lane, mate) for mate in (1, 2)}
                row["unit"] = f"{FLOW_CELL}.{lane.removeprefix('L')}"
                lines.append("\t".join(row.values()))
    return "\n".join(lines) + "\n"


def make_pedigree(families: Sequence[FamilyPlan]) -> str:
    """Return `families.ped`: family, person, father, mother, sex, affected status."""
    return "".join(_pedigree_row(plan, member) for plan in families for member in plan.listed)


def _pedigree_row(plan: FamilyPlan, member: Relative) -> str:
    parents = (plan.person(member.stated_father or member.father), plan.person(member.mother))
    codes = (_SEX_CODE[member.sex], _AFFECTION_CODE[member.affection])
    return "\t".join((plan.family, plan.person(member.name), *parents, *codes)) + "\n"


def make_cases(families: Sequence[FamilyPlan]) -> list[dict[str, Any]]:
    """Return the cases, checked against the schema."""
    cases: list[dict[str, Any]] = []
    for plan in families:
        case = {
            "case": plan.case,
            "family": plan.family,
            "proband": plan.person(plan.proband),
            "indication": plan.indication,
            "observed": [{"id": term, "label": HPO[term]} for term in plan.observed],
            "excluded": [{"id": term, "label": HPO[term]} for term in plan.excluded],
            "panels": list(plan.panels),
            "consent": make_consent(plan),
        }
        Case.model_validate(case)
        cases.append(case)
    return cases


def make_consent(plan: FamilyPlan) -> dict[str, Any]:
    """Return what the members of a family agreed to."""
    members = {
        plan.person(name): {"main_findings": True, **told}
        for name, told in plan.consent.items()
        if name != plan.proband
    }
    mine = {"main_findings": True, **plan.consent.get(plan.proband, {})}
    return {**mine, "members": members} if members else mine


def make_list(reference: Reference, rows: Sequence[Mapping[str, str]]) -> str:
    """Return a list of additional or carrier findings as TSV text."""
    made = []
    for row in rows:
        gene = {"list": "demo", "version": "1", "hgnc_id": "", "gene_id": reference.gene(row["gene_symbol"]).identifier}
        made.append({**gene, **row, "source": "the demonstration's own, no source"})
    lines = ["\t".join(made[0]), *("\t".join(row.values()) for row in made)]
    return "# Made up, as the genes are.\n" + "\n".join(lines) + "\n"


def make_yaml(content: Mapping[str, Any], comment: str) -> str:
    """Return YAML text under a comment, keys in the order given."""
    return f"# {comment}\n" + yaml.safe_dump(dict(content), sort_keys=False, allow_unicode=True, width=120)


def make_panel(reference: Reference, name: str, rows: Sequence[PanelRow]) -> str:
    """Return one panel as TSV text, its name and version in the first line."""
    lines = [f"# name: {name} version: 1.0"]
    lines.append("gene_symbol\tgene_id\tconfidence\tmode_of_inheritance\tpenetrance")
    for row in rows:
        identifier = reference.gene(row.symbol).identifier
        lines.append("\t".join((row.symbol, identifier, row.confidence, row.mode, row.penetrance)))
    return "\n".join(lines) + "\n"


def make_gene_phenotypes() -> str:
    """Return `gene_phenotypes.tsv`: one row a gene and HPO term."""
    rows = [f"{symbol}\t{term}\t{HPO[term]}" for symbol, terms in gene_phenotypes().items() for term in terms]
    return "\n".join(["gene_symbol\thpo_id\thpo_label", *rows]) + "\n"


def project_texts(
    reference: Reference, families: Sequence[FamilyPlan], placed: Mapping[str, Mapping[Allele, Planted]]
) -> dict[str, str]:
    """Return the project's text files by path.

    Args:
        reference: The genome.
        families: The families that are in the project.
        placed: Planted alleles by family.
    """
    texts = {
        "config/config.yaml": make_yaml(make_settings(), "Settings of the demonstration."),
        MANIFEST: make_yaml({"sources": source_records()}, "Annotation sources of the demonstration."),
        "config/samples.tsv": make_sample_sheet(families),
        "config/families.ped": make_pedigree(families),
        ADDITIONAL: make_list(reference, ADDITIONAL_ROWS),
        CARRIERS: make_list(reference, CARRIER_ROWS),
        GATES: make_yaml(make_gates(), "Quality gates of the demonstration."),
        "config/cases.yaml": make_yaml({"cases": make_cases(families)}, "Cases of the demonstration."),
        EVIDENCE: make_evidence(reference, placed),
        REGIONS: make_regions(reference, placed),
        "resources/gene_phenotypes.tsv": make_gene_phenotypes(),
    }
    panels = {f"config/panels/{name}.tsv": make_panel(reference, name, rows) for name, rows in PANELS.items()}
    return texts | panels
