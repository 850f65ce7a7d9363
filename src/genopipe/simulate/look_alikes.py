"""Alleles that look as if they met a criterion of ACMG/AMP, and do not: one for each criterion that the world can tell.

They are carried by families that have their own diagnosis or none, and are set aside. Of one parent and chromosome all
stand on one copy, as the family's other planted alleles do. Some criteria have their look-alike among the diagnoses and
traps of the families. docs/simulation.md names the criteria that have none here.
"""

from collections.abc import Mapping

from genopipe.simulate.plans import LookAlike
from genopipe.simulate.plans import Planted

_SEVERAL = "criteria_provided,_multiple_submitters,_no_conflicts"
_FROM_FATHER = {"father": "1|0", "child": "1|0"}
_FROM_MOTHER = {"mother": "1|0", "child": "0|1"}
_NEITHER = 0.5  # a score that is neither harmful nor harmless


def _missense(
    symbol: str, genotypes: Mapping[str, str], look_alike: LookAlike, note: str, mode: str = "dominant"
) -> Planted:
    return Planted(symbol, "missense_variant", mode, genotypes, role="look_alike", look_alike=look_alike, note=note)


_NEW = (
    _missense(
        "SIMA01",
        _FROM_FATHER,
        LookAlike("PM2", counts={"eas": 3}, score=_NEITHER),
        "rare over all, but not among East Asians; from the unaffected father",
    ),
    Planted(
        "SIMA05",
        "missense_variant",
        "recessive_homozygous",
        _FROM_MOTHER,
        role="look_alike",
        note="a founder allele: common in one population, rare over all, and pathogenic; one copy, recessive gene",
        significance="Pathogenic",
        review=_SEVERAL,
        look_alike=LookAlike("BA1", "not_assessable", counts={"eas": 1200}, homozygotes=2, score=_NEITHER),
    ),
    Planted(
        "SIMA03",
        "missense_variant",
        "de_novo",
        {"child": "0|1"},
        de_novo=True,
        role="look_alike",
        note="new, but the disease of the gene is recessive, and the other copy is sound",
        look_alike=LookAlike("PS2", bucket="candidate", score=_NEITHER),
    ),
    Planted(
        "SIMB12",
        "missense_variant",
        "recessive_homozygous",
        _FROM_MOTHER,
        role="look_alike",
        note="another gene explains the case, but this allele is likely pathogenic itself; one copy, recessive gene",
        significance="Likely_pathogenic",
        review=_SEVERAL,
        look_alike=LookAlike("BP5", score=_NEITHER),
    ),
)
_HEARING = (
    Planted(
        "SIMB06",
        "frameshift_variant",
        "dominant",
        _FROM_FATHER,
        role="look_alike",
        note="a shift of the frame in the last exon, in a part of the protein that healthy people lack",
        look_alike=LookAlike("PVS1", where="last_exon", region="lof_tolerant"),
    ),
    _missense(
        "SIMB07",
        _FROM_MOTHER,
        LookAlike("PS1", neighbour="Pathogenic", score=_NEITHER),
        "ClinVar's pathogenic allele of the residue is another change; one copy, recessive gene",
        "recessive_homozygous",
    ),
    Planted(
        "SIMB09",
        "inframe_deletion",
        "recessive_homozygous",
        _FROM_FATHER,
        role="look_alike",
        note="in frame, but in a repeat; one copy, recessive gene",
        look_alike=LookAlike("PM4", repeat=True),
    ),
    Planted(
        "SIMB03",
        "synonymous_variant",
        "recessive_homozygous",
        _FROM_MOTHER,
        role="look_alike",
        note="synonymous, but at the edge of an exon, where splicing may change",
        look_alike=LookAlike("BP7", where="exon_edge"),
    ),
)
_HEART = (
    Planted(
        "SIMB01",
        "inframe_deletion",
        "recessive_homozygous",
        _FROM_MOTHER,
        role="look_alike",
        note="in frame in a repeat, but beside a residue of which ClinVar knows a pathogenic change",
        look_alike=LookAlike("BP3", neighbour="Pathogenic", repeat=True),
    ),
)
_NEURO = (
    _missense(
        "SIMA02",
        _FROM_MOTHER,
        LookAlike("BS1", counts={"afr": 19}, score=_NEITHER),
        "seen often, but just not more often than the disease allows; from the unaffected mother",
    ),
    _missense(
        "SIMA06",
        _FROM_FATHER,
        LookAlike("PM5", neighbour="Benign", score=_NEITHER),
        "ClinVar knows another change of the residue, which is benign; from the unaffected father",
    ),
    _missense(
        "SIMA04",
        _FROM_FATHER,
        LookAlike("PP3", score=0.643),
        "the predictor's score is just below what counts as damaging; from the unaffected father",
    ),
    _missense(
        "SIMA03",
        _FROM_MOTHER,
        LookAlike("BP4", score=0.291),
        "the predictor's score is just above what counts as harmless; one copy, recessive gene",
        "recessive_homozygous",
    ),
    _missense(
        "SIMA08",
        _FROM_MOTHER,
        LookAlike("PM1", region="hot_spot", score=_NEITHER),
        "beside a hot spot, not in it; from the unaffected mother",
    ),
)
_SINGLE = (
    _missense(
        "SIMA13",
        {"child": "0|1"},
        LookAlike("BS2", fits=True, counts={"nfe": 40}, homozygotes=6, score=0.002),
        "healthy people have two copies, but penetrance is incomplete; benign, for the predictor calls it harmless",
    ),
)
_DUO = (
    Planted(
        "SIMA04",
        "missense_variant",
        "dominant",
        {"father": "1|0", "child": "1|0"},
        role="look_alike",
        note="looks new, for the mother does not have it; the father is not sequenced",
        not_assessable=("de_novo",),
        look_alike=LookAlike("PM6", "not_assessable", "candidate", score=_NEITHER),
    ),
    _missense(
        "SIMA06",
        _FROM_MOTHER,
        LookAlike("PP1", fits=True, score=0.002),
        "in mother and child, who are both ill: one meiosis; benign, for the predictor calls it harmless",
    ),
)

LOOK_ALIKES: Mapping[str, tuple[Planted, ...]] = {
    "F01": _NEW,
    "F02": _HEARING,
    "F06": _HEART,
    "F07": _NEURO,
    "F08": _SINGLE,
    "F10": _DUO,
}
"""Look-alikes by family."""
