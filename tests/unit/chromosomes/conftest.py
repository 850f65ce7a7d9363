"""Simulated families, studied as the command studies them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from genopipe.chromosomes.stage import study_chromosomes
from genopipe.chromosomes_settings import ChromosomesSettings
from genopipe.genome import GRCH38
from genopipe.genome import Build
from genopipe.io.parquet import read_table
from genopipe.io.pedigree_file import read_pedigree
from genopipe.tables import SEGMENTS
from unit.chromosomes.simulated import Human
from unit.chromosomes.simulated import Noise
from unit.chromosomes.simulated import World
from unit.chromosomes.simulated import write_pedigree
from unit.chromosomes.simulated import write_vcf


@dataclass(frozen=True)
class Studied:
    """What the command wrote."""

    folder: Path
    segments: pl.DataFrame
    result: dict[str, Any]

    def of(self, person: str, *kinds: str) -> list[dict[str, Any]]:
        """Return the segments of a person, of some kinds."""
        rows = self.segments.filter(pl.col("person") == person)
        return (rows.filter(pl.col("kind").is_in(kinds)) if kinds else rows).to_dicts()

    def person(self, name: str) -> dict[str, Any]:
        """Return the outcomes of a person."""
        return self.result["people"][name]


class Cohort:
    """Families that are gathered to stand in one VCF.

    Args:
        world: Their world.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.people: dict[str, Human] = {}
        self.rows: list[tuple[str, str, str, str, int]] = []

    def add(
        self,
        family: str,
        child: Human,
        father: Human | None = None,
        mother: Human | None = None,
        *,
        sex: int = 2,
    ) -> str:
        """Add a child and the parents that are there; they are named by the family."""
        names = {"child": child, "father": father, "mother": mother}
        here = {role: f"{family}-{role}" for role, human in names.items() if human is not None}
        self.people |= {here[role]: human for role, human in names.items() if human is not None}
        self.rows.append((family, here["child"], here.get("father", "0"), here.get("mother", "0"), sex))
        self.rows += [(family, here[role], "0", "0", n) for n, role in ((1, "father"), (2, "mother")) if role in here]
        return here["child"]

    def trio(self, family: str, *, sex: int = 2) -> tuple[Human, Human, Human]:
        """Add a child of unrelated parents, and return child, father and mother."""
        father, mother = self.world.founder(), self.world.founder()
        child = self.world.child(father, mother)
        self.add(family, child, father, mother, sex=sex)
        return child, father, mother

    def study(
        self,
        folder: Path,
        noise: Noise | None = None,
        settings: ChromosomesSettings | None = None,
        build: Build = GRCH38,
        **more: Any,
    ) -> Studied:
        """Write the VCF and the pedigree, and study them."""
        write_vcf(folder / "in.vcf", self.world, self.people, noise, **more)
        write_pedigree(folder / "in.ped", self.rows)
        people, _ = read_pedigree(folder / "in.ped")
        out = folder / "out"
        study_chromosomes(folder / "in.vcf", people, build, settings or ChromosomesSettings(), out)
        result = json.loads((out / "chromosomes.json").read_text())
        return Studied(out, read_table(out / "segments.parquet", SEGMENTS), result)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a maker of folders that live as long as a module's tests."""
    return tmp_path_factory.mktemp
