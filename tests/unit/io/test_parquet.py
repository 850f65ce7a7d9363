"""Tables on disk: whole or not at all, with their meaning."""

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from genopipe.errors import ContractError
from genopipe.errors import InputError
from genopipe.io.parquet import TableWriter
from genopipe.io.parquet import contigs_of
from genopipe.io.parquet import read_matching
from genopipe.io.parquet import read_parts
from genopipe.io.parquet import read_table
from genopipe.io.parquet import write_table
from genopipe.io.whole import written_whole
from genopipe.tables import ALLELES
from unit.made import allele
from unit.made import alleles

FRAME = alleles(allele("1-1-A-C"), allele("2-1-A-C", contig="chr2"), allele("X-1-A-C", contig="chrX"))


def test_table_and_meaning_come_back(tmp_path):
    path = tmp_path / "new" / "alleles.parquet"
    write_table(FRAME, path, ALLELES)
    assert read_table(path, ALLELES).equals(FRAME)
    assert read_table(path, ALLELES, "chr2")["allele"].to_list() == ["2-1-A-C"]
    assert contigs_of(path) == ["chr1", "chr2", "chrX"]
    schema = pq.read_schema(path)
    for column in ALLELES.columns:
        told = {key.decode(): value.decode() for key, value in schema.field(column.name).metadata.items()}
        written = {"doc": column.doc, "unit": column.unit, "missing": column.missing, "source": column.source}
        assert {name: told.get(name, "") for name in written} == written
    assert schema.metadata[b"grain"].decode() == ALLELES.grain


def test_the_same_table_is_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        write_table(FRAME, tmp_path / name, ALLELES)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def numbered(frame: pl.DataFrame) -> pa.Table:
    """Return rows with every text numbered."""
    table = frame.to_arrow()
    texts = [name for name in table.column_names if table.schema.field(name).type == pa.large_string()]
    columns = {name: table[name].cast(pa.string()).combine_chunks().dictionary_encode() for name in texts}
    return pa.table({name: columns.get(name, table[name]) for name in table.column_names})


def test_numbered_texts_are_read_as_the_plain_table_is(tmp_path):
    write_table(FRAME, tmp_path / "plain", ALLELES)
    with TableWriter(tmp_path / "coded", ALLELES, FRAME.columns) as writer:
        writer.write_coded(numbered(FRAME[:2]))
        writer.write_coded(numbered(FRAME[:0]))
        writer.write_coded(numbered(FRAME[2:]))
    assert read_table(tmp_path / "coded", ALLELES).equals(FRAME)
    plain, coded = (pq.read_schema(tmp_path / name) for name in ("plain", "coded"))
    assert coded.equals(plain, check_metadata=True)


def test_numbered_parts_are_gathered_to_larger_ones(tmp_path):
    rows = alleles(allele("1-1-A-C")).select(pl.all().repeat_by(30_000).explode())
    frame = rows.with_columns(
        allele=pl.format("1-{}-A-C", pl.row_index()), called_as=pl.format("{}", pl.row_index() % 7)
    )
    with TableWriter(tmp_path / "coded", ALLELES, frame.columns) as writer:
        for part in frame.iter_slices(9_000):
            writer.write_coded(numbered(part))
        assert writer.rows == frame.height
    assert read_table(tmp_path / "coded", ALLELES).equals(frame)
    assert [pq.read_metadata(tmp_path / "coded").row_group(n).num_rows for n in range(2)] == [27_000, 3_000]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (FRAME.drop("ref"), "columns are not as declared"),
        (FRAME.select(reversed(FRAME.columns)), "the order"),
        (FRAME.with_columns(position=pl.col("position").cast(pl.Float64)), "position"),
        (FRAME.with_columns(ref=pl.lit(None, pl.String)), "null in"),
        (pl.concat([FRAME, FRAME]), "keys occur twice"),
    ],
    ids=["lost", "order", "type", "null", "key"],
)
def test_numbered_rows_are_checked(tmp_path, wrong, words):
    with pytest.raises(ContractError, match=words), TableWriter(tmp_path / "a", ALLELES, FRAME.columns) as writer:
        writer.write_coded(numbered(wrong))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_nothing_stays_after_an_error(tmp_path, error):
    with pytest.raises(error), TableWriter(tmp_path / "a.parquet", ALLELES) as writer:  # noqa: PT012 - the block is what is tested
        writer.write(FRAME)
        raise error
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "wrong", [FRAME.drop("ref"), FRAME.with_columns(ref=None), pl.concat([FRAME, FRAME])], ids=["lost", "null", "key"]
)
def test_nothing_stays_after_a_failed_check(tmp_path, wrong):
    with pytest.raises(ContractError), TableWriter(tmp_path / "a.parquet", ALLELES) as writer:  # noqa: PT012 - the block is what is tested
        writer.write(FRAME)
        writer.write(wrong)
    assert not list(tmp_path.iterdir())


