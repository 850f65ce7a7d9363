"""The buckets: each rule holds, does not, stands at its threshold, or has no figure; and nothing vanishes."""

import dataclasses

import polars as pl
import pytest

from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.filter.expected import expected_modes
from genopipe.filter.stage import Asked
from genopipe.filter.stage import filter_tables
from genopipe.genome import SYNTHETIC
from genopipe.inherit.given import Given
from genopipe.inherit.stage import inherit_tables
from genopipe.io.parquet import read_table
from genopipe.io.parquet import write_table
from genopipe.panels import Confidence
from genopipe.panels import Panel
from genopipe.panels import PanelGene
from genopipe.panels import PanelMode
from genopipe.panels import Penetrance
from genopipe.preflight.filters import read_filters
from genopipe.tables import ALLELES
from genopipe.tables import CANDIDATES
from genopipe.tables import CONSEQUENCES
from genopipe.tables import GENOTYPES
from genopipe.tables import LEDGER
from genopipe.tables import SEGMENTS
from unit import made

ORDER = [
    "spanning_deletion",
    "symbolic",
    "not_described",
    "not_in_proband",
    "not_called",
    "caller_filter",
    "quality",
    "genotype_quality",
    "frequency",
    "consequence",
    "class_conflict",
    "benign",
    "one_copy_only",
    "inheritance",
    "inheritance_not_assessable",
    "outside_panels",
    "panel_mode",
    "panel_confidence",
    "phase_unknown",
    "pathogenic",
    "partner_not_pathogenic",
    "beside_pathogenic",
    "uncertain",
    "not_classified",
    "panel_gene",
    "moderate_impact",
]
TRIO = "kid:f:a:dad:mum dad:m:n mum:f:n"
DE_NOVO = {"kid": "0/1", "dad": "0/0", "mum": "0/0"}
FROM_MUM = {"kid": "0/1", "dad": "0/0", "mum": "0/1"}
FROM_DAD = {"kid": "0/1", "dad": "0/1", "mum": "0/0"}
TWO = {"kid": "1/1", "dad": "0/1", "mum": "0/1"}
HET = {"kid": "0/1"}


def panel(mode="monoallelic", confidence="green", penetrance="complete", gene="ENSG1", name="one"):
    told = PanelGene(gene.replace("ENSG", "S"), gene, Confidence(confidence), PanelMode(mode), Penetrance(penetrance))
    return Panel(name, name, "1", (told,))


def run(folder, alleles, people=TRIO, panels=None, settings=FilterSettings(), given=None):  # noqa: B008 - frozen
    """Run inherit and filter on alleles; each: name, genotypes, columns of alleles, consequences, genotypes."""
    rows, calls, worst = [], [], []
    for name, texts, *columns in alleles:
        own, consequence, figures = [*columns, {}, {}, {}][:3]
        rows.append(made.allele(name, **own))
        for person, text in texts.items():
            calls.append(made.genotype(name, person, text, **(figures if person == "kid" else {})))
        if consequence is not None:
            worst.append(made.consequence(name, **consequence))
    tables = {"alleles": made.alleles(*rows), "genotypes": made.genotypes(*calls)}
    tables["consequences"] = made.consequences(*worst)
    for name, table in (("alleles", ALLELES), ("genotypes", GENOTYPES), ("consequences", CONSEQUENCES)):
        write_table(tables[name], folder / f"{name}.parquet", table)
    case, inherit = made.make_case(people), InheritSettings()
    told = (case, SYNTHETIC, inherit, settings, folder / "inherited", given)
    inherit_tables(folder, folder / "genotypes.parquet", *told)
    paths = {name: folder / f"{name}.parquet" for name in tables}
    paths["candidates"] = folder / "inherited" / "candidates.parquet"
    out = folder / "filtered"
    chosen = [panel()] if panels is None else panels
    asked = Asked(case, chosen, SYNTHETIC, settings, inherit, read_filters(settings, inherit))
    counts = filter_tables(paths, asked, out)
    book = read_table(out / "ledger.parquet", LEDGER)
    got = read_table(out / "candidates.parquet", CANDIDATES)
    assert set(book["allele"]) == set(tables["alleles"]["allele"])
    assert sum(number for bucket, number in counts.items() if bucket != "alleles") == book.height
    assert counts["alleles"] == len(alleles)
    assert got["allele"].to_list() == [name for name, _, *rest in alleles if [*rest, {}, {}][1] is not None]
    return {row["allele"]: row for row in book.to_dicts()}, {row["allele"]: row for row in got.to_dicts()}


