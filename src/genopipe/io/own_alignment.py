"""Opening the alignment of one person: it must be that person's, and have its index."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pysam

from genopipe.errors import InputError
from genopipe.errors import fault


@contextmanager
def open_own_alignment(path: Path, fasta: Path, person: str) -> Iterator[pysam.AlignmentFile]:
    """Open a BAM or CRAM that has an index.

    Args:
        path: The file.
        fasta: The reference.
        person: Whose reads they are: the read groups must say so.

    Raises:
        InputError: It is no alignment, has no index, or is another person's.
    """
    try:
        file = pysam.AlignmentFile(str(path), reference_filename=str(fasta), require_index=True)
    except (OSError, ValueError) as error:
        cause = f"cannot be read: {error}"
        raise InputError([fault("BAM-INDEX", str(path), cause, "run samtools index on it")]) from error
    with file:
        names = sorted({str(group.get("SM", "")) for group in file.header.to_dict().get("RG", [])})
        if names != [person]:
            cause = f"the read groups name {', '.join(names) or 'nobody'}, not {person}"
            raise InputError([fault("BAM-SM", str(path), cause, "give the file of that person")])
        yield file
