"""Tracks of positions that are empty, cut, or tell of a base twice."""

import numpy as np
import pyBigWig
import pysam
import pytest

from genopipe.errors import InputError
from genopipe.io.allele_batch import from_texts
from genopipe.io.store import PositionTrack
from unit.records import column
from unit.records import record

SCORE = record([column("score", "value", "real")], format="bigwig", grain="position")
BASES = 4_000


def made(path, zooms):
    values = np.random.default_rng(1).random(BASES)
    with pyBigWig.open(str(path), "w") as out:
        out.addHeader([("c1", BASES), ("c2", 50)], maxZooms=zooms)
        out.addEntries("c1", 0, values=values.tolist(), span=1, step=1)
    return path.read_bytes()


def score_at(source, path, position=5):
    track = PositionTrack(source, path)
    joined = track.join("c1", np.array([position]), from_texts(["A"]), from_texts(["C"]))
    return joined.values[source.columns[0].column].to_pylist()[0]


def test_a_bigwig_without_a_value_is_told(tmp_path):
    with pyBigWig.open(str(tmp_path / "e.bw"), "w") as out:
        out.addHeader([("c1", 100)])
    with pytest.raises(InputError, match="SOURCE-EMPTY"):
        PositionTrack(SCORE, tmp_path / "e.bw")


@pytest.mark.parametrize("zooms", [0, 10])
def test_a_bigwig_that_is_cut_anywhere_is_refused(tmp_path, zooms):
    whole = made(tmp_path / "t.bw", zooms)
    assert score_at(SCORE, tmp_path / "t.bw") is not None
    cut = tmp_path / "cut.bw"
    for size in [*range(1, 600, 7), *range(600, len(whole) - 4, 499), *range(len(whole) - 9, len(whole) - 4)]:
        cut.write_bytes(whole[:size])
        with pytest.raises(InputError, match=r"SOURCE-(CUT|READ)"):
            PositionTrack(SCORE, cut)


def test_a_bigwig_whose_index_points_at_itself_is_refused(tmp_path):
    whole = bytearray(made(tmp_path / "t.bw", 0))
    index = int.from_bytes(whole[24:32], "little") + 48
    whole[index] = 0
    whole[index + 2 : index + 4] = (1).to_bytes(2, "little")
    whole[index + 20 : index + 28] = index.to_bytes(8, "little")
    (tmp_path / "t.bw").write_bytes(whole)
    with pytest.raises(InputError, match="SOURCE-CUT"):
        PositionTrack(SCORE, tmp_path / "t.bw")


@pytest.mark.parametrize(("reduce", "score"), [("max", 9.0), ("min", 2.0), ("mean", 5.0), ("first", 4.0)])
def test_several_rows_of_one_base_are_reduced(tmp_path, reduce, score):
    (tmp_path / "p.tsv").write_text("#c\tp\ts\nc1\t4\t1\nc1\t5\t4\nc1\t5\t9\nc1\t5\t.\nc1\t5\t2\nc1\t6\t7\n")
    path = pysam.tabix_index(str(tmp_path / "p.tsv"), seq_col=0, start_col=1, end_col=1, force=True)
    layout = {"contig": "#c", "position": "p"}
    source = record([column("m", "s", "real", reduce=reduce)], format="tsv", grain="position", layout=layout)
    assert score_at(source, path) == score


@pytest.mark.parametrize("heading", ["", "#chrom\tstart\tend\tlabel\tpoints\n"])
def test_a_bed_has_the_names_of_its_heading_or_of_bed(tmp_path, heading):
    (tmp_path / "p.bed").write_text(heading + "c1\t4\t5\tx\t7\n")
    path = pysam.tabix_index(str(tmp_path / "p.bed"), preset="bed", force=True)
    field, other = ("points", "score") if heading else ("score", "points")
    assert score_at(record([column("m", field, "real")], format="bed", grain="position"), path) == 7.0
    with pytest.raises(InputError, match=f"names no columns {other}; there are contig"):
        PositionTrack(record([column("m", other, "real")], format="bed", grain="position"), path)


def test_overlapping_stretches_are_reduced(tmp_path):
    (tmp_path / "p.bed").write_text("c1\t0\t10\tx\t3\nc1\t2\t6\tx\t8\nc1\t4\t5\tx\t1\n")
    path = pysam.tabix_index(str(tmp_path / "p.bed"), preset="bed", force=True)
    source = record([column("m", "score", "real", reduce="max")], format="bed", grain="position")
    assert [score_at(source, path, position) for position in (1, 5, 8, 11)] == [3.0, 8.0, 3.0, None]


def test_a_table_without_a_row_is_told(tmp_path):
    (tmp_path / "p.bed").write_text("#contig\tstart\tend\tname\tscore\n")
    path = pysam.tabix_index(str(tmp_path / "p.bed"), preset="bed", force=True)
    with pytest.raises(InputError, match="SOURCE-EMPTY"):
        PositionTrack(record([column("m", "score", "real")], format="bed", grain="position"), path)
