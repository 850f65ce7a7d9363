"""Gene models of a genome stand in one order, however they were given."""

import polars as pl
import pytest

from genopipe.annotate.genome import _in_order


@pytest.fixture
def models() -> pl.DataFrame:
    """Return transcripts in the order of their `Models`: by contig, start, end and accession; null is the lowest."""
    return pl.DataFrame(
        {
            "contig": ["1", "1", "1", "1", "2"],
            "start": [5, 7, 7, 7, 1],
            "end": [9, 8, 9, 9, 3],
            "transcript_version": ["T9.1", "T8.1", None, "T1.1", "T1.2"],
            "exon_starts": [[5], [7], [7, 9], [7], [1, 3]],
        }
    )


def test_transcripts_that_stand_in_order_are_not_moved(models):
    assert _in_order(models) is models
    assert _in_order(models.clear()).height == 0


@pytest.mark.parametrize("seed", range(5))
def test_transcripts_in_any_other_order_are_sorted(models, seed):
    shuffled = models.sample(fraction=1, shuffle=True, seed=seed)
    assert _in_order(shuffled).equals(models)
