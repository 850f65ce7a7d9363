"""Normal form of alleles: that of bcftools norm, and that of the definition."""

import subprocess

import numpy as np
import pysam
import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from genopipe.io.allele_batch import BREAKEND
from genopipe.io.allele_batch import CARRIED
from genopipe.io.allele_batch import KIND_CLASSES
from genopipe.io.allele_batch import OUTSIDE
from genopipe.io.allele_batch import SPANNING_DELETION
from genopipe.io.allele_batch import SYMBOLIC
from genopipe.io.allele_batch import UNKNOWN_LETTER
from genopipe.io.allele_batch import UNLIKE
from genopipe.io.allele_batch import from_texts
from genopipe.io.allele_batch import to_text
from genopipe.io.family_vcf import variant_class
from genopipe.io.left_align import left_align
from genopipe.io.sequence import view_of
from genopipe.io.vcf_batches import read_batches

REPETITIVE = st.lists(
    st.tuples(st.text("ACGT", min_size=1, max_size=4), st.integers(1, 8)).map(lambda unit: unit[0] * unit[1]),
    min_size=1,
    max_size=8,
).map("".join)


def aligned(reference, *alleles):
    """Return position, REF, ALT, kind and reason of each allele (1-based position, REF, ALT)."""
    ref, alt = (from_texts([allele[side] for allele in alleles]) for side in (1, 2))
    copies = [(data.copy(), offsets) for data, offsets in (ref, alt)]
    normal = left_align(view_of(reference), np.array([allele[0] for allele in alleles]), *copies)
    rows = range(len(alleles))
    texts = [(to_text(*normal.ref, row), to_text(*normal.alt, row)) for row in rows]
    return [(int(normal.position[r]), *texts[r], int(normal.kind[r]), int(normal.unaligned[r])) for r in rows]


def by_definition(reference, position, ref, alt):
    """Trim and shift one base at a time (doi:10.1093/bioinformatics/btv112, algorithm 1)."""
    while ref[-1] == alt[-1] and ref != alt:
        if len(ref) == 1 or len(alt) == 1:
            if position == 1:
                break
            position -= 1
            ref, alt = reference[position - 1] + ref, reference[position - 1] + alt
        ref, alt = ref[:-1], alt[:-1]
    while len(ref) > 1 and len(alt) > 1 and ref[0] == alt[0]:
        position, ref, alt = position + 1, ref[1:], alt[1:]
    return position, ref, alt


@st.composite
def alleles(draw):
    """Draw a reference and an allele of it."""
    reference = draw(REPETITIVE)
    start = draw(st.integers(0, len(reference) - 1))
    ref = reference[start : start + draw(st.integers(1, 12))]
    inserted = draw(st.one_of(st.text("ACGT", max_size=6), st.just(reference[start + 1 : start + 4])))
    alt = draw(st.sampled_from([ref + inserted, ref[:1] + inserted, inserted + ref, inserted or ref[0]]))
    return reference, start + 1, ref, alt


@settings(max_examples=500, deadline=None)
@given(alleles())
def test_as_the_definition_says(drawn):
    reference, position, ref, alt = drawn
    if ref == alt:
        return
    ((*found, kind, reason),) = aligned(reference, (position, ref, alt))
    assert tuple(found) == by_definition(reference, position, ref, alt)
    assert reason == CARRIED
    assert KIND_CLASSES[kind] == variant_class(found[1], found[2])
    changed = reference[: found[0] - 1] + found[2] + reference[found[0] - 1 + len(found[1]) :]
    assert changed == reference[: position - 1] + alt + reference[position - 1 + len(ref) :], "the same molecule"


@settings(max_examples=200, deadline=None)
@given(alleles(), st.integers(0, 5), st.integers(0, 5))
def test_padding_never_changes_the_normal_form(drawn, before, behind):
    reference, position, ref, alt = drawn
    if ref == alt:
        return
    start = max(position - before, 1)
    left = reference[start - 1 : position - 1]
    end = position - 1 + len(ref)
    right = reference[end : end + behind]
    assert aligned(reference, (position, ref, alt)) == aligned(
        reference, (start, left + ref + right, left + alt + right)
    )


