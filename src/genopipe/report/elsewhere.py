"""What `genopipe explain` may look at beside the tables of a case: other spellings, gene models, gVCFs, limits."""

from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

from genopipe.config import InheritSettings
from genopipe.report.query import AlleleQuery
from genopipe.report.query import parse_allele


@dataclass(frozen=True)
class Spelled:
    """An allele that was read from some spelling.

    Attributes:
        query: The allele, left-aligned where the reference was at hand.
        note: How it was read, in words; empty: as written.
    """

    query: AlleleQuery
    note: str = ""


def _as_written(text: str) -> Spelled | None:
    query = parse_allele(text)
    return None if query is None else Spelled(query)


@dataclass(frozen=True)
class Elsewhere:
    """What may be looked at.

    Attributes:
        spell: Returns the allele that a text means, or None where it means none.
        genes: Id and symbol of every gene of the gene models; None: they are not at hand.
        gvcfs: gVCF by person, of those who have one.
        inherit: What makes a genotype good enough.
    """

    spell: Callable[[str], Spelled | None] = _as_written
    genes: frozenset[tuple[str, str]] | None = None
    gvcfs: Mapping[str, Path] = field(default_factory=dict)
    inherit: InheritSettings = field(default_factory=InheritSettings)
