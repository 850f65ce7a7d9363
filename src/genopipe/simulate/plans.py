"""What a demonstration family is made of: its people, and the alleles that are put into it on purpose.

Genotypes are written `paternal|maternal`: `1|0` is carried on the copy that came from the father.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from typing import Any
from typing import Literal

from genopipe.genome import Sex
from genopipe.pedigree import Affection


@dataclass(frozen=True)
class Relative:
    """One member of a demonstration family; parents stand before their children.

    Attributes:
        name: What the person is in the family; the person's id is `family-name`.
        sex: Sex.
        affection: Affected status.
        father: Name of the father, or empty when he is not in the pedigree.
        mother: Name of the mother, or empty when she is not in the pedigree.
        sequenced: Whether the person has reads.
        lanes: Lanes over which the reads are spread.
        stated_father: Name of the man whom the pedigree file names as the father where he is not; else empty.
        listed: Whether the pedigree file names the person.
        disomy: Name of the parent from whom both copies come, by unit of meiosis (`chr1`, `chr2`).
    """

    name: str
    sex: Sex
    affection: Affection = Affection.UNAFFECTED
    father: str = ""
    mother: str = ""
    sequenced: bool = True
    lanes: tuple[str, ...] = ("L1",)
    stated_father: str = ""
    listed: bool = True
    disomy: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Planted:
    """One allele put into a family on purpose.

    Attributes:
        symbol: Gene symbol.
        term: Sequence Ontology term that the allele must have.
        mode: How the allele comes, in the words of `truth.tsv`.
        genotypes: Genotype by name of the member, `paternal|maternal`; members not named have `0|0`.
        heteroplasmy: Mitochondrial ALT fraction by name of the member.
        mosaic: Fraction of reads (0-0.5) that show it, by name of a member of whose cells only some have it, on the
            copy from the father; on autosomes only. The member's genotype is `0|0`.
        de_novo: Whether the allele is new in the person who carries it.
        role: `diagnosis`; `trap`; `look_alike` for what fits as a diagnosis does and is benign by its class;
            `misattributed_parent` for what looks like a diagnosis because a stated parent is not the parent; `told`
            and `withheld` for what is no part of the question, and who agreed is told or not.
        told_to: Names of the members who agreed and are told.
        note: Why it is there.
        not_assessable: Modes of inheritance that the sequenced members leave open for it.
        significance: ClinVar classification, or empty when ClinVar does not know the allele.
        review: ClinVar review status.
        seen: Number of alleles in the population resource; 0 for an allele that it does not know.
        evidence: What a curator wrote of it: criterion to strength.
        neighbour: Whether ClinVar knows another, pathogenic change of the same residue.
    """

    symbol: str
    term: str
    mode: str
    genotypes: Mapping[str, str] = field(default_factory=dict)
    heteroplasmy: Mapping[str, float] = field(default_factory=dict)
    mosaic: Mapping[str, float] = field(default_factory=dict)
    de_novo: bool = False
    role: Literal["diagnosis", "trap", "look_alike", "misattributed_parent", "told", "withheld"] = "diagnosis"
    told_to: tuple[str, ...] = ()
    note: str = ""
    not_assessable: tuple[str, ...] = ()
    significance: str = ""
    review: str = "criteria_provided,_single_submitter"
    seen: int = 0
    evidence: Mapping[str, str] = field(default_factory=dict)
    neighbour: bool = False

    @property
    def expected(self) -> str:
        """`finding` for a diagnosis, `on_hold` where the case must not be interpreted, else `not_finding`."""
        return {"diagnosis": "finding", "misattributed_parent": "on_hold"}.get(self.role, "not_finding")

    @property
    def explains(self) -> bool:
        """Whether it fits the family's condition, as far as the pedigree is believed."""
        return self.role in ("diagnosis", "misattributed_parent", "look_alike")


@dataclass(frozen=True)
class FamilyPlan:
    """One demonstration family and its case.

    Attributes:
        family: The family's id.
        ancestry: Population from which the founders come.
        members: The people.
        indication: Reason for referral.
        observed: HPO ids observed in the proband.
        excluded: HPO ids looked for and absent.
        panels: Panels ordered, foremost first.
        planted: Alleles of the diagnosis and traps.
        proband: Name of the proband.
        consent: What members agreed to beside the main findings, by name of the member.
        late: Whether its alleles are planted after the population is drawn, so that the world of the other families
            stays as it is without this one.
    """

    family: str
    ancestry: str
    members: tuple[Relative, ...]
    indication: str
    observed: tuple[str, ...]
    excluded: tuple[str, ...]
    panels: tuple[str, ...]
    planted: tuple[Planted, ...] = ()
    proband: str = "child"
    consent: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    late: bool = False

    @property
    def case(self) -> str:
        """Id of the case."""
        return self.family.replace("F", "C", 1)

    def person(self, name: str) -> str:
        """Return a member's id, or `0` for an empty name, as pedigree files have it."""
        return f"{self.family}-{name}" if name else "0"

    @property
    def sequenced(self) -> tuple[Relative, ...]:
        """The members who have reads."""
        return tuple(member for member in self.members if member.sequenced)

    @property
    def listed(self) -> tuple[Relative, ...]:
        """The members whom the pedigree file names."""
        return tuple(member for member in self.members if member.listed)
