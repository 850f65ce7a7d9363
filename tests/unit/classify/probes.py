"""For every threshold of acmg.yaml: what the code says of a value on its near side, and whether that passed.

A probe takes a value and returns whether the value passes in the code that uses the threshold. A threshold without a
probe here fails a test: it would be a figure that nothing proves to be used.
"""

from collections.abc import Callable

import polars as pl

from genopipe.acmg import VariantClass
from genopipe.acmg_codes import Criterion
from genopipe.acmg_codes import Strength
from genopipe.classify.combination import class_of_points
from genopipe.classify.combination import combine_weighed
from genopipe.classify.known import add_hot_spots
from genopipe.classify.known import counted
from genopipe.classify_settings import ClassifySettings
from genopipe.io.acmg_file import shipped_acmg
from unit.classify.rows import FOUND
from unit.classify.rows import ask
from unit.classify.rows import make_context

Probe = Callable[[float], bool]


def _class_among(*wanted: VariantClass) -> Probe:
    return lambda points: class_of_points(int(points), shipped_acmg()) in wanted


def _accepted(points: float) -> bool:
    """Say whether so many points are taken over as likely benign: as many supporting criteria as there are points."""
    names = [Criterion.BP1, Criterion.BP2, Criterion.BP3, Criterion.BP4]
    made = combine_weighed([(name, Strength.SUPPORTING) for name in names[: -int(points)]], shipped_acmg())
    return made.variant_class is VariantClass.LIKELY_BENIGN


def _met(criterion: str, name: str, *strengths: str, **facts: object) -> Probe:
    """Say whether a criterion is met (at one of the strengths) when a fact has the value."""

    def probe(value: float) -> bool:
        row = ask(criterion, **{**facts, name: _number(name, value)})
        return row["outcome"] == "met" and (not strengths or row["strength"] in strengths)

    return probe


_WHOLE = frozenset(
    {
        "allele_number", "homozygotes", "hemizygotes", "known_null", "known_pathogenic", "known_null_exons",
        "lost_pathogenic", "start_pathogenic", "hot_pathogenic", "hot_benign", "lacking_affected",
    }
)  # fmt: skip


def _number(name: str, value: float) -> float:
    return int(value) if name in _WHOLE else value


_LEAST = {
    "supporting": ("supporting", "moderate", "strong", "very_strong"),
    "moderate": ("moderate", "strong", "very_strong"),
    "strong": ("strong", "very_strong"),
    "very_strong": ("very_strong",),
}
_COLUMNS = {"revel": "revel_score", "cadd": "cadd_phred", "alphamissense": "alphamissense_score"}


def _predicted(criterion: str, predictor: str, strength: str) -> Probe:
    context = make_context(settings=ClassifySettings.model_validate({"predictor": predictor}))

    def probe(value: float) -> bool:
        row = ask(criterion, context, **{_COLUMNS[predictor]: value, "spliceai": 0.05})
        return row["outcome"] == "met" and row["strength"] in _LEAST[strength]

    return probe


_NULL = {
    "consequence": "stop_gained", "impact": "HIGH", "null_kind": "nonsense", "null_nmd": True, "relevant": "yes",
}  # fmt: skip
_ESCAPES = {
    **_NULL, "null_nmd": False, "clingen_dosage_haploinsufficiency": "3", "lost_examined": "residues 1 to 9 (d)",
    "null_lost": 0.05, "lost_pathogenic": 0,
}  # fmt: skip
_KNOWN = {"known_pathogenic": 20, "known_null": 15, "known_null_exons": 3}
_LOST_START = {
    **_NULL, "null_kind": "start", "consequence": "start_lost", "clingen_dosage_haploinsufficiency": "3",
    "start_next": 9,
}  # fmt: skip


def _share(criterion: str, name: str, facts: dict[str, object]) -> Probe:
    """Probe a share of alleles: so many of a number that makes the share as near as can be."""
    total = 2**56  # the shares around 0.1 are whole numbers of it

    def probe(value: float) -> bool:
        return ask(criterion, **{**facts, name: round(value * total), "known_pathogenic": total})["outcome"] == "met"

    return probe


def _given(criterion: str, **facts: object) -> Probe:
    """Probe the points that an occurrence is given: at least so many."""
    proven = facts.pop("proven", False)
    context = make_context(parents_proven=bool(proven))

    def probe(value: float) -> bool:
        given = ask(criterion, context, **facts)["value"]
        return bool(given is not None and given >= value)

    return probe


