"""Where the files of a case lie in its folder: what is not given is looked for there."""

from collections.abc import Iterable
from collections.abc import Mapping
from pathlib import Path

from genopipe.errors import InputError
from genopipe.errors import fault

Paths = dict[str, Path | None]


def with_folder(
    given: Paths, folder: Path | None, own: Mapping[str, str], maybe: Iterable[tuple[str, Path]] = ()
) -> Paths:
    """Return the paths that are given, and for those that are not what lies in the case folder.

    Args:
        given: Paths by name; None: not given.
        folder: The case folder; None: there is none.
        own: Where a name always lies in the folder.
        maybe: Where a name may lie, the last that is there wins.
    """
    if folder is None:
        return given
    found = {name: folder / place for name, place in own.items()}
    found |= {name: path for name, path in maybe if path.exists()}
    return {name: path or found.get(name) for name, path in given.items()}


def needed(paths: Paths, name: str) -> Path:
    """Return a path that must be known.

    Raises:
        InputError: It is neither given, nor is there a case folder.
    """
    path = paths[name]
    if path is None:
        fix = "give it, or give the case folder"
        raise InputError([fault("OPTION-VALUE", f"--{name}", "neither the file nor a case folder is given", fix)])
    return path
