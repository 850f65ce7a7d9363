"""Models for the page: one that holds everything it can show, others with nothing, and with as many as is wished."""

from collections.abc import Sequence
from pathlib import Path

from click.testing import CliRunner

from genopipe.cli.report import command
from genopipe.gates import GateReport
from genopipe.gates import GateResult
from genopipe.gates import Measure
from genopipe.gates import Outcome
from genopipe.identifiers import PersonIdentifiers
from genopipe.report.case import AlleleReport
from genopipe.report.case import CaseReport
from genopipe.report.criteria import CriterionLine
from genopipe.report.phenotype_facts import PhenotypeFacts
from genopipe.report.phenotype_facts import TermConflict
from genopipe.report.phenotype_facts import TermMatch
from genopipe.report.predictors import PredictorLine
from genopipe.report.ranking import make_parts
from genopipe.report.ranking import why_here
from genopipe.report.ranking import why_not_higher
from genopipe.report.references import Reference
from genopipe.report.searched import ExonBelow
from genopipe.report.searched import GeneSearch
from genopipe.report.told import ADDITIONAL_NOTE
from genopipe.report.told import CARRIER_NOTE
from genopipe.report.told import NO_DRUGS
from genopipe.report.told import AdditionalPart
from genopipe.report.told import CarriersPart
from genopipe.report.told import Couple
from genopipe.report.told import DrugsPart
from genopipe.report.told import ListAsked
from genopipe.report.told import NotAssessable
from genopipe.report.told import ToldAllele
from unit.report.case_folder import Tables
from unit.report.case_folder import add_candidates
from unit.report.case_folder import add_set_aside
from unit.report.case_folder import make_case
from unit.report.case_folder import rich_tables
from unit.report.case_folder import write_case
from unit.report.case_folder import write_extras

NULL = "ClinGen dosage score 3"
_CRITERIA = (
    ("PVS1", "met", "very_strong", 8, None, None, f"premature stop codon, nonsense-mediated decay expected; {NULL}"),
    ("PM2", "met", "supporting", 1, 0.0, 0.0, "absent from the population, and the source covers the site"),
    ("PM3", "met", "strong", 4, 2.0, 2.0,
     "2 points: with 5-126561408-GTA-G (pathogenic), in trans: each parent carries one of the two"),
    ("PP4", "met", "supporting", 1, 0.81, 0.7, "phenotype fits OMIM:266100: 0.81 is at least 0.7"),
    ("PS3", "not_assessable", None, None, None, None, "no file of curated evidence is configured"),
    ("PP1", "not_assessable", None, None, None, None,
     "segregation is not assessable: more than 18 people have a parent in the pedigree"),
    ("PM1", "not_met", None, None, None, None, "asked of missense and in-frame alleles only"),
    ("BA1", "not_met", None, None, 0.0, 0.05, "absent from the population"),
    ("BP4", "not_met", None, None, None, None, "not asked of null alleles"),
)  # fmt: skip
_CLASSES = ("pathogenic", "uncertain_significance", "likely_pathogenic", "likely_benign", None)


