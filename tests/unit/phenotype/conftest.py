"""The small release, compiled."""

import pytest

from genopipe.io.phenotype_index import PhenotypeIndex
from genopipe.io.phenotype_index import read_index
from genopipe.phenotype.compiling import compile_release
from unit.phenotype.release import write_release


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> PhenotypeIndex:
    folder = tmp_path_factory.mktemp("hpo")
    compile_release(write_release(folder), folder / "index")
    return read_index(folder / "index")
