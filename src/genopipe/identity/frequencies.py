"""Allele frequencies of populations at the chosen sites, from a VCF of sites or of people."""

import re
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.identity.build import plain
from genopipe.identity.evidence import Sites
from genopipe.io.allele_batch import MISSING
from genopipe.io.fast_vcf.reader import Stretch
from genopipe.io.tsv import read_table
from genopipe.io.vcf_batches import open_stretches

Reals = npt.NDArray[np.float64]
_POPULATION_FIELD = re.compile(rb"##INFO=<ID=AF_([A-Za-z0-9]+),")
_TELLING = 100  # fewer sites may all be rare
_POPULATION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_. -]{0,63}")


def read_frequencies(vcf: Path, field: str, sites: Sites) -> Reals:
    """Return the frequency of ALT at each site, NaN where the file has none.

    Args:
        vcf: VCF of sites.
        field: INFO field of Number=A.
        sites: Chosen sites.

    Raises:
        InputError: The file knows the field nowhere.
    """
    values = np.full((len(sites), 1), np.nan)
    for place, row, stretch in _matches(vcf, sites, people=False):
        values[place, 0] = _number(_info(stretch, row).get(field.encode()), int(stretch.number[row]))
    if len(sites) >= _TELLING and not np.isfinite(values).any():
        cause = f"it has no {field} at any of the {len(sites)} sites of the VCF"
        raise InputError(
            [fault("IDENTITY-FREQUENCIES", str(vcf), cause, "give a file of the same build, or the field")]
        )
    return values[:, 0]


def read_panel(panel: Path, populations: Path | None, sites: Sites) -> tuple[tuple[str, ...], Reals]:
    """Return the populations of a reference panel and their frequencies of ALT at each site, NaN where not known.

    Args:
        panel: VCF of people whose populations are told, or of sites with INFO fields AF_POPULATION.
        populations: Table of `person` and `population`; None: the panel has INFO fields.
        sites: Chosen sites.

    Raises:
        InputError: The panel has no populations, or a table names nobody of it.
    """
    header = open_stretches(panel, people=False).header
    if populations is not None:
        return _of_people(panel, _read_populations(populations, header.people), sites)
    fields = [name.decode() for name in _POPULATION_FIELD.findall(header.text)]
    if not fields:
        cause = "it has no INFO field AF_POPULATION, and no table of populations is given"
        raise InputError(
            [fault("IDENTITY-PANEL", str(panel), cause, "give --populations, or a panel with such fields")]
        )
    values = np.full((len(sites), len(fields)), np.nan)
    for place, row, stretch in _matches(panel, sites, people=False):
        info, number = _info(stretch, row), int(stretch.number[row])
        values[place] = [_number(info.get(f"AF_{name}".encode()), number) for name in fields]
    return tuple(fields), values


def _read_populations(path: Path, people: tuple[str, ...]) -> dict[int, str]:
    table, faults = read_table(path, ("person", "population"), ("person", "population"))
    for row in table.rows:
        if not _POPULATION.fullmatch(row.cells["population"]):
            cause = "a population's name has letters, digits, blanks, _, . and - only"
            faults.append(fault("IDENTITY-POPULATION", f"{path}:{row.line}", cause, "write it so"))
    named = {row.cells["person"]: row.cells["population"] for row in table.rows}
    if not faults and not set(named) & set(people):
        faults.append(
            fault("IDENTITY-POPULATION", str(path), "nobody of the panel is in it", "name the panel's samples")
        )
    if faults:
        raise InputError(faults)
    return {place: named[person] for place, person in enumerate(people) if person in named}


def _of_people(panel: Path, named: Mapping[int, str], sites: Sites) -> tuple[tuple[str, ...], Reals]:
    names = tuple(sorted(set(named.values())))
    members = [np.array([place for place, name in named.items() if name == one]) for one in names]
    values = np.full((len(sites), len(names)), np.nan)
    for place, row, stretch in _matches(panel, sites, people=True):
        copies = stretch.calls.alt[row]
        for column, group in enumerate(members):
            known = copies[group][copies[group] != MISSING]
            if len(known):
                values[place, column] = known.sum() / (2 * len(known))
    return names, values


def _matches(vcf: Path, sites: Sites, *, people: bool) -> Iterator[tuple[int, int, Stretch]]:
    """Yield the place among the sites, the row and its stretch, for rows of the very same alleles."""
    finders = {plain(name): _finder(sites, code) for code, name in enumerate(sites.contigs)}
    for stretch in open_stretches(vcf, people=people).stretches:
        find = finders.get(plain(stretch.contig))
        if find is None or not len(stretch.position):
            continue
        single = (np.diff(stretch.ref[1]) == 1) & (np.diff(stretch.alt[1]) == 1)
        places = find(stretch.position)
        for row in np.flatnonzero(single & (places >= 0)):
            place = int(places[row])
            ref, alt = stretch.ref[0][stretch.ref[1][row]], stretch.alt[0][stretch.alt[1][row]]
            if ref == sites.ref[place] and alt == sites.alt[place]:
                yield place, int(row), stretch


def _finder(sites: Sites, code: int) -> Callable[[npt.NDArray[np.int64]], npt.NDArray[np.int64]]:
    """Return a function from positions of a contig to places among the sites, -1 where there is none."""
    rows = np.flatnonzero(sites.contig == code)
    rows = rows[np.argsort(sites.position[rows], kind="stable")]
    positions = sites.position[rows]

    def find(wanted: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        at = np.minimum(np.searchsorted(positions, wanted), len(positions) - 1)
        return np.asarray(np.where(positions[at] == wanted, rows[at], -1))

    return find


def _info(stretch: Stretch, row: int) -> dict[bytes, bytes]:
    text = stretch.lines[stretch.info[0][row] : stretch.info[1][row]].tobytes()
    return dict(entry.split(b"=", 1) for entry in text.split(b";") if b"=" in entry)


def _number(text: bytes | None, number: int) -> float:
    """Return the value of an ALT; NaN: not written, or no frequency."""
    parts = (text or b".").split(b",")
    try:
        value = float(parts[number - 1])
    except (ValueError, IndexError):
        return float("nan")
    return value if 0 <= value <= 1 else float("nan")
