"""Filters as files: a typo is a fault with its line, cause and remedy; a laboratory's section stands over ours."""

import polars as pl
import pytest

from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.errors import InputError
from genopipe.preflight.filters import make_filters
from genopipe.preflight.filters import read_filters
from genopipe.report.words import RULES

LAST = '  - {name: rest, bucket: candidate, when: "true", "null": keep, reason: the rest}\n'


def faults_of(tmp_path, text):
    (tmp_path / "filters.yaml").write_text(text)
    made, faults = make_filters(FilterSettings(profile="filters.yaml"), InheritSettings(), tmp_path)
    assert (made is None) == bool(faults)
    return [(item.code, item.where.rpartition(":")[2], item.cause, item.fix) for item in faults]


def rule(when, null="keep", reason="why"):
    head = 'title: ours\nrules:\n  - name: one\n    bucket: set_aside\n    "null": ' + null
    return f"{head}\n    when: {when}\n    reason: {reason}\n{LAST}"


def test_a_good_file(tmp_path):
    assert not faults_of(tmp_path, rule("quality < 3"))


@pytest.mark.parametrize(
    ("text", "line", "cause", "fix"),
    [
        (rule("qualty < 3"), "6", "no column or setting `qualty`", "did you mean `quality`?"),
        (
            rule("quality < filter.minimum_qualty"),
            "6",
            "`filter.minimum_qualty`",
            "did you mean `filter.minimum_quality`?",
        ),
        (rule("impact == 'HIHG'"), "6", "'HIHG' is none of the words of impact", "did you mean `HIGH`?"),
        (rule("founder or 'de_nvo' in modes_left"), "6", "'de_nvo' is none of the words", "did you mean `de_novo`?"),
        (rule("quality < 'a'"), "6", "wants number, not text", ""),
        (rule("quality"), "6", "`quality` is number, not yes or no", ""),
        (rule("bucket == 'finding'"), "6", "no column or setting `bucket`", ""),
        (rule("quality < 3", reason="'{qualty}'"), "7", "no column or setting `qualty`", "did you mean `quality`?"),
        (rule("quality < 3", reason="'{quality'"), "7", "a brace stands alone", ""),
        (rule("quality < 3", null="perhaps"), "5", "perhaps", ""),
        ("title: ours\nrulez: []\n", "2", "unknown key `rulez`", "did you mean `rules`?"),
        ("title: ours\nrules:\n" + LAST + LAST, "1", "the object as a whole", "named twice: rest"),
        ("title: ours\nrules:\n" + LAST.replace("true", "quality < 1"), "3", "the last rule does not hold", ""),
        ("title: ours\nexpressions: []\n", "2", "there is no expression `frequency_exempt`", ""),
        ("rules: []\n", "1", "key `title` is missing", "add it"),
    ],
)
def test_a_typo_is_told_with_its_line(tmp_path, text, line, cause, fix):
    found = faults_of(tmp_path, text)
    assert any(cause in item[2] and fix in item[3] and item[1] == line for item in found), found


HOSTILE = [
    "__import__('os').system('x')",
    "quality.__class__",
    "(lambda: 1)()",
    "[x for x in modes]",
    "exec('1')",
    "f'{quality}'",
    "quality ** 9",
    "'a' * 9",
    "1e999 < quality",
    "(" * 400 + "1" + ")" * 400,
    "not " * 2000 + "founder",
    "quality := 3",
    "quality < 3; quality",
    "quality < 3 # x",
    "impact is None",
    "quality < 1 / 0",
    "x" * 5000,
    "",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_else_is_part_of_the_language(tmp_path, text):
    shown = text.replace("'", "''")
    assert any(item[0] == "FILTERS-EXPRESSION" for item in faults_of(tmp_path, rule(f"'{shown}'")))


def test_required_expressions_read_nothing_that_is_made_of_them(tmp_path):
    text = (
        "title: ours\nexpressions:\n"
        '  - {name: frequency_exempt, doc: d, "null": "no", expression: len(modes_left) > 0}\n'
        '  - {name: weighty, doc: d, "null": "no", expression: quality}\n'
        '  - {name: quality, doc: d, "null": "no", expression: founder}\n'
    )
    causes = " ".join(item[2] for item in faults_of(tmp_path, text))
    assert "`frequency_exempt` reads modes_left, which is worked out from it" in causes
    assert "`weighty` is number, not yes or no" in causes
    assert "`quality` is the name of a column" in causes


def test_read_filters_raises(tmp_path):
    (tmp_path / "f.yaml").write_text(rule("qualty < 3"))
    with pytest.raises(InputError, match=r"f\.yaml:6 - there is no column or setting `qualty`"):
        read_filters(FilterSettings(profile="f.yaml"), InheritSettings(), tmp_path)


def test_a_section_that_is_left_out_is_as_shipped(tmp_path):
    limit = "{population: eas, one_copy: 0.002, two_copies: 0.01, source: ours}"
    (tmp_path / "f.yaml").write_text(f"title: ours\npopulations:\n  - {limit}\n")
    made = read_filters(FilterSettings(profile="f.yaml"), InheritSettings(), tmp_path)
    shipped = read_filters(FilterSettings(), InheritSettings())
    assert made.populations[0].one_copy == 0.002
    assert [one.name for one in made.rules] == [one.name for one in shipped.rules]


def test_thresholds_of_the_settings_are_in_the_rules():
    rules = read_filters(FilterSettings(minimum_quality=7), InheritSettings()).rules
    quality = next(one for one in rules if one.name == "quality")
    frame = pl.DataFrame({"quality": [6.9, 7.0, None], "mitochondrial_place": [False] * 3})
    assert frame.select(x=quality.holds)["x"].to_list() == [True, False, None]
    assert frame.select(x=quality.reason)["x"].to_list()[::2] == ["QUAL 6.9 is below 7", "QUAL not known is below 7"]


def test_every_rule_that_ships_is_told_in_the_documentation_and_the_report(root):
    page = (root / "docs" / "filtering.md").read_text()
    names = [rule.name for rule in read_filters(FilterSettings(), InheritSettings()).rules]
    assert [name for name in names if f"`{name}`" not in page] == []
    assert [name for name in names if name not in RULES] == []
    told = [name for name in RULES if name not in {*names, "no_gene", "consent"}]
    assert not told, "words of a rule that is gone"
