"""The rows of a case folder that a report needs; never a whole genome of rows at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import Any

import polars as pl

from genopipe.cases import CaseFile
from genopipe.errors import ContentError
from genopipe.errors import InputError
from genopipe.errors import fault
from genopipe.tables import ALLELES
from genopipe.tables import CANDIDATES
from genopipe.tables import CONSEQUENCES
from genopipe.tables import CRITERIA
from genopipe.tables import GENOTYPES
from genopipe.tables import LEDGER
from genopipe.tables import Table
from genopipe.tables import check

Row = dict[str, Any]


@dataclass(frozen=True)
class CaseTables:
    """Where the tables of a case are.

    Attributes:
        folder: The case folder.
    """

    folder: Path

    def rows(self, table: Table, condition: pl.Expr) -> list[Row]:
        """Return the rows of a table for which a condition holds, in the order of the file."""
        return check(self._scan(table).filter(condition).collect(), table).to_dicts()

    def rows_of(self, table: Table, alleles: Iterable[str]) -> list[Row]:
        """Return the rows of a table for some alleles."""
        return self.rows(table, pl.col("allele").is_in(sorted(set(alleles))))

    def ends(self) -> list[tuple[str, str, str]]:
        """Return allele, bucket and rule of every row of the ledger, each combination once."""
        columns = ("allele", "bucket", "by")
        return self._scan(LEDGER).select(columns).unique().sort(columns).collect().rows()

    def genes(self) -> list[tuple[str, str]]:
        """Return id and symbol of every gene in the ledger."""
        named = self._scan(LEDGER).filter(pl.col("gene") != "").select("gene", "gene_symbol")
        return named.unique().sort("gene", "gene_symbol").collect().rows()

    @property
    def classified(self) -> bool:
        """Whether classification was run: the table of candidates has its columns."""
        return "class" in self._scan(CANDIDATES).collect_schema().names()

    def places(self) -> int | None:
        """Return how many places were given in the case; None: nothing was ranked."""
        scanned = self._scan(CANDIDATES)
        if "rank" not in scanned.collect_schema().names():
            return None
        highest = scanned.select(pl.col("rank").max()).collect().item()
        return None if highest is None else int(highest)

    def frequency_states(self) -> dict[str, int]:
        """Return the number of alleles by state of the population frequency."""
        counts = self._scan(ALLELES).group_by("frequency_state").len().sort("frequency_state").collect()
        return dict(counts.iter_rows())

    def allele_count(self) -> int:
        """Return the number of alleles after normalisation.

        Raises:
            ContentError: Annotation lost some.
        """
        counts = [self._count("normalised"), self._count("annotated")]
        if counts[0] != counts[1]:
            raise ContentError(f"{self.folder.name}: {counts[0]} alleles normalised, {counts[1]} annotated")
        return counts[0]

    def _count(self, step: str) -> int:
        return int(pl.scan_parquet(self._path(step, ALLELES)).select(pl.len()).collect().item())

    def _scan(self, table: Table) -> pl.LazyFrame:
        steps = {
            "alleles": "annotated",
            "consequences": "annotated",
            "genotypes": "normalised",
            "criteria": "classified",
        }
        return pl.scan_parquet(self._path(steps.get(table.name, "filtered"), table))

    def _path(self, step: str, table: Table) -> Path:
        path = self.folder / "tables" / step / f"{table.name}.parquet"
        if not path.is_file():
            place = path.relative_to(self.folder).as_posix()
            if (self.folder / "on_hold.txt").is_file():
                cause = f"the case {self.folder.name} is on hold"
                fix = "read laboratory/identity.html of the case, and laboratory/families.html of the results"
                raise InputError([fault("CASE-HOLD", place, cause, fix)])
            cause = f"the case {self.folder.name} has no table of {table.name} here"
            raise InputError([fault("TABLE-MISSING", place, cause, "run the stages before this one first")])
        return path


@dataclass(frozen=True)
class AlleleRows:
    """All rows of some candidates, ready to be looked up.

    Attributes:
        candidates: Rows of `candidates`, in the order of the file.
        alleles: Rows of `alleles` by allele.
        genotypes: Rows of `genotypes` by allele and person.
        consequences: Rows of `consequences` by allele and transcript.
        criteria: Rows of `criteria` by allele and gene; none where nothing was classified.
    """

    candidates: list[Row]
    alleles: dict[str, Row]
    genotypes: dict[tuple[str, str], Row]
    consequences: dict[tuple[str, str], Row]
    criteria: dict[tuple[str, str], list[Row]] = field(default_factory=dict)


def read_rows(tables: CaseTables, condition: pl.Expr) -> AlleleRows:
    """Return the candidates for which a condition holds, with everything known of their alleles."""
    candidates = tables.rows(CANDIDATES, condition)
    names = [row["allele"] for row in candidates]
    return AlleleRows(
        candidates=candidates,
        alleles={row["allele"]: row for row in tables.rows_of(ALLELES, names)},
        genotypes={(row["allele"], row["person"]): row for row in tables.rows_of(GENOTYPES, names)},
        consequences={(row["allele"], row["transcript"]): row for row in tables.rows_of(CONSEQUENCES, names)},
        criteria=_criteria_of(tables, names),
    )


def _criteria_of(tables: CaseTables, names: list[str]) -> dict[tuple[str, str], list[Row]]:
    found: dict[tuple[str, str], list[Row]] = {}
    for row in tables.rows_of(CRITERIA, names) if tables.classified else []:
        found.setdefault((row["allele"], row["gene"]), []).append(row)
    return found


def check_consent(case: CaseFile, where: str) -> None:
    """See to it that nothing is worked out that was not agreed to.

    Args:
        case: The case.
        where: Place for the message.

    Raises:
        InputError: There is no consent to main findings.
    """
    if not case.case.consent.main_findings:
        cause = f"case {case.case.case} has no consent to main findings"
        fix = "ask for consent and set main_findings: true in the case, or leave the case out of the run"
        raise InputError([fault("CONSENT-MAIN", where, cause, fix)])
