"""The ClinGen Evidence Repository: codes of expert panels through `genopipe classify combine`, and their classes."""

import csv
import gzip
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from genopipe.classify.given_codes import combined_table
from genopipe.cli.main import genopipe
from genopipe.io.acmg_file import shipped_acmg
from genopipe.io.codes_file import GivenCodes
from genopipe.io.codes_file import read_codes
from genopipe.io.panel_rules_file import shipped_panel_rules

SIDES = {
    "pathogenic": 1,
    "likely_pathogenic": 1,
    "uncertain_significance": 0,
    "likely_benign": -1,
    "benign": -1,
}
JUDGED = re.compile(r"elected to modify the classification|not be(?:ing)? optimized for (?:pathogenic )?variants")
STATED = re.compile(
    r"(?:classified as|significance of this variant is(?: classified as)?)\s+(?:a )?"
    r"(likely pathogenic|likely benign|benign|pathogenic|uncertain|variant of)",
    re.IGNORECASE,
)
CONFLICT = re.compile(r"(?:due to|reviewed the|in (?:the )?absence of) conflicting (?:evidence|data)", re.IGNORECASE)


@dataclass(frozen=True)
class Judged:
    """One record of the repository beside what came out."""

    record: dict[str, str]
    made: dict[str, str]
    undoubled: str

    @property
    def wanted(self) -> str:
        return self.record["assertion"].lower().replace(" ", "_")

    @property
    def equal(self) -> bool:
        return self.made["class"] == self.wanted

    @property
    def flips(self) -> bool:
        return SIDES[self.made["class"]] * SIDES[self.wanted] < 0

    @property
    def stated(self) -> set[str]:
        """Classes that the panel's own summary names."""
        found = {word.lower().replace(" ", "_") for word in STATED.findall(self.record["summary"])}
        return {"uncertain_significance" if word in ("uncertain", "variant_of") else word for word in found}


REASONS: dict[str, Callable[[Judged], bool]] = {
    "the table of 2015 and the points differ, and the panel has the one that is shown beside": lambda one: (
        one.wanted in (one.made["class_by_points"], one.made["class_by_table"])
    ),
    "the general rules, which are shown beside those of the panel, give its class": lambda one: (
        one.made["class_without_panel"] == one.wanted
    ),
    "a code that double counting took, as is shown, gives the panel's class": lambda one: one.undoubled == one.wanted,
    "the panel's summary says that it set the class by its judgement": lambda one: bool(
        JUDGED.search(one.record["summary"])
    ),
    "the record's class is another than its own summary says, which has ours": lambda one: (
        one.stated == {one.made["class"]}
    ),
    "the panel's summary says that evidence in conflict was weighed": lambda one: (
        one.made["conflict"] == "yes" and bool(CONFLICT.search(one.record["summary"]))
    ),
}
"""Why our class is another than the panel's: each is computed from the record and from what the command wrote."""


def reason_of(one: Judged) -> str:
    """Return the first reason that holds, or an empty text."""
    return next((words for words, holds in REASONS.items() if holds(one)), "")


@pytest.fixture(scope="module")
def records(data: Path) -> list[dict[str, str]]:
    with gzip.open(data / "clingen_erepo" / "clingen_erepo.tsv.gz", "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


@pytest.fixture(scope="module")
def judged(records: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> list[Judged]:
    folder = tmp_path_factory.mktemp("clingen")
    given, out = folder / "codes.tsv", folder / "combined.tsv"
    rows = [(record["uuid"], record["gene"], record["codes_met"]) for record in records]
    lines = ["\t".join(row) for row in [("variant", "gene", "codes"), *rows]]
    given.write_text("\n".join([*lines, ""]), encoding="utf-8")
    told = CliRunner().invoke(genopipe, ["classify", "combine", "--criteria", str(given), "--out", str(out)])
    assert told.exit_code == 0, told.output
    with out.open(encoding="utf-8", newline="") as stream:
        made = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    undoubled = without_double_counting(read_codes(given)[0])
    return [Judged(*one) for one in zip(records, made, undoubled, strict=True)]


def without_double_counting(given: list[GivenCodes]) -> list[str]:
    acmg = shipped_acmg().model_copy(update={"doubles": ()})
    return combined_table(given, acmg, shipped_panel_rules())["class"].to_list()


def test_every_record_is_combined(judged: list[Judged], record: Callable[..., None]):
    there = sum(one.record["uuid"] == one.made["variant"] for one in judged)
    record("clingen.records", len(judged), there, "records whose codes were read and combined, in their order")


def test_classes_of_expert_panels(judged: list[Judged], record: Callable[..., None]):
    agree = {
        "class": sum(one.equal for one in judged),
        "class_general": sum((one.made["class_without_panel"] or one.made["class"]) == one.wanted for one in judged),
        "class_by_points": sum(one.made["class_by_points"] == one.wanted for one in judged),
        "class_by_table": sum(one.made["class_by_table"] == one.wanted for one in judged),
    }
    n = len(judged)
    record("clingen.class", n, agree["class"], "class by the rules of the gene's panel is the panel's")
    record("clingen.class_general", n, agree["class_general"], "the same by the general rules alone")
    record(
        "clingen.class_by_points", n, agree["class_by_points"], "class by points, limits of the panel, is the panel's"
    )
    record(
        "clingen.class_by_table", n, agree["class_by_table"], "class by the table, rules of the panel, is the panel's"
    )


def test_every_difference_has_its_reason(judged: list[Judged], record: Callable[..., None]):
    reasons = Counter(reason_of(one) for one in judged if not one.equal)
    unexplained = reasons.pop("", 0)
    words = "; ".join(f"{count}x {reason}" for reason, count in reasons.most_common())
    n = len(judged)
    record("clingen.class_or_explained", n, n - unexplained, f"class equal, or its difference has a reason: {words}")
    assert unexplained <= 0.02 * n


def test_no_class_flips(judged: list[Judged], record: Callable[..., None]):
    asked = [one for one in judged if SIDES[one.wanted]]
    flips = [one.record["uuid"] for one in asked if one.flips]
    record(
        "clingen.no_flip", len(asked), len(asked) - len(flips), "(likely) pathogenic is never (likely) benign, nor back"
    )
    assert flips == []


def test_each_panel(judged: list[Judged], record: Callable[..., None]):
    for panel in sorted({one.made["panel"] for one in judged} - {""}):
        mine = [one for one in judged if one.made["panel"] == panel]
        equal = sum(one.equal for one in mine)
        record(f"clingen.panel_{panel}", len(mine), equal, f"class by the rules of {panel} is the panel's")
