"""Make the report of one allele in one gene from its rows in the tables."""

from collections.abc import Iterable
from typing import Any

from genopipe.cases import CaseFile
from genopipe.cases import Member
from genopipe.genome import Build
from genopipe.genome import Role
from genopipe.report.beside import NOTHING
from genopipe.report.beside import Beside
from genopipe.report.case import AlleleReport
from genopipe.report.case import Answer
from genopipe.report.case import ClinvarFacts
from genopipe.report.case import FrequencyFacts
from genopipe.report.case import GenotypeLine
from genopipe.report.case import ModeLine
from genopipe.report.case import PopulationLine
from genopipe.report.criteria import make_criteria
from genopipe.report.phenotype_facts import make_phenotype
from genopipe.report.predictors import make_predictors
from genopipe.report.ranking import make_rank
from genopipe.report.reasons import evidence_words
from genopipe.report.reasons import missing_words
from genopipe.report.tables import AlleleRows
from genopipe.report.tables import Row
from genopipe.report.words import CLINVAR_STATES
from genopipe.report.words import FREQUENCY_STATES
from genopipe.report.words import MODES
from genopipe.report.words import ORIGINS
from genopipe.report.words import PANEL_MODES
from genopipe.report.words import PHASES
from genopipe.report.words import consequence_words
from genopipe.report.words import plain
from genopipe.report.words import rule_words
from genopipe.report.zygosity import zygosity
from genopipe.tables import MODES as MODE_COLUMNS

_ANSWERS: dict[bool | None, Answer] = {True: "fits", False: "does_not_fit", None: "not_assessable"}
_CONFIDENCE = ("green", "amber", "red")
_REMARKS = ("parent_mosaic:", "differs_from_twin:")


def describe(allele: Row) -> str:
    """Return the HGVS description on the genome; without one contig, position and bases side by side."""
    contig, position, ref, alt = (allele[name] for name in ("contig", "position", "ref", "alt"))
    return str(allele.get("hgvs_g") or f"{contig}:{position} {ref}>{alt}")


def people_in_order(case: CaseFile) -> list[Member]:
    """Return the sequenced members: the proband first, then in the order of the pedigree."""
    sequenced = [member for member in case.members if member.form is not None]
    return sorted(sequenced, key=lambda member: member.person != case.case.proband)


def make_genotype(member: Member, genotype: Row | None, allele: Row, build: Build) -> GenotypeLine:
    """Return one allele in one person."""
    row = genotype or {}
    return GenotypeLine(
        person=member.person,
        relation=member.relation,
        zygosity=zygosity(genotype, allele, member.sex, build),
        genotype=row.get("genotype_text"),
        depth=row.get("depth"),
        ref_reads=row.get("ref_reads"),
        alt_reads=row.get("alt_reads"),
        alt_fraction=row.get("alt_fraction"),
        genotype_quality=row.get("genotype_quality"),
        **{name: row.get(name) for name in ("alt_copies", "ref_copies", "other_copies", "missing_copies")},
    )


def make_modes(candidate: Row) -> tuple[ModeLine, ...]:
    """Return every mode of inheritance with its answer for this allele."""
    expected = set(candidate.get("modes_in_panel") or ())
    return tuple(
        ModeLine(
            mode=column.name,
            words=MODES[column.name],
            answer=_ANSWERS[candidate[column.name]],
            in_panel=column.name in expected,
        )
        for column in MODE_COLUMNS
    )


def make_frequency(allele: Row) -> FrequencyFacts:
    """Return what the population source says of an allele."""
    pairs = [pair.rpartition("=") for pair in (allele["frequencies"] or "").split(";") if "=" in pair]
    return FrequencyFacts(
        state=allele["frequency_state"],
        words=FREQUENCY_STATES.get(allele["frequency_state"], plain(allele["frequency_state"])),
        highest=allele["frequency_max"],
        population=allele["frequency_population"],
        overall=allele["frequency_global"],
        populations=tuple(PopulationLine(population=name, frequency=float(text)) for name, _, text in pairs),
        allele_number=allele["allele_number"],
        homozygotes=allele["homozygotes"],
    )


def make_clinvar(allele: Row) -> ClinvarFacts | None:
    """Return what ClinVar says of an allele; None: it is not there, or ClinVar was not searched."""
    if allele["clinvar_id"] is None and allele["clinvar_significance"] is None:
        return None
    conditions = (plain(text) for text in (allele["clinvar_conditions"] or "").split("|"))
    review = allele["clinvar_review"]
    return ClinvarFacts(
        id=allele["clinvar_id"] or "not given",
        significance=plain(allele["clinvar_significance"] or "no classification"),
        review=None if review is None else plain(review),
        stars=allele["clinvar_stars"],
        conditions=tuple(text for text in conditions if text),
        pathogenic=bool(allele["clinvar_pathogenic"]),
    )


