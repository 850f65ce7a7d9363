"""The founder alleles: each place is worked out again from the MANE transcript, and held against ClinGen where it is.

No sequence is here, so a base is known only as far as its c. description tells it.
"""

import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from genopipe.genome import GRCH38
from genopipe.io.curated import read_curated
from genopipe.io.founder_alleles import founder_alleles

COMPLEMENT = str.maketrans("ACGT", "TGCA")
SUBSTITUTION = re.compile(r"c\.(-?\d+)([-+]\d+)?([ACGT])>([ACGT])$")
DELETION = re.compile(r"c\.(\d+)(?:_(\d+))?del$")

Row = dict[str, Any]
FOUNDERS = read_curated("founder_alleles").to_dicts()


@pytest.fixture(scope="module")
def mane(data: Path) -> dict[str, Row]:
    """Return the MANE transcripts by accession and version."""
    rows = pl.read_csv(data / "mane" / "mane.grch38.tsv.gz", separator="\t", infer_schema=False)
    whole = rows.filter(~pl.col("chrom").str.contains("_"))
    return {row["refseq_nm"]: row for row in whole.to_dicts()}


@pytest.fixture(scope="module")
def clingen(data: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """Return g. descriptions on GRCh38 and GRCh37 by gene and c. description."""
    path = data / "clingen_erepo" / "clingen_erepo.tsv.gz"
    rows = pl.read_csv(path, separator="\t", infer_schema=False, quote_char=None)
    found = {}
    for cells in rows.iter_rows():
        text = " ".join(str(cell) for cell in cells)
        named = re.search(r"\((\w+)\):(c\.\S+)", text)
        places = re.findall(r"NC_\d+\.\d+:g\.\S+", text)
        if named and len(places) >= 2:
            found.setdefault((named[1], re.sub(r"(del)[ACGT]+$", r"\1", named[2])), (places[0], places[1]))
    return found


def coding_places(row: Row) -> list[int]:
    """Return the genomic place of c.1, c.2 and so on."""
    starts, ends = ([int(n) for n in row[name].strip(",").split(",")] for name in ("exon_starts", "exon_ends"))
    low, high = int(row["cds_start"]), int(row["cds_end"])
    places = [p for s, e in zip(starts, ends, strict=True) for p in range(max(s, low), min(e, high) + 1)]
    return places if row["strand"] == "+" else places[::-1]


def place_of(row: Row, number: int, offset: int) -> int:
    """Return the place of c.number+offset; before c.1 the transcript is taken to go on without an intron."""
    places, forward = coding_places(row), 1 if row["strand"] == "+" else -1
    start = places[number - 1] if number > 0 else places[0] + forward * number
    return start + forward * offset


@pytest.mark.parametrize("founder", FOUNDERS, ids=lambda row: f"{row['gene']} {row['hgvs_c'].partition(':')[2]}")
def test_the_place_is_that_of_the_transcript(founder: Row, mane: dict[str, Row]) -> None:
    accession, _, description = founder["hgvs_c"].partition(":")
    row = mane[accession]
    contig, position, ref, alt = founder["GRCh38"].split("-")
    assert row["gene_symbol"] == founder["gene"]
    assert row["chrom"] == f"chr{contig}"
    forward = row["strand"] == "+"
    if told := SUBSTITUTION.match(description):
        bases = told[3] + told[4] if forward else (told[3] + told[4]).translate(COMPLEMENT)
        assert (int(position), ref + alt) == (place_of(row, int(told[1]), int(told[2] or 0)), bases)
        return
    told = DELETION.match(description)
    assert told, description
    first, last = int(told[1]), int(told[2] or told[1])
    ends = sorted((place_of(row, first, 0), place_of(row, last, 0)))
    removed = int(position) + 1, int(position) + len(ref) - 1
    assert (len(alt), ref[0]) == (1, alt)
    assert ends[1] - ends[0] == removed[1] - removed[0]
    if forward:
        assert 0 <= ends[0] - removed[0] <= last - first, "HGVS moves it to the right, a table to the left"
    else:
        assert tuple(ends) == removed, "on the reverse strand both move it to the left"


@pytest.mark.parametrize("founder", FOUNDERS, ids=lambda row: f"{row['gene']} {row['hgvs_c'].partition(':')[2]}")
def test_both_builds_are_those_of_clingen_where_it_has_them(
    founder: Row, clingen: dict[tuple[str, str], tuple[str, str]]
) -> None:
    told = clingen.get((founder["gene"], founder["hgvs_c"].partition(":")[2]))
    for build, text in zip(("GRCh38", "GRCh37"), told or (), strict=False):
        if founder[build] is None:
            continue
        _, position, ref, alt = founder[build].split("-")
        place = int(re.findall(r"g\.(\d+)", text)[0])
        if len(ref) == 1:
            assert text.endswith(f"g.{position}{ref}>{alt}")
        else:
            assert 0 <= place - int(position) - 1 <= 6, "the same deletion, farther to the right in its repeat"


def test_clingen_has_some(clingen: dict[tuple[str, str], tuple[str, str]]) -> None:
    named = {(row["gene"], row["hgvs_c"].partition(":")[2]) for row in FOUNDERS}
    assert len(named & set(clingen)) >= 4


def test_every_row_has_a_source() -> None:
    assert all(re.fullmatch(r"doi:10\.\d{4,}/\S+", row["source"]) for row in FOUNDERS)
    assert len({row["GRCh38"] for row in FOUNDERS}) == len(FOUNDERS)


def test_the_base_before_a_deletion_may_be_any() -> None:
    names = founder_alleles(GRCH38)["allele"].to_list()
    assert [name for name in names if name.startswith("7-96189371-")] == [
        f"7-96189371-{base}CATA-{base}" for base in "ACGT"
    ]
