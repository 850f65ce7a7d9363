"""Hostile texts in every text field of every page: the page has the elements and handlers of one with harmless texts.

Each place of the model gets each text of hostile.tsv. Several texts stand in a place at a time, a blank between them,
so that few pages do; which ones moves on from page to page and from place to place. The huge ones stand in places whose
length no check before a run bounds. A page made with words where the code asks for words is gone through as well.
"""

import pytest

from browser.forms import PAGES
from browser.hostile import Turn
from browser.hostile import harmless
from browser.hostile import read_hostile
from browser.hostile import texts
from browser.watched import difference
from browser.watched import kinds
from browser.watched import watched

TOGETHER = 18
HUGE_PLACES = (
    "indication", "findings[0].reason", "observed[0].label", "findings[0].hgvs_c", "laboratory", "limits[0]",
    "search.panels[0].title", "candidates[0].gene_symbol", "findings[0].clinvar.conditions[0]", "disclaimer",
    "findings[0].criteria_asked[0].reason", "additional.alleles[0].condition",
)  # fmt: skip
WITH_WORDS = [name for name in PAGES if name.startswith(("report", "family"))]
RUNS = [(name, False) for name in PAGES] + [(name, True) for name in WITH_WORDS]


def write(folder, name, text_of, words):
    path = folder / name
    path.write_text(PAGES[name](text_of, words), encoding="utf-8")
    return path


def test_there_are_texts_of_every_class():
    found = {one.kind for one in read_hostile()}
    assert len(read_hostile()) >= 200
    assert len({one.text for one in read_hostile()}) == len(read_hostile())
    assert {"script", "handler", "url", "jinja", "direction", "control", "surrogate", "sheet", "huge"} <= found


def test_every_place_gets_every_text():
    seen = {}
    places = {}
    for number in range(Turn(texts(), 0, TOGETHER).length):
        turn = Turn(texts(), number, TOGETHER, places)
        for place in "abc":
            seen.setdefault(place, set()).update(turn(place).split(" "))
    assert seen["a"] == seen["b"] == seen["c"] == {word for text in texts() for word in text.split(" ")}


@pytest.mark.parametrize("number", range(2))
def test_huge_texts_stay_texts(chromium, number):
    huge = texts(huge=True)
    assert max(map(len, huge)) >= 1_000_000
    of_place = dict(zip(HUGE_PLACES[number * len(huge) :], huge, strict=False))

    def text_of(place):
        return of_place.get(place) or harmless(place)

    make = PAGES["report.html"]
    with watched(chromium) as page:
        made = make(text_of, False)
        assert len(made) > len(make(harmless, False)) + 2_000_000
        assert difference(page.parsed(made), page.parsed(make(harmless, False))) == []


@pytest.mark.parametrize(("name", "words"), RUNS)
def test_texts_stay_texts(chromium, tmp_path, name, words):
    with watched(chromium) as page:
        path = write(tmp_path, name, harmless, words)
        plain = page.open(path)
        used = page.use("harmless")
        allowed = kinds(plain) | kinds(used)
        assert page.did(path) == []
        places = {}
        for number in range(Turn(texts(), 0, TOGETHER).length):
            turn = Turn(texts(), number, TOGETHER, places)
            path = write(tmp_path, name, turn, words)
            assert difference(page.open(path), plain) == [], f"turn {number}"
            after = page.use(turn("typed"))
            assert kinds(after) <= allowed, f"turn {number}"
            assert difference({**after, "tree": []}, {**used, "tree": []}) == [], f"turn {number}"
            assert page.did(path) == [], f"turn {number}"
