"""Machine code that is kept of kernels gives what numba's functions give, whole runs long."""

import subprocess
import sys
from collections import Counter

import numpy as np
import pytest

from genopipe.annotate.every import annotate_vcf
from genopipe.annotate.rare.stage import annotate_rare
from genopipe.kernels import Kernel
from genopipe.kernels.entries import entries_of
from genopipe.kernels.entries import flatten


@pytest.fixture(scope="module", autouse=True)
def _compiled():
    subprocess.run([sys.executable, "-c", "from genopipe.cli.compile import command; command([])"], check=True)


def same_kinds(value):
    """Return a copy whose arrays may be written where the given ones may."""
    if isinstance(value, np.ndarray):
        copy = value.copy()
        copy.flags.writeable = value.flags.writeable
        return copy
    if isinstance(value, tuple):
        items = [same_kinds(item) for item in value]
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    return value


def agree(ours, theirs):
    if isinstance(ours, tuple):
        assert len(ours) == len(theirs)
        for one, other in zip(ours, theirs, strict=True):
            agree(one, other)
    elif isinstance(ours, np.ndarray):
        assert ours.dtype == theirs.dtype
        assert ours.shape == theirs.shape
        assert ours.tobytes() == theirs.tobytes()
    else:
        assert type(ours) is type(theirs)
        assert ours == theirs


@pytest.fixture
def compared(monkeypatch):
    """Call each kernel both ways, and count the calls of each."""
    calls = Counter()

    def call(kernel, *arguments):
        kinds, _ = flatten(arguments)
        entry = entries_of(kernel.name)[kinds]
        theirs = same_kinds(arguments)
        expected = kernel.compiled(*theirs)
        found = entry(flatten(arguments)[1])
        agree(found, expected)
        agree(arguments, theirs)
        calls[kernel.name] += 1
        return found

    monkeypatch.setattr(Kernel, "__call__", call)
    return calls


def test_every_call_of_a_run_gives_what_numba_gives(compared, simulated, tmp_path):
    annotate_vcf(simulated.vcf, simulated.genome(), tmp_path / "rows.parquet")
    sources = simulated.sources("frequency", "clinvar")
    annotate_rare(simulated.vcf, simulated.genome(), sources, None, 0.01, tmp_path / "tables")
    assert len(compared) > 25
    assert compared["genopipe.annotate.engine.kernel.annotate_alleles"] > 1


def run(out, simulated, *more):
    """Annotate in a process of its own; return which of some packages it imported."""
    words = ["annotate", "--vcf", simulated.vcf, "--fasta", simulated.fasta, "--transcripts", simulated.genes, *more]
    code = (
        "import sys\n"
        "from genopipe.cli.main import main\n"
        "try: main()\n"
        "except SystemExit as ended: assert not ended.code\n"
        "print(*sorted({'numba', 'pydantic', 'pandas', 'genopipe.config'} & set(sys.modules)))\n"
    )
    command = [sys.executable, "-c", code, *map(str, words), "--out", str(out)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1].split()


def test_a_run_imports_no_compiler_and_nothing_of_settings(simulated, tmp_path):
    assert run(tmp_path / "rows.parquet", simulated) == []


def test_a_run_with_stores_imports_no_compiler(simulated, tmp_path):
    stores = [word for name, path in simulated.stores.items() for word in ("--source", f"{name}={path}")]
    assert run(tmp_path / "tables", simulated, "--keep-below", "0.01", *stores) == ["pydantic"]
