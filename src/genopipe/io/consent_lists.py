"""Read lists of additional and carrier findings: those that ship, by name, and a laboratory's own, by path."""

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import fields
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Any
from typing import Generic
from typing import TypeVar

from genopipe.consent_lists import AdditionalGene
from genopipe.consent_lists import Alleles
from genopipe.consent_lists import CarrierGene
from genopipe.consent_lists import Consequences
from genopipe.consent_lists import Inheritance
from genopipe.consent_lists import Seen
from genopipe.consent_settings import is_path
from genopipe.errors import Fault
from genopipe.errors import fault
from genopipe.io.naming import did_you_mean
from genopipe.io.naming import id_problem
from genopipe.io.naming import show
from genopipe.io.panels import GENE_ID
from genopipe.io.panels import SYMBOL
from genopipe.io.tsv import Row
from genopipe.io.tsv import read_table

ADDITIONAL = "additional_findings"
CARRIERS = "carrier_findings"
_WORDS: dict[str, type[StrEnum]] = {
    "alleles": Alleles,
    "consequences": Consequences,
    "inheritance": Inheritance,
    "seen": Seen,
}
_TRUTH = {"yes": True, "no": False}
_EMPTY = ("hgnc_id", "only", "never", "by_hand", "limit", "carrier_frequency")

Gene = TypeVar("Gene", AdditionalGene, CarrierGene)


@dataclass(frozen=True)
class _Kind(Generic[Gene]):
    """A kind of list: the class of its rows and the file that ships."""

    gene: type[Gene]
    shipped: str

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(field.name for field in fields(self.gene))


def read_additional_lists(names: Sequence[str], base: Path = Path()) -> tuple[list[AdditionalGene], list[Fault]]:
    """Read lists of additional findings.

    Args:
        names: Names of lists that ship, or paths of TSV files.
        base: Folder to which paths are relative.

    Returns:
        The genes, list by list in the order asked for, and the faults.
    """
    return _read(names, base, _Kind(AdditionalGene, ADDITIONAL))


def read_carrier_lists(names: Sequence[str], base: Path = Path()) -> tuple[list[CarrierGene], list[Fault]]:
    """Read lists of carrier findings.

    Args:
        names: Names of lists that ship, or paths of TSV files.
        base: Folder to which paths are relative.

    Returns:
        The genes, list by list in the order asked for, and the faults.
    """
    return _read(names, base, _Kind(CarrierGene, CARRIERS))


def _read(names: Sequence[str], base: Path, kind: _Kind[Gene]) -> tuple[list[Gene], list[Fault]]:
    faults: list[Fault]
    shipped, faults = _read_file(Path(str(files("genopipe").joinpath("curated", f"{kind.shipped}.tsv"))), kind)
    genes: list[Gene] = []
    for name in names:
        own = [gene for gene in shipped if gene.list == name]
        if not own and not is_path(name):
            known = list(dict.fromkeys(gene.list for gene in shipped))
            fix = did_you_mean(name, known)
            faults.append(fault("LIST-UNKNOWN", name, f"no list {show(name)} ships, and it is no path", fix))
        elif not own:
            own, found = _read_file(base / name, kind)
            faults += found
        genes += own
    return genes, [*faults, *_check_twice(genes)]


def _check_twice(genes: Sequence[Gene]) -> list[Fault]:
    faults: list[Fault] = []
    seen: set[tuple[str, str]] = set()
    for gene in genes:
        for key in ((gene.list, gene.gene_symbol), (gene.list, gene.gene_id)):
            if key in seen:
                cause = f"{show(key[1])} stands twice in list {gene.list}"
                faults.append(fault("LIST-DUP", gene.list, cause, "keep one of the rows, and name each list once"))
            seen.add(key)
    return list(dict.fromkeys(faults))


def _read_file(path: Path, kind: _Kind[Gene]) -> tuple[list[Gene], list[Fault]]:
    table, faults = read_table(path, kind.columns, kind.columns)
    genes: list[Gene] = []
    for row in table.rows:
        gene, found = _read_gene(row, f"{path}:{row.line}", kind)
        genes += [gene] if gene is not None else []
        faults += found
    return genes, faults


def _read_gene(row: Row, where: str, kind: _Kind[Gene]) -> tuple[Gene | None, list[Fault]]:
    faults: list[Fault] = []
    values: dict[str, Any] = {name: _value(name, text, where, faults) for name, text in row.cells.items()}
    return (None if faults else kind.gene(**values)), faults


def _value(name: str, text: str, where: str, faults: list[Fault]) -> Any:  # noqa: ANN401 - as the column has it
    if name in _WORDS:
        return _word(name, text, where, faults)
    if not text and name not in _EMPTY:
        faults.append(fault("LIST-ROW", where, f"{name} is empty", "fill the cell"))
    if name in ("only", "never"):
        return tuple(part for part in text.split(";") if part)
    if name in _READ and text:
        value = _READ[name](text)
        if value is None:
            faults.append(fault("LIST-ROW", where, f"{name} is {show(text)}", _FIXES[name]))
        return value
    return None if name == "carrier_frequency" else text


def _word(name: str, text: str, where: str, faults: list[Fault]) -> StrEnum | None:
    known = [word.value for word in _WORDS[name]]
    if text not in known:
        faults.append(fault("LIST-ROW", where, f"{name} is {show(text)}", did_you_mean(text, known)))
        return None
    return _WORDS[name](text)


def _fraction(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None


def _tier(text: str) -> int | None:
    return int(text) if text.isdecimal() and int(text) else None


_READ: dict[str, Callable[[str], Any]] = {
    "adults": _TRUTH.get,
    "children": _TRUTH.get,
    "carrier_frequency": _fraction,
    "tier": _tier,
    "gene_symbol": lambda text: text if SYMBOL.match(text) else None,
    "gene_id": lambda text: text if GENE_ID.match(text) else None,
    "list": lambda text: None if id_problem(text) else text,
}
_FIXES = {
    "adults": "write yes or no",
    "children": "write yes or no",
    "carrier_frequency": "give a fraction from 0 to 1, or leave the cell empty",
    "tier": "give a whole number from 1 on",
    "gene_symbol": "write the HGNC symbol",
    "gene_id": "give the id of the gene models, such as ENSG00000012048",
    "list": "give the list an id of letters, digits, _, . and -",
}
