"""Cells of tab-separated text that a spreadsheet takes for text: one line, no formula."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guarded(text: str) -> str:
    """Return text as a cell: a formula gets a `'` before it, what cannot be printed becomes a blank."""
    safe = f"'{text}" if text.startswith(_FORMULA) else text
    return "".join(character if character.isprintable() else " " for character in safe)
