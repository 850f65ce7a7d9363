"""Where compiled kernels are kept, and when they count as compiled."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from genopipe.cli import compile as compiling
from genopipe.kernels import folder as kernels


@pytest.fixture(autouse=True)
def _fresh_root():
    kernels._root.cache_clear()
    yield
    kernels._root.cache_clear()


def test_the_folder_is_named_by_the_sources_and_can_be_placed_elsewhere(monkeypatch, tmp_path):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    assert kernels.cache_folder() == tmp_path / f"kernels-{kernels.source_digest()}"
    assert kernels.compiled_mark().parent == kernels.cache_folder()


def test_where_nothing_can_be_written_beside_the_package_the_user_has_a_folder(monkeypatch, tmp_path):
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(kernels, "_is_writable", lambda folder: tmp_path in folder.parents)
    assert kernels.cache_folder().parent == tmp_path / "genopipe"


def test_without_any_place_a_process_has_a_folder_of_its_own_that_goes_with_it(tmp_path):
    code = (
        "import genopipe.kernels.folder as kernels\n"
        "kernels._root.cache_clear(); kernels._is_writable = lambda folder: False\n"
        "print(kernels.cache_folder().parent)"
    )
    environment = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    run = subprocess.run(
        [sys.executable, "-c", code],
        env=environment | {"TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    own = Path(run.stdout.strip())
    assert own.parent == tmp_path
    assert not own.exists()


def test_what_was_compiled_beside_the_package_is_copied_once(tmp_path):
    shipped, folder = tmp_path / "shipped", tmp_path / "user" / "genopipe" / "kernels-1"
    kernels.copy_compiled(shipped, folder)
    assert not folder.exists()
    shipped.mkdir()
    (shipped / "compiled-1").write_text("first")
    kernels.copy_compiled(shipped, folder)
    assert (folder / "compiled-1").read_text() == "first"
    (shipped / "compiled-1").write_text("second")
    kernels.copy_compiled(shipped, folder)
    assert (folder / "compiled-1").read_text() == "first"
    assert [path.name for path in folder.parent.iterdir()] == ["kernels-1"]


def test_kernels_are_compiled_where_the_mark_is_missing_and_not_where_it_is(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    asked = []
    monkeypatch.setattr(compiling, "compile_kernels", lambda: asked.append("compiled"))
    compiling.compile_when_cold()
    assert asked == ["compiled"]
    assert "compiling once" in capsys.readouterr().err
    kernels.compiled_mark().parent.mkdir(parents=True)
    kernels.compiled_mark().touch()
    compiling.compile_when_cold()
    assert asked == ["compiled"]
    assert capsys.readouterr().err == ""


@pytest.fixture
def package(monkeypatch, tmp_path):
    """Return a package of two files, one of them with a kernel, whose digest is taken anew each time."""
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "hot.py").write_text("@kernel\ndef double(x): return 2 * x\n")
    (tmp_path / "plain.py").write_text("x = 1\n")
    monkeypatch.setattr(kernels, "_PACKAGE", tmp_path)
    kernels.source_digest.cache_clear()
    yield tmp_path
    kernels.source_digest.cache_clear()


def digest():
    kernels.source_digest.cache_clear()
    return kernels.source_digest()


def test_the_digest_follows_content_and_name_of_files_with_kernels(package):
    hot, before = package / "inner" / "hot.py", digest()
    assert digest() == before
    (package / "plain.py").write_text("x = 2\n")
    assert digest() == before, "a file without a kernel compiles nothing"
    content = hot.read_text()
    hot.write_text(content.replace("2", "3"))
    assert digest() != before
    hot.write_text(content)
    assert digest() == before
    hot.rename(package / "inner" / "warm.py")
    assert digest() != before
    (package / "inner" / "warm.py").rename(package / "hot.py")
    assert digest() != before


def test_the_digest_knows_one_file_from_two(package):
    hot = package / "inner" / "hot.py"
    content = hot.read_text()
    (package / "a.py").write_text(content)
    (package / "b.py").write_text(content)
    two = digest()
    (package / "a.py").write_text(content + content)
    (package / "b.py").unlink()
    assert digest() != two


def test_the_mark_follows_what_machine_code_depends_on(monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.startswith("NUMBA_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    here = kernels._made_for.__wrapped__()
    monkeypatch.setenv("NUMBA_NUM_THREADS", "2")
    assert kernels._made_for.__wrapped__() == here, "it changes no code"
    seen = {here}
    for name, value in (("NUMBA_CPU_NAME", "generic"), ("NUMBA_BOUNDSCHECK", "1")):
        monkeypatch.setenv(name, value)
        seen.add(kernels._made_for.__wrapped__())
    (tmp_path / ".numba_config.yaml").write_text("opt: 0\n")
    seen.add(kernels._made_for.__wrapped__())
    monkeypatch.setattr(kernels, "_numba_version", lambda: b"another")
    seen.add(kernels._made_for.__wrapped__())
    assert len(seen) == 5


def test_code_for_every_processor_is_found_on_each(monkeypatch):
    monkeypatch.setenv("NUMBA_CPU_NAME", "generic")
    here = kernels._made_for.__wrapped__()
    monkeypatch.setattr(kernels.llvm, "get_host_cpu_name", lambda: "another")
    assert kernels._made_for.__wrapped__() == here
    monkeypatch.delenv("NUMBA_CPU_NAME")
    assert kernels._made_for.__wrapped__() != here
