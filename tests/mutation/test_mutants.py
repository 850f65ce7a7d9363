"""The mutator changes what it says, one place at a time, and leaves the rest alone."""

from dataclasses import replace
from pathlib import Path

import pytest

from mutation.mutants import mutants_of
from mutation.results import Results
from mutation.results import keys_of
from mutation.results import page_of
from mutation.results import read_equivalents
from mutation.results import result_of
from mutation.targets import SOURCE
from mutation.targets import read_targets

MODULE = '''"""Text 1."""

from x import Field

LIMIT = 3


def judge(value: "int < 2", most: int) -> bool:
    """Text: 1 < 2."""
    if value:
        return any(one >= 2 for one in value if one) and not most
    return Strength.STRONG


class A:
    size = Field(ge=1)
'''


def test_every_change_is_made_once(tmp_path: Path):
    path = tmp_path / "module.py"
    path.write_text(MODULE, encoding="utf-8")
    mutants = list(mutants_of(path))
    told = [(mutant.line, mutant.what, mutant.in_function) for mutant in mutants]
    assert sorted(told) == sorted(
        [
            (5, "3 becomes 4", False),
            (10, "the condition is turned round", True),
            (11, "returns None", True),
            (11, "And becomes Or", True),
            (11, "any becomes all", True),
            (11, "GtE becomes Gt", True),
            (11, "2 becomes 3", True),
            (11, "the condition of a comprehension is left out", True),
            (11, "Not is left out", True),
            (12, "STRONG becomes VERY_STRONG", True),
            (12, "returns None", True),
        ]
    )
    assert len({mutant.source for mutant in mutants}) == len(mutants)
    for mutant in mutants:
        compile(mutant.source, "module.py", "exec")


def test_every_target_is_there_and_has_tests():
    targets = read_targets()
    assert {target.path.parent.name for target in targets} == {"genopipe", "classify", "cli"}
    for target in targets:
        assert target.path.is_file()
        assert target.tests
        assert all(Path(test.partition("::")[0]).is_file() for test in target.tests)


def test_every_equivalent_mutant_is_one_and_has_a_reason():
    targets = {target.module: target for target in read_targets()}
    for module, reasons in read_equivalents().items():
        keys = keys_of(mutants_of(targets[module].path))
        assert len(set(keys)) == len(keys)
        assert set(reasons) <= set(keys)
        assert all(len(reason) > 20 for reason in reasons.values())


def test_the_page_names_what_survives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    first, second = read_targets()[:2]
    mutants = list(mutants_of(first.path))[:4]
    keys = keys_of(mutants_of(first.path))
    results = Results.read(tmp_path / "results.json")
    why = {first.module: {keys[1]: "it is the same"}}
    results.keep(result_of(first, mutants, mutants, mutants[:2], why))
    monkeypatch.setattr("mutation.results.read_equivalents", lambda: why)
    page = page_of([first, second], Results.read(tmp_path / "results.json"))
    assert "**2 of 3 mutants are killed: 66.7 %.** At least 95 % are asked for. 1 more are equivalent." in page
    assert f"| {first.module} | 4 | 1 | 2 | 66.7 |" in page
    assert f"| {second.module} | | | | not measured |" in page
    assert f"- {first.module}, line {mutants[0].line}, `{keys[0].text}`: {mutants[0].what}\n" in page
    assert f"- {first.module}, line {mutants[1].line}, `{keys[1].text}`: {mutants[1].what}. it is the same" in page


def test_an_equivalent_mutant_that_is_killed_is_none():
    target = read_targets()[0]
    mutants = list(mutants_of(target.path))
    why = {target.module: {keys_of(mutants)[0]: "it is the same"}}
    with pytest.raises(SystemExit, match="or a killed one"):
        result_of(target, mutants, mutants, [], why)


def test_a_result_of_other_code_counts_no_more(tmp_path: Path):
    target = read_targets()[0]
    mutants = list(mutants_of(target.path))
    results = Results(tmp_path / "results.json", {})
    results.keep(result_of(target, mutants, mutants, [], {}))
    assert results.of(target)
    changed = replace(target, tests=target.tests[:-1])
    assert results.of(changed) is None


def test_the_page_is_that_of_the_results():
    page = (SOURCE.parents[1] / "docs" / "mutation.md").read_text(encoding="utf-8")
    results = Results.read()
    measured = [one for target in read_targets() if (one := results.of(target))]
    for one in measured:
        assert f"| {one.module} | {one.mutants} | {one.equivalent} | {one.killed} |" in page