def test_order():
    assert [rule.name for rule in read_filters(FilterSettings(), InheritSettings()).rules] == ORDER


MODERATE = {"impact": "MODERATE", "consequence": "missense_variant"}
LOW = {"impact": "LOW", "consequence": "synonymous_variant"}
KNOWN = {"clinvar_pathogenic": True}
FEW = {"depth": 7}
CASES = [
    # name, genotypes, alleles, consequences, genotype, rule, bucket, words of the reason
    ("good", DE_NOVO, {}, {}, {}, "panel_gene", "finding", "high impact; fits de_novo, dominant; green in panel one"),
    (
        "*",
        DE_NOVO,
        {"variant_class": "spanning_deletion"},
        {},
        {},
        "spanning_deletion",
        "not_interpretable",
        "the * allele",
    ),
    ("<DEL>", DE_NOVO, {"variant_class": "symbolic"}, {}, {}, "symbolic", "not_interpretable", "not interpreted"),
    ("absent", {**DE_NOVO, "kid": "0/0"}, {}, {}, {}, "not_in_proband", "set_aside", "genotype 0/0, 0 of 30 reads"),
    ("other alt", {**DE_NOVO, "kid": "0/2"}, {}, {}, {}, "not_in_proband", "set_aside", "genotype 0/2"),
    ("missing", {**DE_NOVO, "kid": "./."}, {}, {}, {}, "not_called", "set_aside", "./. was not called"),
    ("half", {**DE_NOVO, "kid": "./0"}, {}, {}, {}, "not_called", "set_aside", "./0 was not called"),
    ("filter", DE_NOVO, {"filters": "LOW"}, {}, {}, "caller_filter", "set_aside", "the caller's filter: LOW"),
    ("no filter", DE_NOVO, {"filters": None}, {}, {}, "panel_gene", "finding", ""),
    ("QUAL", DE_NOVO, {"quality": 19.99}, {}, {}, "quality", "set_aside", "QUAL 19.99 is below 20"),
    ("QUAL at", DE_NOVO, {"quality": 20.0}, {}, {}, "panel_gene", "finding", ""),
    ("QUAL null", DE_NOVO, {"quality": None}, {}, {}, "panel_gene", "finding", ""),
    ("DP", DE_NOVO, {}, {}, {"depth": 7}, "genotype_quality", "set_aside", "depth 7 (at least 8)"),
    ("DP at", DE_NOVO, {}, {}, {"depth": 8}, "panel_gene", "finding", ""),
    ("DP null", DE_NOVO, {}, {}, {"depth": None}, "panel_gene", "finding", ""),
    ("GQ", DE_NOVO, {}, {}, {"genotype_quality": 19}, "genotype_quality", "set_aside", "GQ 19 (at least 20)"),
    ("GQ at", DE_NOVO, {}, {}, {"genotype_quality": 20}, "panel_gene", "finding", ""),
    ("AB", DE_NOVO, {}, {}, {"alt_fraction": 0.19}, "genotype_quality", "set_aside", "ALT fraction 0.19 (hetero"),
    ("AB at", DE_NOVO, {}, {}, {"alt_fraction": 0.8}, "panel_gene", "finding", ""),
    ("AB null", DE_NOVO, {}, {}, {"alt_fraction": None}, "panel_gene", "finding", ""),
    (
        "common",
        DE_NOVO,
        {"frequency_max": 0.0101, "frequency_population": "eas"},
        {},
        {},
        "frequency",
        "set_aside",
        "0.0101 in eas is above the limit (one copy 0.001, two copies 0.01)",
    ),
    ("common for one", DE_NOVO, {"frequency_max": 0.00101}, {}, {}, "frequency", "set_aside", "0.00101"),
    ("rare at", DE_NOVO, {"frequency_max": 0.001}, {}, {}, "panel_gene", "finding", ""),
    ("founder", DE_NOVO, {"frequency_max": 0.05, **KNOWN}, {}, {}, "panel_gene", "finding", "ClinVar"),
    ("silent", DE_NOVO, {}, LOW, {}, "consequence", "set_aside", "synonymous_variant on the reported transcript ENST1"),
    ("silent known", DE_NOVO, KNOWN, LOW, {}, "panel_gene", "finding", "ClinVar (likely) pathogenic"),
    (
        "splice",
        DE_NOVO,
        {},
        {"impact": "LOW", "consequence": "splice_region_variant&synonymous_variant"},
        {},
        "moderate_impact",
        "candidate",
        "splice_region_variant",
    ),
    (
        "no rank",
        DE_NOVO,
        {},
        {"impact": None, "severity": None, "consequence": "x"},
        {},
        "moderate_impact",
        "candidate",
        "x in a panel gene",
    ),
    ("no fit", FROM_MUM, {}, {}, {}, "inheritance", "set_aside", "fits no mode in this family; inherited from: mother"),
    (
        "open",
        {"kid": "0/1", "dad": "./.", "mum": "0/0"},
        {},
        {},
        {},
        "inheritance_not_assessable",
        "candidate",
        "not assessable: de_novo, dominant",
    ),
    ("elsewhere", DE_NOVO, {}, {"gene": "ENSG2"}, {}, "outside_panels", "candidate", "in no panel"),
    ("other mode", TWO, {}, {}, {}, "panel_mode", "candidate", "fits recessive_homozygous, but panel one expects mono"),
    ("moderate", DE_NOVO, {}, MODERATE, {}, "panel_gene", "finding", "moderate impact, de novo"),
]


