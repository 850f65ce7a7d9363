"""Contigs by their names in another naming, from a declared table; a name is never guessed.

`1`, `chr1`, `NC_000001.11` and `CM000663.2` are one contig of GRCh38; the curated table says so, and nothing else does.
"""

from collections.abc import Iterable
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import polars as pl

from genopipe.errors import Fault
from genopipe.errors import InputError
from genopipe.errors import errors_among
from genopipe.errors import fault
from genopipe.errors import note
from genopipe.io.curated import read_curated
from genopipe.io.naming import show
from genopipe.io.text import read_lines

NAMINGS = ("ucsc", "ensembl", "refseq", "genbank")
"""The namings of the curated table, each a column."""

_SHOWN = 5
_BEYOND = 0.5
"""Part of the transcripts that may reach beyond the end of their contig (fraction): genes at the edge of a window may,
but not most. genopipe's own figure."""


@cache
def _twins() -> dict[str, tuple[tuple[str, int], ...]]:
    """Return for each name the other names of its contig, with the length of the contig that they name (bases)."""
    twins: dict[str, list[tuple[str, int]]] = {}
    for row in read_curated("contig_names").iter_rows(named=True):
        names = [row[naming] for naming in NAMINGS if row[naming]]
        for name in names:
            twins.setdefault(name, []).extend((other, int(row["length"])) for other in names if other != name)
    return {name: tuple(others) for name, others in twins.items()}


@cache
def _known_lengths() -> dict[str, frozenset[int]]:
    """Return the lengths that a name has in the builds of the curated table (bases)."""
    lengths: dict[str, set[int]] = {}
    for row in read_curated("contig_names").iter_rows(named=True):
        for naming in NAMINGS:
            if row[naming]:
                lengths.setdefault(row[naming], set()).add(int(row["length"]))
    return {name: frozenset(found) for name, found in lengths.items()}


def _fits(name: str, length: int, reference: Mapping[str, int]) -> bool:
    """Say whether a contig of the FASTA may be the one of this length: not if it is that of another build."""
    found = reference.get(name)
    return found is not None and (found == length or found not in _known_lengths()[name])


def translate(names: Iterable[str], reference: Mapping[str, int]) -> dict[str, str]:
    """Return the names of a FASTA for names that it does not have, by the declared table only.

    A contig whose length in the FASTA is that of another build has no translation: `NC_000001.11` is no `chr1` of hg19.

    Args:
        names: Names in a file.
        reference: Contigs of the FASTA with their lengths (bases).

    Returns:
        New name by old name; names that the FASTA has, or that the table does not know, are not in it.
    """
    found = {}
    for name in sorted(set(names) - set(reference)):
        twins = sorted({twin for twin, length in _twins().get(name, ()) if _fits(twin, length, reference)})
        if len(twins) == 1:
            found[name] = twins[0]
    return found


def read_own_names(path: Path) -> dict[str, str]:
    """Read a user's table of names: two columns parted by a tab, the name in the file and the name in the FASTA.

    Args:
        path: The table; lines that begin with `#` are comments.

    Raises:
        InputError: A line has not two names, or a name stands twice.
    """
    lines, faults = read_lines(path)
    table: dict[str, str] = {}
    for line in lines:
        cells = [cell.strip() for cell in line.text.split("\t")]
        if line.text.startswith("#"):
            continue
        if len(cells) != 2 or not all(cells):
            fix = "give two names parted by a tab: the one in the file, the one in the FASTA"
            faults.append(fault("CONTIG-TABLE", f"{path}:{line.number}", f"{len(cells)} columns instead of 2", fix))
        elif cells[0] in table:
            cause = f"{show(cells[0])} stands on an earlier line, too"
            faults.append(fault("CONTIG-TABLE", f"{path}:{line.number}", cause, "keep one of them"))
        else:
            table[cells[0]] = cells[1]
    if found := errors_among(faults):
        raise InputError(found)
    return table


