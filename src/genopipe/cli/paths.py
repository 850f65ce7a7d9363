"""Kinds of paths that commands take; apart from the other options, so that small commands start fast."""

from pathlib import Path

import click

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
OUT = click.Path(path_type=Path)
PANELS = click.Path(path_type=Path, file_okay=False)
"""Folder of panels; for cases without panels there need be none, and a panel that is missing is told by name."""
