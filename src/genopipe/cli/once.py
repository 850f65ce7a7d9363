"""What is made once and used by every later case: compiled gene models and sources, resolved panels, versions.

Each thing lies in a folder of its own, named after what it was made of: the paths of its inputs, their sizes and times
of change, and the settings. A changed input is another folder; cases that start together make a thing twice at most.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable
from collections.abc import Iterable
from pathlib import Path

from genopipe import __version__

Make = Callable[[Path], None]
"""Writes a thing into an empty folder."""


class Once:
    """A folder of things that are made once.

    Args:
        folder: The folder; made where it is not there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def made(self, kind: str, inputs: Iterable[Path], settings: str, make: Make) -> Path:
        """Return the folder of a thing; make it where it is not there.

        Args:
            kind: What it is: the beginning of the folder's name.
            inputs: The files that it is made of.
            settings: The settings that it is made by, as text.
            make: Writes it into an empty folder.
        """
        folder = self.folder / f"{kind}-{_key(kind, inputs, settings)}"
        if folder.is_dir():
            return folder
        partial = Path(tempfile.mkdtemp(prefix=f".{kind}-", dir=self.folder))
        try:
            make(partial)
            partial.rename(folder)
        except OSError:
            if not folder.is_dir():  # else another case made it meanwhile
                raise
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        return folder


def _key(kind: str, inputs: Iterable[Path], settings: str) -> str:
    files = [(str(path.resolve()), path.stat().st_size, path.stat().st_mtime_ns) for path in inputs]
    text = json.dumps([kind, __version__, settings, files])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
