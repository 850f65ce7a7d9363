"""What becomes of a kernel that code is kept of, and of one that none is."""

import subprocess
import sys

import numpy as np
import pytest

from genopipe import kernels
from genopipe.annotate.engine.models import _Blocks
from genopipe.annotate.engine.models import _coding_ends
from genopipe.io.fast_vcf.sites import field_end
from genopipe.io.sequence import base_at
from genopipe.io.sequence import view_of
from genopipe.kernels import Kernel
from genopipe.kernels import entries
from genopipe.kernels.entries import entries_of


@pytest.fixture(scope="module", autouse=True)
def _compiled():
    subprocess.run([sys.executable, "-c", "from genopipe.cli.compile import command; command([])"], check=True)


def test_a_kernel_without_kept_code_runs_through_numba(monkeypatch):
    view = view_of(b"ACGT")
    assert base_at(view, 1) == ord("C")
    monkeypatch.setattr(base_at, "_entries", {})
    assert base_at(view, 1) == ord("C")


def test_arguments_that_are_not_kept_go_to_numba():
    text = np.frombuffer(b"a.b.c.\t.", dtype=np.uint8)
    assert field_end(text[::2], 0) == field_end(text[::2].copy(), 0)


def test_memory_that_a_kernel_asks_for_is_its_results_own():
    def called(count):
        forward = np.ones(count, dtype=np.bool_)
        none = np.full(count, -1, dtype=np.int64)
        blocks = (np.zeros(count + 1, dtype=np.int64), *[np.zeros(0, dtype=np.int64)] * 5)
        for array in (forward, none, *blocks):
            array.flags.writeable = False
        return _coding_ends(_Blocks(*blocks), forward, none, none)

    assert entries_of(_coding_ends.name)
    first, behind = called(1000)
    more = [called(1000) for _ in range(100)]
    assert not first.any()
    assert not behind.any()
    first[:] = 1
    assert not any(one.any() or other.any() for one, other in more)
    assert first.flags.writeable
    assert first.flags.owndata


def test_a_kernel_that_fails_says_so():
    view = view_of(b"ACGT")._replace(line_bases=0)
    with pytest.raises(RuntimeError, match="base_at ended with status"):
        base_at(view, 1)
    with pytest.raises(ZeroDivisionError):
        base_at.compiled(view, 1)


def test_what_cannot_be_kept_is_left_out(monkeypatch, tmp_path):
    from genopipe.annotate.filtering_frequency import _lower_means
    from genopipe.kernels import making

    path = tmp_path / "entries"
    monkeypatch.setattr(making, "entries_path", lambda: path)
    with kernels.recording():
        base_at(view_of(b"ACGT"), 0)
        _lower_means(np.zeros(1, dtype=np.int64), np.zeros(1))
    assert list(entries.read_entries(path)) == [base_at.name]
    assert Kernel.recorded is None
