"""The demonstration families, each with its diagnosis and traps. To add a family, add an entry to `FAMILIES`."""

from genopipe.genome import Sex
from genopipe.pedigree import Affection
from genopipe.simulate.plans import FamilyPlan
from genopipe.simulate.plans import Planted
from genopipe.simulate.plans import Relative
from genopipe.simulate.unusual_families import UNUSUAL_FAMILIES

_MALE, _FEMALE = Sex.MALE, Sex.FEMALE
_AFFECTED, _UNKNOWN = Affection.AFFECTED, Affection.UNKNOWN
_SEVERAL = "criteria_provided,_multiple_submitters,_no_conflicts"
_EXPERTS = "reviewed_by_expert_panel"


def _trio(sex: Sex, lanes: tuple[str, ...] = ("L1",)) -> tuple[Relative, ...]:
    return (
        Relative("father", _MALE),
        Relative("mother", _FEMALE),
        Relative("child", sex, _AFFECTED, "father", "mother", lanes=lanes),
    )


_COUSINS = (
    Relative("great-grandfather", _MALE, _UNKNOWN, sequenced=False),
    Relative("great-grandmother", _FEMALE, _UNKNOWN, sequenced=False),
    Relative("father-of-father", _MALE, _UNKNOWN, "great-grandfather", "great-grandmother", sequenced=False),
    Relative("mother-of-father", _FEMALE, _UNKNOWN, sequenced=False),
    Relative("father-of-mother", _MALE, _UNKNOWN, sequenced=False),
    Relative("mother-of-mother", _FEMALE, _UNKNOWN, "great-grandfather", "great-grandmother", sequenced=False),
    Relative("father", _MALE, father="father-of-father", mother="mother-of-father"),
    Relative("mother", _FEMALE, father="father-of-mother", mother="mother-of-mother"),
    Relative("child", _FEMALE, _AFFECTED, "father", "mother"),
)

