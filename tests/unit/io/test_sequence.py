"""The reference in place: each base where the FASTA has it, `N` outside, and an index that does not fit is refused."""

import numpy as np
import pysam
import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from genopipe.errors import InputError
from genopipe.io.sequence import Sequence
from genopipe.io.sequence import base_at
from genopipe.io.sequence import slice_into
from genopipe.io.sequence import view_of

CONTIGS = {"a": "g", "b": "ACGT" * 15, "c": "ACGTN" * 12 + "t", "d": "ACGTTGCANNRYacgt" * 30, "HLA*01:01": "GATTACA"}


@pytest.fixture(params=["plain", "windows", "bgzipped"])
def reference(request, tmp_path):
    end = "\r\n" if request.param == "windows" else "\n"
    path = tmp_path / "genome.fa"
    with path.open("w", newline="") as file:
        for name, bases in CONTIGS.items():
            file.write(f">{name} words{end}")
            file.writelines(bases[at : at + 60] + end for at in range(0, len(bases), 60))
    if request.param == "bgzipped":
        pysam.tabix_compress(str(path), f"{path}.gz")
        path = tmp_path / "genome.fa.gz"
    pysam.faidx(str(path))
    return path


def bases_of(view, start, end):
    out = np.zeros(end - start, np.uint8)
    slice_into(view, start, end, out)
    return out.tobytes().decode()


def test_every_base_and_slice(reference):
    sequence = Sequence(reference)
    assert sequence.lengths == {name: len(bases) for name, bases in CONTIGS.items()}
    for name, bases in CONTIGS.items():
        view, padded = sequence.view(name), "NNN" + bases.upper() + "NNN"
        assert "".join(chr(base_at(view, place)) for place in range(-3, len(bases) + 3)) == padded
        for start in range(-3, len(bases) + 3, 7):
            for end in range(start, len(bases) + 4, 11):
                assert bases_of(view, start, end) == padded[start + 3 : end + 3]


@settings(deadline=None)
@given(st.text("ACGTNacgtn", max_size=50), st.integers(-20, 70), st.integers(0, 40))
def test_slices_of_bases_in_memory(bases, start, length):
    expected = "".join(
        bases[place].upper() if 0 <= place < len(bases) else "N" for place in range(start, start + length)
    )
    assert bases_of(view_of(bases), start, start + length) == expected


@pytest.mark.parametrize(
    ("mend", "code"),
    [
        (lambda path: path.unlink(), "FILE-MISSING"),
        (lambda path: path.with_name("genome.fa.fai").unlink(), "REF-INDEX"),
        (lambda path: path.with_name("genome.fa.fai").write_text(""), "REF-EMPTY"),
        (lambda path: path.with_name("genome.fa.fai").write_text("a\t1\n"), "REF-INDEX"),
        (lambda path: path.with_name("genome.fa.fai").write_text("d\t480\t4\t60\t61\n"), "REF-INDEX"),
        (lambda path: path.with_name("genome.fa.fai").write_text("d\t999999\t9\t60\t61\n"), "REF-INDEX"),
        (lambda path: path.with_name("genome.fa.fai").write_text("d\t9\t9\t60\t0\n"), "REF-INDEX"),
        (lambda path: path.with_name("genome.fa.fai").write_text("e\t9\t9\t60\t61\n"), "REF-CONTIG"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path, mend, code):
    path = tmp_path / "genome.fa"
    path.write_text(">d\n" + "".join(f"{CONTIGS['d'][at : at + 60]}\n" for at in range(0, 480, 60)))
    pysam.faidx(str(path))
    mend(path)
    with pytest.raises(InputError, match=code):
        Sequence(path).view("d")
