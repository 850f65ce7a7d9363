"""`genopipe check` reads a laboratory's filters before the first job."""

from genopipe.config import FilterSettings
from genopipe.config import GenomeSettings
from genopipe.config import Settings
from genopipe.preflight.config import named_files
from genopipe.preflight.filters import check_filters


def settings(profile):
    return Settings(genome=GenomeSettings(fasta="g.fa", genes="g.gff3"), filter=FilterSettings(profile=profile))


def test_the_filters_that_ship_are_good(tmp_path):
    assert check_filters(settings(""), tmp_path) == []


def test_a_typo_is_a_fault_with_its_line(tmp_path):
    text = "title: ours\nremarks:\n  - name: one\n    when: qualty < 3\n    text: low\n"
    (tmp_path / "filters.yaml").write_text(text)
    (found,) = check_filters(settings("filters.yaml"), tmp_path)
    assert found.line() == (
        f"ERROR FILTERS-EXPRESSION {tmp_path}/filters.yaml:4 - there is no column or setting `qualty` - "
        "did you mean `quality`?"
    )


def test_a_fault_of_one_section_stands_in_the_file_that_has_it(tmp_path):
    (tmp_path / "filters.yaml").write_text("title: ours\nexpressions: []\n")
    places = {item.where for item in check_filters(settings("filters.yaml"), tmp_path)}
    assert any(place.startswith(f"{tmp_path}/filters.yaml:2") for place in places)
    assert any("curated/filters.yaml:" in place for place in places), "rules that ship name expressions that are gone"


def test_a_file_that_is_not_there_is_told_elsewhere(tmp_path):
    assert check_filters(settings("none.yaml"), tmp_path) == []
    assert named_files(settings("none.yaml"))["filter", "profile"] == "none.yaml"
