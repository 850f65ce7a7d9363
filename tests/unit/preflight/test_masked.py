"""The pseudo-autosomal regions of Y must be masked where reads are aligned or called."""

from pathlib import Path

import pysam
import pytest

from genopipe.genome import SYNTHETIC
from genopipe.preflight.reference import check_masked
from genopipe.preflight.reference import read_reference


def _fasta(folder: Path, par: str, rest: str = "A") -> Path:
    lengths = SYNTHETIC.lengths
    par_1, par_2 = (region for region in SYNTHETIC.pseudoautosomal if region.contig == "chrY")
    sequence = par * par_1.end + rest * (par_2.start - 1 - par_1.end) + par * (par_2.end - par_2.start + 1)
    assert len(sequence) == lengths["chrY"]
    path = folder / "genome.fa"
    path.write_text(f">chrX\n{'A' * lengths['chrX']}\n>chrY\n{sequence}\n")
    pysam.faidx(str(path))
    return path


@pytest.mark.parametrize(("letter", "codes"), [("N", []), ("n", []), ("A", ["REF-PAR"])])
def test_masked(tmp_path: Path, letter: str, codes: list[str]):
    reference, faults = read_reference(_fasta(tmp_path, letter))
    assert not faults
    assert reference is not None
    assert [fault.code for fault in check_masked(SYNTHETIC, reference)] == codes
