import gzip

import numpy as np
import pytest

from genopipe.simulate import reads
from genopipe.simulate.diagnoses import FAMILIES
from genopipe.simulate.randomness import stream
from genopipe.simulate.reads import Molecule
from genopipe.simulate.reads import make_fastq
from genopipe.simulate.reads import make_molecules
from genopipe.simulate.sequence import reverse_complement
from genopipe.simulate.world import Order
from genopipe.simulate.world import molecules_of

BASES = "".join(stream(9, "molecule").choice(list("ACGT"), 20_000))


def _records(text):
    lines = text.decode().splitlines()
    return list(zip(lines[::4], lines[1::4], lines[2::4], lines[3::4], strict=True))


@pytest.fixture(scope="module")
def mates():
    first, second = make_fastq(stream(1, "reads"), [Molecule(BASES, 40.0)], ["L1"], "FLOW")["L1"]
    return _records(first), _records(second)


def test_mates_stand_in_lockstep(mates):
    first, second = mates
    names = [[record[0].split()[0] for record in side] for side in mates]
    assert names[0] == names[1]
    assert len(set(names[0])) == len(names[0])
    assert all(" 1:N:0:" in record[0] for record in first)
    assert all(" 2:N:0:" in record[0] for record in second)


def test_depth_is_as_asked(mates):
    assert sum(len(record[1]) for side in mates for record in side) / len(BASES) == pytest.approx(40, rel=0.02)


def test_reads_without_error_are_substrings(monkeypatch):
    monkeypatch.setattr(reads, "_ERROR_BY_BIN", np.zeros(4, dtype=np.float32))
    monkeypatch.setattr(reads, "_INDEL_ERRORS", 0.0)
    monkeypatch.setattr(reads, "_SHORT_FRACTION", 0.0)
    sides = make_fastq(stream(1, "reads"), [Molecule(BASES, 5.0)], ["L1"], "FLOW")["L1"]
    strands = BASES, reverse_complement(BASES)
    for one, two in zip(*map(_records, sides), strict=True):
        if "N" not in one[1] + two[1]:
            places = [[strand.find(read[1]) for strand in strands] for read in (one, two)]
            assert max(places[0]) >= 0
            assert max(places[1]) >= 0
            assert (places[0][0] >= 0) != (places[1][0] >= 0), "mates face one another"


def test_qualities_tell_the_errors(mates):
    strands = BASES, reverse_complement(BASES)
    seeds = {}
    for strand in strands:
        for start in range(len(strand) - 150):
            seeds.setdefault(strand[start : start + 20], strand[start : start + 150])
    wrong, total = dict.fromkeys("#,:F", 0), dict.fromkeys("#,:F", 0)
    for _, bases, _, qualities in mates[0]:
        truth = seeds.get(bases[:20], "")
        differences = [read != true for read, true in zip(bases, truth, strict=False)]
        if truth and sum(differences) < 8:
            for quality, differs in zip(qualities, differences, strict=True):
                total[quality] += 1
                wrong[quality] += differs
    rates = {quality: wrong[quality] / max(total[quality], 1) for quality in total}
    assert rates["F"] < 0.002 < rates[":"] + 0.002 < rates[","] < 0.12
    assert total["F"] > 0.85 * sum(total.values())


def test_short_inserts_run_into_the_adapter(mates):
    assert any("AGATCGGAAGAGC" in record[1] for record in mates[0])
    assert any("AGATCGGAAGAGC" in record[1] for record in mates[1])


def test_lanes_share_the_reads():
    sides = make_fastq(stream(1, "reads"), [Molecule(BASES, 10.0)], ["L1", "L2"], "FLOW")
    sizes = [len(_records(sides[lane][0])) for lane in ("L1", "L2")]
    assert min(sizes) > 0.4 * sum(sizes)
    assert _records(sides["L2"][0])[0][0].startswith("@SIM0001:7:FLOW:2:")


def test_y_pairs_with_the_sequence_of_x(world):
    man = world.people["F04"]["child"]
    molecules = make_molecules(world.reference.sequences, man, 30.0)
    paternal, maternal = molecules[4].sequence, molecules[5].sequence
    assert "N" not in paternal
    assert abs(len(paternal) - 20_000) < 200
    assert abs(len(maternal) - 45_000) < 200
    assert any(paternal[start : start + 60] in maternal for start in range(0, 6_000, 500))


def test_heteroplasmic_molecules_are_mixed(world):
    molecules = make_molecules(world.reference.sequences, world.people["F05"]["child"], 30.0)[6:]
    assert molecules[1].depth / sum(molecule.depth for molecule in molecules) == pytest.approx(0.4)


def test_contamination_adds_another_person(world):
    plan = FAMILIES[0]
    molecules = molecules_of(world, Order(contamination={"F01-child": 0.1}), plan, "child")
    alone = molecules_of(world, Order(), plan, "child")
    assert len(molecules) > len(alone)
    assert sum(m.depth for m in molecules) == pytest.approx(sum(m.depth for m in alone), rel=0.01)


def test_written_reads_are_complete(project):
    for path in sorted((project / "reads").iterdir()):
        lines = gzip.decompress(path.read_bytes()).decode().splitlines()
        assert len(lines) % 4 == 0
        assert {len(line) for line in lines[1::2]} <= {1, 150}
