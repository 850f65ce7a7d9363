"""The mutator changes what it says, one place at a time, and leaves the rest alone."""

from pathlib import Path

from mutation.mutants import mutants_of
from mutation.run import SOURCE
from mutation.run import Score
from mutation.run import page_of
from mutation.run import read_targets

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
    assert {target.path.parent.name for target in targets} == {"genopipe", "classify"}
    for target in targets:
        assert target.path.is_file()
        assert target.tests
        assert all(Path(test.partition("::")[0]).is_file() for test in target.tests)


def test_the_page_names_what_survives():
    target = read_targets()[0]
    survivor = next(mutants_of(SOURCE / "acmg_codes.py"))
    page = page_of([Score(target, 4, (survivor,))])
    assert "**3 of 4 mutants are killed: 75.0 %.**" in page
    assert f"- {target.module}, line {survivor.line}: {survivor.what}" in page
