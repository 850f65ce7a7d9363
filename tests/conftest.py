"""What all tests share: where the repository is, and the validation data when they are given."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--data`, the folder of the validation data."""
    parser.addoption(
        "--data", type=Path, default=None, help="Folder of the validation data; needed by tests/validation."
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave tests/validation out unless its data are given: `make validate DATA=FOLDER` gives them."""
    is_validation = collection_path == ROOT / "tests" / "validation"
    return True if is_validation and config.getoption("--data") is None else None


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the repository's folder."""
    return ROOT


@pytest.fixture(scope="session")
def data(pytestconfig: pytest.Config) -> Path:
    """Return the folder of the validation data; a missing one fails, it never skips."""
    folder = pytestconfig.getoption("--data")
    assert folder is not None, "give the folder of the validation data: make validate DATA=FOLDER"
    assert folder.is_dir(), f"{folder} is not a folder"
    return Path(folder).resolve()
