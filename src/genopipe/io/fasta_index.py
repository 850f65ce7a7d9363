"""A FASTA that has no index gets one for the run."""

from pathlib import Path

import pysam

from genopipe.errors import InputError
from genopipe.errors import fault


def with_index(fasta: Path, folder: Path) -> Path:
    """Return a FASTA that has its index: the same, or a link to it in a folder, with the index made there.

    Args:
        fasta: FASTA, plain or bgzipped.
        folder: Where a link and an index may go.

    Raises:
        InputError: It cannot be indexed.
    """
    packed = fasta.suffix in (".gz", ".bgz")
    if Path(f"{fasta}.fai").exists() and (not packed or Path(f"{fasta}.gzi").exists()):
        return fasta
    link = folder / fasta.name
    link.symlink_to(fasta.resolve())
    try:
        pysam.faidx(str(link))
    except pysam.utils.SamtoolsError as error:
        cause = "it has no index, and none can be made: no FASTA, or packed with gzip"
        raise InputError([fault("REF-INDEX", str(fasta), cause, "pack it with bgzip, then: samtools faidx")]) from error
    return link
