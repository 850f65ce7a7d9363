"""Texts that must stay texts, and models and results in which they stand wherever a text is free."""

import dataclasses
import json
from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from types import NoneType
from types import UnionType
from typing import Any
from typing import Literal
from typing import Union
from typing import get_args
from typing import get_origin

from pydantic import BaseModel

TABLE = Path(__file__).parent / "hostile.tsv"
EACH, EACH_TEXT = 2, 6
"""Entries of every list of a model that is filled, and of lists of texts."""
EMPTY = ("genes",)
"""Lists of which the second one is empty where a report is sparse."""
LINKED = {"person": "person", "proband": "person", "relation": "relation", "mode": "mode", "allele": "allele",
          "partners": "allele", "mode_meanings": "mode", "left_out": "allele"}  # fmt: skip
"""Fields, and mappings by their keys, that name one thing: at the same place of their lists they hold the same text."""
CLOSED = {
    "classification": ("pathogenic", "likely_pathogenic"),
    "criterion": ("PVS1", "PM2"),
    "bucket": ("finding", "candidate"),
    "outcome": ("met", "not_met"),
    "confidence": ("green", "amber"),
    "strength": ("strong", "moderate"),
    "engine_outcome": ("met", "not_met"),
    "engine_strength": ("strong", "moderate"),
}
"""Fields whose words are a closed set of the code, though the model calls them texts: pages have a text for each."""
WORDS = {
    "zygosity": ("heterozygous", "homozygous", "hemizygous"),
    "state": ("found", "absent"),
    "panel_confidence": ("green", "amber"),
    "tier": ("1", "2"),
    "kind": ("region", "short_tandem_repeat"),
}
"""Fields that hold a word which pages ask for: some pages are made with these, so that what depends on them is seen."""
NUMBERS: dict[type, Callable[[int], Any]] = {
    bool: lambda number: number % 2 == 0,
    int: lambda number: number + 1,
    float: lambda number: 0.25 / (number + 1),
}
"""Type to a figure for each entry of a list."""


@dataclass(frozen=True)
class Hostile:
    """A text and its class."""

    kind: str
    text: str


@cache
def read_hostile() -> tuple[Hostile, ...]:
    """Return the texts of the table; a lone surrogate is one text of it, too."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").split("\n") if line and not line.startswith("#")]
    rows = [line.split("\t") for line in lines[1:]]
    return tuple(Hostile(kind, json.loads(text) * int(times)) for kind, times, text in rows)


def texts(*, huge: bool = False, surrogates: bool = True) -> tuple[str, ...]:
    """Return the texts, the huge ones or all others."""
    kept = (one for one in read_hostile() if (one.kind == "huge") == huge)
    return tuple(one.text for one in kept if surrogates or one.kind != "surrogate")


TextOf = Callable[[str], str]


@dataclass
class Filler:
    """What fills a model: every optional part is there, every list has entries, each text is asked for by its place.

    Attributes:
        text_of: Place, such as `findings[0].genotypes[1].person`, to the text.
        words: Fields of `WORDS` hold a word instead, and the second entry of a list lacks whatever may be missing.
    """

    text_of: TextOf
    words: bool = False

    def make(self, model: type[BaseModel], place: str = "") -> Any:
        """Return a model that nothing has checked."""
        fields = {}
        for name, info in model.model_fields.items():
            inside = f"{place}.{name}" if place else name
            fields[name] = self._value(info.annotation, inside, name)
        return model.model_construct(**fields)

    def _value(self, kind: Any, place: str, name: str) -> Any:
        origin, inner = get_origin(kind), get_args(kind)
        number = _number(place)
        sparse = self.words and number % EACH == 1
        if origin in (Union, UnionType):
            return None if sparse else self._value(next(one for one in inner if one is not NoneType), place, name)
        if origin is Literal:
            return inner[number % len(inner)]
        if origin is tuple and sparse and name in EMPTY:
            return ()
        if origin is tuple:
            several = [inner[0]] * (EACH_TEXT if inner[0] is str else EACH) if inner[-1] is Ellipsis else inner
            return tuple(self._value(one, f"{place}[{at}]", name) for at, one in enumerate(several))
        if origin is dict:
            return {
                self._key(inner[0], f"{place}[{at}]", name): self._value(inner[1], f"{place}[{at}].value", "value")
                for at in range(EACH)
            }
        return self._single(kind, place, name, number)

    def _key(self, kind: Any, place: str, name: str) -> Any:
        return self._value(kind, f"{place}.key", name if name in LINKED else "key")

    def _single(self, kind: type, place: str, name: str, number: int) -> Any:
        if issubclass(kind, BaseModel):
            return self.make(kind, place)
        if issubclass(kind, Enum):
            return list(kind)[number % len(kind)]
        if kind in NUMBERS:
            return NUMBERS[kind](number)
        assert kind is str, f"{place}: the test knows no {kind}"
        if name in CLOSED:
            return CLOSED[name][number % len(CLOSED[name])]
        if self.words and name in WORDS:
            return WORDS[name][number % len(WORDS[name])]
        return self.text_of(f"{LINKED[name]} {number}" if name in LINKED else place)


def _number(place: str) -> int:
    """Return where in the innermost list a place is, 0 where it is in none."""
    return int(place.rpartition("[")[2].partition("]")[0]) if "[" in place else 0


@dataclass
class Turn:
    """Texts by place: every place gets another one, and after `length` turns each place has had every text.

    Attributes:
        given: All texts.
        number: Which turn, from 0.
        together: Texts that one place gets at a time, a blank between them.
    """

    given: tuple[str, ...]
    number: int
    together: int = 1
    places: dict[str, int] = dataclasses.field(default_factory=dict)

    @property
    def length(self) -> int:
        """How many turns there are."""
        return -(-len(self.given) // self.together)

    def __call__(self, place: str) -> str:
        """Return the text of a place."""
        start = self.places.setdefault(place, len(self.places)) + self.number * self.together
        return " ".join(self.given[(start + at) % len(self.given)] for at in range(self.together))


def harmless(place: str) -> str:
    """Return a text without any meaning for a page, another one for each place."""
    return "harmless " + place.replace("[", " ").replace("]", " ").replace("_", " ").replace(".", " ")


def replaced(value: Any, text_of: TextOf) -> Any:
    """Return a result of plain classes, every text of it replaced; the same text is replaced by the same one."""
    if type(value) is str:
        return text_of(value) if value else value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        kept = {one.name: replaced(getattr(value, one.name), text_of) for one in dataclasses.fields(value) if one.init}
        return dataclasses.replace(value, **kept)
    if isinstance(value, tuple) and hasattr(value, "_replace"):
        return type(value)(*(replaced(one, text_of) for one in value))
    if isinstance(value, tuple | list | frozenset | set):
        return type(value)(replaced(one, text_of) for one in value)
    if isinstance(value, Mapping):
        return {replaced(key, text_of): replaced(one, text_of) for key, one in value.items()}
    return value