def _summed(criterion: str, name: str, strength: str) -> Probe:
    """Probe a sum of points: the one occurrence is given so many."""
    acmg = shipped_acmg()
    facts = {"PM3": {"gene_mode": "biallelic", "recessive_homozygous": True}, "PS2": {"de_novo": True}}[criterion]

    def probe(value: float) -> bool:
        changed = acmg.threshold(name).model_copy(update={"value": value})
        context = make_context(
            acmg=acmg.model_copy(update={"thresholds": {**acmg.thresholds, name: changed}}), parents_proven=True
        )
        row = ask(criterion, context, **facts)
        return row["outcome"] == "met" and row["strength"] in _LEAST[strength]

    return probe


def _known_row(stars: int, residue: int) -> pl.DataFrame:
    row = {
        "allele": "1-9-C-G", "gene": "ENSG1", "transcript": "ENST1.1", "kind": "missense", "exon": "2/5",
        "protein_start": residue, "protein_end": residue, "clinvar_id": "1", "stars": stars, "pathogenic": True,
    }  # fmt: skip
    return pl.DataFrame([row])


def _starred(stars: float) -> bool:
    return counted(_known_row(int(stars), 10), shipped_acmg()).height == 1


def _in_window(distance: float) -> bool:
    facts = pl.DataFrame(
        {"allele": ["1-1-A-T"], "transcript": ["ENST1.1"], "protein_start": [100], "protein_end": [100]}
    )
    found = add_hot_spots(facts, _known_row(2, 100 + int(distance)), shipped_acmg())
    return bool(found["hot_pathogenic"][0] == 1)


def _in_frame(residues: float) -> bool:
    row = ask(
        "PM4",
        consequence="inframe_deletion",
        ref="A" + "CAG" * int(residues),
        alt="A",
        simple_repeats_touched=False,
    )
    return row["strength"] == "moderate"


def _intronic(sign: int) -> Probe:
    def probe(bases: float) -> bool:
        name = f"ENST1.1:c.88{'+' if sign > 0 else '-'}{int(bases)}A>T"
        row = ask("BP7", consequence="intron_variant", exon=None, hgvs_c=name, spliceai=0.0)
        return row["outcome"] == "met"

    return probe


_SPLICED = {"consequence": "intron_variant", "exon": None, "hgvs_c": "ENST1.1:c.88+9A>T"}
_BIALLELIC = {"gene_mode": "biallelic", "gene_penetrance": "complete"}
_MITO = {"place": "mitochondrion", "gene_mode": "mitochondrial"}
_ABOVE = {**FOUND, "faf95": None, "frequency_max": 0.2}

