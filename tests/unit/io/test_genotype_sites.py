"""Which sites of a VCF are read, and what of each person."""

import numpy as np
import pytest

from genopipe.errors import InputError
from genopipe.io.genotype_sites import HAPLOID_ALT
from genopipe.io.genotype_sites import HAPLOID_REF
from genopipe.io.genotype_sites import NOT_CALLED
from genopipe.io.genotype_sites import SiteStore
from genopipe.io.genotype_sites import read_contigs
from genopipe.io.vcf_batches import open_stretches

HEAD = (
    '##fileformat=VCFv4.2\n##FILTER=<ID=LOW,Description="l">\n##contig=<ID=c1>\n##contig=<ID=c2>\n'
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="g">\n##FORMAT=<ID=AD,Number=R,Type=Integer,Description="a">\n'
    '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="d">\n##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="q">\n'
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tp1\tp2\tp3\n"
)


@pytest.fixture
def read(tmp_path):
    def call(*rows, people=("p1", "p2", "p3")):
        path = tmp_path / "in.vcf"
        path.write_text(HEAD + "".join(row.replace(" ", "\t") + "\n" for row in rows))
        return list(read_contigs(open_stretches(path, people=True), path, people))

    return call


def site(position, ref="A", alt="G", filters="PASS", calls="0/0 0/1 1/1", form="GT", contig="c1"):
    return f"{contig} {position} . {ref} {alt} . {filters} . {form} {calls}"


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        (site(10), True),
        (site(10, ref="a", alt="t"), True),
        (site(10, filters="."), True),
        (site(10, filters="LOW"), False),
        (site(10, filters="PASSED"), False),
        (site(10, ref="AC"), False),
        (site(10, alt="GT"), False),
        (site(10, alt="G,T"), False),
        (site(10, alt="*"), False),
        (site(10, ref="N"), False),
        (site(10, alt="<DEL>"), False),
    ],
)
def test_sites_are_single_bases_that_passed(read, row, kept):
    found = read(row, site(20))
    assert found[0].position.tolist() == ([10, 20] if kept else [20])


def test_a_position_that_records_share_is_left_out(read):
    """As of a record with two ALTs that was split: `1/0` is not REF there."""
    (found,) = read(site(10), site(20), site(20, alt="T"), site(30), site(40), site(40, ref="AC", alt="A"))
    assert found.position.tolist() == [10, 30]


def test_genotypes_have_their_codes(read):
    (found,) = read(site(10, calls="0|1 1 0"), site(20, calls="./1 . ./."), site(30, calls="0/1/1 1|1 0/0"))
    assert found.genotype.tolist() == [
        [1, HAPLOID_ALT, HAPLOID_REF],
        [NOT_CALLED, NOT_CALLED, NOT_CALLED],
        [NOT_CALLED, 2, 0],
    ]


def test_depth_is_that_of_the_reads_where_it_is_not_written(read):
    (found,) = read(site(10, form="GT:AD:DP:GQ", calls="0/1:3,4:9:50 0/1:3,4:.:. 0/1:.:.:."))
    assert found.depth.tolist() == [[9, 7, -1]]
    assert found.ref_reads.tolist() == [[3, 3, -1]]
    assert found.alt_reads.tolist() == [[4, 4, -1]]
    assert found.quality.tolist() == [[50, -1, -1]]
    assert (found.ref[0], found.alt[0]) == (ord("A"), ord("G"))


def test_people_come_in_the_order_asked(read):
    (found,) = read(site(10), people=("p3", "p1"))
    assert found.genotype.tolist() == [[2, 0]]


def test_great_depths_are_cut_not_wrapped(read):
    (found,) = read(site(10, form="GT:DP", calls="0/1:70000 0/1:40000 0/1:32767"))
    assert found.depth.tolist() == [[32_767, 32_767, 32_767]]


def test_contigs_are_kept_and_read_again(read, tmp_path):
    store = SiteStore(tmp_path)
    found = read(site(10), site(20), site(5, contig="c2"))
    for sites in found:
        store.add(sites)
    assert store.contigs == ["c1", "c2"]
    for sites, again in zip(found, store.read_all(), strict=True):
        assert sites.contig == again.contig
        assert all(np.array_equal(one, two) for one, two in zip(sites[1:], again[1:], strict=True))


def test_a_file_that_is_not_sorted_is_refused(read):
    with pytest.raises(InputError):
        read(site(20), site(10))


def test_a_contig_without_one_site(read):
    assert [found.position.tolist() for found in read(site(10, ref="AC"), site(20, contig="c2"))] == [[], [20]]
