"""Gene symbols that a spreadsheet turned into a date or a number, and the genes that they were.

Source: Ziemann et al. 2016, doi:10.1186/s13059-016-1044-7; Bruford et al. 2020, doi:10.1038/s41588-020-0669-3.
"""

import re
from datetime import date
from datetime import timedelta

from genopipe.io.curated import read_curated
from genopipe.io.naming import show

# Words for months as spreadsheets in several languages write them, by their first letters.
_MONTHS = {
    **{"jan": 1, "ene": 1, "feb": 2, "fév": 2, "mar": 3, "mrz": 3, "mär": 3, "apr": 4, "avr": 4, "abr": 4},
    **{"may": 5, "mai": 5, "mag": 5, "jun": 6, "jul": 7, "aug": 8, "ago": 8, "sep": 9, "set": 9},
    **{"oct": 10, "okt": 10, "ott": 10, "out": 10, "nov": 11, "dec": 12, "dez": 12, "déc": 12, "dic": 12},
}
_WORD = "|".join(sorted(_MONTHS, key=len, reverse=True))
_SEPARATOR = r"[-/. ]{1,2}"
_DAY_MONTH = re.compile(
    rf"(?P<day>\d{{1,2}}){_SEPARATOR}(?P<month>{_WORD})[^\W\d_]*\.?(?:{_SEPARATOR}\d{{2,4}})?\Z", re.IGNORECASE
)
_MONTH_DAY = re.compile(
    rf"(?P<month>{_WORD})[^\W\d_]*\.?{_SEPARATOR}(?P<day>\d{{1,2}}|20\d\d)(?:,? ?\d{{4}})?\Z", re.IGNORECASE
)
_TYPED = re.compile(r"(?P<month>MAR|SEP)(?P<day>\d{1,2})\Z", re.IGNORECASE)
_FIGURES = re.compile(
    r"(?P<first>\d{1,4})(?P<mark>[-/.])(?P<second>\d{1,2})(?:[-/.](?P<third>\d{1,4}))?(?:[ T]00:00(?::00)?)?\Z"
)
_SERIAL = re.compile(r"[1-9]\d{4}(?:\.0)?\Z")
_FLOAT = re.compile(r"(?P<whole>\d)(?:[.,](?P<rest>\d+))?E\+?(?P<power>\d{1,3})\Z", re.IGNORECASE)

# Day 0 of spreadsheets. Their serial numbers of the years 1990 to 2050 have five figures.
_DAY_0 = date(1899, 12, 30)
_YEARS = range(1990, 2051)
# Figures before the letter of a clone's name: 2310009E13.
_CLONE = 7


def damage(text: str) -> tuple[str, str] | None:
    """Say whether a gene symbol is what a spreadsheet made of one.

    Args:
        text: What stands where a symbol should.

    Returns:
        What it looks like, and what to write instead with the likely genes; None: no sign of damage.
    """
    if match := _FLOAT.match(text):
        return f"{show(text)} looks like a number that a spreadsheet made of a clone's name", _clone(match)
    found = _month_and_day(text)
    if found is None:
        return None
    return f"{show(text)} looks like a date that Excel made of a gene symbol", _named(*found)


def _month_and_day(text: str) -> tuple[int, int] | None:
    if text.upper() == "SEP15":  # the true former symbol of SELENOF
        return None
    if match := _DAY_MONTH.match(text) or _MONTH_DAY.match(text) or _TYPED.match(text):
        return _MONTHS[match["month"].lower()], int(match["day"]) % 100
    if _SERIAL.match(text):
        day = _DAY_0 + timedelta(days=int(text[:5]))
        return (day.month, day.day) if day.year in _YEARS else None
    if (match := _FIGURES.match(text)) and match["third"]:
        return _of_figures(int(match["first"]), int(match["second"]), int(match["third"]))
    return None


def _of_figures(first: int, second: int, third: int) -> tuple[int, int]:
    """Return month and day of a date in figures; of two readings the one that was a gene."""
    pairs = [(second, third)] if first > 31 else [(first, second), (second, first)]
    return next((pair for pair in pairs if _genes(*pair)), pairs[0])


def _genes(month: int, number: int) -> list[tuple[str, str]]:
    rows = read_curated("date_genes").rows(named=True)
    return [
        (row["symbol"], row["written"]) for row in rows if (row["month"], row["number"]) == (str(month), str(number))
    ]


def _named(month: int, number: int) -> str:
    genes = [f"{symbol} (was {written})" for symbol, written in _genes(month, number)]
    likely = f"write {' or '.join(genes)}" if genes else "write the gene's symbol"
    return f"{likely}; format the column as text before typing"


def _clone(match: re.Match[str]) -> str:
    """Return the likely name of a clone: 2.310009E+19 was 2310009E13."""
    figures = (match["whole"] + (match["rest"] or "")).rstrip("0") or match["whole"]
    power = int(match["power"]) - (_CLONE - 1)
    if len(figures) > _CLONE or not 0 <= power < 100:
        return "write the gene's symbol; format the column as text before typing"
    likely = f"{figures.ljust(_CLONE, '0')}E{power:02d}"
    return f"it may have been {likely} (rounded); write the gene's symbol; format the column as text before typing"


def today(text: str) -> tuple[str, ...]:
    """Return the symbols of today for a symbol that was given up because spreadsheets damage it; none: it is no such.

    Args:
        text: A symbol such as `MARCH1`.
    """
    rows = read_curated("date_genes").rows(named=True)
    return tuple(row["symbol"] for row in rows if row["written"] == text.upper())