def read_lengths(path: Path) -> dict[str, int]:
    """Read the contigs of a FASTA from its index.

    Args:
        path: The `.fai` file.

    Returns:
        Length (bases) by name.

    Raises:
        InputError: The file is no index.
    """
    lines, faults = read_lines(path)
    lengths: dict[str, int] = {}
    for line in lines:
        cells = line.text.split("\t")
        if len(cells) < 2 or not cells[1].isdigit() or cells[0] in lengths:
            cause = "not a line of an index: name and length, parted by tabs, each name once"
            faults.append(fault("REF-INDEX", f"{path}:{line.number}", cause, "run `samtools faidx` again"))
            continue
        lengths[cells[0]] = int(cells[1])
    if found := errors_among(faults):
        raise InputError(found)
    return lengths


def rename_contigs(
    table: pl.DataFrame, reference: Mapping[str, int], where: str, own: Mapping[str, str] | None = None
) -> tuple[pl.DataFrame, list[Fault]]:
    """Give the contigs of a table the names of a FASTA.

    Args:
        table: Rows with a column contig.
        reference: Contigs of the FASTA with their lengths (bases).
        where: File of the table, for the notes.
        own: The user's names, which go before the declared ones.

    Returns:
        The table with every row, and notes on what was translated and what the FASTA does not have; an error among
        them where no row is left on a contig of the FASTA, or the user's table names a contig that it has not.
    """
    own = own or {}
    counts = dict(table["contig"].value_counts().iter_rows())
    wrong = sorted(new for old, new in own.items() if old in counts and new not in reference)
    fix = "name contigs of the FASTA in the second column"
    faults = [fault("CONTIG-TABLE", where, f"the FASTA has no contig {show(name)}", fix) for name in wrong[:_SHOWN]]
    names = {old: new for old, new in own.items() if old in counts}
    names |= translate(set(counts) - set(names), reference)
    renamed = table.with_columns(pl.col("contig").replace(names))
    if names:
        sample = ", ".join(f"{old} is {new}" for old, new in sorted(names.items())[:_SHOWN])
        cause = f"{len(names)} contigs have other names in the FASTA, by the declared table: {sample}"
        faults.append(note("CONTIG-NAMES", where, cause, "nothing"))
    return renamed, faults + _unknown(counts, names, reference, where) + _beyond(renamed, reference, where)


def _beyond(table: pl.DataFrame, reference: Mapping[str, int], where: str) -> list[Fault]:
    """Say which rows reach beyond the end of their contig: many are models of another build.

    Some may be right: features of a circular contig go on behind its end (GFF3 specification 1.26, circular genomes),
    and a FASTA may be a window that cuts genes at its edge.
    """
    if "end" not in table.columns:
        return []
    lengths = pl.DataFrame({"contig": list(reference), "length": list(reference.values())})
    here = table.select("contig", "end").join(lengths, on="contig")
    beyond = here.filter(pl.col("end") > pl.col("length"))
    if not beyond.height:
        return []
    contig, end, length = beyond.row(0)
    cause = (
        f"{beyond.height:,} of {here.height:,} transcripts reach beyond the end of their contig, one to {end:,} of "
        f"{show(contig)}, which has {length:,} bases"
    )
    if beyond.height > _BEYOND * here.height:
        return [fault("GFF-BUILD", where, cause, "give gene models of the FASTA's build")]
    return [
        note("GFF-BUILD", where, cause, "nothing where the contig is circular or a window; else models of the build")
    ]


def _unknown(
    counts: Mapping[str, int], names: Mapping[str, str], reference: Mapping[str, int], where: str
) -> list[Fault]:
    unknown = sorted(name for name in counts if names.get(name, name) not in reference)
    if not unknown:
        return []
    sample = ", ".join(map(show, unknown[:_SHOWN]))
    if len(unknown) == len(counts):
        cause = f"no contig in common with the FASTA: {sample}"
        fix = "give gene models of the FASTA's build, or a table of contig names"
        return [fault("GFF-CONTIG", where, cause, fix)]
    rows = sum(counts[name] for name in unknown)
    cause = (
        f"{len(unknown)} contigs with {rows:,} transcripts are not in the FASTA, such as {sample}; they stay as named"
    )
    return [note("CONTIG-UNKNOWN", where, cause, "nothing; or give a table of contig names")]
