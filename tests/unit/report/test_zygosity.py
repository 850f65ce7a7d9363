import pytest

from genopipe.genome import GRCH38
from genopipe.genome import Sex
from genopipe.report.zygosity import zygosity
from unit.report.case_folder import allele
from unit.report.case_folder import genotype


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1/1", "homozygous"),
        ("0/1", "heterozygous"),
        ("1|0", "heterozygous"),
        ("1/2", "heterozygous, with another allele on the other copy"),
        ("1/.", "carries one copy; the other was not called"),
        ("0/0", "does not carry it"),
        ("0/2", "does not carry it; has another allele"),
        ("2/2", "does not carry it; other alleles on both copies"),
        ("0/.", "one reference copy; the other was not called"),
        ("./.", "not called"),
        (".", "not called"),
        ("0/1/1", "2 of 3 copies (1 reference, 0 other, 0 not called)"),
        ("1", "one copy called where 2 are expected"),
    ],
)
def test_autosome(text, words):
    row = allele("chr1", 100, "A", "G")
    assert zygosity(genotype(row["allele"], "P1", text), row, Sex.MALE, GRCH38) == words


@pytest.mark.parametrize(
    ("text", "sex", "words"),
    [
        ("1", Sex.MALE, "hemizygous"),
        ("1/1", Sex.MALE, "hemizygous (called as 1/1)"),
        ("0/1", Sex.MALE, "heterozygous (one copy is expected here)"),
        ("0", Sex.MALE, "does not carry it (one copy)"),
        ("2", Sex.MALE, "does not carry it; has another allele (one copy)"),
        (".", Sex.MALE, "not called"),
        ("1/1", Sex.FEMALE, "homozygous"),
        ("0/1", Sex.UNKNOWN, "heterozygous"),
    ],
)
def test_x(text, sex, words):
    row = allele("chrX", 20_000_000, "A", "G")
    assert zygosity(genotype(row["allele"], "P1", text), row, sex, GRCH38) == words


def test_par_of_x_has_two_copies():
    row = allele("chrX", 20_000, "A", "G")
    assert zygosity(genotype(row["allele"], "P1", "1/1"), row, Sex.MALE, GRCH38) == "homozygous"


def test_a_woman_has_no_y():
    row = allele("chrY", 20_000_000, "A", "G")
    assert zygosity(genotype(row["allele"], "P1", "."), row, Sex.FEMALE, GRCH38) == "has no copy of this contig"


@pytest.mark.parametrize(
    ("text", "depth", "part", "words"),
    [
        ("1", 1000, 0.374, "mitochondrial, in 37.4 % of reads"),
        ("0", 1000, 0.0, "mitochondrial, in no read"),
        ("0", 9000, 0.0001, "mitochondrial, in < 0.1 % of reads"),
        ("1", 9000, 0.9999, "mitochondrial, in > 99.9 % of reads"),
        ("1", None, None, "mitochondrial, carries it; fraction not measured"),
        (".", None, None, "not called"),
    ],
)
def test_mitochondrial_is_a_fraction(text, depth, part, words):
    row = allele("chrM", 3243, "A", "G")
    given = genotype(row["allele"], "P1", text, depth, alt_fraction=part)
    assert zygosity(given, row, Sex.MALE, GRCH38) == words


def test_no_row_is_not_called():
    assert zygosity(None, allele("chr1", 100, "A", "G"), Sex.MALE, GRCH38) == "not called"
