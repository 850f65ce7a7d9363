"""The sentences of the report: every rule, mode, state and limit in words, in one catalogue."""

from collections.abc import Mapping
from types import MappingProxyType

NOT_AVAILABLE = "n/a"
DISCLAIMER = (
    "Draft for review. This report was made by software. It is not a diagnosis: a qualified geneticist must judge "
    "every finding against the patient's condition, have it confirmed as local policy asks, and sign it off."
)
# In the order in which the rules are asked; an allele in several genes is counted at the rule that came last.
RULES: Mapping[str, str] = MappingProxyType(
    {
        "spanning_deletion": "the * allele of a deletion that is listed at its own position",
        "symbolic": "symbolic allele, not interpreted",
        "not_described": "REF unlike the reference, or letters that are no bases",
        "no_gene": "touches no gene of the gene models",
        "not_in_proband": "not carried by the proband",
        "not_called": "the proband's genotype was not called",
        "consent": "no part of the question, and not agreed to: not judged",
        "caller_filter": "filtered by the caller",
        "quality": "call quality below the limit",
        "genotype_quality": "the proband's genotype is too weak (depth, quality or allele balance)",
        "frequency": "too common in the population",
        "consequence": "no consequence that is looked at",
        "class_conflict": "(likely) benign by the criteria, but (likely) pathogenic in ClinVar",
        "benign": "(likely) benign by the criteria",
        "one_copy_only": "(likely) pathogenic, one copy where two are expected, and no second allele that fits",
        "inheritance": "fits no mode of inheritance in this family",
        "inheritance_not_assessable": "inheritance could not be assessed",
        "outside_panels": "the gene is in no panel of this case",
        "panel_mode": "does not fit the mode that the panel expects",
        "panel_confidence": "the gene is not green in its panel",
        "phase_unknown": "second allele of the gene found, phase not known",
        "not_classified": "panel gene and mode fit; not classified",
        "uncertain": "panel gene and mode fit; of uncertain significance",
        "beside_pathogenic": "in trans with a (likely) pathogenic allele, itself none",
        "partner_not_pathogenic": "(likely) pathogenic, but the allele in trans is not",
        "moderate_impact": "panel gene and mode fit; moderate impact without further evidence",
        "panel_gene": "green panel gene, expected mode, and strong evidence",
        "pathogenic": "(likely) pathogenic in a green panel gene, in an expected mode",
    }
)
INCONCLUSIVE: Mapping[str, str] = MappingProxyType(
    {
        "pathogenic": "(likely) pathogenic in {}, which does not explain the condition as it is",
        "conflict": "in {} the criteria and ClinVar do not agree",
        "tier_1": "tier 1, not known to be pathogenic or benign, in {}",
        "candidates": "{} for review",
        "gates": "a quality gate was not passed",
    }
)
"""Why a result is inconclusive; `report.result` decides."""
CLASSES: Mapping[str, str] = MappingProxyType(
    {
        "pathogenic": "pathogenic",
        "likely_pathogenic": "likely pathogenic",
        "uncertain_significance": "of uncertain significance",
        "likely_benign": "likely benign",
        "benign": "benign",
    }
)
TIERS: Mapping[str, str] = MappingProxyType(
    {"1": "tier 1", "2": "tier 2", "3": "tier 3", "untiered": "no tier"},
)
MODES: Mapping[str, str] = MappingProxyType(
    {
        "de_novo": "de novo",
        "dominant": "dominant",
        "dominant_incomplete": "dominant (incomplete penetrance)",
        "recessive_homozygous": "recessive (homozygous)",
        "compound_heterozygous": "recessive (compound heterozygous)",
        "recessive_with_deletion": "recessive (the other copy is deleted)",
        "uniparental_isodisomy": "recessive (uniparental isodisomy)",
        "imprinted": "dominant, by parent of origin (imprinted gene)",
        "x_linked_recessive": "X-linked recessive",
        "x_linked_dominant": "X-linked dominant",
        "pseudo_dominant": "X-linked recessive, with an affected heterozygous woman",
        "y_linked": "Y-linked",
        "mitochondrial": "mitochondrial",
    }
)
PANEL_MODES: Mapping[str, str] = MappingProxyType(
    {
        "monoallelic": "monoallelic (dominant)",
        "biallelic": "biallelic (recessive)",
        "monoallelic_and_biallelic": "monoallelic and biallelic",
        "x_linked_recessive": "X-linked recessive",
        "x_linked_dominant": "X-linked dominant",
        "mitochondrial": "mitochondrial",
        "not_told": "not told",
    }
)
ENTITY_KINDS: Mapping[str, str] = MappingProxyType({"region": "region", "str": "short tandem repeat"})
PHASES: Mapping[str, str] = MappingProxyType(
    {
        "in_trans_by_parents": "in trans: each parent carries one of the two",
        "in_trans_by_reads": "in trans: shown by phased reads",
        "in_trans_by_relative": "in trans, as a relative carries only one of the two (if each entered the family once)",
        "in_trans_by_deletion": "in trans: a deletion takes the other copy away there",
        "unknown": "phase not known: the two may lie on the same copy of the gene",
    }
)
ORIGINS: Mapping[str, str] = MappingProxyType(
    {
        "mother": "inherited from the mother",
        "father": "inherited from the father",
        "both": "carried by both parents",
        "neither": "carried by neither parent",
        "unknown": "parental origin could not be assessed",
    }
)
FREQUENCY_STATES: Mapping[str, str] = MappingProxyType(
    {
        "found": "found in the population source",
        "absent": "absent: the source covers this position and has not seen the allele",
        "not_assessable": "not assessable: no source, or the source does not cover this position",
    }
)
CLINVAR_STATES: Mapping[bool | None, str] = MappingProxyType(
    {
        True: "no record of this allele",
        False: "ClinVar was not searched",
        None: "no record of this allele, or ClinVar was not searched",
    }
)
SMALL_VARIANTS = "small variants: single bases, insertions and deletions"
TYPES_TESTED: tuple[tuple[str, str], ...] = (
    (SMALL_VARIANTS, "nuclear genome, genotyped in all sequenced members together"),
    ("mitochondrial small variants", "reported with the fraction of reads that show them"),
)
_NOT_IN_VERSION = "not tested in this version"
TYPES_NOT_TESTED: tuple[tuple[str, str], ...] = (
    ("structural variants: large deletions, duplications, inversions, translocations", _NOT_IN_VERSION),
    ("copy number of genes and exons", _NOT_IN_VERSION),
    ("repeat expansions", _NOT_IN_VERSION),
    (
        "uniparental disomy by itself, and methylation of imprinted genes",
        "disomy is used where it makes an allele homozygous, but is no finding of its own in this version",
    ),
    ("mosaic variants at a low fraction of nuclear reads", _NOT_IN_VERSION),
    ("mobile element insertions", _NOT_IN_VERSION),
    ("genes with near-identical copies, such as SMN1, GBA1 and CYP21A2", "not resolved in this version"),
    ("deep intronic and regulatory variants", "called, but their effect is not predicted in this version"),
    ("drug response", _NOT_IN_VERSION),
)
LIMIT_CSQ = (
    "Consequences: each allele is judged by itself; neighbouring alleles in one codon are not combined. "
    "Protein descriptions (HGVS p.) are predicted from the sequence; RNA was not looked at."
)
LIMIT_CLASS = (
    "No classification by ACMG/AMP criteria is made. A finding is an allele that met the rule printed with it."
)
LIMIT_CLASSIFIED = (
    "Classes are worked out by software from the ACMG/AMP criteria that it can ask and from what a curator wrote. "
    "Alleles of uncertain significance are candidates, never findings."
)
VCF_START = "The calls were given as VCF or gVCF and taken as they are: what they leave out was not searched."


