"""The families of a pedigree file that can be judged, each with its probands; what is wrong with the others."""

from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.errors import errors_among
from genopipe.errors import fault
from genopipe.genome import Karyotype
from genopipe.inherit.members import Members
from genopipe.inherit.members import make_members
from genopipe.io.pedigree_file import read_pedigree_rows
from genopipe.pedigree import Affection
from genopipe.pedigree import Family
from genopipe.pedigree import families
from genopipe.preflight.pedigree import check_pedigree


class Chosen(NamedTuple):
    """What can be judged.

    Attributes:
        members: One for each proband.
        faults: What is wrong with the families that cannot be judged.
    """

    members: list[Members]
    faults: list[Fault]


def _family_of_line(path: Path, found: Fault) -> str:
    """Return the family in whose line of the pedigree a fault is; empty: it is of the whole file."""
    line = found.where.rpartition(":")[2]
    if not line.isdecimal():
        return ""
    lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    return lines[int(line) - 1].split("\t")[0].strip() if 0 < int(line) <= len(lines) else ""


def default_proband(family: Family, with_data: Collection[str]) -> str | None:
    """Return the affected member with data who has the most parents with data, the first of equals."""
    affected = [p for p in family.people.values() if p.affection is Affection.AFFECTED and p.person in with_data]
    parents = [sum(parent in with_data for parent in (p.father, p.mother)) for p in affected]
    return affected[parents.index(max(parents))].person if affected else None


def choose_families(
    pedigree: Path,
    samples: Sequence[str],
    probands: Sequence[str] = (),
    karyotypes: Mapping[str, Mapping[str, Karyotype]] | None = None,
) -> Chosen:
    """Return the families of a pedigree that are in a VCF, each with a proband.

    Args:
        pedigree: PED file.
        samples: People of the VCF.
        probands: People to ask for; families without one of them have their default.
        karyotypes: Family to person to sex chromosomes, as the data show them.

    Raises:
        InputError: The file cannot be read as a whole, or a person of `probands` is in no family.
    """
    rows, faults = read_pedigree_rows(pedigree)
    faults = errors_among([*faults, *check_pedigree(rows, pedigree)])
    wrong: dict[str, list[Fault]] = {}
    for found in faults:
        wrong.setdefault(_family_of_line(pedigree, found), []).append(found)
    if "" in wrong:
        raise InputError(wrong[""])
    grouped = families(row.person for row in rows)
    _check_probands(probands, grouped, pedigree)
    chosen = Chosen([], list(faults))
    for name, family in grouped.items():
        if name not in wrong:
            inferred = (karyotypes or {}).get(name, {})
            _add_family(chosen, family, samples, [p for p in probands if p in family.people], inferred, pedigree)
    return chosen


def _check_probands(probands: Sequence[str], grouped: Mapping[str, Family], pedigree: Path) -> None:
    """Check that everyone asked for is in the pedigree.

    Raises:
        InputError: Someone is not.
    """
    everyone = {person for family in grouped.values() for person in family.people}
    strangers = [
        fault("CASE-PROBAND", str(pedigree), f"there is no person {name} (--proband)", "name a person of the pedigree")
        for name in probands
        if name not in everyone
    ]
    if strangers:
        raise InputError(strangers)


def _add_family(
    chosen: Chosen,
    family: Family,
    samples: Sequence[str],
    probands: Sequence[str],
    inferred: Mapping[str, Karyotype],
    pedigree: Path,
) -> None:
    with_data = set(samples) & set(family.people)
    default = default_proband(family, with_data)
    asked = list(probands) or ([default] if default else [])
    if not asked:
        what = "no affected member with a sample in the VCF" if with_data else "nobody with a sample in the VCF"
        fix = "name the samples as the pedigree does, or choose one with --proband"
        chosen.faults.append(fault("CASE-PROBAND", str(pedigree), f"family {family.family}: {what}", fix))
    for proband in asked:
        try:
            chosen.members.append(make_members(family, proband, with_data, inferred, str(pedigree)))
        except InputError as error:
            chosen.faults.extend(error.faults)
