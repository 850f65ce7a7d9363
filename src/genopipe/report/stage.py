"""Make the report of a case and write every form of it, all of them or none."""

from collections.abc import Collection
from contextlib import ExitStack
from pathlib import Path

import polars as pl

from genopipe.cases import CaseFile
from genopipe.io.panel_rules_file import read_panel_rules
from genopipe.io.whole import written_whole
from genopipe.report.alleles import make_alleles
from genopipe.report.beside import Beside
from genopipe.report.case import CaseReport
from genopipe.report.case import PersonLine
from genopipe.report.finished import digests
from genopipe.report.forms import make_forms
from genopipe.report.given import Given
from genopipe.report.given import gates_of
from genopipe.report.given import measured
from genopipe.report.phenotype_facts import read_phenotypes
from genopipe.report.predictors import read_source_values
from genopipe.report.reads_file import CaseReads
from genopipe.report.references import Reference
from genopipe.report.references import criteria_references
from genopipe.report.references import make_references
from genopipe.report.result import weigh
from genopipe.report.search import make_funnel
from genopipe.report.search import make_gates_text
from genopipe.report.search import make_quality
from genopipe.report.search import make_search
from genopipe.report.search import make_variant_types
from genopipe.report.shown_reads import make_reads_facts
from genopipe.report.shown_reads import reads_of
from genopipe.report.summary import make_headline
from genopipe.report.summary import make_limits
from genopipe.report.summary import make_methods
from genopipe.report.tables import AlleleRows
from genopipe.report.tables import CaseTables
from genopipe.report.tables import check_consent
from genopipe.report.tables import read_rows
from genopipe.report.told import make_additional_part
from genopipe.report.told import make_carriers_part
from genopipe.report.told import make_drugs_part
from genopipe.report.words import DISCLAIMER
from genopipe.tables import MODES


def _people(case: CaseFile) -> tuple[PersonLine, ...]:
    return tuple(PersonLine(**{name: getattr(m, name) for name in PersonLine.model_fields}) for m in case.members)


def _references(rows: AlleleRows, beside: Beside, given: Given) -> tuple[Reference, ...]:
    """Return what the methods rest on."""
    values = beside.values
    asked = [row for found in rows.criteria.values() for row in found]
    own = given.classify.own_panel_rules if given.classify.panel_rules else ""
    panels = read_panel_rules(Path(own) if own else None)
    criteria = criteria_references(asked, values.acmg, panels) if values is not None else []
    return make_references(criteria, given.sources, given.versions, compared=beside.phenotypes.release is not None)


def make_report(folder: Path, case: CaseFile, given: Given) -> CaseReport:
    """Make the model of a case's report.

    Args:
        folder: The case folder.
        case: The case.
        given: Settings, quality, versions, panels.

    Raises:
        InputError: No consent to main findings, or a table is missing.
        ContentError: The ledger does not add up to the alleles.
    """
    check_consent(case, "case.json")
    tables, build = CaseTables(folder), given.any_build
    quality, gates = measured(case, given.quality), gates_of(case, given.gates)
    rows = read_rows(tables, pl.col("bucket").is_in(["finding", "candidate"]))
    genes = {row["gene"] for row in rows.candidates}
    beside = Beside(
        clinvar_searched=given.known.clinvar_searched,
        phenotypes=read_phenotypes(folder, case.case, genes),
        values=read_source_values(folder, given.classify, rows.alleles, genes),
    )
    findings = make_alleles(rows, "finding", case, build, beside)
    candidates = make_alleles(rows, "candidate", case, build, beside)
    search = make_search(case, given.panels, quality.get(case.case.proband), given.settings, given.hard)
    funnel = make_funnel(tables.ends(), tables.allele_count())
    classified = tables.classified
    weighed = weigh(findings, candidates, gates, classified=classified)
    asked = case.case
    return CaseReport(
        laboratory=given.settings.laboratory,
        **{name: getattr(asked, name) for name in ("case", "family", "proband", "indication", "observed", "excluded")},
        headline=make_headline(findings, candidates, weighed, search, funnel),
        people=_people(case),
        findings=findings,
        candidates=candidates,
        places=tables.places(),
        phenotype_release=beside.phenotypes.release,
        additional=make_additional_part(folder, case),
        carriers=make_carriers_part(folder, case),
        drug_response=make_drugs_part(case),
        reads=make_reads_facts(
            reads_of(case.case.case, case.sequenced, given.reads), [one.allele for one in (*findings, *candidates)]
        ),
        mode_meanings={column.name: column.doc for column in MODES},
        quality=make_quality(case, quality),
        gates=gates,
        gates_text=make_gates_text(gates),
        search=search,
        variant_types=make_variant_types(),
        funnel=funnel,
        limits=make_limits(case, (*findings, *candidates), search, tables.frequency_states(), classified=classified),
        methods=make_methods(case, given.build, given.known),
        references=_references(rows, beside, given),
        versions=given.versions,
        disclaimer=DISCLAIMER,
        language=given.settings.language,
        build=given.build.name if given.build else None,
        identifiers=given.identifiers.get(asked.proband),
        made_from=digests(folder),
    )


def write_report(
    report: CaseReport, out: Path, chosen: Collection[str] = (), reads: CaseReads | None = None
) -> list[Path]:
    """Write the forms of a report, all of them or none.

    Args:
        report: The report.
        out: The folder; made when it is not there.
        chosen: File names of the forms; none: every form.
        reads: The reads that the page holds; None: none.

    Returns:
        The files.
    """
    forms = make_forms(report, chosen, reads)
    with ExitStack() as stack:
        partials = {name: stack.enter_context(written_whole(out / name)) for name in forms}
        for name, content in forms.items():
            partials[name].write_bytes(content)
    return [out / name for name in forms]