FREQUENCY_PROBES: dict[str, Probe] = {
    "ba1": _met("BA1", "faf95", **FOUND),
    "ba1_alleles": _met("BA1", "allele_number", **{**_ABOVE, "frequency_global": 0.1}),
    "ba1_mitochondrial": _met("BA1", "faf95", **FOUND, **_MITO),
    "bs1_mitochondrial": _met("BS1", "faf95", **FOUND, **_MITO),
    "bs1_monoallelic": _met("BS1", "faf95", **FOUND),
    "bs1_x_linked": _met("BS1", "faf95", **FOUND, gene_mode="x_linked_dominant"),
    "bs1_biallelic": _met("BS1", "faf95", **FOUND, **_BIALLELIC),
    "bs2_monoallelic": _met("BS2", "homozygotes", **FOUND),
    "bs2_biallelic": _met("BS2", "homozygotes", **FOUND, **_BIALLELIC),
    "bs2_hemizygotes": _met("BS2", "hemizygotes", **FOUND, place="X", gene_mode="x_linked_recessive"),
    "pm2_monoallelic": _met("PM2", "frequency_max", **FOUND),
    "pm2_biallelic": _met("PM2", "frequency_max", **FOUND, **_BIALLELIC),
    "pm2_mitochondrial": _met("PM2", "frequency_max", **FOUND, **_MITO),
}
PREDICTOR_PROBES: dict[str, Probe] = {
    name: _predicted(name[:3].upper(), *name[4:].split("_", 1))
    for name in shipped_acmg().thresholds
    if name[:4] in ("pp3_", "bp4_") and not name.endswith("spliceai")
}
EVIDENCE_PROBES: dict[str, Probe] = {
    "pp3_spliceai": _met("PP3", "spliceai", **_SPLICED),
    "bp4_spliceai": _met("BP4", "spliceai", **_SPLICED),
    "bp7_donor": _intronic(1),
    "bp7_acceptor": _intronic(-1),
    "pvs1_loeuf": _met("PVS1", "constraint_loeuf", **_NULL),
    "pvs1_pli": _met("PVS1", "constraint_pli", **_NULL),
    "pvs1_known_null": _met("PVS1", "known_null", **{**_NULL, **_KNOWN}),
    "pvs1_known_share": _share("PVS1", "known_null", {**_NULL, **_KNOWN}),
    "pvs1_known_exons": _met("PVS1", "known_null_exons", **{**_NULL, **_KNOWN}),
    "pvs1_protein_lost": _met("PVS1", "null_lost", "strong", **_ESCAPES),
    "pvs1_critical": _met("PVS1", "lost_pathogenic", "strong", **_ESCAPES),
    "pvs1_start": _met("PVS1", "start_pathogenic", "moderate", **_LOST_START),
    "known_stars": _starred,
    "pm1_pathogenic": _met("PM1", "hot_pathogenic", hot_benign=0),
    "pm1_benign": _met("PM1", "hot_benign", hot_pathogenic=9),
    "pm1_window": _in_window,
    "pm4_residues": _in_frame,
    "pp2_missense_z": _met("PP2", "constraint_mis_z", known_missense=19, known_pathogenic=20),
    "pp2_missense": _share("PP2", "known_missense", {"constraint_mis_z": 4.0}),
    "pp2_known": _met("PP2", "known_pathogenic", constraint_mis_z=4.0, known_missense=10),
    "bp1_null": _share("BP1", "known_null", {}),
    "bp1_known": _met("BP1", "known_pathogenic", known_null=10),
    "de_novo_fit": lambda value: (
        ask("PS2", make_context(parents_proven=True), de_novo=True, phenotype_score=value, gene_confidence="amber")[
            "outcome"
        ]
        == "met"
    ),
    "de_novo_points_consistent_proven": _given("PS2", de_novo=True, phenotype_score=0.9, proven=True),
    "de_novo_points_consistent_assumed": _given("PM6", de_novo=True, phenotype_score=0.9),
    "de_novo_points_panel_proven": _given("PS2", de_novo=True, proven=True),
    "de_novo_points_panel_assumed": _given("PM6", de_novo=True),
    "pm3_points_trans": _given(
        "PM3", **_BIALLELIC, partner_pathogenic="pathogenic", partner_phase="in_trans_by_parents"
    ),
    "pm3_points_open_pathogenic": _given("PM3", **_BIALLELIC, partner_pathogenic="pathogenic", partner_phase="unknown"),
    "pm3_points_open_likely": _given(
        "PM3", **_BIALLELIC, partner_pathogenic="likely_pathogenic", partner_phase="unknown"
    ),
    "pm3_points_homozygous": _given("PM3", **_BIALLELIC, recessive_homozygous=True),
    "pp1_strong": _met("PP1", "segregation_bits", "strong"),
    "pp1_moderate": _met("PP1", "segregation_bits", "moderate", "strong"),
    "pp1_supporting": _met("PP1", "segregation_bits"),
    "bs4_strong": _met("BS4", "lacking_affected", "strong", asked_affected=9),
    "bs4_supporting": _met("BS4", "lacking_affected", asked_affected=9),
    "pp4_fit": _met("PP4", "phenotype_score"),
}


PROBES: dict[str, Probe] = {
    "class_pathogenic": _class_among(VariantClass.PATHOGENIC),
    "class_likely_pathogenic": _class_among(VariantClass.PATHOGENIC, VariantClass.LIKELY_PATHOGENIC),
    "class_likely_benign": _class_among(VariantClass.BENIGN, VariantClass.LIKELY_BENIGN),
    "class_accept_likely_benign": _accepted,
    "class_benign": _class_among(VariantClass.BENIGN),
    **FREQUENCY_PROBES,
    **PREDICTOR_PROBES,
    **EVIDENCE_PROBES,
    **{f"de_novo_{strength}": _summed("PS2", "de_novo_points_panel_proven", strength) for strength in _LEAST},
    **{f"pm3_{strength}": _summed("PM3", "pm3_points_homozygous", strength) for strength in _LEAST},
}
