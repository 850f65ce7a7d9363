import sys

import pytest


@pytest.fixture
def made():
    from benchmarks.annotation.measure import Run
    from benchmarks.annotation.results import Result

    def make(name, *seconds, records=100, peak=10.0):
        return Result(name, "", records, [Run(value, value, peak) for value in seconds])

    return make


def figures_of(*results):
    from benchmarks.annotation.results import figures

    return {figure.target.name: figure for figure in figures({result.name: result for result in results})}


def test_ratios_are_of_medians_a_record(made):
    found = figures_of(made("candidates", 1, 2, 9), made("bcftools view", 4, 4, 4), made("VEP", 30, records=10))
    assert found["candidates_by_view"].value == 0.5
    assert found["candidates_by_view"].met()
    assert found["vep_by_candidates"].value == pytest.approx(150)
    assert not found["vep_by_candidates"].met()


def test_what_was_not_measured_has_no_figure(made):
    found = figures_of(made("candidates", 1), made("bcftools view"))
    assert "candidates_by_view" not in found
    assert found["candidates_peak_mib"].value == 10.0


def test_every_target_names_commands_that_are_measured():
    from benchmarks.annotation.ours import OURS
    from benchmarks.annotation.peers import PEERS
    from benchmarks.annotation.results import TARGETS

    names = [command.name for command in (*PEERS, *OURS)]
    assert len(set(names)) == len(names)
    assert {target.ours for target in TARGETS} <= {command.name for command in OURS}
    assert {target.peer for target in TARGETS} - {""} <= set(names)


def test_every_place_of_a_command_can_be_filled(tmp_path):
    from benchmarks.annotation.commands import filled
    from benchmarks.annotation.ours import OURS
    from benchmarks.annotation.ours import PREPARE
    from benchmarks.annotation.peers import PEERS
    from benchmarks.annotation.shape import Files

    files = Files(tmp_path / "a folder")
    for command in (*PEERS, *OURS):
        line = command.line(files, tmp_path / "scratch", tmp_path / "out")
        assert "{vcf}" not in line
        assert str(tmp_path) in line
    lines = [*PREPARE, *(line for command in PEERS for line in command.prepare)]
    assert all("{" not in filled(line, files, tmp_path, tmp_path) for line in lines)


def test_a_failed_command_is_told(tmp_path):
    from benchmarks.annotation.measure import CommandFailedError
    from benchmarks.annotation.measure import run

    with pytest.raises(CommandFailedError, match="oh no"):
        run("echo oh no; false | cat", tmp_path / "log")
    good = run(f"{sys.executable} -c 'print(len(bytearray(40_000_000)))' | cat", tmp_path / "log")
    assert good.processor > 0
    assert good.peak > 40_000_000 / 2**20


def test_a_page_keeps_what_is_written_by_hand(tmp_path, made):
    from benchmarks.annotation.page import part
    from benchmarks.annotation.page import write_part

    page = tmp_path / "page.md"
    page.write_text("by hand\n<!-- begin 5 -->\nold\n<!-- end 5 -->\nmore\n")
    results = [made("bcftools view", 1), made("candidates", 2)]
    text = part(results, figures_of(*results).values(), 1, 5)
    write_part(page, 5, text)
    write_part(page, 5, text)
    lines = page.read_text().splitlines()
    assert lines[0] == "by hand"
    assert lines[-1] == "more"
    assert "old" not in lines
    assert sum("**candidates**" in line for line in lines) == 1
    with pytest.raises(ValueError, match="no marks"):
        write_part(page, 6, text)
