"""The viewer of reads that a report carries: igv.js (MIT), as its package ships it, and what its policy must allow.

The file is `igv/igv.min.js.gz`, its licence beside it; `igv/manifest.json` names version and SHA-256.
`setup/igv.sh VERSION` renews them.
"""

import gzip
import hashlib
import json
import re
from functools import cache
from importlib import resources

from pydantic import Field

from genopipe.cases import Closed
from genopipe.errors import ContentError

_FOLDER = "igv"
_FILE = "igv.min.js.gz"
_MAP = re.compile(r"\n//# sourceMappingURL=\S+\s*$")


class ViewerManifest(Closed):
    """What is shipped."""

    name: str = Field(description="Name of the package.")
    version: str = Field(description="Version of the package.")
    licence: str = Field(description="SPDX name of the licence.")
    source: str = Field(description="Where it comes from.")
    sha256: str = Field(description="SHA-256 of the unpacked file.")
    styles: tuple[str, ...] = Field(
        description="Style elements that it makes, as a Content-Security-Policy names them."
    )


def viewer_manifest() -> ViewerManifest:
    """Return name, version, licence and digests of the viewer."""
    text = (resources.files("genopipe.report") / _FOLDER / "manifest.json").read_text(encoding="utf-8")
    return ViewerManifest.model_validate(json.loads(text))


@cache
def viewer_source() -> str:
    """Return the viewer as it stands in a page: without the line that names its source map.

    Raises:
        ContentError: The shipped file is not the one of the manifest, or would end the element that holds it.
    """
    packed = (resources.files("genopipe.report") / _FOLDER / _FILE).read_bytes()
    content = gzip.decompress(packed)
    if hashlib.sha256(content).hexdigest() != viewer_manifest().sha256:
        raise ContentError(f"{_FOLDER}/{_FILE}: its SHA-256 is not the one of its manifest: install genopipe again")
    text = _MAP.sub("\n", content.decode("utf-8"))
    if re.search(r"</script|<!--", text, re.IGNORECASE):
        raise ContentError(f"{_FOLDER}/{_FILE}: cannot stand inside a page")
    return text
