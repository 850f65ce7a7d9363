"""Text as a page may show it: what cannot be seen, or turns the writing around, becomes a mark that can be seen."""

import unicodedata

from markupsafe import Markup

# Characters that turn the direction of the text that follows. Source: Unicode Standard Annex 9, section 2.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BAD_KINDS = ("Cc", "Cs", "Co", "Cn")


def _visible(character: str) -> str:
    bad = character in _TURNING or (unicodedata.category(character) in _BAD_KINDS and character not in "\n\t")
    return "\N{REPLACEMENT CHARACTER}" if bad else character


def visible(text: str) -> str:
    """Return text without controls, lone surrogates, private characters and marks that turn its direction.

    XML (and so SVG) allows none of them: one of them would make a whole drawing unreadable (XML 1.0, section 2.2).
    """
    return text if text.isascii() and text.isprintable() else "".join(map(_visible, text))


def visible_value(value: object) -> object:
    """Return a value of a template as it may be shown; whatever is no text, or is markup of ours, stays as it is."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
