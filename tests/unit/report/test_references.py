"""What a report rests on: from the data files, each once, in one order."""

import re
from pathlib import Path

import pytest

from genopipe.io.acmg_file import shipped_acmg
from genopipe.io.curated import read_curated
from genopipe.io.panel_rules_file import read_panel_rules
from genopipe.io.sources_file import read_sources
from genopipe.measures import ToolVersion
from genopipe.measures import Versions
from genopipe.report.references import criteria_references
from genopipe.report.references import make_references
from genopipe.report.references import source_references

ROOT = Path(__file__).parents[3]
ACMG, PANELS = shipped_acmg(), read_panel_rules(None)
COMBINING = (ACMG.combination.points_source, *(rule.source for rule in ACMG.combination.table))
GENERAL = {ACMG.references[name].text for name in COMBINING}


def row(criterion, outcome="met", by="engine", source=None):
    rule = next(rule for name, rule in ACMG.criteria.items() if name.value == criterion)
    return {
        "criterion": criterion,
        "outcome": outcome,
        "decided_by": by,
        "source": source or ACMG.source_text(rule.source, rule.place),
    }


def links(*rows):
    return [one.link for one in criteria_references(rows, ACMG, PANELS)]


def test_every_criterion_that_was_decided_has_its_publication():
    told = links(row("PVS1"), row("PM2", "not_met"), row("PP4", "not_assessable"))
    assert ACMG.references["abou_tayoun_2018"].text in told
    assert ACMG.references["svi_pm2_2020"].text in told
    assert ACMG.references["biesecker_2024"].text not in told, "what could not be assessed rests on nothing"
    assert set(told) >= GENERAL
    assert told == sorted(told, key=[one.text for one in ACMG.references.values()].index)


def test_where_nothing_was_classified_there_is_none():
    assert links() == []
    assert links(row("PM2", "not_assessable")) == []


@pytest.mark.parametrize("criterion", [name.value for name in ACMG.criteria])
def test_no_criterion_lacks_its_publication(criterion):
    source = ACMG.criteria[next(name for name in ACMG.criteria if name.value == criterion)].source
    assert ACMG.references[source].text in links(row(criterion))


@pytest.mark.parametrize("name", sorted(ACMG.thresholds))
def test_no_threshold_lacks_its_publication(name):
    assert ACMG.references[ACMG.threshold(name).source].text in links(row("PM2", source=ACMG.source_of(name)))


def test_an_address_that_begins_like_another_is_not_taken_for_it():
    text = ACMG.references["ghosh_2018"].text
    assert text not in GENERAL
    assert text in links(row("BA1", source=f"{text}, Table 1"))
    assert text not in links(row("BA1", source=f"{text}0"))


def test_an_expert_panel_that_decided_has_its_specification():
    panel = PANELS["acadvl"]
    told = links(row("PM2", by="panel:acadvl"))
    assert told[-1] == panel.references[panel.specification].text
    assert links(row("PM2", by="panel:unknown")) == links(row("PM2"))


def test_a_laboratorys_own_text_is_no_reference():
    assert set(links(row("PM2", source="our own data, 2024"))) == GENERAL


def test_sources_are_cited_with_their_release():
    records = read_sources(None)
    told = source_references([records["revel"], records["own_cohort"], records["clinvar"]])
    assert [one.link for one in told] == [records["revel"].citation, records["clinvar"].citation]
    assert told[0].words == "REVEL v1.3"


def versions(*tools):
    return Versions(genopipe="0", tools=tuple(ToolVersion(tool=tool, version="1") for tool in tools))


def test_tools_and_methods_each_once_in_one_order():
    made = make_references([], [], versions("whatshap", "bwa", "samtools", "bcftools"), compared=True)
    assert [one.topic for one in made] == ["method"] * 5 + ["tool"] * 3
    assert [one.link for one in made if one.topic == "tool"] == [
        "doi:10.1093/gigascience/giab008", "doi:10.1093/bioinformatics/btp324", "doi:10.1101/085050",
    ]  # fmt: skip
    assert made == make_references([], [], versions("bcftools", "samtools", "bwa", "whatshap"), compared=True)
    assert len(make_references([], [], None, compared=False)) == 3


def test_every_tool_of_a_run_has_a_publication():
    text = (ROOT / "workflow" / "rules" / "run.smk").read_text(encoding="utf-8")
    tools = set(re.findall(r"^ +(\w+)\) \S*", text[text.index("case ") : text.index("esac")], re.MULTILINE))
    rows = read_curated("references").rows(named=True)
    assert len(tools) > 5
    assert tools == {one["name"] for one in rows if one["kind"] == "tool"}
    assert all(re.fullmatch(r"doi:10\.\d+/\S+|https://\S+", one["link"]) for one in rows)


def test_the_report_and_its_page_list_them(case_folder, extras, report_of, make_report):
    told = report_of(case_folder, *extras)["references"]
    links = [one["link"] for one in told]
    assert "doi:10.1016/j.ajhg.2016.08.016" in links, "REVEL is among the sources of the run"
    assert "doi:10.1093/bioinformatics/btp324" in links, "bwa is among its tools"
    page = (make_report(case_folder, *extras, forms=["report.html"]) / "report.html").read_text()
    assert all(link in page for link in links)
    assert '<a href="http' not in page
