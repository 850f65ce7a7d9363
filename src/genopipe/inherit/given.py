"""What other commands know of a family and the engine uses: segments, sex chromosomes, parents' reads counted again."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.genome import Karyotype
from genopipe.inherit.calls import Small
from genopipe.inherit.combos import FROM_FATHER
from genopipe.inherit.combos import FROM_MOTHER
from genopipe.inherit.combos import FROM_ONE
from genopipe.inherit.combos import NO_SEGMENT
from genopipe.inherit.combos import NOT_ASKED
from genopipe.inherit.facts import ParentReads
from genopipe.inherit.members import Members
from genopipe.inherit.mosaics import Mosaics
from genopipe.inherit.mosaics import share_of
from genopipe.io.json_file import read_json
from genopipe.io.parquet import read_table
from genopipe.tables import RECOUNTS
from genopipe.tables import SEGMENTS
from genopipe.tables import SegmentKind

_PARENTS = {"mother": FROM_MOTHER, "father": FROM_FATHER}


@dataclass(frozen=True)
class Given:
    """What is known beside the genotypes.

    Attributes:
        karyotypes: Sex chromosomes by person, as the data show them.
        segments: The table of segments; None: nobody looked for them.
        recounts: The table of recounts; None: nobody counted again.
    """

    karyotypes: Mapping[str, Karyotype] = field(default_factory=dict)
    segments: pl.DataFrame | None = None
    recounts: pl.DataFrame | None = None

    def isodisomy(self, contig: str, positions: npt.NDArray[np.int64], proband: str) -> Small:
        """Return for positions of a contig whether the proband has both copies of one copy of a parent."""
        if self.segments is None:
            return np.full(len(positions), NOT_ASKED, np.int8)
        codes = np.full(len(positions), NO_SEGMENT, np.int8)
        own = self.segments.filter(
            (pl.col("kind") == str(SegmentKind.ISODISOMY))
            & (pl.col("person") == proband)
            & (pl.col("contig") == contig)
        )
        for start, end, parent in own.select("start", "end", "parent").iter_rows():
            codes[(positions >= start) & (positions <= end)] = _PARENTS.get(parent, FROM_ONE)
        return codes

    def mosaics(self, contig: str, positions: npt.NDArray[np.int64], people: Sequence[str]) -> Mosaics:
        """Return for people, by place, where some of their cells have another number of copies."""
        if self.segments is None:
            return {}
        here = self.segments.filter((pl.col("kind") == str(SegmentKind.MOSAIC)) & (pl.col("contig") == contig))
        shares = {at: share_of(here.filter(pl.col("person") == name), positions) for at, name in enumerate(people)}
        return {at: share for at, share in shares.items() if share is not None}

    def reads_again(self, alleles: pl.Series, members: Members) -> dict[int, ParentReads]:
        """Return the parents' reads of alleles counted again, by place of the parent."""
        if self.recounts is None:
            return {}
        found = {}
        for parent in members.parents:
            own = self.recounts.filter(pl.col("person") == members.names[parent]).select("allele", "alt_reads", "depth")
            if own.height:
                rows = pl.DataFrame({"allele": alleles}).join(own, on="allele", how="left", maintain_order="left")
                alt, depth = (rows[name].fill_null(-1).to_numpy().astype(np.int32) for name in ("alt_reads", "depth"))
                found[parent] = ParentReads(alt, np.where(alt < 0, np.int32(-1), depth))
        return found


def read_karyotypes(path: Path, family: str) -> dict[str, Karyotype]:
    """Return the sex chromosomes that the data of a family's people show; people not assessable are left out.

    Args:
        path: identity.json of `genopipe identity`.
        family: Id of the family.

    Raises:
        InputError: The file does not hold them.
    """
    content = read_json(path)
    try:
        people = content["families"].get(family, {"people": {}})["people"]
        told = {name: person["karyotype"] for name, person in people.items()}
        return {name: Karyotype(word) for name, word in told.items() if word is not None}
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        cause = f"it does not hold the sex chromosomes of family {family}: {error}"
        raise InputError([fault("REPORT-JSON", str(path), cause, "give identity.json of genopipe identity")]) from error


def read_given(segments: Path | None, identity: Path | None, recounts: Path | None, family: str) -> Given:
    """Read what is given of a family.

    Args:
        segments: segments.parquet of `genopipe chromosomes`, or None.
        identity: identity.json of `genopipe identity`, or None.
        recounts: recounts.parquet of `genopipe recount`, or None.
        family: Id of the family.

    Raises:
        InputError: A file is missing, or of another kind.
    """
    return Given(
        karyotypes=read_karyotypes(identity, family) if identity else {},
        segments=read_table(segments, SEGMENTS) if segments else None,
        recounts=read_table(recounts, RECOUNTS) if recounts else None,
    )
