"""Rules wire, tools run, Python thinks; and the laws on rules catch what they are for."""

import re
from pathlib import Path

import pytest

from house.rules import WORKFLOW
from house.rules import Rule
from house.rules import all_rules
from house.rules import commands_of
from house.rules import faults_of
from house.rules import rules_of
from house.rules import shell_of
from house.rules import workflow_files
from house.sources import ROOT
from house.sources import shown
from house.tools import commands_in
from house.tools import commands_with_environment

COMMON_LINES = 150
GOOD = '''
rule sort_reads:
    input:
        reads="reads/{person}.bam",
    output:
        reads="sorted/{person}.bam",
    log:
        "logs/{person}.log",
    benchmark:
        "benchmarks/{person}.tsv"
    threads: 2
    resources:
        mem_mb=1000,
    shell:
        """
        set -euo pipefail
        samtools sort --threads {threads} -o {output.reads:q} {input.reads:q} 2> {log:q}
        """
'''


def test_there_is_a_workflow():
    assert (WORKFLOW / "Snakefile").is_file()
    assert all_rules(), "no rule was found: has the law lost its eyes?"


def test_rules_keep_the_laws():
    tools = commands_with_environment()
    texts = {path: path.read_text(encoding="utf-8") for path in workflow_files()}
    faults = [f"{rule.place}: {fault}" for rule in all_rules() for fault in faults_of(rule, tools, texts[rule.path])]
    assert not faults, "\n".join(faults)


def test_shell_blocks_stay_strict():
    # Snakemake runs bash with `set -euo pipefail` before every block, unless the workflow undoes it.
    for path in workflow_files():
        text = path.read_text(encoding="utf-8")
        assert "shell.executable" not in text, shown(path)
        for prefix in re.findall(r"shell\.prefix\(.*", text):
            assert "set -euo pipefail" in prefix, shown(path)


@pytest.mark.parametrize(
    "word", [r"\bconfig\.get\b", r"\blambda\b", r"\bsubprocess\b", r"\bos\.system\b", r"^\s*include:.*https?:"]
)
def test_workflow_files_hold_no(word: str):
    found = [
        shown(path) for path in workflow_files() if re.search(word, path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert not found, f"{word} in {found}"


def test_common_rules_stay_small():
    long = [shown(p) for p in workflow_files() if p.stem == "common" and len(p.read_text().splitlines()) > COMMON_LINES]
    assert not long


def environment_tools(rule: Rule) -> set[str]:
    """Return the commands that a rule's conda environment brings."""
    (name,) = re.findall(r"[\"']([^\"']+\.yaml)[\"']", rule.sections["conda"])
    return commands_in((rule.path.parent / name).resolve())


def test_conda_brings_the_tools_of_each_rule():
    lacking = []
    for rule in all_rules():
        if "shell" not in rule.sections:
            continue
        called = set(commands_of(shell_of(rule, rule.path.read_text(encoding="utf-8")))) & commands_with_environment()
        brought = environment_tools(rule) if "conda" in rule.sections else set()
        lacking += [f"{rule.place}: {command}" for command in sorted(called - brought)]
    assert not lacking, f"no conda: file that brings them: {lacking}"


def test_every_rule_is_found_by_the_laws():
    written = sum(
        len(re.findall(r"^\s*(?:rule|checkpoint)\s+\w+", p.read_text(), re.MULTILINE)) for p in workflow_files()
    )
    assert written == len(all_rules())


def faults(text: str) -> list[str]:
    """Return the faults of the one rule in a text."""
    (rule,) = rules_of(ROOT / "workflow" / "rules" / "example.smk", text)
    return faults_of(rule, {"samtools"})


def test_a_good_rule_has_no_fault():
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("{output.reads:q}", "{output.reads}", "placeholder without :q"),
        ("set -euo pipefail", "set +o pipefail", "hides failure"),
        ("        set -euo", "        {undefined} set -euo", "placeholder without :q"),
        ("2> {log:q}", "2> {log:q} || true", "hides failure"),
        ("samtools sort", "bamtools sort", "calls bamtools"),
        ("2> {log:q}", "2> {log:q} | grepp x", "calls grepp"),
        ("2> {log:q}", "-R $(whois x)", "calls whois"),
        ('reads="reads/{person}.bam"', '"reads/{person}.bam"', "input without a name"),
        ('reads="sorted/{person}.bam"', '"sorted/{person}.bam"', "output without a name"),
        ('    log:\n        "logs/{person}.log",\n', "", "lacks log"),
        ('    benchmark:\n        "benchmarks/{person}.tsv"\n', "", "lacks benchmark"),
        ("    threads: 2\n", "", "lacks threads"),
        ("    threads: 2\n", "    threads: lambda w: 2\n", "lambda"),
        ("    resources:\n        mem_mb=1000,\n", "", "lacks resources"),
        ("    shell:", "    run:", "has run:"),
    ],
)
def test_a_bad_rule_is_recognised(old: str, new: str, word: str):
    assert old in GOOD
    assert any(word in fault for fault in faults(GOOD.replace(old, new)))


def test_a_localrule_with_a_reason_needs_no_benchmark():
    benchmark = '    benchmark:\n        "benchmarks/{person}.tsv"\n'
    assert faults(GOOD.replace(benchmark, "    localrule: True  # writes one line\n")) == []
    assert faults(GOOD.replace(benchmark, "    # writes one line\n    localrule: True\n")) == []
    assert faults(GOOD.replace(benchmark, "    localrule: True\n")) == ["lacks benchmark:"]


def test_commands_are_found():
    shell = "set -euo pipefail\nif [[ -s {input:q} ]]; then A=1 bwa mem {input:q} \\\n -t 2 | samtools sort; fi\nmv a b"
    assert commands_of(shell) == ["set", "[[", "bwa", "samtools", "mv"]


def test_functions_arrays_and_redirections_are_no_commands():
    shell = 'a=({input:q})\nrun() {{\n    bwa mem "${{a[$1]}}"\n}}\nrun 0 | samtools sort 2>&1\nx=$(mktemp -d) 1>&2'
    assert commands_of(shell) == ["bwa", "samtools", "mktemp"]


def test_a_case_is_understood():
    shell = 'case "$1" in\n    bwa) (bwa 2>&1 || true) | sed x ;;\n    *) "$1" --version | awk y ;;\nesac\nwhois x'
    assert commands_of(shell) == ["bwa", "true", "sed", "$1", "awk", "whois"]


def test_the_choices_of_a_block_are_all_looked_at():
    text = 'TOOLS = {\n    "a": "whois x",\n}\n' + GOOD.replace('"""\n        set', 'TOOLS["a"] + """\n        set')
    (rule,) = rules_of(ROOT / "workflow" / "rules" / "example.smk", text)
    assert any("calls whois" in fault for fault in faults_of(rule, {"samtools"}, text))


def test_the_place_of_a_rule_is_told():
    (rule,) = rules_of(Path("a.smk"), GOOD)
    assert rule.place == "a.smk:2 rule sort_reads"