@pytest.mark.parametrize("row", CASES, ids=lambda row: row[0])
def test_rules_in_a_dominant_gene(tmp_path, row):
    name, texts, allele, consequence, figures, rule, bucket, words = row
    book, _ = run(tmp_path, [(name, texts, allele, consequence, figures)])
    assert (book[name]["by"], book[name]["bucket"]) == (rule, bucket)
    assert words in book[name]["reason"]


def test_keep_clinvar_can_be_left_out(tmp_path):
    founder = ("a", DE_NOVO, {"frequency_max": 0.05, **KNOWN})
    book, _ = run(tmp_path, [founder], settings=FilterSettings(keep_clinvar=False))
    assert book["a"]["by"] == "frequency"


def test_recessive_gene_has_its_own_limit(tmp_path):
    recessive = [panel("biallelic")]
    two = [("at", TWO, {"frequency_max": 0.01}), ("above", TWO, {"frequency_max": 0.0100001})]
    two = [(name, texts, allele, {"gene": f"ENSG{n}"}) for n, (name, texts, allele) in enumerate(two, start=1)]
    book, _ = run(tmp_path, two, panels=[panel("biallelic"), panel("biallelic", gene="ENSG2", name="two")])
    assert (book["at"]["bucket"], book["above"]["by"]) == ("finding", "frequency")
    book, _ = run(tmp_path / "one", [("a", DE_NOVO)], panels=recessive)
    assert book["a"]["by"] == "panel_mode"
    book, rows = run(tmp_path / "moderate", [("a", TWO, {}, MODERATE)], panels=recessive)
    assert (book["a"]["by"], rows["a"]["modes_in_panel"]) == ("moderate_impact", ["recessive_homozygous"])


