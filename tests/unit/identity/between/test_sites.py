"""Common sites of a source, spread evenly; and what gVCF and VCF tell of a person there, never more."""

import time
from pathlib import Path

import numpy as np
import pysam
import pytest

from genopipe.errors import ContentError
from genopipe.errors import InputError
from genopipe.genome import SYNTHETIC
from genopipe.identity.between.sites import common_sites
from genopipe.identity.between.sites import family_at_sites
from genopipe.identity.between.sites import spread_sites
from genopipe.identity_settings import BetweenSettings
from genopipe.identity_settings import IdentitySettings
from genopipe.io.common_sites import CommonSites
from genopipe.io.common_sites import read_family
from genopipe.io.common_sites import read_sites
from genopipe.io.common_sites import write_genotypes
from genopipe.io.common_sites import write_sites
from genopipe.io.store import Store
from genopipe.resources.build import build_store
from unit.records import column
from unit.records import record
from unit.records import write_fasta
from unit.records import write_vcf

SEQUENCE = "GATTACAAAACGTCAGCAGCAGTTGACCATG" * 40
IDENTITY = IdentitySettings()
GVCF = """##fileformat=VCFv4.2
##contig=<ID=chr1,length=1000>
##FILTER=<ID=LOW,Description="low">
##INFO=<ID=END,Number=1,Type=Integer,Description="end">
##FORMAT=<ID=GT,Number=1,Type=String,Description="GT">
##FORMAT=<ID=DP,Number=1,Type=Integer,Description="DP">
##FORMAT=<ID=MIN_DP,Number=1,Type=Integer,Description="MIN_DP">
##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="GQ">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tkid
"""


