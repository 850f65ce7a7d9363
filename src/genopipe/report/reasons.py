"""The coded texts of the inheritance engine in words: who decided a mode, and whose genotype is missing."""

from collections.abc import Mapping
from types import MappingProxyType

from genopipe.report.words import MODES
from genopipe.report.words import PHASES
from genopipe.report.words import listed
from genopipe.report.words import plain

_ASKED: Mapping[str, str] = MappingProxyType(
    {
        "carries": "carried by {}",
        "without": "not in {}",
        "every_copy": "on every copy in {}",
        "not_every_copy": "not on every copy in {}",
        "parent_carries": "carried by the parent {}",
        "isodisomy": "both copies of {} are one copy of a parent",
        "fraction": "above the threshold in {}",
        "not_from_father": "not from the father alone in {}",
        "on_mothers_copy": "on the mother's copy, which is expressed, in {}",
        "on_fathers_copy": "on the father's copy, which is expressed, in {}",
        "not_on_mothers_copy": "not known to be on the mother's copy, which is expressed, in {}",
        "not_on_fathers_copy": "not known to be on the father's copy, which is expressed, in {}",
        "no_ref": "no reference copy in {}",
        "beside": "beside {}",
        "carries_one": "one of the two only in {}",
    }
)
_MISSING: Mapping[str, str] = MappingProxyType(
    {
        "no_data": "no data of the {}",
        "deletion_or_disomy": "{} does not carry it: the other copy may be a deletion, or both may be of one parent",
        "affected_with_two_x": "whether an affected woman has it once",
        "genes": "the genes are not known",
        "genotype_of": "genotypes of the partner",
        "phase_by_reads": "too many alleles in the gene: the phase by reads was left out",
        "deletion": "a deletion over it is not sure",
        "isodisomy": "whether both copies of {} are one copy of a parent",
        "beside": "whether {} lies on the other copy",
        "not_from_father": "the parents' fractions, for {}",
    }
)


def _parts(text: str) -> list[tuple[str, list[str]]]:
    pairs = [part.partition("=") for part in text.split(";")]
    return [(asked, who.split(",")) for asked, _, who in pairs]


def _alone(name: str, told: str) -> str:
    """Return the texts that belong to no mode."""
    who, _, reads = told.partition("=")
    if name == "parent_mosaic":
        return (
            f"{who} shows it in {reads} reads, more than errors make and fewer than a heterozygote has: perhaps a "
            "mosaic, and then it may recur in children"
        )
    if name == "counted_again":
        return f"counted again in the reads of {who}: {reads}"
    if name == "differs_from_twin":
        return f"not in the monozygotic twin {who}: it arose after the twins parted, or one genotype is wrong"
    if name == "same_in_twin":
        return f"in the monozygotic twin {who}, too: one event, not two"
    return f"{plain(name)}: {told.replace(',', ', ').replace('=', ' ')}"


def evidence_words(text: str) -> str:
    """Return why a mode fits, in words."""
    mode, _, told = text.partition(":")
    if mode not in MODES:
        return _alone(mode, told)
    words = []
    for asked, who in _parts(told):
        if asked == "phase":
            words.append(PHASES.get(who[0], plain(who[0])))
        else:
            words.append(_ASKED.get(asked, plain(asked) + " {}").format(listed(who)))
    return f"{MODES[mode]}: {'; '.join(words)}"


def missing_words(text: str) -> str:
    """Return what could not be told of a mode, in words."""
    mode, _, told = text.partition(":")
    words = []
    for asked, who in _parts(told):
        words.append(_MISSING.get(asked, "the genotype of {}").format(listed(who)))
    return f"{MODES.get(mode, plain(mode))}: {'; '.join(dict.fromkeys(words))}"
