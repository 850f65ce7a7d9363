"""Tables of alleles whose heading begins with `#`."""

import polars as pl
import pytest

from genopipe.errors import InputError
from genopipe.io.allele_batch import to_texts
from genopipe.io.store.table_rows import read_table_rows
from genopipe.io.store.table_rows import table_faults
from unit.records import column
from unit.records import record

ROWS = [["c1", 5, "A", "C", 0.5], ["c1", 9, "G", "T", 0.25]]


def source(contig, kind, field="s"):
    layout = {"contig": contig, "position": "p", "ref": "r", "alt": "a"}
    return record([column("score", field, "real")], format=kind, layout=layout)


def write(path, head):
    if path.suffix == ".parquet":
        pl.DataFrame(ROWS, schema=head, orient="row").write_parquet(path)
    else:
        path.write_text("\n".join("\t".join(map(str, row)) for row in (["## made"], head, *ROWS)) + "\n")
    return path


@pytest.mark.parametrize("kind", ["tsv", "parquet"])
@pytest.mark.parametrize(("written", "named"), [("#c", "c"), ("c", "#c"), ("#c", "#c"), ("c", "c")])
def test_a_name_meets_the_heading_with_or_without_its_mark(tmp_path, kind, written, named):
    path = write(tmp_path / f"t.{kind}", [written, "p", "r", "a", "s"])
    (rows,) = read_table_rows(path, source(named, kind))
    assert rows.contig == "c1"
    assert rows.positions.tolist() == [5, 9]
    assert to_texts(*rows.alt).to_pylist() == ["C", "T"]
    assert rows.values["score"].to_pylist() == [0.5, 0.25]
    assert kind == "parquet" or table_faults(path, source(named, kind)) == []


def test_the_same_name_with_and_without_the_mark_are_two_columns(tmp_path):
    path = write(tmp_path / "t.tsv", ["c", "p", "r", "a", "#c"])
    (rows,) = read_table_rows(path, source("c", "tsv", "#c"))
    assert rows.contig == "c1"
    assert rows.values["score"].to_pylist() == [0.5, 0.25]


def test_a_column_that_is_not_there_is_still_told(tmp_path):
    path = write(tmp_path / "t.tsv", ["#c", "p", "r", "a", "t"])
    with pytest.raises(InputError, match="has no column s"):
        list(read_table_rows(path, source("c", "tsv")))
    assert [item.code for item in table_faults(path, source("c", "tsv"))] == ["SOURCE-FIELD"]
