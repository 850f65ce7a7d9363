"""Place of an allele, and why its gene fits: numbers by hand, words in both languages."""

import pytest

from genopipe.errors import ContentError
from genopipe.errors import InputError
from genopipe.io.phenotype_names import read_phenotype_names
from genopipe.report.case import CaseReport
from genopipe.report.ranking import NEAR_BEST
from genopipe.report.ranking import PARTS
from genopipe.report.ranking import WORDS
from genopipe.report.ranking import make_parts
from genopipe.report.ranking import make_rank
from genopipe.report.ranking import why_here
from genopipe.report.ranking import why_not_higher
from genopipe.report.texts import Texts
from unit.report.case_folder import RANKED
from unit.report.case_folder import add_ranks
from unit.report.case_folder import rich_tables
from unit.report.case_folder import write_case
from unit.report.case_folder import write_phenotype

CHINESE = Texts("zh-Hant")


@pytest.fixture
def report(tmp_path, extras, report_of):
    tables = rich_tables()
    add_ranks(tables)
    folder = write_case(tmp_path / "case", tables)
    write_phenotype(folder)
    return CaseReport.model_validate(report_of(folder, *extras))


def test_parts_add_up_to_the_score():
    parts = make_parts(RANKED["rank_parts"])
    assert [(part.name, part.given, part.lost) for part in parts] == [
        ("phenotype", 0.237, 0.055),  # 0.81 x 0.292 = 0.23652; 0.19 x 0.292 = 0.05548
        ("consequence", 0.109, 0.0),
        ("frequency", 0.102, 0.044),  # 0.696 x 0.146 = 0.101616
        ("class", 0.153, 0.008),  # 0.949 x 0.161 = 0.152789
        ("inheritance", 0.263, 0.029),  # 0.9 x 0.292 = 0.2628
    ]
    assert sum(part.given + part.lost for part in parts) == pytest.approx(1.0, abs=0.002)


def test_words_name_what_gives_and_loses_most():
    parts = make_parts(RANKED["rank_parts"][:5])
    assert why_here(parts) == (
        "mode of inheritance gives 0.26 of 0.29: one of a pair, on different copies of the gene; "
        "phenotype gives 0.24 of 0.29: how well the terms fit a disease of the gene; "
        "class gives 0.15 of 0.16: points of the criteria: 6"
    )
    assert why_not_higher(parts) == (
        "phenotype loses 0.06 of 0.29: how well the terms fit a disease of the gene; "
        "rarity loses 0.04 of 0.15: highest population frequency 0.000663; "
        "mode of inheritance loses 0.03 of 0.29: one of a pair, on different copies of the gene"
    )
    assert CHINESE.say(why_not_higher(parts)) == (
        "表型失 0.06（滿分 0.29）：表型詞彙與該基因疾病的相符程度；"
        "罕見程度失 0.04（滿分 0.15）：人群最高頻率 0.000663；"
        "遺傳模式失 0.03（滿分 0.29）：成對變異之一，位於不同基因拷貝"
    )


@pytest.mark.parametrize(
    ("lost", "told"), [(0.009, NEAR_BEST), (0.010, NEAR_BEST), (0.011, "class loses 0.01 of 0.10: points of")]
)
def test_what_hardly_loses_is_not_named(lost, told):
    assert why_not_higher(make_parts([f"class={1 - lost / 0.1}*0.1:9_points"])).startswith(told)


def test_what_is_not_known_is_no_reason_to_stand_here():
    parts = make_parts(
        ["phenotype=0.5*0.292:not_assessable", "frequency=0.5*0.146:not_assessable", "consequence=1.0*0.1:high"]
    )
    assert why_here(parts) == "consequence gives 0.10 of 0.10: truncation, splice site, start or stop codon lost"
    assert why_not_higher(parts).startswith("phenotype loses 0.15 of 0.29: no term of the case could be compared")
    assert [part.known for part in parts] == [False, False, True]


@pytest.mark.parametrize("points", [-3, 0, 12])
def test_negative_points_are_told(points):
    (part,) = make_parts([f"class=0.1*0.161:{points}_points"])
    assert part.words == f"points of the criteria: {points}"
    assert list(CHINESE.untold(part.words)) == []


def test_an_allele_without_a_place_says_so():
    told = make_rank({"rank": None, "rank_parts": None, "rank_state": "too common"})
    assert (told["rank"], told["rank_parts"], told["why_here"], told["why_not_higher"]) == (None, (), None, None)
    assert told["rank_state"] == "too common"
    assert make_rank({})["rank_state"] == "ranking was not run"


def test_every_part_is_said_in_chinese():
    words = [*PARTS.values(), *(text for told in WORDS.values() for text in told.values()), NEAR_BEST]
    assert [text for text in words if list(CHINESE.untold(text))] == []


def test_candidates_stand_by_their_place(report):
    assert [(one.gene_symbol, one.rank) for one in report.candidates] == [("SCN1A", 2), ("CDKL5", 3), ("MT-TL1", None)]
    assert report.places == 3
    assert report.candidates[-1].why_not_higher is None


def test_why_this_gene(report):
    facts = report.findings[0].phenotype
    assert facts is not None
    assert (facts.score, facts.disease, facts.disease_modes) == (0.81, "OMIM:266100", ("recessive",))
    assert facts.disease_name == "Epilepsy, early-onset, 4, vitamin B6-dependent"
    first, second = facts.matches
    assert (first.observed_label, first.annotated_label, first.information) == (
        "Seizure", "Generalized myoclonic seizure", 1.45,
    )  # fmt: skip
    assert second.observed_label == "Global developmental delay", "the case's own name, where the release has none"
    assert second.annotated_label == "Global developmental delay"
    assert [(one.annotated_label, one.frequency) for one in facts.conflicts] == [("Microcephaly", 0.17), (None, None)]
    assert report.phenotype_release == "2025-01-16"
    assert report.candidates[0].phenotype is None


def test_without_ranking_nothing_is_told(case_folder, report_of):
    report = report_of(case_folder)
    assert report["places"] is None
    assert {one["rank"] for one in (*report["findings"], *report["candidates"])} == {None}


def test_a_file_that_tells_no_terms_is_refused(tmp_path):
    path = tmp_path / "phenotype.json"
    path.write_text('{"observed": []}', encoding="utf-8")
    with pytest.raises(InputError, match="REPORT-JSON"):
        read_phenotype_names(path)
    path.write_text("[", encoding="utf-8")
    with pytest.raises(ContentError):
        read_phenotype_names(path)


def test_the_page_says_why(tmp_path, extras, make_report):
    tables = rich_tables()
    add_ranks(tables)
    folder = write_case(tmp_path / "case", tables)
    write_phenotype(folder)
    page = (make_report(folder, *extras, forms=["report.html"]) / "report.html").read_text()
    assert "Place 1 of 3" in page
    assert "Generalized myoclonic seizure" in page
    assert "phenotype loses 0.06 of 0.29" in page
