"""A small world of the benchmark; the benchmarks are no part of the package, so their folder is put on the path."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[3]))


@pytest.fixture(scope="session")
def shape():
    from benchmarks.annotation.shape import Shape

    return Shape(records=20_000, source=40_000, clinvar=600, exome=2_000, bases=8_000_000, genes=60, transcripts=400)


@pytest.fixture(scope="session")
def world(shape, tmp_path_factory):
    from benchmarks.annotation.world import make_world

    return make_world(tmp_path_factory.mktemp("world"), shape)