def test_incomplete_penetrance_only_where_the_panel_says_so(tmp_path):
    book, rows = run(tmp_path / "whole", [("a", FROM_MUM)])
    assert book["a"]["by"] == "inheritance"
    assert rows["a"]["dominant_incomplete"] is True
    book, _ = run(tmp_path / "part", [("a", FROM_MUM)], panels=[panel(penetrance="incomplete")])
    assert (book["a"]["by"], book["a"]["bucket"]) == ("panel_gene", "finding")
    common = ("a", FROM_MUM, {"frequency_max": 0.002})
    assert run(tmp_path / "common", [common], panels=[panel(penetrance="incomplete")])[0]["a"]["by"] == "frequency"
    told = run(tmp_path / "why", [common])[0]["a"]
    assert told["by"] == "inheritance", "not its frequency is the reason: it fits no mode that counts"


def test_amber_and_red_are_no_findings(tmp_path):
    for word in ("amber", "red"):
        book, _ = run(tmp_path / word, [("a", DE_NOVO)], panels=[panel(confidence=word), panel(confidence=word)])
        assert (book["a"]["by"], book["a"]["bucket"]) == ("panel_confidence", "candidate")
        assert book["a"]["reason"] == f"the gene is {word} in panel one"


def test_the_surest_panel_speaks_for_a_gene_then_the_foremost(tmp_path):
    panels = [panel(confidence="amber"), panel(name="two"), panel("biallelic", name="three")]
    book, _ = run(tmp_path, [("a", DE_NOVO)], panels=panels)
    assert book["a"]["bucket"] == "finding"
    assert book["a"]["reason"].endswith("green in panel two")


def test_a_panel_id_that_the_gene_models_do_not_know_falls_back_on_the_symbol(tmp_path):
    symbol = made.consequence("a")["gene_symbol"]
    told = dataclasses.replace(panel().genes[0], gene_id="ENSG999", gene_symbol=symbol)
    book, _ = run(tmp_path, [("a", DE_NOVO)], panels=[Panel("one", "one", "1", (told,))])
    assert book["a"]["bucket"] == "finding"


PAIR = [panel("biallelic")]


def test_a_weighty_partner_makes_a_finding(tmp_path):
    book, _ = run(tmp_path, [("a", FROM_MUM), ("b", FROM_DAD, {}, MODERATE)], panels=PAIR)
    assert [book[name]["bucket"] for name in "ab"] == ["finding", "finding"]
    assert book["b"]["reason"].startswith("in trans with an allele that is a finding; fits compound_heterozygous")


def test_an_allele_beside_a_deletion_is_a_finding_of_a_recessive_gene(tmp_path):
    deletion = ("d", FROM_MUM, {"position": 50, "alt": "<DEL>", "end": 500, "variant_class": "symbolic"}, None)
    left_alone = ("s", {**FROM_DAD, "kid": "1/1"})
    book, rows = run(tmp_path, [deletion, left_alone], panels=PAIR)
    assert (book["s"]["bucket"], rows["s"]["modes_in_panel"]) == ("finding", ["recessive_with_deletion"])
    assert (rows["s"]["partners"], rows["s"]["recessive_homozygous"]) == (["d"], False)
    assert book["d"]["by"] == "symbolic"


def test_a_small_variant_keeps_its_deletion_though_that_is_set_aside(tmp_path):
    """The deletion is not interpreted by itself; the allele beside it, or on the other copy, is not lost for that."""
    place = {"position": 50, "alt": "<DEL>", "end": 500, "variant_class": "symbolic"}
    lost = {"consequence": "transcript_ablation", "severity": 1}
    left_alone = ("s", {**FROM_DAD, "kid": "1/1"}, {}, MODERATE)
    apart = ("t", FROM_DAD, {"position": 900}, MODERATE)
    book, rows = run(tmp_path, [("d", FROM_MUM, place, lost), left_alone, apart], panels=PAIR)
    assert (book["d"]["bucket"], book["d"]["by"]) == ("not_interpretable", "symbolic")
    for name, mode in (("s", "recessive_with_deletion"), ("t", "compound_heterozygous")):
        assert book[name]["bucket"] == "finding"
        assert (rows[name]["modes_in_panel"], rows[name]["partners"]) == ([mode], ["d"])


