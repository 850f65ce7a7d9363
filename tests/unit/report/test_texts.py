"""The catalogue of texts: whole in both languages, used, and the only source of what the forms say."""

import ast
import re
from pathlib import Path

import pytest

import genopipe.report
from genopipe import gates
from genopipe.acmg_codes import STRENGTHS
from genopipe.genome import Sex
from genopipe.io.curated import read_curated
from genopipe.pedigree import Affection
from genopipe.report import words
from genopipe.report import zygosity
from genopipe.report.case import CaseReport
from genopipe.report.gaps import NO_HARD_GENE
from genopipe.report.gaps import NO_HARD_SOURCE
from genopipe.report.searched import SearchState
from genopipe.report.texts import _PLACE
from genopipe.report.texts import LANGUAGES
from genopipe.report.texts import Texts
from genopipe.report.texts import read_catalogue
from genopipe.report.told import ADDITIONAL_NOTE
from genopipe.report.told import CARRIER_NOTE
from genopipe.report.told import NO_DRUGS
from unit.report.case_folder import Tables
from unit.report.case_folder import add_candidates
from unit.report.case_folder import add_ranks
from unit.report.case_folder import add_set_aside
from unit.report.case_folder import make_case
from unit.report.case_folder import rich_tables
from unit.report.case_folder import write_case
from unit.report.case_folder import write_sources

REPORT = Path(genopipe.report.__file__).parent
PACKAGE = REPORT.parent
OURS = sorted(path for path in (REPORT / "templates").rglob("*.j2") if path.name != "run.html.j2")
STAGES = ("classify", "filter", "additional", "carriers", "pathogenic", "tables", "annotate/engine", "rank")
CLASSES = ("pathogenic", "likely_pathogenic", "uncertain_significance", "likely_benign", "benign")
OPEN = [text.format("1 candidate" if "review" in text else "A1 and B2") for text in words.INCONCLUSIVE.values()]
INCONCLUSIVE = [*(f"inconclusive: {text}" for text in OPEN), f"inconclusive: {'; '.join(OPEN)}"]
LITERALS = re.compile(
    r"\{\w+(?::\w+)?\}|\(s\)|; |\. | (?=(?:not )?above\b|panel\b|no gene panel|in the proband|of\b|not passed)"
)
STARTS = re.compile(r'"((?:page\.[a-z]+_|criterion\.))" ~')
CHINESE = Texts("zh-Hant")
OWN_WORDS = {"ClinVar", "GQ", "GT", "QUAL", "FILTER", "genopipe", "English"}
"""What is the same in every language."""
CATALOGUE = read_catalogue()


