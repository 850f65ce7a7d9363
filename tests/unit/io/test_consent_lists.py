"""Lists that ship are whole and right; a laboratory's own are checked cell by cell."""

import pytest

from genopipe.consent_lists import Alleles
from genopipe.consent_lists import Consequences
from genopipe.consent_lists import Inheritance
from genopipe.consent_lists import Seen
from genopipe.consent_lists import differs_by_age
from genopipe.io.consent_lists import read_additional_lists
from genopipe.io.consent_lists import read_carrier_lists

HEAD = (
    "list version gene_symbol hgnc_id gene_id condition alleles consequences only never by_hand adults children source"
)
ROW = "own 1 AAA1 . G1 x two any . . . yes no none"


def write(tmp_path, *rows, head=HEAD):
    lines = ["\t".join(head.split())]
    lines += ["\t".join("" if cell == "." else cell for cell in row.split(" ")) for row in rows]
    (tmp_path / "own.tsv").write_text("\n".join(lines) + "\n")
    return read_additional_lists(["own.tsv"], tmp_path)


def by_symbol(name):
    genes, faults = read_additional_lists([name])
    assert faults == []
    return {gene.gene_symbol: gene for gene in genes}


def test_acmg_lists():
    new, old = by_symbol("acmg_sf_3.3"), by_symbol("acmg_sf_3.2")
    assert (len(new), len(old)) == (84, 81)
    assert set(new) - set(old) == {"ABCD1", "CYP27A1", "PLN"}
    assert set(old) < set(new)
    assert not differs_by_age([*new.values(), *old.values()])
    assert all(gene.hgnc_id.startswith("HGNC:") and gene.gene_id.startswith("ENSG") for gene in new.values())
    assert all(gene.source.startswith("doi:") and gene.version == "3.3" for gene in new.values())


def test_rules_of_single_genes():
    genes = by_symbol("acmg_sf_3.3")
    two = {name for name, gene in genes.items() if gene.alleles is Alleles.TWO}
    assert two == {"ATP7B", "BTD", "CASQ2", "CYP27A1", "GAA", "MUTYH", "RPE65", "TRDN"}
    assert (genes["HFE"].alleles, genes["HFE"].only) == (Alleles.HOMOZYGOUS, ("p.Cys282Tyr",))
    assert genes["TTN"].consequences is Consequences.TRUNCATING
    assert genes["ABCD1"].alleles is Alleles.TWO_OR_HEMIZYGOUS
    assert genes["GLA"].alleles is genes["OTC"].alleles is Alleles.ONE
    assert genes["PCSK9"].consequences is genes["RET"].consequences is Consequences.NOT_TRUNCATING
    assert genes["APOB"].consequences is Consequences.MISSENSE
    assert len(genes["SMAD4"].never) == 4


def test_hkgp_list_by_age():
    genes = by_symbol("hkgp_2022")
    assert {name for name, gene in genes.items() if gene.children} == {
        *("APC", "VHL", "MEN1", "RET", "LDLR", "APOB", "PCSK9"),
    }
    assert len(genes) == 13
    assert all(gene.adults for gene in genes.values())


def test_carriers_by_tier():
    genes, faults = read_carrier_lists(["hkgp_2026"])
    assert faults == []
    tiers = [sum(gene.tier == tier for gene in genes) for tier in (1, 2, 3)]
    assert tiers == [5, 19, 37]
    first = {gene.gene_symbol for gene in genes if gene.tier == 1}
    assert first == {"SMN1", "CFTR", "HBB", "HBA1", "HBA2"}
    autosomal = [gene for gene in genes if gene.inheritance is Inheritance.RECESSIVE]
    assert all(gene.carrier_frequency >= 0.01 for gene in autosomal if gene.tier == 2)
    assert all(0.005 <= gene.carrier_frequency < 0.01 for gene in autosomal if gene.tier == 3)
    assert {gene.gene_symbol for gene in genes if gene.seen is Seen.NO} == {"SMN1", "CYP21A2"}
    assert all(bool(gene.limit) is (gene.seen is not Seen.YES) for gene in genes)


def test_own_list(tmp_path):
    genes, faults = write(tmp_path, ROW)
    assert faults == []
    assert (genes[0].list, genes[0].alleles, genes[0].asked_of(True), genes[0].asked_of(False)) == (
        *("own", Alleles.TWO),
        *(True, False),
    )
    assert not genes[0].asked_of(None)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (ROW.replace(" two ", " both "), "LIST-ROW"),
        (ROW.replace(" yes ", " maybe "), "LIST-ROW"),
        (ROW.replace(" yes ", " . "), "LIST-ROW"),
        (ROW.replace("AAA1", "2-Mar"), "LIST-ROW"),
        (ROW.replace("own", "../own"), "LIST-ROW"),
        (ROW.replace(" none", " ."), "LIST-ROW"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path, row, code):
    genes, faults = write(tmp_path, row)
    assert genes == []
    assert {fault.code for fault in faults} == {code}
    assert all(":2" in fault.where for fault in faults)


def test_twice_unknown_and_missing(tmp_path):
    assert {fault.code for fault in write(tmp_path, ROW, ROW)[1]} == {"LIST-DUP"}
    assert {fault.code for fault in write(tmp_path, ROW, head=HEAD + " more")[1]} == {"TABLE-COLUMN"}
    assert {fault.code for fault in read_carrier_lists(["hkgp"])[1]} == {"LIST-UNKNOWN"}
    assert {fault.code for fault in read_carrier_lists(["no.tsv"], tmp_path)[1]} == {"FILE-MISSING"}