_DE_NOVO = FamilyPlan(
    family="F01",
    ancestry="eas",
    members=_trio(_FEMALE, ("L1", "L2")),
    indication="Global developmental delay and seizures from infancy",
    observed=("HP:0001263", "HP:0001250"),
    excluded=("HP:0000252",),
    panels=("neurodevelopment",),
    planted=(
        Planted(
            "SIMA02",
            "stop_gained",
            "de_novo",
            {"child": "1|0"},
            de_novo=True,
            note="new stop codon in a dominant gene on the minus strand; unknown to ClinVar and to the population",
        ),
    ),
)
_COMPOUND = FamilyPlan(
    family="F02",
    ancestry="nfe",
    members=_trio(_MALE),
    indication="Congenital bilateral hearing loss",
    observed=("HP:0000407", "HP:0000365"),
    excluded=("HP:0001251",),
    panels=("hearing",),
    planted=(
        Planted(
            "SIMA11",
            "frameshift_variant",
            "compound_heterozygous",
            {"father": "0|1", "child": "1|0"},
            note="from the father, in trans with the mother's missense",
        ),
        Planted(
            "SIMA11",
            "missense_variant",
            "compound_heterozygous",
            {"mother": "0|1", "child": "0|1"},
            note="from the mother, in trans with the father's frameshift",
            significance="Pathogenic",
            review=_SEVERAL,
            seen=61,
        ),
        Planted(
            "SIMA12",
            "stop_gained",
            "compound_heterozygous",
            {"mother": "0|1", "child": "0|1"},
            role="trap",
            note="in cis with the gene's missense: both from the mother, on one copy",
        ),
        Planted(
            "SIMA12",
            "missense_variant",
            "compound_heterozygous",
            {"mother": "0|1", "child": "0|1"},
            role="trap",
            note="in cis with the gene's stop: both from the mother, on one copy",
            significance="Likely_pathogenic",
        ),
    ),
)
_CONSANGUINE = FamilyPlan(
    family="F03",
    ancestry="afr",
    members=_COUSINS,
    indication="Polycystic kidneys; parents are first cousins",
    observed=("HP:0000113", "HP:0000107"),
    excluded=("HP:0000365",),
    panels=("renal",),
    planted=(
        Planted(
            "SIMB03",
            "splice_donor_variant",
            "recessive_homozygous",
            {
                "great-grandfather": "1|0",
                "father-of-father": "1|0",
                "mother-of-mother": "1|0",
                "father": "1|0",
                "mother": "0|1",
                "child": "1|1",
            },
            note="homozygous by descent from a great-grandfather of both lines",
        ),
    ),
)
_X_LINKED = FamilyPlan(
    family="F04",
    ancestry="eas",
    members=_trio(_MALE),
    indication="Progressive muscle weakness in a boy",
    observed=("HP:0001324", "HP:0003198"),
    excluded=("HP:0001249",),
    panels=("neuromuscular",),
    planted=(
        Planted(
            "SIMX07",
            "stop_gained",
            "x_linked_recessive",
            {"mother": "0|1", "child": "0|1"},
            note="hemizygous in the boy, from his unaffected carrier mother",
        ),
        Planted(
            "SIMX08",
            "frameshift_variant",
            "x_linked_recessive",
            {"father": "0|1"},
            role="trap",
            note="hemizygous in the father, whose X the boy does not have",
        ),
    ),
)
_MITOCHONDRIAL = FamilyPlan(
    family="F05",
    ancestry="nfe",
    members=(
        Relative("mother", _FEMALE),
        Relative("child", _FEMALE, _AFFECTED, mother="mother"),
    ),
    indication="Lactic acidosis and ataxia",
    observed=("HP:0003128", "HP:0001251"),
    excluded=("HP:0000365",),
    panels=("mitochondrial",),
    planted=(
        Planted(
            "SIMM01",
            "missense_variant",
            "mitochondrial",
            heteroplasmy={"mother": 0.1, "child": 0.4},
            note="heteroplasmic: 0.4 of the child's molecules, 0.1 of the unaffected mother's",
            significance="Pathogenic",
            review=_EXPERTS,
            evidence={"PS3": "strong", "PS4": "moderate"},
        ),
    ),
)
_INCOMPLETE = FamilyPlan(
    family="F06",
    ancestry="eas",
    members=(
        Relative("grandmother", _FEMALE, _AFFECTED),
        Relative("mother", _FEMALE, mother="grandmother"),
        Relative("child", _MALE, _AFFECTED, mother="mother"),
    ),
    indication="Hypertrophic cardiomyopathy, also in the maternal grandmother",
    observed=("HP:0001639",),
    excluded=("HP:0001644",),
    panels=("cardiac",),
    planted=(
        Planted(
            "SIMA07",
            "missense_variant",
            "dominant_incomplete",
            {"grandmother": "1|0", "mother": "0|1", "child": "0|1"},
            note="passed on through the unaffected mother",
            significance="Likely_pathogenic",
            review=_SEVERAL,
            neighbour=True,
        ),
    ),
)
_NEGATIVE_TRIO = FamilyPlan(
    family="F07",
    ancestry="afr",
    members=_trio(_MALE),
    indication="Intellectual disability and microcephaly",
    observed=("HP:0001249", "HP:0000252"),
    excluded=("HP:0001250",),
    panels=("neurodevelopment",),
    planted=(
        Planted(
            "SIMA05",
            "stop_gained",
            "recessive_homozygous",
            {"mother": "1|0", "child": "0|1"},
            role="trap",
            note="heterozygous carrier of a recessive disease",
            significance="Pathogenic",
            review=_SEVERAL,
            seen=34,
        ),
        Planted(
            "SIMA01",
            "frameshift_variant",
            "dominant",
            {"father": "1|0", "child": "1|0"},
            role="trap",
            note="dominant gene of complete penetrance, from the unaffected father",
        ),
    ),
)
_NEGATIVE_SINGLE = FamilyPlan(
    family="F08",
    ancestry="nfe",
    members=(Relative("child", _FEMALE, _AFFECTED),),
    indication="Breast carcinoma at 34 years",
    observed=("HP:0003002",),
    excluded=("HP:0001639",),
    panels=("cancer",),
    planted=(
        Planted(
            "SIMB11",
            "frameshift_variant",
            "recessive_homozygous",
            {"child": "0|1"},
            role="trap",
            note="heterozygous carrier of a recessive disease",
            not_assessable=("de_novo",),
            significance="Pathogenic/Likely_pathogenic",
            review=_SEVERAL,
            seen=20,
        ),
    ),
)

FAMILIES: tuple[FamilyPlan, ...] = (
    _DE_NOVO,
    _COMPOUND,
    _CONSANGUINE,
    _X_LINKED,
    _MITOCHONDRIAL,
    _INCOMPLETE,
    _NEGATIVE_TRIO,
    _NEGATIVE_SINGLE,
    *UNUSUAL_FAMILIES,
)