def test_an_old_table_stays_when_a_new_one_fails(tmp_path):
    path = tmp_path / "a.parquet"
    write_table(FRAME, path, ALLELES)
    with pytest.raises(ContractError):
        write_table(FRAME.with_columns(ref=None), path, ALLELES)
    assert read_table(path, ALLELES).equals(FRAME)
    with pytest.raises(ZeroDivisionError), written_whole(path) as partial:  # noqa: PT012 - the block is what is tested
        partial.write_text("half")
        raise ZeroDivisionError
    assert [item.name for item in tmp_path.iterdir()] == ["a.parquet"]


def test_a_missing_or_cut_table_is_an_error_of_the_input(tmp_path):
    path = tmp_path / "a.parquet"
    for read in (lambda: read_table(path, ALLELES), lambda: contigs_of(path)):
        with pytest.raises(InputError, match="TABLE-MISSING"):
            read()
    write_table(FRAME, path, ALLELES)
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(InputError, match="cut"):
        read_table(path, ALLELES)


def test_another_table_is_caught(tmp_path):
    pl.DataFrame({"colour": ["red"]}).write_parquet(tmp_path / "a.parquet")
    with pytest.raises(ContractError, match="colour"):
        read_table(tmp_path / "a.parquet", ALLELES)


def test_an_empty_table_is_not_a_missing_one(tmp_path):
    write_table(FRAME.clear(), tmp_path / "a.parquet", ALLELES)
    assert read_table(tmp_path / "a.parquet", ALLELES).height == 0
    assert contigs_of(tmp_path / "a.parquet") == []


def test_rows_and_columns_that_are_asked_for(tmp_path):
    path = tmp_path / "alleles.parquet"
    write_table(FRAME, path, ALLELES)
    some = read_matching(path, ALLELES, pl.col("contig") != "chr2", ("allele", "contig"))
    assert some.rows() == [("1-1-A-C", "chr1"), ("X-1-A-C", "chrX")]
    assert read_matching(path, ALLELES, pl.col("contig") == "chr2").equals(FRAME[1:2])


def test_parts_are_the_whole_in_its_order(tmp_path):
    path = tmp_path / "alleles.parquet"
    write_table(FRAME, path, ALLELES)
    for most, heights in ((1, [1, 1, 1]), (2, [2, 1]), (3, [3]), (4, [3])):
        parts = list(read_parts(path, ALLELES, most))
        assert [part.height for part in parts] == heights
        assert pl.concat(parts).equals(FRAME)


def test_a_table_without_rows_has_one_part(tmp_path):
    path = tmp_path / "alleles.parquet"
    write_table(FRAME.clear(), path, ALLELES)
    (part,) = read_parts(path, ALLELES, 2)
    assert (part.height, part.columns) == (0, FRAME.columns)
    with pytest.raises(InputError):
        next(read_parts(tmp_path / "none.parquet", ALLELES, 2))
