"""Demonstration families whose members, relationships or chromosomes are the point.

They are planted late and unknown to the population, so that the world of the first families stays as it would be
without them. ClinVar knows of their alleles those alone that are no part of the question: what is told by consent.
"""

from genopipe.genome import Sex
from genopipe.pedigree import Affection
from genopipe.simulate.plans import FamilyPlan
from genopipe.simulate.plans import Planted
from genopipe.simulate.plans import Relative

_MALE, _FEMALE = Sex.MALE, Sex.FEMALE
_AFFECTED, _UNKNOWN = Affection.AFFECTED, Affection.UNKNOWN
_SEVERAL = "criteria_provided,_multiple_submitters,_no_conflicts"
_ADULT = {"signed_by": "self", "age_at_consent": 40, "age_at_report": 41}
_PARENTS = (Relative("father", _MALE), Relative("mother", _FEMALE))

_QUAD = FamilyPlan(
    family="F09",
    ancestry="eas",
    members=(
        *_PARENTS,
        Relative("child", _MALE, _AFFECTED, "father", "mother"),
        Relative("sister", _FEMALE, _AFFECTED, "father", "mother"),
    ),
    indication="Polycystic kidneys in a boy and his sister",
    observed=("HP:0000113",),
    excluded=("HP:0000365",),
    panels=("renal",),
    planted=(
        Planted(
            "SIMA10",
            "stop_gained",
            "compound_heterozygous",
            {"father": "1|0", "child": "1|0", "sister": "1|0"},
            note="from the father, in trans with the mother's frameshift in both children",
        ),
        Planted(
            "SIMA10",
            "frameshift_variant",
            "compound_heterozygous",
            {"mother": "0|1", "child": "0|1", "sister": "0|1"},
            note="from the mother, in trans with the father's stop in both children",
        ),
        Planted(
            "SIMB03",
            "stop_gained",
            "compound_heterozygous",
            {"father": "0|1", "child": "1|0"},
            role="trap",
            note="in trans with the mother's frameshift, but the affected sister does not have it",
        ),
        Planted(
            "SIMB03",
            "frameshift_variant",
            "compound_heterozygous",
            {"mother": "1|0", "child": "0|1", "sister": "0|1"},
            role="trap",
            note="its partner in trans is not in the affected sister",
        ),
        Planted(
            "SIMA16",
            "stop_gained",
            "dominant",
            {"father": "0|1"},
            role="told",
            told_to=("father",),
            note="an additional finding of the father, who agreed; the children do not have it",
            significance="Pathogenic",
            review=_SEVERAL,
        ),
        Planted(
            "SIMB13",
            "stop_gained",
            "recessive_homozygous",
            {"father": "1|0", "sister": "1|0"},
            role="told",
            told_to=("father",),
            note="carrier status of the father, who agreed; he and the mother are a couple at risk",
            significance="Likely_pathogenic",
            review=_SEVERAL,
        ),
        Planted(
            "SIMB13",
            "frameshift_variant",
            "recessive_homozygous",
            {"mother": "0|1"},
            role="told",
            told_to=("mother",),
            note="carrier status of the mother, who agreed to that alone",
            significance="Pathogenic",
            review=_SEVERAL,
        ),
    ),
    consent={
        "father": {**_ADULT, "additional_findings": True, "carrier_findings": True},
        "mother": {**_ADULT, "carrier_findings": True},
    },
    late=True,
)
_DUO = FamilyPlan(
    family="F10",
    ancestry="nfe",
    members=(
        Relative("father", _MALE, _UNKNOWN, sequenced=False),
        Relative("mother", _FEMALE, _AFFECTED),
        Relative("child", _FEMALE, _AFFECTED, "father", "mother"),
    ),
    indication="Intellectual disability in a girl and her mother; the father is not available",
    observed=("HP:0001249", "HP:0001263"),
    excluded=("HP:0000252",),
    panels=("neurodevelopment",),
    planted=(
        Planted(
            "SIMA01",
            "stop_gained",
            "dominant",
            {"mother": "1|0", "child": "0|1"},
            note="dominant, from the affected mother",
        ),
        Planted(
            "SIMA02",
            "frameshift_variant",
            "dominant",
            {"father": "1|0", "child": "1|0"},
            role="trap",
            note="the affected mother does not have it; from the father, or new: he is not sequenced",
            not_assessable=("de_novo",),
        ),
        Planted(
            "SIMA17",
            "stop_gained",
            "dominant",
            {"mother": "1|0", "child": "0|1"},
            role="withheld",
            note="would be an additional finding of both, and fits the family's condition; neither agreed",
            significance="Pathogenic",
            review=_SEVERAL,
        ),
    ),
    late=True,
)
_UNCLE = FamilyPlan(
    family="F11",
    ancestry="afr",
    members=(
        Relative("grandfather", _MALE, _UNKNOWN, sequenced=False),
        Relative("grandmother", _FEMALE, _UNKNOWN, sequenced=False),
        Relative("mother", _FEMALE, father="grandfather", mother="grandmother"),
        Relative("uncle", _MALE, _AFFECTED, "grandfather", "grandmother"),
        Relative("child", _MALE, _AFFECTED, mother="mother"),
    ),
    indication="Sensorineural hearing impairment and short stature in a boy, also in his mother's brother",
    observed=("HP:0000407", "HP:0004322"),
    excluded=("HP:0001251",),
    panels=("hearing", "skeletal"),
    planted=(
        Planted(
            "SIMX06",
            "stop_gained",
            "x_linked_recessive",
            {"grandmother": "1|0", "mother": "0|1", "uncle": "0|1", "child": "0|1"},
            note="hemizygous in the boy and in his mother's brother",
        ),
        Planted(
            "SIMX01",
            "frameshift_variant",
            "x_linked_recessive",
            {"grandmother": "1|0", "mother": "0|1", "uncle": "0|1", "child": "0|1"},
            role="trap",
            note="pseudo-autosomal: boy and uncle have another copy, without it, on Y; taken for X it looks hemizygous",
        ),
    ),
    late=True,
)
_DISOMY = FamilyPlan(
    family="F12",
    ancestry="nfe",
    members=(*_PARENTS, Relative("child", _FEMALE, _AFFECTED, "father", "mother", disomy={"chr2": "mother"})),
    indication="Muscle weakness in a girl",
    observed=("HP:0001324", "HP:0003198"),
    excluded=("HP:0001249",),
    panels=("neuromuscular",),
    planted=(
        Planted(
            "SIMB09",
            "stop_gained",
            "uniparental_isodisomy",
            {"mother": "0|1", "child": "1|1"},
            note="homozygous though the father does not carry it: both copies of chr2 are one copy of the mother",
        ),
        Planted(
            "SIMB08",
            "frameshift_variant",
            "uniparental_isodisomy",
            {"mother": "0|1", "child": "1|1"},
            role="trap",
            note="homozygous by the same disomy, in a dominant gene of complete penetrance: the healthy mother has it",
        ),
    ),
    late=True,
)
_MOSAIC = FamilyPlan(
    family="F13",
    ancestry="eas",
    members=(*_PARENTS, Relative("child", _MALE, _AFFECTED, "father", "mother")),
    indication="Hypertrophic cardiomyopathy in a boy",
    observed=("HP:0001639",),
    excluded=("HP:0001644",),
    panels=("cardiac",),
    planted=(
        Planted(
            "SIMA08",
            "stop_gained",
            "de_novo",
            {"child": "0|1"},
            mosaic={"mother": 0.1},
            note="looks new; a tenth of the healthy mother's reads show it, so that another child may have it too",
        ),
        Planted(
            "SIMB02",
            "stop_gained",
            "dominant",
            {"father": "0|1", "child": "1|0"},
            role="trap",
            note="dominant gene of complete penetrance, from the unaffected father; the gene is amber",
        ),
        Planted(
            "SIMA09",
            "missense_variant",
            "de_novo",
            {"child": "1|0"},
            de_novo=True,
            role="look_alike",
            note="new in a green gene, and benign: the predictor calls the change harmless",
        ),
    ),
    consent={
        "child": {
            "additional_findings": True,
            "drug_response": True,
            "signed_by": "guardian",
            "age_at_consent": 9,
            "age_at_report": 9,
        }
    },
    late=True,
)
_MISATTRIBUTED = FamilyPlan(
    family="F14",
    ancestry="afr",
    members=(
        Relative("biological-father", _MALE, _UNKNOWN, sequenced=False, listed=False),
        *_PARENTS,
        Relative("child", _FEMALE, _AFFECTED, "biological-father", "mother", stated_father="father"),
    ),
    indication="Renal cysts in a girl",
    observed=("HP:0000107",),
    excluded=("HP:0000365",),
    panels=("renal",),
    planted=(
        Planted(
            "SIMB04",
            "frameshift_variant",
            "dominant",
            {"biological-father": "1|0", "child": "1|0"},
            role="misattributed_parent",
            note="looks new; from the biological father, of whom nothing is known: the case is to be put on hold",
        ),
    ),
    late=True,
)

UNUSUAL_FAMILIES: tuple[FamilyPlan, ...] = (_QUAD, _DUO, _UNCLE, _DISOMY, _MOSAIC, _MISATTRIBUTED)