def strings(path):
    """Yield the texts of a module, those of f-strings with a NUL at each place."""
    inside = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            inside |= {id(part) for part in node.values}
            yield "".join(part.value if isinstance(part, ast.Constant) else "\0" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.value


def test_every_text_is_there_in_every_language():
    for key, said in CATALOGUE.forms.items():
        assert set(said) == set(LANGUAGES), key
        assert all(text.strip() == text != "" for text in said.values()), key
        assert len({frozenset(_PLACE.findall(text)) for text in said.values()}) == 1, key
    for sentence in CATALOGUE.sentences:
        assert set(sentence.said) == set(LANGUAGES), sentence.english
        places = {name for name, _ in _PLACE.findall(sentence.said["zh-Hant"])}
        assert places == set(sentence.kinds), sentence.english


def test_chinese_is_chinese_and_traditional():
    said = [*CATALOGUE.forms.values(), *(sentence.said for sentence in CATALOGUE.sentences)]
    same = [text["en"] for text in said if text["en"] == text["zh-Hant"]]
    assert same == ["Q30"]
    simplified = re.compile("[报变遗传隐带临诊断检测结论阴阳样编号医师释义线长质图无]")
    assert not [text["zh-Hant"] for text in said if simplified.search(text["zh-Hant"])]


def test_no_sentence_stands_twice():
    english = [sentence.english for sentence in CATALOGUE.sentences]
    assert len(english) == len(set(english))


def test_every_key_is_used():
    sources = "".join(path.read_text(encoding="utf-8") for path in [*OURS, *REPORT.glob("*.py")])
    made = {f"id.{name}" for name in ("name", "birth_date", "patient", "sample", "accession")}
    made |= {f"class.{name}" for name in CLASSES}
    made |= {key for key in CATALOGUE.forms for start in STARTS.findall(sources) if key.startswith(start)}
    assert {key for key in CATALOGUE.forms if f'"{key}"' not in sources} - made == set()
    asked = set(re.findall(r'\b(?:t|texts|fact)\("([a-z_.A-Z0-9]+)"(?! ~)', sources))
    assert asked <= set(CATALOGUE.forms)


def test_every_sentence_is_one_of_the_model():
    stages = [path for name in STAGES for path in (PACKAGE / name).glob("*.py")]
    spoken = [text for path in [*REPORT.glob("*.py"), *PACKAGE.glob("*.py"), *stages] for text in strings(path)]
    spoken += [words.plain(text) for text in spoken]
    spoken += [f": {words.plain(strength)}" for strength in STRENGTHS]
    spoken.append(" ".join((PACKAGE / "curated/filters.yaml").read_text(encoding="utf-8").split()))
    terms = {words.consequence_words(term) for term in read_curated("consequence_terms")["so_term"]}
    for sentence in CATALOGUE.sentences:
        parts = [part.strip(" ,.;()") for part in LITERALS.split(sentence.english)]
        known = sentence.english in terms or all(
            any(part in text for text in spoken) for part in parts if len(part) > 2
        )
        assert known, sentence.english


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_templates_hold_no_text_of_their_own(path):
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    left = re.sub(r"<[^>]*>", " ", text)
    assert set(re.findall(r"[A-Za-z]{2,}", left)) <= OWN_WORDS
    for name, value in re.findall(r'(alt|title|aria-label|placeholder)="([^"]*)"', text):
        assert not re.search("[A-Za-z]", value), name


def test_every_word_of_the_model_is_translated():
    tables = (
        words.RULES, words.MODES, words.PANEL_MODES, words.PHASES, words.ORIGINS, words.FREQUENCY_STATES,
        words.CLINVAR_STATES, zygosity._TWO_COPIES, zygosity._ONE_COPY,
    )  # fmt: skip
    told = [text for table in tables for text in table.values()]
    told += [text for pair in (*words.TYPES_TESTED, *words.TYPES_NOT_TESTED) for text in pair]
    told += [words.LIMIT_CSQ, words.LIMIT_CLASS, words.VCF_START, words.DISCLAIMER, words.NOT_AVAILABLE]
    told += [NO_HARD_SOURCE, NO_HARD_GENE, words.LIMIT_CLASSIFIED, *words.ENTITY_KINDS.values(), *INCONCLUSIVE]
    told += [NO_DRUGS, ADDITIONAL_NOTE, CARRIER_NOTE]
    told += [words.consequence_words(term) for term in read_curated("consequence_terms")["so_term"]]
    told += [item.value for kind in (Sex, Affection) for item in kind]
    told += [state.replace("_", " ") for state in SearchState.__args__]
    told += [word.title for word in gates.WORDS.values()]
    assert [text for text in told if list(CHINESE.untold(text))] == []


def sentences_of(report: CaseReport):
    """Yield every sentence of a model that report.pdf says."""
    yield from (report.headline.title, report.headline.text, report.search.note, report.gates_text, report.disclaimer)
    yield from (*report.limits, *report.methods)
    yield from filter(None, (report.search.exons_note, report.search.hard_note))
    yield from (person.relation for person in report.people)
    for allele in (*report.findings, *report.candidates):
        yield from (allele.inherited_from, allele.by_words, allele.frequency.words, allele.clinvar_words)
        yield from (line.zygosity for line in allele.genotypes)
        yield from allele.remarks
        yield from filter(None, (allele.panel_mode, allele.partner_phase))
        yield from filter(None, (allele.why_here, allele.why_not_higher, allele.rank_mode))
        yield from (text for part in allele.rank_parts for text in (part.title, part.words))
        yield from allele.phenotype.disease_modes if allele.phenotype else ()
        for line in allele.predictors:
            yield from filter(None, (line.words, line.says, line.note))


def models(tmp_path, report_of, extras):
    only_candidates, nothing = Tables(), Tables()
    add_candidates(only_candidates)
    add_set_aside(nothing, 12)
    ranked = rich_tables()
    add_ranks(ranked)
    made = {"rich": rich_tables(), "ranked": ranked, "candidates": only_candidates, "nothing": nothing}
    for name, tables in made.items():
        for kind, case, options in (
            ("reads", make_case(), extras),
            ("alone", make_case(panels=[]), ()),
            ("vcf", make_case(form="vcf", panels=["epilepsy", "other"]), ()),
        ):
            folder = write_case(tmp_path / f"{name}-{kind}", tables, case)
            write_sources(folder) if name == "ranked" else None
            yield CaseReport.model_validate(report_of(folder, *options))


def test_every_sentence_of_a_report_is_translated(tmp_path, report_of, extras):
    for report in models(tmp_path, report_of, extras):
        for text in sentences_of(report):
            assert list(CHINESE.untold(text)) == [], text


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("positive: 2 findings in A1 and B2", "陽性：於 A1、B2 檢出 2 個變異"),
        ("inconclusive: 1 candidate for review", "未能定論：1 個候選變異待審閱"),
        ("mitochondrial, in 37.4 % of reads", "線粒體，37.4 % 的讀段顯示此變異"),
        ("No data of the proband's father and mother: de novo and phase by parents are not assessable.",
         "沒有先證者父親、母親的數據：未能評估新生變異及由父母定相。"),
        ("heterozygous (one copy is expected here)", "雜合（此處預期只有一個拷貝）"),
        ("words of nobody's", "words of nobody's"),
    ],
)  # fmt: skip
def test_sentences(english, chinese):
    assert CHINESE.say(english) == chinese
    assert Texts("en").say(english) == english


def test_a_long_text_is_left_as_it_is():
    assert CHINESE.say("positive: " + "x " * 5000) == "positive: " + "x " * 5000


def test_english_sentences_hold_no_word_of_a_table():
    said = Texts("en").say("fits compound_heterozygous; green in panel my_panel; rule not_in_proband_2")
    assert said == "fits compound heterozygous; green in panel my_panel; rule not_in_proband_2"