def test_uneven_reads_that_a_mosaic_explains_are_no_fault(tmp_path):
    uneven = ("a", DE_NOVO, {}, {}, {"alt_fraction": 0.15, "alt_reads": 5})
    row = {"person": "kid", "contig": "chr1", "start": 1, "end": 900, "kind": "mosaic_allelic_imbalance"}
    more = {"copies": "loss", "fraction": 0.8, "sites": 9, "supporting": 9, "against": 0}
    known = Given(segments=pl.DataFrame([{**row, **more}], schema=SEGMENTS.schema()))
    assert run(tmp_path / "plain", [uneven])[0]["a"]["by"] == "genotype_quality"
    assert run(tmp_path / "mosaic", [uneven], given=known)[0]["a"]["bucket"] == "finding"
    shallow = (*uneven[:4], {"depth": 7, "alt_fraction": 0.15, "alt_reads": 1})
    assert run(tmp_path / "shallow", [shallow], given=known)[0]["a"]["by"] == "genotype_quality"


def test_an_imprinted_gene_goes_by_the_parent(tmp_path):
    for texts, bucket in ((FROM_MUM, "finding"), (FROM_DAD, "set_aside")):
        book, rows = run(tmp_path / bucket, [("a", texts, {}, {"gene_symbol": "UBE3A"})])
        assert book["a"]["bucket"] == bucket
        assert rows["a"]["imprinted"] is (bucket == "finding")


def test_a_woman_with_one_allele_beside_an_affected_boy(tmp_path):
    people = "kid:m:a:dad:mum dad:m:n mum:f:a"
    on_x = {"contig": "chrX", "position": 20_000}
    texts = {"kid": "1", "dad": "0", "mum": "0/1"}
    book, rows = run(tmp_path, [("a", texts, on_x)], people, [panel("x_linked_recessive")])
    assert (book["a"]["bucket"], rows["a"]["modes_in_panel"]) == ("finding", ["pseudo_dominant"])
    book, rows = run(
        tmp_path / "y",
        [("a", {"kid": "1", "dad": "0"}, {"contig": "chrY", "position": 10_000})],
        "kid:m:a:dad: dad:m:n",
    )
    assert rows["a"]["modes_in_panel"] == ["de_novo", "y_linked"]


def test_phase_by_a_relative_is_said(tmp_path):
    sibs = "kid:f:a:dad:mum -dad:m:n -mum:f:n sib:f:n:dad:mum"
    book, rows = run(tmp_path, [("a", {"kid": "0/1", "sib": "0/1"}), ("b", {"kid": "0/1", "sib": "0/0"})], sibs, PAIR)
    assert (book["a"]["bucket"], rows["a"]["partner_phase"]) == ("finding", "in_trans_by_relative")


def test_two_light_partners_are_candidates(tmp_path):
    book, _ = run(tmp_path, [("a", FROM_MUM, {}, MODERATE), ("b", FROM_DAD, {}, MODERATE)], panels=PAIR)
    assert {book[name]["by"] for name in "ab"} == {"moderate_impact"}


def test_unknown_phase_is_no_finding(tmp_path):
    book, _ = run(tmp_path, [("a", HET), ("b", HET, {}, MODERATE)], "kid:f:a", PAIR)
    assert book["a"]["by"] == "phase_unknown"
    assert book["a"]["reason"] == "the phase to b is not known"
    both = [panel("monoallelic_and_biallelic")]
    book, _ = run(tmp_path / "both", [("a", HET), ("b", HET, {}, MODERATE)], "kid:f:a", both)
    assert book["b"]["by"] == "moderate_impact", "in trans is not known, so the partner lends no weight"


@pytest.mark.parametrize("bad", [{"quality": 5.0}, {"filters": "LOW"}, {"frequency_max": 0.5}])
def test_a_partner_set_aside_lends_no_weight(tmp_path, bad):
    book, _ = run(tmp_path, [("a", FROM_MUM), ("b", FROM_DAD, bad)], panels=PAIR)
    assert (book["a"]["bucket"], book["b"]["bucket"]) == ("set_aside", "set_aside")


