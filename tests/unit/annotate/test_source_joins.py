"""Alleles meet their sources row by row; a source that answers nearly nothing stops the run and says why."""

import numpy as np
import polars as pl
import pyBigWig
import pysam
import pytest

from genopipe.annotate.case_sources import open_sources
from genopipe.annotate.sources import Hits
from genopipe.annotate.sources import add_sources
from genopipe.annotate.sources import hit_faults
from genopipe.annotate.sources import source_table
from genopipe.annotate.sources import texts_of
from genopipe.errors import ContractError
from genopipe.errors import InputError
from genopipe.genome import GRCH38
from genopipe.io.allele_batch import from_texts
from genopipe.io.store import PositionTrack
from genopipe.io.store import Store
from genopipe.io.store.keys import ask
from genopipe.resources.build import build_store
from genopipe.source_settings import UsedSource
from genopipe.sources import Floor
from genopipe.tables import check
from unit.records import column
from unit.records import record
from unit.records import write_fasta
from unit.records import write_vcf

CONTIG = "GATTACAAAACGTCAGCAGCAGTTGACCATG" * 40
FLOOR = {"asked": 100, "share": 0.5, "reason": "made up"}


def alleles_of(rows):
    return pl.DataFrame(
        rows, schema={"contig": pl.String, "position": pl.Int64, "ref": pl.String, "alt": pl.String}, orient="row"
    )


def substitution(contig, position):
    ref = CONTIG[position - 1]
    return contig, position, ref, "A" if ref != "A" else "C"


def frequency_store(tmp_path, name="pop", contigs=("c1", "c2"), **more):
    fasta = write_fasta(tmp_path, c1=CONTIG, c2=CONTIG)
    rows = []
    for contig in contigs:
        for position in range(1, 200, 2):
            _, at, ref, alt = substitution(contig, position)
            rows.append(f"{contig} {at} . {ref} {alt} . . AF={position / 1000};AN=1000")
    vcf = write_vcf(
        tmp_path / f"{name}.vcf.gz",
        rows,
        [("AF", "A", "Float"), ("AN", "1", "Integer")],
        dict.fromkeys(contigs, len(CONTIG)),
    )
    source = record(
        [column("af", "AF"), column("an", "AN", "integer")],
        name=name,
        kind="frequency",
        frequency={"populations": {"global": "af"}, "allele_number": "an"},
        **more,
    )
    return Store.open(build_store(source, [vcf], fasta, tmp_path / "stores").folder)


def test_rows_keep_their_order_over_contigs(tmp_path):
    store = frequency_store(tmp_path)
    asked = alleles_of([substitution("c2", 3), substitution("c1", 5), substitution("c1", 4), substitution("c2", 1)])
    hits = {}
    found = add_sources(asked, [store], hits, GRCH38)
    assert found["pop_af"].to_list() == [0.003, 0.005, None, 0.001]
    assert found["pop_frequency_state"].to_list() == ["found", "found", "not_assessable", "found"]
    assert found.select(asked.columns).equals(asked)
    assert (hits["pop"].asked, hits["pop"].found) == (4, 3)
    assert hits["pop"].contigs == {"c2": 2, "c1": 2}


def test_columns_are_declared_by_the_records(tmp_path):
    store = frequency_store(tmp_path)
    table = source_table([store.source])
    found = add_sources(alleles_of([substitution("c1", 3)]), [store], {}, GRCH38)
    frame = found.drop("contig", "position", "ref", "alt").insert_column(0, pl.Series("allele", ["1-3-T-A"]))
    assert check(frame, table, [c.name for c in table.columns]).columns == [c.name for c in table.columns]


def test_several_sources_stand_side_by_side(tmp_path):
    one = frequency_store(tmp_path, "one")
    (tmp_path / "two").mkdir()
    two = frequency_store(tmp_path / "two", "two", contigs=("c1",))
    found = add_sources(
        alleles_of([substitution("c2", 3)]),
        [one, two],
        {},
        GRCH38,
        {"two": pl.DataFrame({"contig": ["c2"], "start": [1], "end": [9]})},
    )
    assert found.select("one_frequency_state", "two_frequency_state").row(0) == ("found", "absent")