def substitution(position: int) -> tuple[str, str]:
    ref = SEQUENCE[position - 1]
    return ref, "A" if ref != "A" else "C"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Return a source of a common and a rare allele, a common indel, two alleles of one place, and one on X."""
    fasta = write_fasta(tmp_path, chr1=SEQUENCE, chrX=SEQUENCE)
    rows = []
    for contig, position, frequency in (
        ("chr1", 101, "0.3"),
        ("chr1", 103, "0.45"),
        ("chr1", 201, "0.01"),
        ("chr1", 301, "0.99"),
        ("chr1", 501, "0.8"),
        ("chr1", 701, "."),
        ("chrX", 101, "0.4"),
    ):
        ref, alt = substitution(position)
        rows.append(f"{contig} {position} . {ref} {alt} . . AF={frequency};AF_eas=0.5;AN=900")
    others = [base for base in "ACGT" if base != SEQUENCE[400]][:2]
    rows[4:4] = [f"chr1 401 . {SEQUENCE[400]} {base} . . AF=0.3;AF_eas=0.3;AN=900" for base in others]
    fields = [("AF", "A", "Float"), ("AF_eas", "A", "Float"), ("AN", "1", "Integer")]
    vcf = write_vcf(tmp_path / "f.vcf.gz", rows, fields, {"chr1": len(SEQUENCE), "chrX": len(SEQUENCE)})
    source = record(
        [column("af", "AF"), column("eas", "AF_eas"), column("an", "AN", "integer")],
        name="pop",
        kind="frequency",
        frequency={"populations": {"global": "af", "eas": "eas"}, "allele_number": "an"},
    )
    return Store.open(build_store(source, [vcf], fasta, tmp_path / "stores").folder)


def test_common_sites_are_single_bases_of_autosomes_alone_at_their_place(store: Store):
    sites = common_sites(store, SYNTHETIC, BetweenSettings())
    assert sites.position.tolist() == [101, 103, 501]
    assert sites.frequency.tolist() == pytest.approx([0.3, 0.45, 0.8])
    assert [(chr(ref), chr(alt)) for ref, alt in zip(sites.ref, sites.alt, strict=True)] == [
        substitution(position) for position in (101, 103, 501)
    ]


def test_the_population_is_chosen(store: Store):
    sites = common_sites(store, SYNTHETIC, BetweenSettings(frequency_population="eas"))
    assert sites.position.tolist() == [101, 103, 201, 301, 501, 701]
    with pytest.raises(InputError, match="no frequency of the group nowhere"):
        common_sites(store, SYNTHETIC, BetweenSettings(frequency_population="nowhere"))


def test_no_common_site_is_told(store: Store):
    with pytest.raises(InputError, match="no common allele"):
        common_sites(store, SYNTHETIC, BetweenSettings(common_frequency=0.49))


def test_sites_are_spread_and_the_commonest_is_taken(store: Store):
    every = common_sites(store, SYNTHETIC, BetweenSettings())
    assert spread_sites(every, 100, 10).position.tolist() == [103, 501]
    assert spread_sites(every, 1, 3).position.tolist() == [101, 103, 501]
    assert spread_sites(every, 1, 1).position.tolist() == [103]


def test_a_file_of_sites_is_read_as_it_was_written(store: Store, tmp_path: Path):
    every = common_sites(store, SYNTHETIC, BetweenSettings())
    write_sites(every, tmp_path / "s.vcf.gz")
    assert read_sites(tmp_path / "s.vcf.gz").digest() == every.digest()
    first = (tmp_path / "s.vcf.gz").read_bytes()
    write_sites(every, tmp_path / "s.vcf.gz")
    assert (tmp_path / "s.vcf.gz").read_bytes() == first
    (tmp_path / "s.vcf.gz").write_bytes(b"no sites")
    with pytest.raises(ContentError, match="no file of common sites"):
        read_sites(tmp_path / "s.vcf.gz")


PLACES = (10, 20, 30, 40, 50, 60, 70, 80, 90, 95)


def sites_at(*positions: int) -> CommonSites:
    number = len(positions)
    letters = [np.full(number, ord(base), np.uint8) for base in "AC"]
    return CommonSites(np.full(number, "1"), np.array(positions), *letters, np.full(number, 0.5))


def packed(path: Path, *rows: str, head: str = GVCF) -> Path:
    path.write_text(head + "".join(row.replace(" ", "\t") + "\n" for row in rows))
    return Path(pysam.tabix_index(str(path), preset="vcf", force=True))


def test_a_gvcf_tells_ref_alt_and_what_is_not_known(tmp_path: Path):
    gvcf = packed(
        tmp_path / "kid.g.vcf",
        "chr1 5 . A . . . END=15 GT:DP:MIN_DP:GQ 0/0:30:20:50",
        "chr1 16 . A . . . END=25 GT:DP:MIN_DP:GQ 0/0:30:3:50",
        "chr1 30 . A C,<*> 60 PASS . GT:DP:GQ 0/1:30:99",
        "chr1 40 . A C 60 PASS . GT:DP:GQ 1/1:30:99",
        "chr1 50 . A G 60 PASS . GT:DP:GQ 0/1:30:99",
        "chr1 60 . A C 60 LOW . GT:DP:GQ 0/1:30:99",
        "chr1 70 . A C 60 PASS . GT:DP:GQ 0/1:30:5",
        "chr1 78 . AAAA A 60 PASS . GT:DP:GQ 0/1:30:99",
        "chr1 90 . A C 60 PASS . GT:DP:GQ ./.:30:99",
    )
    told = family_at_sites({gvcf: ("kid",)}, sites_at(*PLACES), IDENTITY, blocks=True)
    assert told.people == ("kid",)
    assert told.copies[:, 0].tolist() == [0, -1, 1, 2, -1, -1, -1, -1, -1, -1]
    assert (told.complete, told.carried) == (True, 2)
    write_genotypes(told, tmp_path / "kid.npz")
    again = read_family(tmp_path / "kid.npz")
    first = (tmp_path / "kid.npz").read_bytes()
    time.sleep(2.1)  # a zip file tells times by two seconds
    write_genotypes(told, tmp_path / "kid.npz")
    assert (tmp_path / "kid.npz").read_bytes() == first
    assert again.copies.tolist() == told.copies.tolist()
    assert (again.people, again.sites, again.complete) == (told.people, told.sites, told.complete)


def test_a_vcf_of_the_whole_genome_is_ref_where_it_is_silent(tmp_path: Path):
    rows = [f"chr1 {place} . A C 60 PASS . GT:DP:GQ 0/1:30:99" for place in PLACES[:6]]
    rows.append("chr1 70 . A C 60 PASS . GT:DP:GQ ./.:.:.")
    vcf = packed(tmp_path / "kid.vcf", *rows)
    told = family_at_sites({vcf: ("kid",)}, sites_at(*PLACES), IDENTITY, blocks=False)
    assert told.complete
    assert told.copies[:, 0].tolist() == [1] * 6 + [-1, 0, 0, 0]


def test_a_vcf_of_a_part_of_the_genome_is_silent_where_it_is_silent(tmp_path: Path):
    vcf = packed(tmp_path / "kid.vcf", *(f"chr1 {place} . A C 60 PASS . GT:DP:GQ 0/1:30:99" for place in PLACES[:3]))
    told = family_at_sites({vcf: ("kid",)}, sites_at(*PLACES), IDENTITY, blocks=False)
    assert not told.complete
    assert told.copies[:, 0].tolist() == [1] * 3 + [-1] * 7


def test_a_file_that_lacks_the_person_or_is_cut_is_refused(tmp_path: Path):
    gvcf = packed(tmp_path / "kid.g.vcf", "chr1 5 . A . . . END=15 GT:DP:MIN_DP:GQ 0/0:30:20:50")
    with pytest.raises(InputError, match="cannot be read at places of nobody"):
        family_at_sites({gvcf: ("nobody",)}, sites_at(10), IDENTITY, blocks=True)
    (tmp_path / "kid.npz").write_bytes(b"cut")
    with pytest.raises(ContentError, match="no genotypes at common sites"):
        read_family(tmp_path / "kid.npz")
