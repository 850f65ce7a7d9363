"""`annotate --explain`: every spelling of an allele that our own tables write, and what cannot be explained."""

import pytest

from genopipe.annotate.explain import explain_allele
from genopipe.annotate.genome import Genome
from genopipe.errors import InputError
from genopipe.genome import SYNTHETIC
from genopipe.io.gene_models import read_transcripts
from unit.made import GENE
from unit.made import bases
from unit.made import make_reference
from unit.made import other


@pytest.fixture(scope="module")
def genome(tmp_path_factory):
    folder = tmp_path_factory.mktemp("explain")
    reference = make_reference(folder)
    (folder / "genes.gff3").write_text(GENE)
    return Genome(reference, read_transcripts(folder / "genes.gff3"), SYNTHETIC)


def spelt(genome, form):
    base = bases(genome.sequence.path, 130)
    return form.format(ref=base, alt=other(base), low=base.lower())


@pytest.mark.parametrize(
    "form",
    [
        "1-130-{ref}-{alt}",
        "chr1-130-{ref}-{alt}",
        "1-130-{low}-{alt}",
        "chr1:130:{ref}>{alt}",
        "1:130:{ref}:{alt}",
        "1-130-{ref}/{alt}",
        "chr1:g.130{ref}>{alt}",
        "ENST1.3:c.10{ref}>{alt}",
        "ENST1:c.10{ref}>{alt}",
    ],
)
def test_every_spelling_is_the_same_allele(genome, form):
    told = explain_allele(spelt(genome, form), genome)
    assert told[0].endswith(spelt(genome, "chr1, position 130, REF {ref}, ALT {alt}"))
    assert told[1:] == explain_allele(spelt(genome, "1-130-{ref}-{alt}"), genome)[1:]
    assert "ENST1.3 of ONE (protein_coding, strand +, MANE_Select)" in told
    assert "  reported: MANE Select" in told
    assert any(line.startswith("  codons ") for line in told)


@pytest.mark.parametrize(
    "name",
    [
        "1-130-{ref}-<DEL>",
        "1-130-{ref}-*",
        "1-130-{ref}-{ref}[chr2:5[",
        "1-130-{ref}-]chr2:5]{ref}",
        "1-100-200-DEL",
        "1-100-200-DUP.TANDEM",
        "1-100-100-INS.300",
        "1-100-200-CN0",
        "1-100-2.5000-BND.3to5",
    ],
)
def test_what_is_no_sequence_is_told_so(genome, name):
    (line,) = explain_allele(spelt(genome, name), genome)
    assert "no sequence" in line
    assert "genopipe structural" in line


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("1-130-{alt}-{ref}", r"ALLELE-NAME .* the reference has . there, not ."),
        ("1-301-A-T", "ALLELE-NAME .* chr1 has 300 bases"),
        ("1-299-AAAA-T", "ALLELE-NAME .* chr1 has 300 bases"),
        ("1-0-A-T", "ALLELE-NAME .* chr1 has 300 bases"),
        ("9-5-A-T", "ALLELE-NAME .* no contig 9"),
        ("ENST9.1:c.1A>T", "HGVS-TRANSCRIPT"),
        ("ENST1.4:c.10A>T", "HGVS-VERSION"),
        ("ENSP1.1:p.Arg1Cys", "HGVS-"),
        ("garbage", "HGVS-SYNTAX"),
        ("", "HGVS-SYNTAX"),
    ],
)
def test_what_cannot_be_explained_is_told_with_a_code(genome, name, words):
    with pytest.raises(InputError, match=words):
        explain_allele(spelt(genome, name), genome)


def test_an_allele_far_from_genes_and_one_that_changes_nothing(genome):
    two = genome.sequence.path
    base = bases(two, 5, 1, "chr2")
    assert explain_allele(f"2-5-{base}-{other(base)}", genome)[-1] == "no transcript is near: intergenic_variant"
    assert "  REF and ALT are the same: nothing changes" in explain_allele(f"2-5-{base}-{base}", genome)


def test_letters_that_are_no_bases_have_no_description(genome):
    told = explain_allele(spelt(genome, "1-130-{ref}-R"), genome)
    assert "  on the genome, as far to the right as it goes: none" in told
    assert any("coding_sequence_variant" in line for line in told)
