"""One simulated world and one finished run of it serve all tests; they run one after another."""

import pytest

from end_to_end.projects import Project
from end_to_end.projects import simulate

OTHER_CALLER = ("C01", "C02", "C03", "C04", "C05", "C06", "C07", "C08", "C14")
"""Cases that are called a second time, by the other caller; the other ones differ in the family, not in the calls."""


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return the demo families, not yet run."""
    return simulate(tmp_path_factory.mktemp("world") / "demo")


@pytest.fixture(scope="session")
def demo(world: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return the demo families, run with the default caller."""
    return world.copy(tmp_path_factory.mktemp("bcftools") / "demo", results=False).finish()


@pytest.fixture(scope="session")
def freebayes(demo: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return some families with the other caller; the alignments are those of the first run."""
    project = demo.copy(tmp_path_factory.mktemp("freebayes") / "demo", results=True)
    project.keep_cases(*OTHER_CALLER)
    project.change("call", caller="freebayes")
    jobs = project.jobs()
    assert "align_reads" not in jobs
    assert "trim_reads" not in jobs
    return project.finish()
