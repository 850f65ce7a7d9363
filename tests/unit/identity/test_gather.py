"""What of a VCF is used, what is not, and how sites are thinned."""

from pathlib import Path

import numpy as np
import pytest

from genopipe.genome import GRCH37
from genopipe.genome import GRCH38
from genopipe.genome import Role
from genopipe.identity.build import find_build
from genopipe.identity.evidence import Evidence
from genopipe.identity.gather import gather
from genopipe.identity_settings import IdentitySettings

HEAD = """##fileformat=VCFv4.2
##FILTER=<ID=LOW,Description="low">
##contig=<ID=chr1,length=248956422>
##contig=<ID=chrX,length=156040895>
##contig=<ID=chrY,length=57227415>
##FORMAT=<ID=GT,Number=1,Type=String,Description="g">
##FORMAT=<ID=AD,Number=R,Type=Integer,Description="a">
##FORMAT=<ID=DP,Number=1,Type=Integer,Description="d">
##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="q">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tA\tB
"""
GOOD = "0/1:15,15:30:99"
REF = "0/0:30,0:30:99"


def line(
    position: int, a: str = GOOD, b: str = REF, *, alleles: str = "A\tC", passed: str = "PASS", contig: str = "chr1"
) -> str:
    return f"{contig}\t{position}\t.\t{alleles}\t50\t{passed}\t.\tGT:AD:DP:GQ\t{a}\t{b}\n"


def read(folder: Path, *lines: str, **settings: int) -> Evidence:
    path = folder / "x.vcf"
    path.write_text(HEAD + "".join(lines))
    return gather(path, None, IdentitySettings(**settings))  # type: ignore[arg-type]


def used(folder: Path, *lines: str, **settings: int) -> list[int]:
    return read(folder, *lines, **settings).sites.position.tolist()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (line(5_000), True),
        (line(5_000, passed="."), True),
        (line(5_000, passed="LOW"), False),
        (line(5_000, alleles="A\tC,G", a="0/1:15,15,0:30:99", b="0/0:30,0,0:30:99"), False),
        (line(5_000, alleles="AT\tA"), False),
        (line(5_000, alleles="A\t*"), False),
        (line(5_000, alleles="A\t<DEL>"), False),
        (line(5_000, alleles="N\tC"), False),
        (line(5_000, b="./.:0,0:0:0"), False),
        (line(5_000, b="0/.:30,0:30:99"), False),
        (line(5_000, b="0:30,0:30:99"), False),
        (line(5_000, b="0/0:9,0:9:99"), False),
        (line(5_000, b="0/0:30,0:30:19"), False),
        (line(5_000, a=REF), False),
        (line(5_000) + line(5_000, alleles="A\tG"), False),
        (line(5_000, contig="chrX"), False),
    ],
)
def test_which_sites_are_used(text: str, wanted: bool, tmp_path: Path):
    assert used(tmp_path, text) == ([5_000] if wanted else [])


def test_a_file_without_quality_is_used_by_depth(tmp_path: Path):
    assert used(tmp_path, line(5_000, "0/1:15,15:30:.", "0/0:30,0:30:.")) == [5_000]
    assert used(tmp_path, line(5_000, "0/1:15,15:.:99", "0/0:30,0:.:99")) == [5_000]


def test_a_reference_block_without_quality_counts_by_its_depth(tmp_path: Path):
    """Joint callers write `0/0:.:30:.`; were it left out, only sites at which everybody carries ALT would stay."""
    assert used(tmp_path, line(5_000, b="0/0:.:30:.")) == [5_000]
    assert used(tmp_path, line(5_000, b="0/0:.:9:.")) == []
    assert used(tmp_path, line(5_000, b="0/0:.:.:99")) == [5_000]
    assert used(tmp_path, line(5_000, b="0/0:.:.:.")) == []
    assert used(tmp_path, line(5_000, "0/1:.:.:.", "0/0:.:.:.")) == [5_000]


def test_one_site_in_a_stretch_and_the_spacing_doubles(tmp_path: Path):
    lines = [line(1_000 * n + m) for n in range(1, 5_001) for m in (0, 7)]
    assert used(tmp_path, *lines)[:3] == [1_000, 2_000, 3_000]
    evidence = read(tmp_path, *lines, maximum_sites=1_000)
    assert evidence.spacing == 8_000
    assert 500 < len(evidence.sites) <= 1_000
    assert (np.diff(evidence.sites.position) >= 8_000 - 1_000).all()
    assert evidence.records == 10_000


def test_x_is_counted_by_reads_off_the_pseudoautosomal_regions(tmp_path: Path):
    inside, outside = 1_000_000, 50_000_000
    lines = [
        line(inside, contig="chrX"),
        line(outside, "0/1:15,15:30:99", "1:0,16:16:99", contig="chrX"),
        line(outside + 1, "1:15,15:30:99", "1:1,15:16:99", contig="chrX"),
        line(outside + 2, "0:30,0:30:99", "1:1,8:9:99", contig="chrX"),
    ]
    evidence = read(tmp_path, *lines)
    assert evidence.depths[Role.X].sum(axis=1).tolist() == [3, 3]
    assert evidence.x_carried.tolist() == [2, 2]
    assert evidence.x_heterozygous.tolist() == [2, 0]


def test_x_is_counted_by_genotypes_where_no_reads_are_written(tmp_path: Path):
    lines = [line(50_000_000 + n, "0/1:.:30:99", "1:.:16:99", contig="chrX") for n in range(3)]
    evidence = read(tmp_path, *lines, line(60_000_000, "1/1:.:30:99", "0:.:16:99", contig="chrX"))
    assert evidence.x_carried.tolist() == [4, 3]
    assert evidence.x_heterozygous.tolist() == [3, 0]


def test_undetermined_is_neither_depth_nor_genotype(tmp_path: Path):
    evidence = read(
        tmp_path,
        line(9_000_000, "1:0,15:15:99", ".", contig="chrY"),
        line(9_000_009, "1:0,15:15:99", "./.:0,0:0:0", contig="chrY"),
    )
    assert evidence.undetermined[Role.Y].tolist() == [0, 1]
    assert evidence.depths[Role.Y][1, 0] == 1


def test_a_build_is_known_by_its_lengths_whatever_the_prefix():
    lengths = {"1": 248_956_422, "X": 156_040_895, "GL1": 100}
    build = find_build(lengths, frozenset(lengths))
    assert build.name == GRCH38.name
    assert build.role("X") is Role.X
    assert build.in_par("X", 20_000)
    assert find_build({"chr1": 249_250_621}, frozenset({"chr1"})).name == GRCH37.name
    assert find_build({"chr1": None}, frozenset({"chr1"})).name == GRCH38.name
    assert find_build({"scaffold": 5}, frozenset({"scaffold"})).name == "custom"