def rule_words(rule: str) -> str:
    """Return a rule in words; an unknown one by its own name."""
    return RULES.get(rule, plain(rule))


def rule_order(rule: str) -> int:
    """Return where a rule stands in the order of asking, 0 the first; unknown rules come last."""
    order = list(RULES)
    return order.index(rule) if rule in RULES else len(order)


def plain(word: str) -> str:
    """Return a word of a table as text: `_` become blanks."""
    return word.replace("_", " ")


def consequence_words(terms: str) -> str:
    """Return Sequence Ontology terms as text: `stop_gained&splice_region_variant` becomes two plain terms."""
    return ", ".join(plain(term).removesuffix(" variant") for term in terms.split("&"))


def counted(number: int, singular: str, plural: str = "") -> str:
    """Return a number with its noun: `1 variant`, `2 variants`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def listed(words: list[str]) -> str:
    """Return words as a list in a sentence: `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def percent(fraction: float | None, digits: int = 1) -> str:
    """Return a fraction (0-1) as a percentage; never rounded up to 100 % or down to 0 %."""
    if fraction is None:
        return NOT_AVAILABLE
    text = f"{fraction * 100:.{digits}f}"
    smallest = 10.0**-digits
    if fraction > 0 and float(text) == 0:
        return f"< {smallest:g} %"
    if fraction < 1 and float(text) >= 100:
        return f"> {100 - smallest:.{digits}f} %"
    return f"{text} %"
