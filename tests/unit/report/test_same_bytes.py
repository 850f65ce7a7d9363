"""The same case gives the same bytes of every form, in another process, place, time zone, locale and hash seed."""

import os
import subprocess
import sys

import pytest

from genopipe.report.forms import MAKERS
from unit.report.case_folder import rich_tables
from unit.report.case_folder import write_case
from unit.report.case_folder import write_extras

HERE = {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "0", "HOME": "/nonexistent"}
THERE = {
    "PYTHONHASHSEED": "4242",
    "TZ": "Asia/Hong_Kong",
    "LC_ALL": "C.UTF-8",
    "LANG": "zh_HK.UTF-8",
    "SOURCE_DATE_EPOCH": "2000000000",
    "PYTHONUTF8": "1",
    "COLUMNS": "40",
    "USER": "somebody",
}


@pytest.fixture
def run(tmp_path):
    """Run a command of genopipe in a process of its own."""

    def call(words, *, folder, environment, umask):
        place = tmp_path / folder
        place.mkdir(exist_ok=True)
        kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
        command = [sys.executable, "-c", "from genopipe.cli.main import main; main()", *map(str, words)]
        done = subprocess.run(
            command, cwd=place, env=kept | environment, umask=umask, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return place

    return call


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_every_form_is_the_same_again(tmp_path, run, language):
    case = write_case(tmp_path / "case", rich_tables())
    extras = write_extras(tmp_path / "extras")
    words = ["report", case, *extras, "--language", language, "--out", "cases/CASE-07"]
    page = ["run-page", ".", "--case", "CASE-07", "--out", "index.html"]
    made = []
    for folder, environment, umask in (("here", HERE, 0o022), ("there", THERE, 0o077)):
        place = run(words, folder=folder, environment=environment, umask=umask)
        run(page, folder=folder, environment=environment, umask=umask)
        files = [path for path in place.rglob("*") if path.is_file()]
        made.append({path.relative_to(place).as_posix(): path.read_bytes() for path in files})
    assert {name.rpartition("/")[2] for name in made[0]} == {*MAKERS, "index.html"}
    assert made[0].keys() == made[1].keys()
    for name, content in made[0].items():
        assert content == made[1][name], name
        assert str(tmp_path).encode() not in content, name
