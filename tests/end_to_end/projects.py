"""Make projects, run the shipped workflow on them as a user would, and read what came out."""

import csv
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import yaml

from genopipe.io.parquet import read_table
from genopipe.tables import TABLES

ROOT = Path(__file__).parents[2]
SNAKEFILE = ROOT / "workflow" / "Snakefile"
BIN = Path(sys.executable).parent
FOLDERS = {"normalised": ("genotypes",), "annotated": ("alleles", "consequences"), "filtered": ("candidates", "ledger")}


def run(*command: str, cwd: Path, path: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command with the environment's commands first on PATH (after `path`, where given)."""
    search = os.pathsep.join(filter(None, [path, str(BIN), os.environ["PATH"]]))
    return subprocess.run(
        command, cwd=cwd, env={**os.environ, "PATH": search}, capture_output=True, text=True, check=False
    )


@dataclass(frozen=True)
class Project:
    """A project's folder."""

    folder: Path

    def snakemake(self, *options: str, path: str = "") -> subprocess.CompletedProcess[str]:
        """Run the shipped workflow."""
        return run("snakemake", "--snakefile", str(SNAKEFILE), "--cores", "2", *options, cwd=self.folder, path=path)

    def finish(self, *options: str) -> "Project":
        """Run the workflow to its end."""
        result = self.snakemake(*options)
        assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-6000:]
        return self

    def jobs(self, *options: str) -> dict[str, int]:
        """Return which rules would run how often."""
        result = self.snakemake("--dry-run", *options)
        assert result.returncode == 0, result.stderr[-3000:]
        stats = (result.stdout + result.stderr).partition("Job stats:")[2].partition("total")[0]
        found = re.findall(r"^(\w+)\s+(\d+)$", stats, flags=re.MULTILINE)
        return {name: int(count) for name, count in found if name != "all"}

    def genopipe(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a genopipe command in the project."""
        return run("genopipe", *words, cwd=self.folder)

    def table(self, case: str, name: str) -> pl.DataFrame:
        """Return the last form of a table of a case."""
        stage = next(stage for stage, names in FOLDERS.items() if name in names)
        return read_table(self.folder / f"results/cases/{case}/tables/{stage}/{name}.parquet", TABLES[name])

    def truth(self) -> list[dict[str, str]]:
        """Return the planted alleles of the project's cases."""
        with (self.folder / "truth/truth.tsv").open(encoding="utf-8") as stream:
            rows = list(csv.DictReader(stream, delimiter="\t"))
        return [row for row in rows if row["case"] in self.cases()]

    def cases(self) -> list[str]:
        """Return the ids of the cases."""
        return [case["case"] for case in self.read_yaml("cases")["cases"]]

    def reported(self) -> list[str]:
        """Return the ids of the cases that are not on hold; one on hold has no tables and no report."""
        held = {path.parent.name for path in self.folder.glob("results/cases/*/on_hold.txt")}
        return [case for case in self.cases() if case not in held]

    def read_yaml(self, name: str) -> dict:
        """Return a YAML file of the project's configuration."""
        return yaml.safe_load((self.folder / f"config/{name}.yaml").read_text(encoding="utf-8"))

    def change(self, section: str, **values: object) -> None:
        """Change settings."""
        settings = self.read_yaml("config")
        settings.setdefault(section, {}).update(values)
        (self.folder / "config/config.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")

    def sheet(self) -> list[dict[str, str]]:
        """Return the rows of the sample sheet."""
        with (self.folder / "config/samples.tsv").open(encoding="utf-8") as stream:
            return list(csv.DictReader(stream, delimiter="\t"))

    def write_sheet(self, rows: list[dict[str, str]]) -> None:
        """Write the sample sheet."""
        with (self.folder / "config/samples.tsv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]), delimiter="\t", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    def keep_cases(self, *cases: str) -> None:
        """Leave only these cases, and their families' rows in the sheet."""
        content = self.read_yaml("cases")
        content["cases"] = [case for case in content["cases"] if case["case"] in cases]
        (self.folder / "config/cases.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
        families = {case["family"] for case in content["cases"]}
        self.write_sheet([row for row in self.sheet() if row["person"].split("-")[0] in families])

    def copy(self, folder: Path, *, results: bool) -> "Project":
        """Return a copy; with the results and their records, the copy has nothing to do."""
        ignore = None if results else shutil.ignore_patterns("results", ".snakemake", "logs", "benchmarks")
        shutil.copytree(self.folder, folder, ignore=ignore)
        return Project(folder)


def simulate(folder: Path, *options: str) -> Project:
    """Make a project of simulated families."""
    result = run("genopipe", "simulate", "--out", str(folder), *options, cwd=folder.parent)
    assert result.returncode == 0, result.stderr
    return Project(folder)


def findings(project: Project) -> set[tuple[str, str]]:
    """Return case and allele of every finding."""
    return {
        (case, allele)
        for case in project.reported()
        for allele in project.table(case, "candidates").filter(pl.col("bucket") == "finding")["allele"]
    }