def test_x_linked(tmp_path):
    boy = {"kid": "1", "dad": "0", "mum": "0/1"}
    on_x = {"contig": "chrX", "position": 20_000}
    text = "kid:m:a:dad:mum dad:m:n mum:f:n"
    book, rows = run(tmp_path, [("a", boy, on_x)], text, [panel("x_linked_recessive")])
    assert book["a"]["bucket"] == "finding"
    assert rows["a"]["modes_in_panel"] == ["x_linked_recessive"]
    pair = [("a", FROM_MUM, on_x), ("b", {"kid": "0/1", "dad": "1", "mum": "0/0"}, on_x)]
    unknown = "kid:f:a:dad:mum dad:m:u mum:f:n"
    book, _ = run(tmp_path / "girl", pair, unknown, [panel("x_linked_recessive")])
    assert [book[name]["bucket"] for name in "ab"] == ["finding", "finding"], "two alleles of a girl"


def test_mitochondrial(tmp_path):
    on_m, mito = {"contig": "chrM", "quality": 0.0}, [panel("mitochondrial")]
    for fraction, text, rule in [
        (0.05, "0/1", "panel_gene"),
        (0.049, "0/1", "not_in_proband"),
        (0.3, "0/0", "panel_gene"),
        (None, "0/1", "inheritance_not_assessable"),
        (None, "./.", "not_called"),
        (None, "0/0", "not_in_proband"),
    ]:
        row = ("a", {"kid": text}, on_m, {}, {"alt_fraction": fraction})
        book, _ = run(tmp_path / f"{fraction}{text[0]}", [row], "kid:f:a", mito)
        assert book["a"]["by"] == rule, (fraction, text)


def test_alleles_without_a_gene_are_in_the_ledger(tmp_path):
    alone = [
        ("far", DE_NOVO, {}, None),
        ("star", DE_NOVO, {"variant_class": "spanning_deletion"}, None),
        ("del", DE_NOVO, {"variant_class": "symbolic"}, None),
        ("other contig", DE_NOVO, {"contig": "chr2"}, None),
    ]
    book, rows = run(tmp_path, [("a", DE_NOVO), *alone])
    assert list(rows) == ["a"]
    assert [book[name]["by"] for name in ("far", "star", "del")] == ["no_gene", "spanning_deletion", "symbolic"]
    assert all(book[name]["gene"] == "" for name, *_ in alone)
    assert [book[name]["bucket"] for name, *_ in alone] == [
        "set_aside",
        "not_interpretable",
        "not_interpretable",
        "set_aside",
    ]


def test_panel_by_symbol_where_the_id_is_another(tmp_path):
    told = PanelGene("S1", "S1", Confidence.GREEN, PanelMode.MONOALLELIC, Penetrance.COMPLETE)
    book, _ = run(tmp_path, [("a", DE_NOVO)], panels=[Panel("one", "one", "", (told,))])
    assert book["a"]["bucket"] == "finding"


def test_no_panel_at_all(tmp_path):
    assert run(tmp_path, [("a", DE_NOVO)], panels=[])[0]["a"]["by"] == "outside_panels"


def test_every_panel_mode_has_modes():
    for mode in PanelMode:
        assert bool(expected_modes(panel(mode.value).genes[0])) is (mode is not PanelMode.NOT_TOLD)
    assert "dominant_incomplete" in expected_modes(panel(penetrance="incomplete").genes[0])
    assert "dominant_incomplete" not in expected_modes(panel("biallelic", penetrance="incomplete").genes[0])


def test_same_bytes_twice(tmp_path):
    for name in ("one", "two"):
        run(tmp_path / name, [("a", FROM_MUM), ("b", FROM_DAD, {}, MODERATE)], panels=PAIR)
    one, two = ((tmp_path / n / "filtered" / "candidates.parquet") for n in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
    assert pl.read_parquet(one).height == 2