def test_what_is_not_moved_is_carried_with_the_reason():
    found = aligned(
        "ACCCGTNNRA",
        (4, "C", "CC"),
        (4, "T", "TC"),
        (9, "RAC", "R"),
        (12, "A", "G"),
        (0, "N", "]c:5]N"),
        (4, "C", "CRC"),
        (4, "c", "cc"),
        (4, "C", "*"),
        (4, "C", "<DEL>"),
        (4, "C", "C[c:9["),
        (4, "C", ".C"),
        (9, "N", "A"),
    )
    assert found == [
        (1, "A", "AC", 1, CARRIED),
        (4, "T", "TC", 1, UNLIKE),
        (9, "RAC", "R", 2, OUTSIDE),
        (12, "A", "G", 0, OUTSIDE),
        (0, "N", "]c:5]N", BREAKEND, OUTSIDE),
        (4, "C", "CRC", 1, UNKNOWN_LETTER),
        (1, "A", "AC", 1, CARRIED),
        (4, "C", "*", SPANNING_DELETION, CARRIED),
        (4, "C", "<DEL>", SYMBOLIC, CARRIED),
        (4, "C", "C[c:9[", BREAKEND, CARRIED),
        (4, "C", ".C", BREAKEND, CARRIED),
        (9, "N", "A", 0, CARRIED),
    ]


def test_alleles_of_100_kilobases():
    unit = "ACGGT"
    reference = "T" + unit * 40_000 + "GG"
    long = unit * 20_000
    insertion, deletion = aligned(reference, (100_001, "T", "T" + long), (100_001, "T" + long, "T"))
    assert insertion == (1, "T", "T" + long, 1, CARRIED)
    assert deletion == (1, "T" + long, "T", 2, CARRIED)


@pytest.mark.parametrize("seed", [1, 2])
def test_as_bcftools_norm_says(tmp_path, seed):
    draw = np.random.default_rng(seed)
    text = lambda letters, size: "".join(draw.choice(list(letters), size))  # noqa: E731
    reference = ""
    while len(reference) < 2000:
        reference += text("ACGT", draw.integers(1, 5)) * int(draw.integers(1, 20)) + text("ACGTRN", 1)
    fasta = tmp_path / "genome.fa"
    fasta.write_text(">c\n" + "".join(f"{reference[at : at + 60]}\n" for at in range(0, len(reference), 60)))
    pysam.faidx(str(fasta))
    records = []
    for number in range(1500):
        start = int(draw.integers(0, len(reference) - 1))
        ref = reference[start : start + int(draw.choice([1, 1, 2, 4, 9]))].replace("R", "N")
        alts = {ref[0], ref + ref[1:], text("ACGT", draw.integers(1, 5)), ref + text("ACGT", 2)} - {ref}
        records.append((start + 1, ref, ",".join(sorted(alts)), number))
    head = "##fileformat=VCFv4.2\n##contig=<ID=c>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    vcf = tmp_path / "in.vcf"
    vcf.write_text(head + "".join(f"c\t{p}\t{n}\t{r}\t{a}\t.\t.\t.\n" for p, r, a, n in sorted(records)))
    command = ["bcftools", "norm", "-m", "-any", "-f", str(fasta), str(vcf)]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    expected = sorted((c[2], int(c[1]), c[3], c[4]) for c in (line.split("\t") for line in lines if line[0] != "#"))
    found = []
    for batch, _ in read_batches(vcf, fasta, people=False):
        texts = [
            [
                to_text(getattr(batch, f"{name}_data"), getattr(batch, f"{name}_offsets"), row)
                for row in range(len(batch.kind))
            ]
            for name in ("id", "normal_ref", "normal_alt")
        ]
        found += [(n, int(p), r, a) for n, p, r, a in zip(texts[0], batch.normal_position, *texts[1:], strict=True)]
    assert len(expected) > 4000
    assert sorted(found) == expected
