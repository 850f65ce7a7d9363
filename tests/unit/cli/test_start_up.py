"""What a command does before its work: byte code, kernels, and how seldom Python looks for garbage."""

import gc
import os
import subprocess
import sys
from importlib.metadata import version
from importlib.util import cache_from_source
from pathlib import Path

import pytest
from click.testing import CliRunner

from genopipe.cli import compile as compiling
from genopipe.cli.main import genopipe

CALLED = """##fileformat=VCFv4.2
##contig=<ID=1,length=12>
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO
1\t3\t.\tG\tA\t.\t.\t.
"""
MODELS = "1\t.\texon\t2\t9\t.\t+\t.\tParent=T1\n1\t.\tmRNA\t2\t9\t.\t+\t.\tID=T1\n"


@pytest.fixture
def cold(monkeypatch, tmp_path):
    """Return a folder with input, where nothing counts as compiled, and what was asked to be compiled."""
    from genopipe.kernels import folder

    (tmp_path / "called.vcf").write_text(CALLED)
    (tmp_path / "genome.fa").write_text(">1\nACGTACGTACGT\n")
    (tmp_path / "genome.fa.fai").write_text("1\t12\t3\t12\t13\n")
    (tmp_path / "genes.gff3").write_text(MODELS)
    asked: list[str] = []
    monkeypatch.setattr(folder, "compiled_mark", lambda: tmp_path / "no mark")
    monkeypatch.setattr(compiling, "compile_kernels", lambda: asked.append("compiled"))
    return tmp_path, asked


@pytest.mark.parametrize(
    "words",
    [
        "annotate --vcf called.vcf --fasta genome.fa --transcripts genes.gff3 --out rows.parquet",
        "normalise --vcf called.vcf --reference genome.fa --out tables",
        "resources build --file called.vcf --reference genome.fa --stores stores clinvar",
    ],
)
def test_a_command_that_finds_nothing_compiled_says_so(cold, monkeypatch, words):
    folder, asked = cold
    monkeypatch.chdir(folder)
    told = CliRunner().invoke(genopipe, words.split())
    assert asked == ["compiled"]
    assert "compiling once" in told.stderr


def test_byte_code_is_kept_even_where_python_is_told_to_write_none(monkeypatch, tmp_path):
    (tmp_path / "one.py").write_text("x = 1\n")
    monkeypatch.setattr(compiling, "_PACKAGE", tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    compiling.compile_modules()
    assert Path(cache_from_source(str(tmp_path / "one.py"))).is_file()


def test_byte_code_that_cannot_be_written_stops_nothing(monkeypatch, tmp_path, capsys):
    (tmp_path / "one.py").write_text("x = 1\n")
    (tmp_path / "__pycache__").write_text("a file where the folder would be")
    monkeypatch.setattr(compiling, "_PACKAGE", tmp_path)
    compiling.compile_modules()
    assert capsys.readouterr() == ("", "")


def test_a_command_leaves_pandas_out_and_arrow_and_polars_do_without():
    code = (
        "import sys\n"
        "from genopipe.cli.process import leave_out_pandas\n"
        "leave_out_pandas()\n"
        "import numpy, polars, pyarrow\n"
        "array = pyarrow.array(numpy.array([1, 2, 3]), mask=numpy.array([False, True, False]))\n"
        "assert pyarrow.chunked_array([array]).to_pylist() == [1, None, 3]\n"
        "assert pyarrow.array([1, 2]).to_numpy().tolist() == [1, 2]\n"
        "assert pyarrow.array(numpy.array(['a', 'b'], dtype=object)).to_pylist() == ['a', 'b']\n"
        "assert polars.DataFrame({'a': numpy.array([1, 2])}).to_arrow()['a'].to_numpy().tolist() == [1, 2]\n"
        "assert 'pandas' not in sys.modules\n"
        "try: import pandas\n"
        "except ModuleNotFoundError: print('left out')\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "left out\n"


def test_the_version_is_looked_up_when_it_is_asked_for():
    import genopipe as package

    assert package.__version__ == version("genopipe")
    with pytest.raises(AttributeError, match="no attribute 'elsewhere'"):
        package.elsewhere  # noqa: B018


ONE_CORE = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "POLARS_MAX_THREADS")


@pytest.mark.parametrize("given", [None, "3"])
def test_the_process_is_set_up_before_numpy_is_imported(given):
    code = (
        "import os, sys\n"
        "from genopipe.cli import main\n"
        "print({'numpy', 'pyarrow', 'polars', 'pandas'} & set(sys.modules))\n"
        "from genopipe.cli.process import set_up\n"
        "set_up()\n"
        f"print(*(os.environ[name] for name in {ONE_CORE}))\n"
        "import polars, pyarrow\n"
        "print(polars.thread_pool_size(), pyarrow.cpu_count())\n"
    )
    environment = {name: value for name, value in os.environ.items() if name not in ONE_CORE}
    environment |= dict.fromkeys(ONE_CORE, given) if given else {}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    cores = given or "1"
    assert run.stdout == f"set()\n{cores} {cores} {cores}\n{cores} {cores}\n"


def test_cycles_are_looked_for_less_often_yet_still_found():
    code = (
        "import gc, sys, weakref\n"
        "from genopipe.cli import main\n"
        "sys.argv = ['genopipe', '--version']\n"
        "try: main.main()\n"
        "except SystemExit: pass\n"
        "class Link: pass\n"
        "def ring():\n"
        "    one = Link(); one.itself = one; return weakref.ref(one)\n"
        "first = ring()\n"
        "kept = [[] for _ in range(2 * gc.get_threshold()[0])]\n"
        "print(gc.isenabled(), first() is None)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "True True"
    assert gc.isenabled()
