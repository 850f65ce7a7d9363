"""Nonsense-mediated decay: where the new stop codon stands against the last junction of exons.

Source: ClinGen SVI, PVS1 decision tree, doi:10.1002/humu.23626: a premature stop codon in the last exon, or in the
last 50 bases of the exon before it, is not expected to lead to decay. Further ways to escape (the first 150 bases of
the coding sequence, long exons: Lindeboom 2016, doi:10.1038/ng.3664) are not used by that tree, and not here.
"""

import numpy as np

from genopipe.annotate.engine.models import Models
from genopipe.annotate.engine.reading import Edit
from genopipe.annotate.engine.reading import coding_length
from genopipe.kernels import kernel

LAST_BASES = 50

NOT_PREMATURE = 0
TRIGGERS = 1
LAST_EXON = 2
LAST_FIFTY_BASES = 3
ONE_EXON = 4

DECAY_WORDS = {
    TRIGGERS: "expected",
    LAST_EXON: "escapes: last exon",
    LAST_FIFTY_BASES: "escapes: last 50 bases of the exon before the last",
    ONE_EXON: "escapes: one exon",
}


@kernel
def last_junction(models: Models, transcript: int) -> int:
    """Return the cDNA position of the last exon's first base; 0: one exon."""
    low, high = models.block_first[transcript], models.block_first[transcript + 1]
    last = models.exon_count[transcript]
    junction = models.spliced_first[transcript + 1] - models.spliced_first[transcript]
    for block in range(low, high):
        if models.block_exon[block] == last:
            junction = min(junction, models.block_cdna[block])
    return junction


@kernel
def decay_of(models: Models, transcript: int, edit: Edit, stop: int) -> int:
    """Return what a new stop codon means for the transcript.

    Args:
        models: The gene models.
        transcript: Index of the transcript.
        edit: The change in coding positions.
        stop: Residue (0-based) of the new stop codon in the changed protein.
    """
    longer = len(edit.bases) - (edit.behind - edit.first)
    if stop * 3 >= coding_length(models, transcript) + longer - 3:
        return np.int8(NOT_PREMATURE)
    if models.exon_count[transcript] == 1:
        return np.int8(ONE_EXON)
    shift = models.coding_from[transcript] - models.lead[transcript]
    junction = last_junction(models, transcript)
    if edit.behind + shift <= junction:
        junction += longer
    elif edit.first + shift < junction:
        junction = edit.first + shift + len(edit.bases)
    place = stop * 3 + shift
    if place >= junction:
        return np.int8(LAST_EXON)
    return np.int8(LAST_FIFTY_BASES if junction - place <= LAST_BASES else TRIGGERS)
