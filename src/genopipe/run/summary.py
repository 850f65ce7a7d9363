"""One line a case: what came out of a run."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from genopipe.io.parquet import read_table
from genopipe.tables import CANDIDATES


def summarise(results: Path) -> Iterator[str]:
    """Yield one line a case: its findings, its candidates and where the report is; or that it is on hold."""
    for folder in sorted(results.glob("cases/*")):
        if (folder / "on_hold.txt").is_file():
            pages = folder / "laboratory" / "identity.html", results / "laboratory" / "families.html"
            yield f"{folder.name}: on hold; {' and '.join(str(page) for page in pages if page.is_file())}"
            continue
        path = folder / "tables" / "filtered" / "candidates.parquet"
        if not path.is_file():
            yield f"{folder.name}: not finished"
            continue
        rows = read_table(path, CANDIDATES)
        findings = rows.filter(pl.col("bucket") == "finding")
        genes = ", ".join(sorted(set(findings["gene_symbol"]))) or "none"
        others = rows.filter(pl.col("bucket") == "candidate").height
        yield f"{folder.name}: findings in {genes}; {others} candidates for review; {folder / 'report.html'}"
