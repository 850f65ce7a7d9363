"""Files of curators are checked before the first job."""

from pathlib import Path

import pytest

from genopipe.config import Settings
from genopipe.preflight.classification import check_classification


def settings(**classify: str) -> Settings:
    """Return settings that name files of the classification."""
    genome = {"fasta": "genome.fa", "genes": "genes.gff3"}
    return Settings.model_validate({"genome": genome, "classify": classify})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("evidence", "allele\tgene\tcriterion\toutcome\tstrength\treason\tsource\n1-1-A-C\tG\tPM2\tmet\t\tx\ty\n"),
        ("gene_limits", "gene\tmode\tprevalence\tallelic\tgenetic\tpenetrance\tsource\nG\tboth\t0.1\t1\t1\t1\ty\n"),
        ("regions", "gene\tfirst\tlast\tkind\tsource\nG\t1\t0\tcritical\ty\n"),
    ],
)
def test_wrong_lines_are_told(tmp_path: Path, name: str, text: str):
    (tmp_path / "given.tsv").write_text(text)
    faults = check_classification(settings(**{name: "given.tsv"}), tmp_path)
    assert [fault.code for fault in faults] == ["EVIDENCE-VALUE"]
    assert faults[0].where.endswith("given.tsv:2")
    (tmp_path / "given.tsv").write_text(text.partition("\n")[0] + "\n")
    assert check_classification(settings(**{name: "given.tsv"}), tmp_path) == []
    assert check_classification(settings(**{name: "nowhere.tsv"}), tmp_path) == []