def test_the_highest_frequency_sifts_as_the_full_columns_do(tmp_path):
    fasta = write_fasta(tmp_path, c1=CONTIG)
    info = [
        (name, "A" if "AF" in name or name == "AC" else "1", "Float" if "AF" in name else "Integer")
        for name in ("AF", "AF_eas", "AC", "N", "AN")
    ]
    texts = [
        "AF=0.01;AF_eas=0.2;AN=1000",
        "AF=0.01;AN=0",
        "AC=5;N=100;AN=1000",
        "AN=1000",
        "AF=0.3;AN=9",
        "AF=0.3",
        "AF=0;AF_eas=0;AN=1000",
    ]
    rows = [f"c1 {at} . {CONTIG[at - 1]} {substitution('c1', at)[3]} . . {text}" for at, text in enumerate(texts, 1)]
    rows.append(rows[0].replace("AF_eas=0.2", "AF_eas=0.4"))
    vcf = write_vcf(tmp_path / "s.vcf.gz", sorted(rows, key=lambda row: int(row.split()[1])), info, {"c1": len(CONTIG)})
    columns = [
        column("af", "AF"),
        column("eas", "AF_eas", reduce="max"),
        column("ac", "AC", "integer"),
        column("n", "N", "integer"),
        column("an", "AN", "integer"),
    ]
    roles = {
        "populations": {"global": "af", "eas": "eas"},
        "counts": {"eas": "ac"},
        "numbers": {"eas": "n"},
        "allele_number": "an",
        "minimum_number": 10,
    }
    source = record(columns, name="pop", kind="frequency", frequency=roles)
    store = Store.open(build_store(source, [vcf], fasta, tmp_path / "stores").folder)
    asked = alleles_of([substitution("c1", at) for at in range(9, 0, -1)])
    full = add_sources(asked, [store], {}, GRCH38)
    wanted = ask(asked["position"].to_numpy(), texts_of(asked["ref"]), texts_of(asked["alt"]))
    quick = store.highest("c1", wanted)
    expected = full["pop_frequency_max"].cast(pl.Float32).to_numpy()
    assert np.array_equal(quick.frequency, expected, equal_nan=True)
    assert quick.found.tolist() == store.find("c1", wanted).tolist() == [False, False] + [True] * 7
    assert expected.tolist()[-1] == np.float32(0.4)
    other = Store.open(build_store(record([column("af", "AF")]), [vcf], fasta, tmp_path / "stores").folder)
    with pytest.raises(ContractError, match="no frequency source"):
        other.highest("c1", wanted)


def faults_of(store, rows):
    hits = {}
    add_sources(alleles_of(rows), [store], hits, GRCH38)
    return hit_faults(hits, {"pop": store}, {"c1": len(CONTIG), "c2": len(CONTIG)})


def test_a_floor_is_met_by_a_right_source(tmp_path):
    store = frequency_store(tmp_path, floor=FLOOR)
    assert faults_of(store, [substitution("c1", at) for at in range(1, 200, 2)]) == []


def test_small_panels_are_not_judged(tmp_path):
    store = frequency_store(tmp_path, floor=FLOOR)
    assert faults_of(store, [substitution("chr1", at) for at in range(1, 100)]) == []


@pytest.mark.parametrize(
    ("contig", "word"),
    [
        ("chr1", "it has none of the contigs asked ('chr1'), but 'c1', 'c2'"),
        ("c1", "another build, or a file that was cut"),
    ],
)
def test_a_source_that_knows_nothing_stops_the_run(tmp_path, contig, word):
    store = frequency_store(tmp_path, floor=FLOOR)
    (fault,) = faults_of(store, [substitution(contig, at) for at in range(2, 400, 2)])
    assert fault.code == "SOURCE-HITS"
    assert word in fault.cause


def test_a_record_without_a_floor_has_that_of_its_kind(tmp_path):
    store = frequency_store(tmp_path)
    little = Hits(1_000, 9, {"c1": 1_000}, "x")
    (said,) = hit_faults({"pop": little}, {"pop": store}, {})
    assert "knows 9 of 1,000 alleles, less than 0.01 of them" in said.cause
    assert not hit_faults({"pop": Hits(1_000, 10)}, {"pop": store}, {})
    assert not hit_faults({"pop": Hits(999, 0)}, {"pop": store}, {})
    other = store.source.model_copy(update={"kind": "predictor"})
    assert not hit_faults({"pop": little}, {"pop": store}, {}, {"pop": other})
    assert hit_faults({"pop": Hits(100_000, 0)}, {"pop": store}, {}, {"pop": other})


