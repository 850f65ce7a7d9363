"""Files whose bytes depend on nothing but their content."""

import zlib
from pathlib import Path
from typing import Literal

import pysam

from genopipe.errors import InputError
from genopipe.errors import fault


class Folder:
    """The folder in which a world is written.

    Args:
        root: Path; made where it does not exist.

    Raises:
        InputError: The path exists and is not an empty folder.
    """

    def __init__(self, root: Path) -> None:
        if root.exists() and (not root.is_dir() or any(root.iterdir())):
            cause = "is not an empty folder"
            raise InputError([fault("SIM-OUT", str(root), cause, "name a new folder: nothing is overwritten")])
        self.root = root

    def path(self, name: str) -> Path:
        """Return the path of a file, its folder made."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def put_text(self, name: str, text: str) -> None:
        """Write a text file."""
        self.path(name).write_bytes(text.encode())

    def put_gzip(self, name: str, content: bytes) -> None:
        """Write a gzip file at level 1, without name and time."""
        self.path(name).write_bytes(zlib.compress(content, level=1, wbits=31))

    def put_fasta(self, name: str, text: str) -> None:
        """Write a FASTA file and its index `.fai`."""
        self.put_text(name, text)
        pysam.faidx(str(self.path(name)))

    def put_indexed(self, name: str, text: str, preset: Literal["vcf", "gff"]) -> None:
        """Write a bgzip file and its tabix index.

        Args:
            name: Name that ends in `.gz`.
            text: Content, sorted by contig and position.
            preset: Kind of file, as tabix names it: `vcf` or `gff`.
        """
        plain = self.path(name.removesuffix(".gz"))
        plain.write_bytes(text.encode())
        pysam.tabix_compress(str(plain), str(self.path(name)), force=True)
        pysam.tabix_index(str(self.path(name)), preset=preset, force=True)
        plain.unlink()
