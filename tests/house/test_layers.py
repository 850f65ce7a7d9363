"""Who may import whom, and that every package is placed."""

import subprocess
import sys
from pathlib import Path

from house.sources import ROOT


def test_layers_are_kept():
    command = Path(sys.executable).parent / "lint-imports"
    checked = subprocess.run([command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
