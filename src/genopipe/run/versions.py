"""Versions of tools, and the release of each resource."""

from collections.abc import Mapping
from pathlib import Path

import pysam

from genopipe import __version__
from genopipe.errors import ContentError
from genopipe.io.hashing import sha256
from genopipe.measures import ToolVersion
from genopipe.measures import Versions


def _release(path: Path) -> str:
    """Return the date that a VCF states, and the first characters of the file's SHA-256."""
    words = [path.name]
    if ".vcf" in path.suffixes or path.suffix == ".bcf":
        with pysam.VariantFile(str(path)) as reader:
            dates = [str(record.value) for record in reader.header.records if record.key == "fileDate"]
        words += [f"dated {date}" for date in dates[:1]]
    return ", ".join([*words, f"SHA-256 {sha256(path)[:16]}"])


def collect_versions(tools: Mapping[str, str], resources: Mapping[str, Path]) -> Versions:
    """Return the versions of a run.

    Args:
        tools: Tool to its version as it printed it.
        resources: Resource to its file.

    Raises:
        ContentError: A tool printed no version.
    """
    silent = [tool for tool, version in tools.items() if not version.strip()]
    if silent:
        raise ContentError(f"no version could be read of: {', '.join(silent)}")
    return Versions(
        genopipe=__version__,
        tools=tuple(ToolVersion(tool=tool, version=tools[tool].strip()) for tool in sorted(tools)),
        resources={name: _release(path) for name, path in sorted(resources.items())},
    )
