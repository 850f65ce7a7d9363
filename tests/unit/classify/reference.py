"""PVS1 and the criteria of frequency once more: slow, one allele at a time, written from the papers alone.

The figures are written out here again, so that a figure that changes in acmg.yaml is noticed.
"""

from typing import Any

Row = dict[str, Any]
Answer = tuple[str, str | None]
YES, NO, UNKNOWN = "met", "not_met", "not_assessable"


def loss_of_function(row: Row) -> bool | None:
    """Say whether loss of function causes the disease: dosage, constraint, ClinVar; None: nobody was asked."""
    score = row["clingen_dosage_haploinsufficiency"]
    recessive = row["gene_mode"] in ("biallelic", "monoallelic_and_biallelic")
    if score == "3" or (score == "30" and recessive):
        return True
    if score == "40":
        return False
    loeuf, pli = row["constraint_loeuf"], row["constraint_pli"]
    constrained = (loeuf is not None and loeuf < 0.6) or (pli is not None and pli >= 0.9)
    if constrained and row["has_disease"] and row["gene_mode"] != "biallelic":
        return True
    null, every, exons = row["known_null"], row["known_pathogenic"], row["known_null_exons"]
    if null is not None and null >= 3 and every and null / every > 0.1 and exons is not None and exons >= 2:
        return True
    asked = (score is not None and score.isdecimal()) or loeuf is not None or pli is not None or null is not None
    return False if asked else None


def shortened(row: Row) -> Answer:
    """Answer for a protein that is made without a part."""
    if row["lost_tolerant"] is not None:
        return NO, None
    if row["lost_critical"] is not None or (row["lost_pathogenic"] is not None and row["lost_pathogenic"] >= 2):
        return YES, "strong"
    if row["lost_examined"] is None or row["null_lost"] is None:
        return UNKNOWN, None
    return YES, "strong" if row["null_lost"] > 0.1 else "moderate"


def kept_apart(row: Row) -> Answer | None:
    """Answer for the gene and the transcript, before the kind of allele is looked at; None: go on."""
    acts = loss_of_function(row)
    if acts is False or (acts and row["relevant"] == "no"):
        return NO, None
    known = acts is not None and row["relevant"] is not None and row["null_problem"] is None
    return None if known else (UNKNOWN, None)


def lost_exon(row: Row) -> Answer:
    """Answer for an exon that is lost."""
    if row["null_frame"] is None:
        return UNKNOWN, None
    if row["null_frame"] == "out_of_frame" and row["null_nmd"]:
        return YES, "very_strong"
    return shortened(row)


def lost_start(row: Row) -> Answer:
    """Answer for a start codon that is lost."""
    if row["start_other"] is not None:
        return NO, None
    if row["start_pathogenic"] is None:
        return UNKNOWN, None
    return YES, "moderate" if row["start_pathogenic"] >= 1 else "supporting"


def early_stop(row: Row) -> Answer:
    """Answer for a premature stop codon."""
    return (YES, "very_strong") if row["null_nmd"] else shortened(row)


def pvs1(row: Row) -> Answer:
    """Go down the tree of Abou Tayoun et al. 2018, Figure 1."""
    kind = row["null_kind"]
    if kind is None:
        return NO, None
    apart = kept_apart(row)
    if apart is not None:
        return apart
    branches = {
        "gene": lambda _: (YES, "very_strong"), "nonsense": early_stop, "frameshift": early_stop, "splice": lost_exon,
        "exons": lost_exon, "start": lost_start,
    }  # fmt: skip
    return branches[kind](row)


def above(row: Row, limit: float) -> bool | None:
    """Say whether an allele that was found is above a limit; None: it cannot be said."""
    if row["faf95"] is not None:
        return bool(row["faf95"] > limit)
    everybody, number, highest = row["frequency_global"], row["allele_number"], row["frequency_max"]
    if everybody is not None and everybody > limit and number is not None and number >= 2000:
        return True
    if highest is not None and highest <= limit:
        return False
    return None


def common(row: Row, limit: float, strength: str) -> Answer:
    """Answer of BA1 and BS1 for a limit."""
    if row["frequency_state"] not in ("found", "absent"):
        return UNKNOWN, None
    if row["listed"] or row["frequency_state"] == "absent":
        return NO, None
    found = above(row, limit)
    if found is None:
        return UNKNOWN, None
    return (YES, strength) if found else (NO, None)


def ba1(row: Row) -> Answer:
    """Above 5 %, on the mitochondrial genome 1 %."""
    return common(row, 0.01 if row["place"] == "mitochondrion" else 0.05, "stand_alone")


def bs1(row: Row) -> Answer:
    """Above the maximum credible frequency."""
    limits = {"monoallelic": 0.0005, "x_linked_recessive": 0.001, "x_linked_dominant": 0.001}
    limit = limits.get(row["gene_mode"], 0.0316)
    if row["maximum_credible"] is not None:
        limit = row["maximum_credible"]
    if row["place"] == "mitochondrion":
        limit = 0.005
    return common(row, limit, "strong")


def bs2(row: Row) -> Answer:
    """Homozygotes and hemizygotes of the population."""
    if row["place"] == "mitochondrion" or row["listed"]:
        return NO, None
    if row["gene_mode"] is None:
        return UNKNOWN, None
    if row["gene_penetrance"] != "complete" or row["frequency_state"] == "absent":
        return NO, None
    on_sex = row["place"] in ("X", "Y")
    people = row["hemizygotes"] if on_sex else row["homozygotes"]
    if row["frequency_state"] != "found" or people is None:
        return UNKNOWN, None
    most = 2 if on_sex or row["gene_mode"] == "biallelic" else 5
    return (YES, "strong") if people > most else (NO, None)


def pm2(row: Row) -> Answer:
    """Absent or very rare."""
    if row["frequency_state"] == "absent":
        return YES, "supporting"
    if row["frequency_state"] != "found" or row["frequency_max"] is None:
        return UNKNOWN, None
    limit = 0.00007 if row["gene_mode"] == "biallelic" and row["place"] != "mitochondrion" else 0.00002
    return (YES, "supporting") if row["frequency_max"] <= limit else (NO, None)


REFERENCE = {"PVS1": pvs1, "BA1": ba1, "BS1": bs1, "BS2": bs2, "PM2": pm2}
