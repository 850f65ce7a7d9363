"""`genopipe case` does what the workflow does after calling: every command of it, with every option and setting."""

import re

from house.rules import Rule
from house.rules import all_rules
from house.rules import shell_of
from house.sources import ROOT

ONE_CASE = (ROOT / "src" / "genopipe" / "cli" / "one_case.py").read_text(encoding="utf-8")
ELSEWHERE = {
    "recount": "asks alignments, of which a VCF has none",
}
"""Commands that the workflow calls for a case and that `genopipe case` cannot."""
OTHER_WAYS = {"--depth", "--recounts"}
"""Options of what comes from reads."""


def _of_case(rule: Rule) -> bool:
    """Say whether a rule makes something of a case out of its calls."""
    return "results/cases/{case}/" in rule.sections.get("output", "")


def _commands() -> dict[str, str]:
    """Return the shell block by genopipe command, of the rules that make something of a case."""
    found = {}
    for rule in all_rules():
        called = re.findall(r"\bgenopipe ([a-z-]+)", shell_of(rule)) if _of_case(rule) else []
        found |= {name: shell_of(rule) for name in called}
    return found


def test_every_command_of_a_case_is_called():
    commands = _commands()
    assert {"normalise", "annotate", "inherit", "filter", "report"} <= set(commands)
    missing = [name for name in commands if f'self.run("{name}"' not in ONE_CASE.replace("(\n            ", "(")]
    assert sorted(missing) == sorted(ELSEWHERE)


def test_every_option_is_given():
    for name, text in _commands().items():
        if name in ELSEWHERE:
            continue
        options = set(re.findall(r"(--[a-z][a-z-]+)", text)) - OTHER_WAYS
        missing = sorted(option for option in options if f'"{option}' not in ONE_CASE and f"{option}=" not in ONE_CASE)
        assert not missing, f"{name}: {missing}"


def test_settings_are_those_of_the_rules():
    asked = {}
    for rule in all_rules():
        params = rule.sections.get("params", "")
        called = re.findall(r"\bgenopipe ([a-z-]+)", shell_of(rule)) if _of_case(rule) else []
        sections = re.findall(r"settings=PLAN\.section_json\(([^)]*)\)", params)
        asked |= {name: re.findall(r'"(\w+)"', text) for name in called for text in sections}
    for name, sections in asked.items():
        wanted = ", ".join(f'"{section}"' for section in sections)
        assert name in ELSEWHERE or f"self.section({wanted})" in ONE_CASE, f"{name}: {wanted}"
