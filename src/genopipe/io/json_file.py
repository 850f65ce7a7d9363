"""Read and write JSON: the same bytes for the same content, written whole or not at all."""

import json
from pathlib import Path
from typing import Any
from typing import TypeVar

from pydantic import BaseModel
from pydantic import ValidationError

from genopipe.errors import ContentError
from genopipe.io.whole import written_whole

T = TypeVar("T", bound=BaseModel)


def write_json(content: object, path: Path) -> None:
    """Write JSON with sorted keys and a final newline."""
    with written_whole(path) as partial:
        partial.write_text(json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def read_json(path: Path) -> Any:  # noqa: ANN401 - JSON is any
    """Return the content of a JSON file.

    Raises:
        ContentError: The file is missing, cut or no JSON.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ContentError(f"{path}: no JSON: {error}") from error


def read_model(path: Path, kind: type[T]) -> T:
    """Return a validated object of a JSON file.

    Raises:
        ContentError: The file does not hold such an object.
    """
    try:
        return kind.model_validate(read_json(path))
    except ValidationError as error:
        raise ContentError(f"{path}: no {kind.__name__}: {error.error_count()} fields are wrong") from error
