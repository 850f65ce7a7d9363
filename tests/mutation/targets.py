"""What is mutated, and the tests that must notice."""

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
TESTS = HERE.parent
SOURCE = TESTS.parent / "src" / "genopipe"
TABLES = TESTS / "unit" / "classify" / "said"


@dataclass(frozen=True)
class Target:
    """A module and the tests that must notice its changes."""

    module: str
    tests: tuple[str, ...]

    @property
    def path(self) -> Path:
        return SOURCE / self.module

    @property
    def name(self) -> str:
        return ".".join(("genopipe", *Path(self.module).with_suffix("").parts))

    def digest(self) -> str:
        """Return a digest of the module, its tests with their table, and the mutator."""
        files = [self.path, HERE / "mutants.py", *sorted({Path(test.partition("::")[0]) for test in self.tests})]
        table = TABLES / self.path.with_suffix(".tsv").name
        made = hashlib.sha256(" ".join(Path(test).name for test in self.tests).encode())
        for path in [*files, *([table] if table.is_file() else [])]:
            made.update(path.read_bytes())
        return made.hexdigest()


def read_targets(path: Path = HERE / "modules.tsv") -> list[Target]:
    """Read the modules and their tests."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = csv.DictReader(lines, delimiter="\t")
    return [Target(row["module"], tuple(f"{TESTS}/{test}" for test in row["tests"].split())) for row in rows]
