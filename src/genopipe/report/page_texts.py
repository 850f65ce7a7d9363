"""The texts of report.html: one language is shown, the other waits in the page until its button is pressed.

Every text that differs between the languages stands in an element or attribute with a number (`data-t`); the page
holds the text of the other language under that number. What is the same in both has no number.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup
from markupsafe import escape

from genopipe.report.pedigree_drawing import Symbol
from genopipe.report.texts import LANGUAGES
from genopipe.report.texts import Texts
from genopipe.report.words import NOT_AVAILABLE
from genopipe.visible import visible_value

_COMMAS = {"en": ", ", "zh-Hant": "\N{FULLWIDTH COMMA}"}
_STOPS = {"en": ". ", "zh-Hant": "\N{IDEOGRAPHIC FULL STOP}"}
_ENDS = ".; \N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH SEMICOLON}"
_MOST_WORDS = 6


def shown(value: object) -> object:
    """Return a value as the page shows it: `n/a` for None, no control or turning characters in texts."""
    if value is None:
        return NOT_AVAILABLE
    return visible_value(value)


def data_json(content: object, *, ascii_only: bool = True) -> Markup:
    """Return JSON in which nothing can end the element that holds it.

    Args:
        content: What it holds.
        ascii_only: Other characters are written as escapes, which takes twice the bytes of Chinese.
    """
    text = json.dumps(content, ensure_ascii=ascii_only, allow_nan=False, separators=(",", ":"))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - no character that HTML knows is left


@dataclass(frozen=True)
class Said:
    """A text in every language, in the order of `LANGUAGES`, without characters that may not be shown."""

    texts: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether it is the same in every language."""
        return len(set(self.texts)) == 1


class PageTexts:
    """What the templates of the page say; made anew for each page, as it numbers the texts that it said.

    Args:
        language: The language in which the page starts.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._here = LANGUAGES.index(language)
        self._voices = [Texts(one) for one in LANGUAGES]
        self._numbers: dict[Said, int] = {}
        self._known: dict[tuple[bool, str], Said] = {}

    def __call__(self, key: str, **places: object) -> Markup:
        """Return a text of the catalogue as an element.

        Args:
            key: Its key.
            places: What stands at its places: a `Said`, or what is shown as it is.
        """
        return self.span(self.fixed(key, **places))

    def fixed(self, key: str, **places: object) -> Said:
        """Return a text of the catalogue in every language."""
        told = []
        for number, voice in enumerate(self._voices):
            filled = {name: one.texts[number] if isinstance(one, Said) else shown(one) for name, one in places.items()}
            told.append(voice(key, **filled))
        return Said(tuple(told))

    def model(self, text: str | None) -> Said:
        """Return a sentence of the model in every language."""
        return self._said(text, listed=False)

    def say(self, text: str | None) -> Markup:
        """Return a sentence of the model as an element; what the catalogue does not hold is plain text."""
        return self.span(self.model(text))

    def say_list(self, text: str | None) -> Markup:
        """Return words that commas join, each in the language of the page."""
        return self.span(self._said(text, listed=True))

    def _said(self, text: str | None, *, listed: bool) -> Said:
        key = (listed, str(shown(text)))
        if key not in self._known:
            told = (voice.say_list(key[1]) if listed else voice.say(key[1]) for voice in self._voices)
            self._known[key] = Said(tuple(str(one) for one in told))
        return self._known[key]

    def joined(self, parts: Iterable[Said | str]) -> Said:
        """Return texts joined by commas, as the language writes them."""
        whole = [one if isinstance(one, Said) else self.model(one) for one in parts]
        return Said(
            tuple(_COMMAS[name].join(one.texts[number] for one in whole) for number, name in enumerate(LANGUAGES))
        )

    def told(self, *parts: Said | str | None) -> Said:
        """Return sentences of the model and fixed texts as one text; what is None is left out."""
        whole = [one if isinstance(one, Said) else self.model(one) for one in parts if one is not None]
        return Said(
            tuple(
                "".join(f"{one.texts[number].rstrip(_ENDS)}{stop}" for one in whole).strip()
                for number, stop in enumerate(_STOPS[name] for name in LANGUAGES)
            )
        )

    def titled(self, symbol: Symbol) -> Said:
        """Return a person of a pedigree in words: name, relation, sex, status, genotypes."""
        told = self.joined(self.note(part) for part in symbol.told)
        return Said(tuple(f"{shown(symbol.name)}: {text}" for text in told.texts))

    def note(self, text: str) -> Said:
        """Return a line below a person in a pedigree: letter and genotype as they are, the words in each language."""
        words = text.split(" ")
        for first in range(max(0, len(words) - _MOST_WORDS), len(words)):
            before, words_left = words[:first], " ".join(words[first:])
            if self._voices[-1].knows(words_left):
                return Said(tuple(str(shown(" ".join([*before, one]))) for one in self.model(words_left).texts))
        return self.model(text)

    def span(self, said: Said) -> Markup:
        """Return a text as an element; plain where it is the same in every language."""
        return escape(said.texts[0]) if said.same else self.element("span", said)

    def element(self, tag: str, said: Said, attributes: str | Markup = "") -> Markup:
        """Return an element that holds nothing but a text.

        Args:
            tag: Its name.
            said: The text.
            attributes: Its other attributes, as HTML of ours.
        """
        number = Markup("") if said.same else Markup(' data-t="{}"').format(self._number(said))
        return Markup("<{0}{1}{2}>{3}</{0}>").format(tag, Markup(attributes), number, said.texts[self._here])  # noqa: S704

    def attribute(self, name: str, key: str, **places: object) -> Markup:
        """Return an attribute that holds a text of the catalogue, with a blank before it."""
        return self.attribute_of(name, self.fixed(key, **places))

    def attribute_of(self, name: str, said: Said) -> Markup:
        """Return an attribute that holds a text, with a blank before it."""
        told = Markup(' {}="{}"').format(name, said.texts[self._here])
        return told if said.same else told + Markup(' data-t-{}="{}"').format(name, self._number(said))

    def _number(self, said: Said) -> int:
        return self._numbers.setdefault(said, len(self._numbers))

    def table(self) -> Markup:
        """Return what the script needs to change the language, as JSON: each text in the other one, by its number."""
        at = next(at for at in range(len(LANGUAGES)) if at != self._here)
        return data_json([said.texts[at] for said in self._numbers], ascii_only=False)
