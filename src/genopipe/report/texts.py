"""The texts of the report in each language, of one catalogue: curated/report_texts.yaml and report_evidence.yaml.

`forms` holds what the forms say by themselves, by key. `model` holds the sentences that the model is made of: a form
says each in its language. A place in a sentence is `{name}` (kept as it is), `{name:text}` (the same, whatever it
holds), `{name:word}` (without blanks), `{name:count}` and `{name:figure}` (numbers), `{name:say}` (a sentence itself)
or `{name:list}` (words joined by commas and `and`); `(s)` in English is a plural that may be there.
"""

import re
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from genopipe.errors import ContentError
from genopipe.io.yaml_file import read_yaml
from genopipe.report.words import plain

LANGUAGES = ("en", "zh-Hant")
ENGLISH = "en"
LONGEST = 20_000
"""Longest sentence that is looked up (characters); the model's own are shorter."""
_PLACE = re.compile(r"\{(\w+)(?::(\w+))?\}")
_INSIDE = r"(?:(?![.;] \S).)+?"
"""Within a sentence: no other one begins there."""
_KINDS = {
    "": _INSIDE,
    "list": _INSIDE,
    "say": ".+?",
    "text": ".+",
    "word": r"\S+",
    "count": r"[\d,]+",
    "figure": r"[<>]? ?[-+\d.,e]*\d",
}
_MOST_PIECES = 6
"""Longest sentence of the catalogue, in pieces that a point or semicolon ends."""
_MOST_PARTS = 60
"""A text of more pieces than these is none of the model's."""
_SENTENCES = re.compile(r"(?<=[.;]) (?=\S)")
_STOPS = {".": "\N{IDEOGRAPHIC FULL STOP}", ";": "\N{FULLWIDTH SEMICOLON}"}
_COMMA = "\N{IDEOGRAPHIC COMMA}"
_JOINTS = re.compile(r", | and ")


@dataclass(frozen=True)
class Sentence:
    """A sentence of the model.

    Attributes:
        english: As the model writes it, with its places.
        said: The sentence by language.
        pattern: What recognises it, the places as groups.
        kinds: Kind of each place by name.
        ends: With what it begins and ends, before and behind every place.
        own: The letters between its places, all of which a text that fits holds.
    """

    english: str
    said: Mapping[str, str]
    pattern: re.Pattern[str]
    kinds: Mapping[str, str]
    ends: tuple[str, str]
    own: tuple[str, ...]

    def match(self, text: str) -> re.Match[str] | None:
        """Return how a text fits; None: it does not."""
        near = text.startswith(self.ends[0]) and text.endswith(self.ends[1]) and all(one in text for one in self.own)
        return self.pattern.fullmatch(text) if near else None


