"""Two simulated families as one VCF with known genotypes, normalised, for the tests of whole stages."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from genopipe.annotate.case_sources import CaseSources
from genopipe.annotate.case_sources import open_sources
from genopipe.annotate.genome import Genome
from genopipe.config import AnnotateSettings
from genopipe.genome import SYNTHETIC
from genopipe.io.gene_models import read_transcripts
from genopipe.io.sources_file import read_sources
from genopipe.io.store import Store
from genopipe.normalise.stage import make_tables
from genopipe.resources.build import build_store
from genopipe.simulate.world import Order
from genopipe.simulate.world import simulate_world
from genopipe.source_settings import used_sources


@dataclass(frozen=True)
class Simulated:
    """A simulated project, its called alleles in `tables`."""

    folder: Path
    stores: dict[str, Path]

    @property
    def vcf(self) -> Path:
        return self.folder / "truth/genotypes.vcf.gz"

    @property
    def fasta(self) -> Path:
        return self.folder / "resources/genome.fa"

    @property
    def genes(self) -> Path:
        return self.folder / "resources/genes.gff3.gz"

    @property
    def tables(self) -> Path:
        return self.folder / "tables"

    @property
    def clinvar(self) -> Store:
        return Store.open(self.stores["clinvar"])

    def genome(self) -> Genome:
        """Return the reference with its gene models."""
        return Genome(self.fasta, read_transcripts(self.genes), SYNTHETIC)

    def sources(self, *names: str) -> CaseSources:
        """Return sources by name, opened anew: nothing was asked of them yet."""
        used = {name: one for name, one in used_sources(self.settings(), read_sources()).items() if name in names}
        return open_sources(used, {name: self.stores[name] for name in names}, SYNTHETIC)

    def settings(self) -> AnnotateSettings:
        """Return the settings of the annotation sources, as the simulated project has them."""
        resources = self.folder / "resources"
        return AnnotateSettings.model_validate(
            {
                "frequency": {
                    "name": "Synthetic population",
                    "file": str(resources / "population.vcf.gz"),
                    "covered": str(resources / "covered.bed"),
                    "populations": {"global": "AF", "eas": "AF_eas", "afr": "AF_afr", "nfe": "AF_nfe"},
                    "homozygotes": "nhomalt",
                },
                "clinvar": {"file": str(resources / "clinvar.vcf.gz")},
            }
        )

    def truth(self) -> pl.DataFrame:
        """Return the planted alleles."""
        return pl.read_csv(self.folder / "truth/truth.tsv", separator="\t")


@pytest.fixture(scope="session")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Simulated:
    folder = tmp_path_factory.mktemp("annotate") / "project"
    simulate_world(folder, Order(families=("F02", "F05"), depth=1))
    project = Simulated(folder, {})
    project.tables.mkdir()
    make_tables(project.vcf, project.fasta, project.tables)
    for name, one in used_sources(project.settings(), read_sources()).items():
        files = [Path(file) for file in one.files]
        project.stores[name] = build_store(one.source, files, project.fasta, folder / "stores").folder
    return project
