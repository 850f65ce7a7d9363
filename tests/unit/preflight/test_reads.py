"""FASTQ files that trusted tools take in silence."""

import gzip

import pytest

from genopipe.preflight.reads import ReadCounts
from genopipe.preflight.reads import count_pair
from genopipe.preflight.reads import count_reads


def record(name="r1", bases="ACGT", quality="FFFF", plus="+"):
    return f"@{name}\n{bases}\n{plus}\n{quality}\n".encode()


def reads(number, mate=1, lane="x"):
    return b"".join(record(f"{lane}:{i}/{mate}", "ACGTN" * 30, "F:,#J" * 30) for i in range(number))


def members(content, size=700):
    return b"".join(gzip.compress(content[at : at + size], mtime=0) for at in range(0, len(content), size))


def code_of(path):
    counts, faults = count_reads(path)
    return counts, [fault.code for fault in faults]


@pytest.mark.parametrize("pack", [bytes, gzip.compress, members])
def test_counts(tmp_path, pack):
    path = tmp_path / "a.fq"
    path.write_bytes(pack(reads(1000) + record()))
    assert count_reads(path) == (ReadCounts(1001, 150_004, 4, 150), [])


def test_a_missing_last_line_end_is_no_loss(tmp_path):
    path = tmp_path / "a.fq"
    path.write_bytes(reads(3)[:-1])
    assert code_of(path) == (ReadCounts(3, 450, 150, 150), [])


EVIL = [
    (reads(5) + b"@x\nACGT\n+\nFF", "FASTQ-LAST"),
    (reads(5) + b"@x\nACG", "FASTQ-LAST"),
    (reads(5) + record(quality="FFF") + reads(5), "FASTQ-LENGTH"),
    (reads(5) + record(bases="ACXT"), "FASTQ-BASES"),
    (reads(5) + record(bases="acgt"), "FASTQ-BASES"),
    (reads(5) + record(quality="FF F"), "FASTQ-QUALITY"),
    (reads(5) + record(plus="-"), "FASTQ-FORMAT"),
    (record(bases="A" * 40, quality="hhhhgfgB" * 5) * 9, "FASTQ-PHRED"),
    (reads(5).replace(b"\n", b"\r\n"), "FASTQ-CRLF"),
    (b">x\nACGT\n>y\nACGT\n", "FASTQ-FORMAT"),
    (b"\n", "FASTQ-EMPTY"),
    (gzip.compress(b"", mtime=0), "FASTQ-EMPTY"),
    (b"", "FILE-EMPTY"),
    (b"BZh91AY&SY", "FASTQ-FORMAT"),
    (gzip.compress(reads(5), mtime=0) + b"garbage", "FASTQ-GARBAGE"),
    (gzip.compress(reads(5), mtime=0)[:-4], "FASTQ-TRUNCATED"),
    (gzip.compress(b"A" * 80_000_000, 1, mtime=0), "FASTQ-LINE"),
]


@pytest.mark.parametrize(("content", "code"), EVIL)
def test_evil_reads(tmp_path, content, code):
    path = tmp_path / "a.fq.gz"
    path.write_bytes(content)
    assert code_of(path)[1] == [code]


def test_damage_inside_gzip(tmp_path):
    packed = bytearray(gzip.compress(reads(500), mtime=0))
    packed[len(packed) // 2] ^= 0xFF
    path = tmp_path / "a.fq.gz"
    path.write_bytes(packed)
    assert code_of(path)[1]


def test_every_cut_of_a_gzip_file_is_seen(tmp_path):
    packed = members(reads(3), 300)
    path = tmp_path / "a.fq.gz"
    whole = len(gzip.decompress(packed).splitlines())
    for cut in range(1, len(packed)):
        path.write_bytes(packed[:cut])
        counts, faults = count_reads(path)
        assert faults or 4 * counts.reads < whole  # cut between members at a record's end: the pair's count tells


def test_cut_tells_byte_and_reads(tmp_path):
    packed = gzip.compress(reads(5000), 1, mtime=0)
    path = tmp_path / "a.fq.gz"
    path.write_bytes(packed[: len(packed) // 2])
    (fault,) = count_reads(path)[1]
    assert fault.code == "FASTQ-TRUNCATED"
    assert f"byte {len(packed) // 2:,}" in fault.cause
    assert "reads" in fault.cause


def pair(tmp_path, first, second, limit=None):
    paths = tmp_path / "a_1.fq", tmp_path / "a_2.fq"
    for path, content in zip(paths, (first, second), strict=True):
        path.write_bytes(content)
    one, two, faults = count_pair(*paths, limit=limit)
    return one.reads, two.reads, [fault.code for fault in faults]


def test_pairs(tmp_path):
    assert pair(tmp_path, reads(100), reads(100, 2)) == (100, 100, [])
    assert pair(tmp_path, gzip.compress(reads(100), mtime=0), members(reads(100, 2))) == (100, 100, [])
    assert pair(tmp_path, reads(100), reads(75, 2)) == (100, 75, ["FASTQ-COUNT"])
    assert pair(tmp_path, reads(75), reads(100, 2)) == (75, 100, ["FASTQ-COUNT"])
    assert pair(tmp_path, reads(100), reads(100, 2, "other"))[2] == ["FASTQ-PAIR"]
    assert pair(tmp_path, reads(50_000), reads(50_000, 2), limit=10)[2] == []


def test_both_files_of_a_pair_are_told(tmp_path):
    assert pair(tmp_path, b">x\n1\n2\n3\n", reads(3)[:-9])[2] == ["FASTQ-FORMAT", "FASTQ-LAST"]
