import pytest

from genopipe.simulate.world import Order
from genopipe.simulate.world import make_world
from genopipe.simulate.world import simulate_world


@pytest.fixture(scope="session")
def world():
    return make_world(1)


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    """A written world of two small families at low depth."""
    folder = tmp_path_factory.mktemp("simulate") / "project"
    simulate_world(folder, Order(families=("F05", "F08"), depth=3))
    return folder