@dataclass(frozen=True)
class Catalogue:
    """All texts.

    Attributes:
        forms: Key to text by language.
        model: Sentences of the model without places, English to the sentence.
        patterns: Sentences with places, those with most letters of their own first.
    """

    forms: Mapping[str, Mapping[str, str]]
    model: Mapping[str, Sentence]
    patterns: tuple[Sentence, ...]

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence of the model."""
        return (*self.model.values(), *self.patterns)


def _make_sentence(said: Mapping[str, str]) -> Sentence:
    english = said[ENGLISH]
    parts = _PLACE.split(english)
    pattern, kinds = "", {}
    for literal, name, kind in zip(parts[::3], [*parts[1::3], ""], [*parts[2::3], ""], strict=True):
        pattern += re.escape(literal).replace(r"\(s\)", "s?")
        if name:
            kinds[name] = kind or ""
            pattern += f"(?P<{name}>{_KINDS[kind or '']})"
    ends = (parts[0].partition("(s)")[0], parts[-1].rpartition("(s)")[2])
    own = tuple(letters for part in parts[::3] for letters in part.split("(s)"))
    return Sentence(english, said, re.compile(pattern, re.DOTALL), kinds, ends, own)


def _read(name: str) -> dict[str, Any]:
    document, faults = read_yaml(Path(str(files("genopipe").joinpath("curated", name))))
    if faults:
        raise ContentError("; ".join(item.line() for item in faults))
    content: dict[str, Any] = document.content
    return content


@cache
def read_catalogue() -> Catalogue:
    """Return the catalogue.

    Raises:
        ContentError: It is not as it should be.
    """
    texts = _read("report_texts.yaml")
    sentences = [_make_sentence(said) for said in (*texts["model"], *_read("report_evidence.yaml")["model"])]
    with_places = [one for one in sentences if one.kinds or "(s)" in one.english]
    return Catalogue(
        forms=texts["forms"],
        model={one.english: one for one in sentences if one not in with_places},
        patterns=tuple(sorted(with_places, key=lambda one: -len(_PLACE.sub("", one.english)))),
    )


@cache
def _codes() -> re.Pattern[str]:
    """Return what recognises the words of tables that sentences of the model hold, such as `compound_heterozygous`."""
    codes = [text for text in read_catalogue().model if "_" in text and " " not in text]
    return re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, codes), key=len, reverse=True))})\b")


@dataclass(frozen=True)
class Texts:
    """The texts in one language.

    Attributes:
        language: One of `LANGUAGES`.
    """

    language: str = ENGLISH

    def __call__(self, key: str, **places: object) -> str:
        """Return the text of a form.

        Args:
            key: Key of the catalogue.
            places: What stands at the places of the text.
        """
        text = read_catalogue().forms[key][self.language]
        return _PLACE.sub(lambda match: str(places[match[1]]), text)

    def say(self, text: str | None) -> str | None:
        """Return a sentence of the model in this language; what the catalogue does not hold stays as it is.

        In English the words of tables lose their underscores.
        """
        if text is None:
            return None
        if self.language == ENGLISH:
            return _codes().sub(lambda match: plain(match[0]), text)
        pieces = list(self._pieces(text))
        if all(known is None for _, known in pieces):
            return text
        return "".join(f"{piece} " if known is None else known for piece, known in pieces).rstrip(" ")

    def knows(self, text: str) -> bool:
        """Say whether the catalogue holds a text as a whole."""
        return self._known(text) is not None

    def untold(self, text: str) -> Iterator[str]:
        """Yield the pieces of a sentence of the model that the catalogue does not hold in this language."""
        yield from (piece for piece, known in self._pieces(text) if known is None)

    def _pieces(self, text: str) -> Iterator[tuple[str, str | None]]:
        """Yield the sentences of a text, the longest that is known first, each with what it is in this language."""
        pieces = _SENTENCES.split(text) if len(text) <= LONGEST else [text]
        pieces = pieces if len(pieces) <= _MOST_PARTS else [text]
        first = 0
        while first < len(pieces):
            for behind in range(min(len(pieces), first + _MOST_PIECES), first, -1):
                piece = " ".join(pieces[first:behind])
                known = self._known(piece)
                if known is not None or behind == first + 1:
                    yield piece, known
                    first = behind
                    break

    def _known(self, text: str) -> str | None:
        if not text or len(text) > LONGEST:
            return None
        catalogue = read_catalogue()
        if text in catalogue.model:
            return catalogue.model[text].said[self.language]
        stripped = self._known(text[:-1]) if text[-1] in _STOPS else None
        if stripped is not None:
            return stripped + _STOPS[text[-1]]
        for sentence in catalogue.patterns:
            match = sentence.match(text)
            said = None if match is None else self._filled(sentence, match.groupdict())
            if said is not None:
                return said
        return None

    def _filled(self, sentence: Sentence, places: Mapping[str, Any]) -> str | None:
        told = {name: self._place(kind, places[name]) for name, kind in sentence.kinds.items()}
        if any(value is None for value in told.values()):
            return None
        return _PLACE.sub(lambda match: str(told[match[1]]), sentence.said[self.language])

    def _place(self, kind: str, text: str) -> str | None:
        if kind == "say":
            pieces = [known for _, known in self._pieces(text)]
            return None if None in pieces else "".join(piece for piece in pieces if piece)
        if kind == "list":
            return _COMMA.join(self._known(word) or word for word in _JOINTS.split(text))
        return text

    def say_list(self, text: str | None) -> str | None:
        """Return words that commas join, each in this language."""
        if text is None or self.language == ENGLISH:
            return text
        return self._known(text) or _COMMA.join(self._known(word) or word for word in text.split(", "))
