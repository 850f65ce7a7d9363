"""Names of the columns of a BED file: those of its heading, else those of the format."""

from collections.abc import Sequence

# Names of the first columns. Source: Browser Extensible Data, GA4GH BED 1.0, section 1.5.
BED_COLUMNS = ("contig", "start", "end", "name", "score", "strand")


def bed_names(cells: Sequence[str], heading: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the columns; a heading names those behind the third, where it has as many cells as a row.

    Args:
        cells: Cells of a row.
        heading: Cells of the last comment line in front; empty: there is none.
    """
    given = [name.strip().lstrip("#") for name in heading] if len(heading) == len(cells) else []
    standard = [BED_COLUMNS[i] if i < len(BED_COLUMNS) else f"column_{i + 1}" for i in range(max(len(cells), 3))]
    return tuple(standard[:3] + given[3:] if given else standard)