def test_the_floor_is_that_of_the_record_not_of_the_day_the_store_was_built(tmp_path):
    store = frequency_store(tmp_path, floor=FLOOR)
    anything = store.source.model_copy(update={"floor": Floor(asked=1, share=0, reason="made up")})
    few = {"pop": Hits(200, 1)}
    assert hit_faults(few, {"pop": store}, {})
    assert not hit_faults(few, {"pop": store}, {}, {"pop": anything})


def test_counts_of_parts_add_up():
    whole = Hits(3, 1, {"a": 3}, "")
    whole.add(Hits(2, 2, {"a": 1, "b": 1}, "x"))
    assert whole == Hits(5, 3, {"a": 4, "b": 1}, "x")


TRACK = record([column("score", "value", reduce="max")], name="cons", grain="position", format="bigwig")


@pytest.fixture
def track(tmp_path):
    path = tmp_path / "t.bw"
    with pyBigWig.open(str(path), "w") as out:
        out.addHeader([("c1", 2_000_000)])
        out.addEntries("c1", [9, 10, 11, 1_900_000], values=[1.5, -2.25, 0.1, 7.0], span=1)
    return path


@pytest.mark.parametrize(
    ("position", "ref", "alt", "score"),
    [
        (10, "A", "C", 1.5),
        (11, "A", "C", -2.25),
        (12, "A", "C", 0.1),
        (13, "A", "C", None),
        (10, "AC", "A", -2.25),
        (10, "ACG", "A", 0.1),
        (10, "A", "ACC", 1.5),
        (11, "A", "AC", 0.1),
        (9, "ACG", "TTT", 1.5),
        (1_900_001, "A", "C", 7.0),
        (1_999_999, "ACGT", "A", None),
    ],
)
def test_conservation_is_that_of_the_changed_bases(track, position, ref, alt, score):
    joined = PositionTrack(TRACK, track).join(
        "c1", np.array([position], np.int64), from_texts([ref]), from_texts([alt])
    )
    assert joined.values["score"].to_pylist() == [score]
    assert joined.found.tolist() == [score is not None]


def test_tracks_are_asked_in_any_order_and_by_other_names(track):
    asked = alleles_of([("chr1", 1_900_001, "A", "C"), ("chr1", 10, "A", "C"), ("chr2", 10, "A", "C")])
    found = add_sources(asked, [PositionTrack(TRACK, track, {"chr1": "c1"})], {}, GRCH38)
    assert found["cons_score"].to_list() == [7.0, 1.5, None]


def test_a_table_of_positions(tmp_path):
    path = tmp_path / "t.tsv"
    path.write_text("#chr\tpos\tscore\nc1\t10\t1.5\nc1\t11\t.\nc1\t12\t0.25\n")
    packed = pysam.tabix_index(str(path), seq_col=0, start_col=1, end_col=1, force=True)
    source = record(
        [column("score", "score", reduce="mean")],
        name="tab",
        grain="position",
        format="tsv",
        layout={"contig": "#chr", "position": "pos"},
    )
    joined = PositionTrack(source, path.with_name(packed.rpartition("/")[2])).join(
        "c1", np.array([10, 9], np.int64), from_texts(["A", "ACGT"]), from_texts(["C", "A"])
    )
    assert joined.values["score"].to_pylist() == [1.5, 0.875]


def test_a_track_that_is_none_is_refused(tmp_path):
    path = tmp_path / "t.bw"
    path.write_bytes(b"this is no track" * 100)
    with pytest.raises(InputError, match="SOURCE-READ"):
        PositionTrack(TRACK, path)


@pytest.mark.parametrize(
    ("header", "words"),
    [([("c1", 999)], "contig 'c1' has 999 bases"), ([("Q1", 1240)], "no contig in common with the FASTA")],
)
def test_a_track_of_another_build_is_refused(tmp_path, header, words):
    with pyBigWig.open(str(tmp_path / "t.bw"), "w") as out:
        out.addHeader(header)
        out.addEntries(header[0][0], 0, values=[1.0] * 9, span=1, step=1)
    source = record([column("score", "value", "real")], name="track", format="bigwig", grain="position")
    used = {"track": UsedSource("track", source, (str(tmp_path / "t.bw"),))}
    with pytest.raises(InputError, match="SOURCE-BUILD") as caught:
        open_sources(used, {}, GRCH38, {"c1": len(CONTIG)})
    assert words in str(caught.value)