def made(folder: Path, tables: Tables, **case: object) -> CaseReport:
    """Return the model of a case folder's report, as the command makes it."""
    where = write_case(folder / "case", tables, make_case(**case))
    options = [*write_extras(folder / "extras"), "--form", "report.json", "--out", str(folder / "out")]
    result = CliRunner().invoke(command, [str(where), *options], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    report = CaseReport.model_validate_json((folder / "out" / "report.json").read_text(encoding="utf-8"))
    return report.model_copy(update={part: tuple(map(tiered, getattr(report, part))) for part in BUCKETS})


BUCKETS = ("findings", "candidates")


def tiered(allele: AlleleReport) -> AlleleReport:
    """Return an allele with a tier and its reason, as the filter words it."""
    modes = ", ".join(line.mode for line in allele.modes if line.in_panel)
    reason = f"{allele.consequence}; green in panel epilepsy; fits {modes or 'dominant'}"
    if allele.bucket == "finding":
        reason = "high impact; green in panel epilepsy; fits compound_heterozygous"
    return allele.model_copy(update={"tier": "1" if allele.bucket == "finding" else "2", "tier_reason": reason})


def criteria(*, every: bool) -> tuple[CriterionLine, ...]:
    """Return criteria with every outcome; `every` false: those that are met."""
    names = ("criterion", "outcome", "strength", "points", "value", "threshold", "reason")
    rows = [dict(zip(names, row, strict=True)) for row in _CRITERIA]
    return tuple(
        CriterionLine(
            **row,
            counted=row["criterion"] != "PP4",
            unit=None,
            source="doi:10.1038/gim.2015.30, Table 3",
            data="gnomAD 4.1",
            decided_by="curator" if row["criterion"] == "PM3" else "engine",
            engine_outcome="met" if row["outcome"] == "met" else row["outcome"],
            engine_strength="moderate" if row["criterion"] == "PM3" else row["strength"],
            curator_reason="A second family is known." if row["criterion"] == "PM3" else None,
        )
        for row in rows
        if every or row["outcome"] == "met"
    )


def classified(allele: AlleleReport, name: str | None, *, every: bool) -> AlleleReport:
    """Return an allele with a class and its criteria."""
    told = {"class_state": "not classified: symbolic alleles are not interpreted"}
    if name:
        points = {"pathogenic": 14, "likely_pathogenic": 7, "uncertain_significance": 3, "likely_benign": -2}[name]
        told = {"class_state": "classified", "classification": name, "class_points": points}
        told |= {"criteria": ("PVS1", "PM2_Supporting"), "criteria_asked": criteria(every=every)}
    return allele.model_copy(update=told)


PARTS = ("phenotype=0.81*0.45", "consequence=0.6*0.2:missense", "frequency=1*0.15:absent", "class=0.5*0.2:3_points")


def placed(allele: AlleleReport, rank: int) -> AlleleReport:
    """Return an allele with its place, its phenotype and its predictors."""
    parts = make_parts(PARTS)
    match = TermMatch(
        observed="HP:0001250", observed_label="Seizure", annotated="HP:0011097", annotated_label="Epileptic spasm",
        information=3.21,
    )  # fmt: skip
    conflict = TermConflict(
        excluded="HP:0000252", excluded_label="Microcephaly", annotated="HP:0000252", annotated_label="Microcephaly",
        frequency=0.4,
    )  # fmt: skip
    phenotype = PhenotypeFacts(
        score=max(0.0, 0.81 - rank / 10_000), disease="OMIM:266100", disease_name="Epilepsy, pyridoxine-dependent",
        disease_modes=(), matches=(match,), conflicts=(conflict,),
    )  # fmt: skip
    predictor = PredictorLine(
        name="REVEL", kind="missense", value=0.81, words="no value for this allele", version="REVEL v1.3", says=None
    )
    return allele.model_copy(
        update={
            "rank": rank, "rank_score": 0.7, "rank_parts": parts, "why_here": why_here(parts),
            "why_not_higher": why_not_higher(parts), "phenotype": phenotype, "predictors": (predictor,),
        }
    )  # fmt: skip


def exons(report: CaseReport) -> object:
    """Return what was searched, with exons of the weak gene."""
    exon = ExonBelow(exon="3/20", transcript="ENST00000008086.4", contig="chrX", start=1000, end=1100, covered=0.4)
    panels = [
        panel.model_copy(
            update={
                "genes": tuple(
                    gene.model_copy(
                        update={"low_mappability": 0.02, "exons_below": (exon,) * (gene.gene_symbol == "CDKL5")}
                    )
                    for gene in panel.genes
                )
            }
        )
        for panel in report.search.panels
    ]
    return report.search.model_copy(update={"panels": tuple(panels)})


def told_allele(**facts: object) -> ToldAllele:
    """Return an allele that is told."""
    fixed = {
        "person": "MO1", "gene_symbol": "BRCA2", "condition": "hereditary breast and ovarian cancer",
        "list": "acmg_sf_3.3", "allele": "13-32340301-GT-G", "consequence": "frameshift",
        "hgvs_c": "ENST00000380152.8:c.5946del", "hgvs_p": "ENSP00000369497.3:p.(Ser1982ArgfsTer22)",
        "outcome": "reported", "zygosity": "heterozygous", "partners": (), "in_panel": True,
        "by_hand": "only where it truncates the protein",
        "reason": "class pathogenic; ClinVar Pathogenic, 3 stars; heterozygous; list acmg_sf_3.3 asks for one",
        "source": "doi:10.1016/j.gim.2025.101454",
    }  # fmt: skip
    return ToldAllele(**fixed | facts)


def asked(**facts: object) -> ListAsked:
    """Return a list that was asked of the mother."""
    lacking = NotAssessable(gene_symbol="PMS2", reason="coverage of the gene was not measured")
    fixed = {
        "person": "MO1", "relation": "mother", "list": "acmg_sf_3.3", "version": "3.3", "genes": 84,
        "told": ("BRCA2",), "nothing": ("BRCA1",) * 82, "not_assessable": (lacking,), "not_asked": (),
    }  # fmt: skip
    return ListAsked(**fixed | facts)


def consented() -> dict[str, object]:
    """Return the parts that are there by consent."""
    couple = Couple(
        person="MO1", partner="FA1", gene_symbol="HBB", condition="beta thalassaemia", alleles=("11-5226774-G-A",),
        partner_alleles=("11-5226774-G-A",),
        reason="both carry it: one child in four is expected to have the condition",
    )  # fmt: skip
    carried = told_allele(
        gene_symbol="HBB", condition="beta thalassaemia", list="carriers", allele="11-5226774-G-A", in_panel=None,
        consequence="stop gained", by_hand=None, reason="ClinVar Pathogenic, 2 stars; heterozygous",
    )  # fmt: skip
    return {
        "additional": AdditionalPart(alleles=(told_allele(),), asked=(asked(),), note=ADDITIONAL_NOTE),
        "carriers": CarriersPart(
            alleles=(carried,), asked=(asked(list="carriers", told=("HBB",)),), couples=(couple,),
            couples_asked=(("MO1", "FA1"),), note=CARRIER_NOTE,
        ),
        "drug_response": DrugsPart(people=("MO1",), note=NO_DRUGS),
    }  # fmt: skip


def gates() -> GateReport:
    """Return gates of which one is passed, one is not and one was not measured."""
    results = [
        GateResult(
            person="P1", measure=measure, title=title, value=None, value_text=text, limit_text=limit,
            outcome=outcome, source="https://hkgp.org, quality of sequencing data",
        )
        for measure, title, text, limit, outcome in (
            (Measure.MEAN_DEPTH, "Mean depth", "24.1 reads", "at least 30 reads", Outcome.FAILED),
            (Measure.MAPPED_FRACTION, "Reads mapped", "99.9 %", "more than 95 %", Outcome.PASSED),
            (Measure.CONTAMINATION, "Contamination", "n/a", "at most 2 %", Outcome.NOT_MEASURED),
        )
    ]  # fmt: skip
    return GateReport(profile="hkgp", title="Hong Kong Genome Project", results=tuple(results))


def rich_report(folder: Path) -> CaseReport:
    """Return a model with everything that the page can show."""
    report = made(folder, rich_tables())
    gate_text = "1 of 3 quality gates (Hong Kong Genome Project) was not passed; 1 could not be asked: the figure was "
    candidates = [
        placed(classified(allele, _CLASSES[number + 1], every=False), number + 2)
        for number, allele in enumerate(report.candidates)
    ]
    reference = Reference(words="Richards et al. 2015, Genet Med", link="doi:10.1038/gim.2015.30", topic="criteria")
    return report.model_copy(
        update={
            "findings": tuple(placed(classified(allele, "pathogenic", every=True), 1) for allele in report.findings),
            "candidates": tuple(candidates),
            "gates": gates(),
            "places": 4,
            "phenotype_release": "2026-10-01",
            "references": (reference,),
            "search": exons(report),
            "gates_text": f"{gate_text}not measured.",
            "identifiers": PersonIdentifiers(
                patient="HN1234567", sample="26W-000123", accession="26-9981", birth_date="2019-04-02", name="Chan T M"
            ),
            **consented(),
        }
    )


def negative_report(folder: Path) -> CaseReport:
    """Return a model without findings and candidates."""
    tables = Tables()
    add_set_aside(tables, 12)
    return made(folder, tables)


def inconclusive_report(folder: Path) -> CaseReport:
    """Return a model with candidates alone, and a family of which some have no data."""
    tables = Tables()
    add_candidates(tables)
    return made(folder, tables)


def with_candidates(report: CaseReport, number: int) -> CaseReport:
    """Return a model with so many candidates, each another one."""
    return report.model_copy(update={"candidates": tuple(_numbered(report, index) for index in range(number))})


def _numbered(report: CaseReport, index: int) -> AlleleReport:
    pattern = report.candidates[index % len(report.candidates)]
    position = 1_000_000 + 137 * index
    name = f"1-{position}-A-G"
    fraction = None if index % 5 == 0 else round(index * 1e-7, 10)
    frequency = pattern.frequency.model_copy(
        update={
            "state": "absent" if index % 10 == 0 else "not_assessable" if fraction is None else "found",
            "highest": fraction,
            "population": None if fraction is None else "eas",
        }
    )
    told = pattern.model_copy(
        update={
            "allele": name, "description": f"NC_000001.11:g.{position}A>G", "gene_symbol": f"GENE{index * 7919 % 9973}",
            "hgvs_c": f"ENST00000164904.4:c.{index + 1}A>G", "hgvs_p": f"ENSP00000164904.1:p.(Lys{index // 3 + 1}Arg)",
            "frequency": frequency, "tier": ("1", "2", "3", "untiered")[index % 4],
            "panel_confidence": ("green", "amber", "red", None)[index % 4],
            "reason": f"highest population frequency {fraction} in eas is above the limit (one copy 0.001)",
        }
    )  # fmt: skip
    told = placed(told, index + 1)
    return classified(told, _CLASSES[index % len(_CLASSES)], every=False).model_copy(
        update={"class_points": None if index % len(_CLASSES) == 4 else index % 23 - 6}
    )


def with_genes(report: CaseReport, number: int) -> CaseReport:
    """Return a model whose panel has so many genes, one in ten of them weak."""
    (panel, *_) = report.search.panels
    genes = [_gene(index) for index in range(number)]
    search = report.search.model_copy(update={"panels": (panel.model_copy(update={"genes": tuple(genes)}),)})
    return report.model_copy(update={"search": search})


def _gene(index: int) -> GeneSearch:
    weak = index % 10 == 0
    parts: Sequence[float] = (0.93, 0.71, 0.2) if weak else (1.0, 0.999, 0.98)
    return GeneSearch(
        gene=f"ENSG{index:011}", gene_symbol=f"GENE{index}", confidence=("green", "amber", "red")[index % 3],
        mode="biallelic (recessive)", mean_depth=31.5, covered=tuple(parts),
        state="not_fully_searched" if weak else "searched",
    )  # fmt: skip
