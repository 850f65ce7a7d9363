"""Rows a second of the frequency store that go by one core: `python scan.py STORE TRUTH`; prints one line of JSON."""

import json
import sys
import time
from pathlib import Path

import numpy as np
import polars as pl

from genopipe.io.store import Store  # type: ignore[import-untyped, unused-ignore]

REPEATS = 5
EVERY = 50
"""One of this many of the trio's alleles is asked for: enough that no part of the store is passed over."""


def texts(column: pl.Series) -> tuple[np.ndarray, np.ndarray]:
    """Return a column of text as bytes and where each begins."""
    lengths = column.str.len_bytes().to_numpy().astype(np.int64)
    data = np.frombuffer("".join(column.to_list()).encode(), dtype=np.uint8)
    return data, np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)


def scan(store: Path, truth: pl.DataFrame) -> tuple[int, float]:
    """Ask for alleles of every contig, and return the rows of the store and the CPU time (s)."""
    opened = Store.open(store)
    start = time.process_time()
    for (contig,), asked in truth.group_by("contig", maintain_order=True):
        opened.join(str(contig), asked["position"].to_numpy(), texts(asked["ref"]), texts(asked["alt"]))
    return opened.rows, time.process_time() - start


def main() -> None:
    """Print rows, seconds of CPU (the least of several times) and rows a second."""
    truth = pl.read_parquet(sys.argv[2], columns=["contig", "position", "ref", "alt"]).gather_every(EVERY)
    found = [scan(Path(sys.argv[1]), truth) for _ in range(REPEATS)]
    rows, seconds = found[0][0], min(seconds for _, seconds in found)
    print(json.dumps({"rows": rows, "seconds": round(seconds, 4), "rows_a_second": round(rows / seconds)}))


if __name__ == "__main__":
    main()