def make_class(candidate: Row) -> dict[str, Any]:
    """Return class and tier of a candidate; where nothing was classified, that."""
    return {
        "classification": candidate.get("class"),
        "class_points": candidate.get("class_points"),
        "criteria": tuple(candidate.get("criteria") or ()),
        "class_state": candidate.get("class_state") or "classification was not run",
        "tier": candidate["tier"],
        "tier_reason": candidate["tier_reason"],
    }


def make_allele(candidate: Row, rows: AlleleRows, case: CaseFile, build: Build, beside: Beside) -> AlleleReport:
    """Return one allele in one gene.

    Args:
        candidate: Row of `candidates`, with its bucket.
        rows: All rows of its allele.
        case: The family.
        build: The genome build.
        beside: What is known beside the rows.
    """
    name = candidate["allele"]
    allele = rows.alleles[name]
    consequence = rows.consequences.get((name, candidate["transcript"]), {})
    modes = make_modes(candidate)
    fits = [line.words for line in modes if line.answer == "fits"]
    clinvar = make_clinvar(allele)
    mode = candidate["panel_mode"]
    phase = candidate["partner_phase"]
    criteria = rows.criteria.get((name, candidate["gene"]), [])
    copied = ("allele", "gene", "gene_symbol", "transcript", "consequence", "impact", "hgvs_c", "hgvs_p", "panel")
    called = ("contig", "position", "ref", "alt", "hgvs_g", "variant_class", "called_as", "quality", "filters")
    return AlleleReport(
        description=describe(allele),
        **{field: candidate[field] for field in (*copied, "panel_confidence", "bucket", "by", "reason")},
        **{field: allele[field] for field in called},
        **make_class(candidate),
        **make_rank(candidate),
        phenotype=make_phenotype(candidate, beside.phenotypes),
        predictors=make_predictors(
            candidate,
            allele,
            beside.values,
            criteria,
            mitochondrial=build.role(allele["contig"]) is Role.MITOCHONDRION,
        ),
        criteria_asked=make_criteria(criteria, every=candidate["bucket"] == "finding"),
        transcript_reason=consequence.get("reported_reason", "not known"),
        consequence_words=consequence_words(candidate["consequence"]),
        genotypes=tuple(
            make_genotype(member, rows.genotypes.get((name, member.person)), allele, build)
            for member in people_in_order(case)
        ),
        modes=modes,
        modes_fit=", ".join(fits) or "none",
        modes_expected=", ".join([line.words for line in modes if line.in_panel] or fits) or "none",
        evidence=tuple(map(evidence_words, candidate["evidence"])),
        remarks=tuple(evidence_words(text) for text in candidate["evidence"] if text.startswith(_REMARKS)),
        missing=tuple(map(missing_words, candidate["missing"])),
        partners=tuple(candidate["partners"]),
        partner_phase=None if phase is None else PHASES.get(phase, plain(phase)),
        inherited_from=ORIGINS.get(candidate["inherited_from"], plain(candidate["inherited_from"])),
        panel_mode=None if mode is None else PANEL_MODES.get(mode, plain(mode)),
        frequency=make_frequency(allele),
        clinvar=clinvar,
        clinvar_words="in ClinVar" if clinvar else CLINVAR_STATES[beside.clinvar_searched],
        by_words=rule_words(candidate["by"]),
    )


def _weight(row: Row, allele: Row) -> tuple[int, bool, int]:
    confidence = row["panel_confidence"]
    rank = _CONFIDENCE.index(confidence) if confidence in _CONFIDENCE else len(_CONFIDENCE)
    severity = row["severity"] if row["severity"] is not None else 127
    return rank, not allele["clinvar_pathogenic"], severity


def make_alleles(
    rows: AlleleRows, bucket: str, case: CaseFile, build: Build, beside: Beside = NOTHING
) -> tuple[AlleleReport, ...]:
    """Return the alleles of one bucket: strongest gene first, alleles of one gene together in genomic order.

    Candidates stand in the order of their places; those without one come last, in the order of findings.

    Args:
        rows: All rows of the alleles.
        bucket: finding or candidate.
        case: The family.
        build: The genome build.
        beside: What is known beside the rows.
    """
    kept = [row for row in rows.candidates if row["bucket"] == bucket]
    best: dict[str, tuple[int, bool, int]] = {}
    for row in kept:
        weight = _weight(row, rows.alleles[row["allele"]])
        best[row["gene"]] = min(best.get(row["gene"], weight), weight)
    ordered = sorted(kept, key=lambda row: (best[row["gene"]], row["gene_symbol"], row["gene"]))
    if bucket == "candidate":
        ordered.sort(key=_place)
    return tuple(make_allele(row, rows, case, build, beside) for row in ordered)


def _place(row: Row) -> tuple[bool, int]:
    place = row.get("rank")
    return place is None, place or 0


def genes_of(alleles: Iterable[AlleleReport]) -> list[str]:
    """Return the gene symbols of some alleles, each once, in order."""
    return list(dict.fromkeys(allele.gene_symbol for allele in alleles))
