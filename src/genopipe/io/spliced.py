"""The spliced sequence of single transcripts, for the few alleles that need it."""

from collections.abc import Sequence as Many
from pathlib import Path

import numpy as np

from genopipe.io.sequence import Sequence
from genopipe.io.sequence import slice_into

_COMPLEMENT = str.maketrans("ACGTN", "TGCAN")


class SplicedSequence:
    """Gives the bases of exons in the transcript's direction; a contig is opened once.

    Args:
        fasta: Indexed FASTA.
    """

    def __init__(self, fasta: Path) -> None:
        self._sequence = Sequence(fasta)

    def bases(self, contig: str, stretches: Many[tuple[int, int]], strand: str) -> str:
        """Return the bases of stretches, joined in the transcript's direction.

        Args:
            contig: Contig as the FASTA names it.
            stretches: First and last base (1-based), ascending.
            strand: + or -.
        """
        view = self._sequence.view(contig)
        parts = []
        for start, end in stretches:
            out = np.empty(end - start + 1, np.uint8)
            slice_into(view, start - 1, end, out)
            parts.append(out.tobytes().decode("ascii"))
        joined = "".join(parts)
        return joined if strand == "+" else joined.translate(_COMPLEMENT)[::-1]
