"""Both languages of the page: nothing stays English but what is no language, or a source's own words."""

import ast
import itertools
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import genopipe.classify
from genopipe.report.html import make_html
from genopipe.report.texts import LANGUAGES
from genopipe.report.texts import Texts
from unit.report.page_models import inconclusive_report
from unit.report.page_models import negative_report
from unit.report.page_models import rich_report

MODELS = {"rich": rich_report, "negative": negative_report, "inconclusive": inconclusive_report}
VOID = {"meta", "br", "input"}
ATTRIBUTES = ("aria-label", "data-label", "title", "placeholder", "alt")
OWN = (
    "English", "n/a", "ClinVar", "QUAL [\\d.]+ · FILTER", "GQ", "GT", "[A-Z0-9][A-Z0-9-]+(?:, [A-Z0-9]+)*",
    "acmg_sf_3.3",
    "doi:\\S+(?:, Table \\d)?", "gnomAD [\\d.]+", "HP:\\d+", "chr\\w+:[\\d,-]+", "[\\d.]+ reads", "GRCh38, sha256 \\S+",
    "[ab]: .*[>_].*", "genopipe 0.1.0", "genopipe", "MANE Select", "bwa", "bcftools", "eas|nfe|afr", "MT-TL1",
)  # fmt: skip
"""What is no language: symbols, numbers, codes, addresses, names of tables and rules."""
SOURCES = (
    "Developmental delay and seizures from the age of 8 months; brother of a healthy girl",
    "Global developmental delay", "Seizure", "Microcephaly", "Demonstration laboratory", "Childhood epilepsy",
    "epilepsy", "Chan T M", "Pathogenic", "Pathogenic/Likely pathogenic", "ClinVar: Pathogenic/Likely pathogenic",
    "REVEL v1.3", "Epileptic spasm", "Epilepsy, pyridoxine-dependent", "SpliceAI",
    "criteria provided, multiple submitters, no conflicts", "reference", "carriers",
    "Pyridoxine-dependent epilepsy; Epilepsy, early-onset, vitamin B6-dependent",
    "hereditary breast and ovarian cancer", "beta thalassaemia", "HBB, beta thalassaemia",
    "only where it truncates the protein", "A second family is known", "https://hkgp.org, quality of sequencing data",
)  # fmt: skip
"""Words of the laboratory, of ClinVar, HPO, lists and panels."""


class Shown(HTMLParser):
    """Collect the texts of a page that do not change with the language."""

    def __init__(self, page):
        super().__init__()
        self.path = []
        self.fixed = set()
        self.translated = 0
        self.attributes = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self.attributes |= {told[name] for name in ATTRIBUTES if told.get(name) and f"data-t-{name}" not in told}
        if tag not in VOID:
            self.path.append(
                (tag, "data-t" in told, "mono" in (told.get("class") or "").split(), told.get("class") or "")
            )

    def handle_endtag(self, tag):
        assert self.path.pop()[0] == tag

    def handle_data(self, data):
        if not data.strip() or any(tag in ("script", "style") for tag, *_ in self.path):
            return
        if any(number for _, number, *_ in self.path):
            self.translated += 1
        elif any("references" in classes for *_, classes in self.path):
            return
        elif not any(mono for _, _, mono, _ in self.path):
            self.fixed.add(data.strip())


def left_over(texts):
    known = re.compile("|".join(OWN))
    words = {" ".join(text.split()).strip(" ·,;:.()+") for text in texts}
    return {
        text for text in words if re.search("[A-Za-z]{2}", text) and text not in SOURCES and not known.fullmatch(text)
    }


@pytest.mark.parametrize("name", sorted(MODELS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_ours_stays_in_one_language(tmp_path, name, language):
    report = MODELS[name](tmp_path).model_copy(update={"language": language})
    page = Shown(make_html(report))
    assert left_over(page.fixed) == set()
    assert left_over(page.attributes) == set()
    assert page.translated > 100


ENGLISH_IN_CHINESE = {
    "genopipe", "Select", "Hong", "Kong", "Genome", "Project", "Childhood", "epilepsy", "Pathogenic", "gnomAD",
    "ClinVar",
    "REVEL", "HGNC", "complete", "daily", "missense_variant", "non_coding_transcript_variant", "acmg_sf_", "hkgp",
    "Phred", "json", "report", "HGVS", "MANE", "gnom", "novo",
}  # fmt: skip
"""Names and codes, sources with their versions, ClinVar's words, and Sequence Ontology terms as tables write them."""


@pytest.mark.parametrize("name", sorted(MODELS))
def test_a_chinese_sentence_is_chinese_throughout(tmp_path, name):
    page = make_html(MODELS[name](tmp_path))
    (told,) = re.findall(r'id="texts">(.*?)</script>', page, re.DOTALL)
    words = {word for text in json.loads(told) for word in re.findall("[A-Za-z_]*[a-z]{4}[a-z_]*", text)}
    words |= {word for text in json.loads(told) for word in re.findall("[A-Z]{4,}", text)}
    symbols = {"CDKL", "ALDH", "CASE", "PATHOGENIC", "CYP", "ACMG", "QUAL", "OMIM"}
    assert words - ENGLISH_IN_CHINESE - symbols == set()


CLASSIFY = sorted(Path(genopipe.classify.__file__).parent.glob("*.py"))
FILLINGS = (
    "7", "at least 0.5", "premature stop codon", "in trans: shown by phased reads", "pathogenic", "homozygotes",
    "above the limit",
)  # fmt: skip
"""What can stand at a place of a sentence: a number, a limit, what is a sentence itself."""


def templates(path):
    """Yield the sentences that a module says, split at their places; what only fills a place is no sentence."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
            parts = getattr(node.args[0], "values", [node.args[0]])
            if not isinstance(node.args[0], ast.JoinedStr | ast.Constant):
                continue
            text = "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in parts)
            if re.search("[a-z]{3}", text):
                yield text.split("{}")


def can_be_said(pieces):
    voice = Texts("zh-Hant")
    filled = itertools.product(FILLINGS, repeat=min(len(pieces) - 1, 4))
    for choice in filled:
        words = [*choice, *["7"] * (len(pieces) - 1 - len(choice))]
        text = pieces[0] + "".join(word + piece for word, piece in zip(words, pieces[1:], strict=True))
        if not list(voice.untold(text)):
            return True
    return False


@pytest.mark.parametrize("path", CLASSIFY, ids=lambda path: path.name)
def test_every_sentence_of_the_criteria_is_in_chinese(path):
    assert [pieces for pieces in templates(path) if not can_be_said(pieces)] == []
