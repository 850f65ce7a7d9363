"""What a sift sees of a VCF is what the tokeniser reads, and the lines of what it keeps are those of the file."""

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from genopipe.errors import InputError
from genopipe.io.allele_batch import to_text
from genopipe.io.called.lines import lines_at
from genopipe.io.called.lines import read_lines
from genopipe.io.called.sites import chosen_lines
from genopipe.io.called.sites import read_sites
from genopipe.io.fast_vcf.alleles_only import read_alleles
from genopipe.io.vcf_batches import open_stretches
from genopipe.io.vcf_batches import open_text
from unit.io.test_fast_vcf import files
from unit.io.test_fast_vcf import line
from unit.io.test_fast_vcf import vcf_of

FIELDS = ("position", "ref", "alt")


def rows_of(pieces):
    """Give contig, position, REF and ALT of every row."""
    for piece in pieces:
        for row in range(len(piece.position)):
            yield piece.contig, int(piece.position[row]), to_text(*piece.ref, row), to_text(*piece.alt, row)


def genotypes_of(stretches):
    """Give the genotype texts of every row, and the depth of every person."""
    for stretch in stretches:
        people = len(stretch.calls.people)
        for row in range(len(stretch.position)):
            texts = [
                to_text(stretch.calls.text_data, stretch.calls.text_offsets, row * people + person)
                for person in range(people)
            ]
            yield texts, stretch.calls.depth[row].tolist(), stretch.calls.all_reads[row].tolist()


@settings(max_examples=80, deadline=None)
@given(files(), st.sampled_from([64, 1 << 20]), st.integers(0, 99))
def test_the_same_alleles_and_lines_as_the_tokeniser(text, size, seed):
    random = Random(seed)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "in.vcf"
        path.write_bytes(text.encode())
        header, pieces = open_text(path, people=True)
        expected = list(rows_of(open_stretches(path, people=True).stretches))
        told = list(genotypes_of(open_stretches(path, people=True).stretches))
        found, kept, again, genotypes = [], [], [], []
        for sites in read_sites(path, header, pieces, size):
            found += rows_of([sites])
            keep = np.array([random.random() < 0.5 for _ in sites.position])
            kept += keep.tolist()
            lines, stays = chosen_lines(sites, keep)
            stretches = list(read_lines(path, header, lines)) if lines else []
            rows, calls = list(rows_of(stretches)), list(genotypes_of(stretches))
            assert len(rows) == len(stays)
            again += [row for row, stay in zip(rows, stays, strict=True) if stay]
            genotypes += [call for call, stay in zip(calls, stays, strict=True) if stay]
    assert found == expected
    assert again == [row for row, keep in zip(expected, kept, strict=True) if keep]
    assert genotypes == [call for call, keep in zip(told, kept, strict=True) if keep]


TAIL = "\t9.5\tPASS\tAC=1;AF=0.5\tGT:AD:DP:GQ\t0/1:10,12:22:99\t0/0:20,0:20:60\n"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_lines_long_enough_for_the_short_way_are_read_alike(data):
    """Most lines are read eight bytes at a time, the last ones and odd ones byte by byte."""
    rows = []
    for _ in range(data.draw(st.integers(10, 30))):
        position = data.draw(st.integers(1, 10 ** data.draw(st.integers(1, 18)) - 1))
        name = data.draw(st.text("rs1;_.\u00e9", min_size=1, max_size=20) | st.just("x" * 700))
        ref, alt = (data.draw(st.text("ACGTN", min_size=1, max_size=9) | st.sampled_from("ACGT*.a")) for _ in "ra")
        rows.append((position, name, ref, [alt, *(["T"] if data.draw(st.booleans()) and alt != "." else [])]))
    contig = data.draw(st.sampled_from(["1", "chr1", "HLA-A*01:01:01:01"]))
    other = contig + data.draw(st.sampled_from(["", "2"]))
    lines = [f"{contig}\t{at}\t{name}\t{ref}\t{','.join(alts)}{TAIL}" for at, name, ref, alts in rows]
    text = "".join([*lines, *[f"{other}9\t1\t.\tA\tC{TAIL}"] * 8]).encode()
    read = read_alleles(np.frombuffer(text, dtype=np.uint8), 0)
    starts = np.cumsum([0, *(len(line.encode()) for line in lines)]).tolist()
    expected = [
        (start, at, ref, alt)
        for start, (at, _, ref, alts) in zip(starts, rows, strict=False)
        for alt in alts
        if alts != ["."]
    ]
    found = [
        (int(read.start[row]), int(read.position[row]), to_text(*read.ref, row), to_text(*read.alt, row))
        for row in range(len(read.start))
    ]
    assert (read.code, read.lines, read.at, read.contig) == (0, len(rows), starts[-1], contig.encode())
    assert found == expected


@pytest.mark.parametrize("head", ["\t5", "\t5\t", "\t\t.\tA\tC", "\t5x\t.\tA\tC", "\t5\t\tA\tC", "\t5\t.\t\tC"])
@pytest.mark.parametrize("digits", ["", "1234567", "12345678", "123456789", "1234567890123456789"])
def test_what_is_cut_or_wrong_is_told_wherever_it_stands(head, digits):
    good = f"1\t5\t.\tA\tC{TAIL}"
    wrong = "1" + head.replace("5", "5" + digits) + TAIL.replace("\t", "|")
    for after in (0, 20):
        data = np.frombuffer((good * 3 + wrong + good * after).encode(), dtype=np.uint8)
        read = read_alleles(data, 0)
        assert read.code < 0
        assert read.lines == 3


def test_lines_are_given_whole_in_any_order():
    data = np.frombuffer(b"one\ntwo\nthree\n", dtype=np.uint8)
    assert lines_at(data, np.array([9, 0, 6])) == b"three\none\ntwo\n"


def test_long_alleles_need_more_room():
    text = f"1\t5\t.\t{'A' * 5_000}\tC,{'G' * 9_000},T\t.\n1\t6\t.\tA\t.\t.\n".encode()
    data = np.frombuffer(text, dtype=np.uint8)
    read = read_alleles(data, 0)
    assert (read.code, read.lines, read.at, read.start.tolist()) == (0, 2, len(text), [0, 0, 0])
    assert [len(to_text(*read.alt, row)) for row in range(3)] == [1, 9_000, 1]


@pytest.mark.parametrize("record", [line("x"), line(alt="C,"), line(alt=",C"), "1\t5\t.\tA", "\t5\t.\tA\tC", ""])
def test_what_is_not_known_is_never_guessed(tmp_path, record):
    """cyvcf2 is asked, which reads the record as it is, or says why it cannot."""
    path = tmp_path / "in.vcf"
    path.write_text(vcf_of(line(1), record, line(9)))
    header, pieces = open_text(path, people=True)
    try:
        found = list(rows_of(read_sites(path, header, pieces, 1 << 20)))
        expected = list(rows_of(open_stretches(path, people=False).stretches))
    except InputError:
        with pytest.raises(InputError):
            list(open_stretches(path, people=False).stretches)
    else:
        assert found == expected
