import numpy as np
import pytest

from genopipe.simulate.randomness import stream
from genopipe.simulate.sequence import Allele
from genopipe.simulate.sequence import apply_alleles
from genopipe.simulate.sequence import deplete_cpg
from genopipe.simulate.sequence import left_align
from genopipe.simulate.sequence import longest_run
from genopipe.simulate.sequence import make_background
from genopipe.simulate.sequence import reverse_complement
from genopipe.simulate.sequence import translate


@pytest.mark.parametrize(
    ("sequence", "given", "expected"),
    [
        ("GCATTTTG", (6, "TT", "T"), (3, "AT", "A")),
        ("GCACACAT", (6, "CA", ""), None),
        ("GCACACAT", (5, "ACA", "A"), (1, "GCA", "G")),
        ("GCAT", (2, "CA", "CG"), (3, "A", "G")),
        ("GCAT", (3, "A", "AC"), (3, "A", "AC")),
        ("AAAT", (2, "A", "AA"), (1, "A", "AA")),
    ],
)
def test_left_align(sequence, given, expected):
    if expected is None:
        with pytest.raises(IndexError):
            left_align(sequence, Allele("chr1", *given))
        return
    assert left_align(sequence, Allele("chr1", *given)) == Allele("chr1", *expected)


def test_apply_alleles_makes_every_change():
    alleles = [Allele("chr1", 6, "T", "G"), Allele("chr1", 2, "CG", "C"), Allele("chr1", 4, "A", "AAA")]
    assert apply_alleles("ACGATT", alleles) == "ACAAATG"


def test_reverse_complement_and_translation():
    assert reverse_complement("ATGCN") == "NGCAT"
    assert translate("ATGTGATA") == "M*"


def test_longest_run():
    assert longest_run("ACCCGG") == 3


def test_background_is_poor_in_cpg():
    bases = make_background(stream(1, "test"), 50_000).tobytes().decode()
    expected = bases.count("C") * bases.count("G") / len(bases)
    assert 0.1 < bases.count("CG") / expected < 0.6


def test_deplete_cpg_touches_nothing_else():
    bases = np.frombuffer(b"AATTCCGGAATT" * 50, dtype=np.uint8)
    changed = np.flatnonzero(deplete_cpg(stream(1, "x"), bases) != bases) % 12
    assert set(changed) <= {5, 6}
