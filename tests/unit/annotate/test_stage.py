"""The tables of a case after annotation: what the engine says of each allele, the second opinion, the neighbours."""

from collections import defaultdict
from pathlib import Path

import polars as pl
import pysam
import pytest

from genopipe.annotate.case_sources import open_sources
from genopipe.annotate.clinvar_neighbours import NEIGHBOUR_COLUMNS
from genopipe.annotate.described import describe_rows
from genopipe.annotate.every import annotate_vcf
from genopipe.annotate.genome import Genome
from genopipe.annotate.neighbours_stage import describe_clinvar
from genopipe.annotate.neighbours_stage import read_neighbours
from genopipe.annotate.neighbours_stage import write_neighbours
from genopipe.annotate.row_columns import CONSEQUENCE_COLUMNS
from genopipe.annotate.stage import annotate_tables
from genopipe.annotate.stage import ask_csq
from genopipe.errors import InputError
from genopipe.genome import CUSTOM
from genopipe.io.clinvar_index import read_known
from genopipe.io.gene_models import read_transcripts
from genopipe.io.parquet import read_table
from genopipe.io.sources_file import read_sources
from genopipe.normalise.stage import make_tables
from genopipe.resources.build import build_store
from genopipe.source_settings import UsedSource
from genopipe.tables import ALLELES
from genopipe.tables import CONSEQUENCES
from unit.annotate.conftest import Simulated
from unit.made import GENE
from unit.made import bases
from unit.made import make_reference
from unit.made import record
from unit.made import write_vcf

FAMILY = pl.col("allele", "transcript")


@pytest.fixture(scope="module")
def annotated(simulated: Simulated, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the tables with every source, the neighbours and the second opinion."""
    folder = tmp_path_factory.mktemp("annotated")
    genome = simulated.genome()
    said = ask_csq(simulated.tables, simulated.fasta, simulated.genes, folder)
    index = describe_clinvar(simulated.clinvar, genome)
    counts = annotate_tables(simulated.tables, genome, simulated.sources("frequency", "clinvar"), folder, index, said)
    alleles, rows = read_table(folder / "alleles.parquet", ALLELES), consequences(folder)
    assert counts == (alleles.height, rows.height)
    return folder


def consequences(folder: Path) -> pl.DataFrame:
    return read_table(folder / "consequences.parquet", CONSEQUENCES)


def test_alleles_are_those_of_the_stage_before_in_their_order(simulated, annotated):
    before = read_table(simulated.tables / "alleles.parquet", ALLELES)
    after = read_table(annotated / "alleles.parquet", ALLELES)
    assert after.columns == list(ALLELES.schema())
    assert after.select(before.columns).equals(before)
    assert before.height > 200
    mitochondrial = after["contig"] == "chrM"
    assert mitochondrial.any()
    assert after["hgvs_g"].null_count() == 0
    assert after["hgvs_g"].str.contains(":m.").to_list() == mitochondrial.to_list()
    assert set(after["frequency_state"]) >= {"found", "absent"}
    planted = dict(after.select("allele", "clinvar_pathogenic").rows())
    assert planted["1-53465-A-G"] is True


def test_rows_are_unique_and_follow_the_alleles(annotated):
    rows = consequences(annotated)
    assert not rows.select(FAMILY).is_duplicated().any()
    order = {name: at for at, name in enumerate(read_table(annotated / "alleles.parquet", ALLELES)["allele"])}
    places = [order[name] for name in rows["allele"]]
    assert places == sorted(places)
    assert rows["severity"].null_count() == 0


def test_the_table_says_what_the_vcf_alone_says(simulated, annotated, tmp_path):
    rows = consequences(annotated)
    annotate_vcf(simulated.vcf, simulated.genome(), tmp_path / "all.parquet")
    alone = pl.read_parquet(tmp_path / "all.parquet")
    assert set(alone["allele"]) == set(read_table(annotated / "alleles.parquet", ALLELES)["allele"])
    lone = alone.filter(pl.col("transcript").is_null())
    assert set(lone["consequence"]) == {"intergenic_variant"}
    assert not set(lone["allele"]) & set(rows["allele"])
    columns = ["allele", *CONSEQUENCE_COLUMNS]
    theirs = alone.filter(pl.col("transcript").is_not_null()).select(columns).sort(FAMILY)
    assert theirs.cast(pl.Schema(CONSEQUENCES.schema(columns))).equals(rows.select(columns).sort(FAMILY))


def test_alleles_do_not_lean_on_one_another(simulated, annotated):
    rows = consequences(annotated).drop(*NEIGHBOUR_COLUMNS, "csq_agreement")
    alleles = read_table(simulated.tables / "alleles.parquet", ALLELES)
    for at in range(0, alleles.height, 17):
        one = alleles.slice(at, 1)
        frames = list(describe_rows(one, simulated.genome()))
        found = pl.concat([rows.clear(), *frames])
        assert found.equals(rows.filter(pl.col("allele") == one["allele"][0])), one["allele"][0]
    assert list(describe_rows(alleles.clear(), simulated.genome())) == []


def test_planted_alleles_have_the_terms_of_the_simulation(simulated, annotated):
    rows = consequences(annotated)
    for planted in simulated.truth().to_dicts():
        (row,) = rows.filter(
            pl.col("allele") == planted["allele"], pl.col("gene_symbol") == planted["gene_symbol"], "reported"
        ).to_dicts()
        assert planted["consequence"] in row["consequence"].split("&")
        assert row["transcript"].split(".")[0] == planted["transcript"]
        assert row["hgvs_c"].startswith(f"{row['transcript']}:c.")
        assert row["hgvs_p"].startswith(f"{row['protein']}:p.(")


def test_the_second_opinion_agrees_or_has_nothing_to_say(simulated, annotated):
    rows = consequences(annotated)
    assert rows["csq_agreement"].null_count() == 0
    assert set(rows["csq_agreement"]) == {"agrees", "not_given"}
    outside = rows["distance"].is_not_null()
    assert set(rows.filter(outside)["csq_agreement"]) == {"not_given"}
    planted = rows.join(simulated.truth().select("allele"), on="allele").filter(pl.col("hgvs_p").is_not_null())
    assert planted.height == simulated.truth().height
    assert set(planted["csq_agreement"]) == {"agrees"}


def test_a_wrong_second_opinion_is_written_down(simulated, annotated, tmp_path):
    with pysam.VariantFile(str(annotated / "csq.bcf")) as said:
        lines = [str(said.header), *(str(line).replace("missense|", "synonymous|") for line in said)]
    (tmp_path / "csq.vcf").write_text("".join(lines))
    annotate_tables(simulated.tables, simulated.genome(), simulated.sources(), tmp_path, csq=tmp_path / "csq.vcf")
    rows = consequences(tmp_path)
    missense = rows["consequence"].str.contains("missense_variant")
    assert missense.sum() > 5
    assert set(rows.filter(missense)["csq_agreement"]) == {"differs: synonymous_variant"}
    assert set(rows.filter(~missense)["csq_agreement"]) == {"agrees", "not_given"}


def test_without_sources_and_opinion_columns_are_null_not_empty(simulated, annotated, tmp_path):
    counts = annotate_tables(simulated.tables, simulated.genome(), simulated.sources(), tmp_path)
    rows = consequences(tmp_path)
    assert counts[1] == rows.height
    for name in (*NEIGHBOUR_COLUMNS, "csq_agreement"):
        assert rows[name].null_count() == rows.height
    full = consequences(annotated)
    assert rows.drop(*NEIGHBOUR_COLUMNS, "csq_agreement").equals(full.drop(*NEIGHBOUR_COLUMNS, "csq_agreement"))
    assert set(read_table(tmp_path / "alleles.parquet", ALLELES)["frequency_state"]) == {"not_assessable"}


def test_same_bytes_twice(simulated, annotated, tmp_path):
    index = describe_clinvar(simulated.clinvar, simulated.genome())
    sources = simulated.sources("frequency", "clinvar")
    annotate_tables(simulated.tables, simulated.genome(), sources, tmp_path, index, annotated / "csq.bcf")
    for name in ("alleles", "consequences", "source_values"):
        assert (tmp_path / f"{name}.parquet").read_bytes() == (annotated / f"{name}.parquet").read_bytes()


def test_no_allele_at_all(tmp_path):
    reference = make_reference(tmp_path)
    make_tables(write_vcf(tmp_path / "in.vcf", ["kid"], []), reference, tmp_path)
    (tmp_path / "genes.gff3").write_text(GENE)
    genome = Genome(reference, read_transcripts(tmp_path / "genes.gff3"), CUSTOM)
    (tmp_path / "a").mkdir()
    assert annotate_tables(tmp_path, genome, open_sources({}, {}, CUSTOM), tmp_path / "a") == (0, 0)
    assert consequences(tmp_path / "a").columns == list(CONSEQUENCES.schema())


def test_the_index_of_neighbours_on_disk_is_the_one_in_memory(simulated, tmp_path):
    made = write_neighbours(simulated.clinvar, simulated.genome(), tmp_path)
    read = read_neighbours(tmp_path)
    assert made.codons.height > 0
    assert read.codons.equals(made.codons)
    assert read.splice.equals(made.splice)
    with pytest.raises(InputError, match="STORE-MISSING"):
        read_neighbours(tmp_path / "nowhere")


def test_clinvar_by_gene_and_residue(simulated, tmp_path):
    write_neighbours(simulated.clinvar, simulated.genome(), tmp_path)
    known = read_known(tmp_path)
    assert known.height > 0
    assert known.select("allele", "transcript").is_unique().all()
    assert set(known["kind"]) <= {"null", "missense", "in_frame"}
    assert known.filter(kind="missense")["protein_start"].null_count() == 0
    index = read_neighbours(tmp_path)
    listed = index.codons.select("allele", "transcript", residue="protein_position")
    missense = known.filter("pathogenic", kind="missense").select("allele", "transcript", residue="protein_start")
    assert missense.join(listed, on=["allele", "transcript", "residue"]).height == missense.height
    with pytest.raises(InputError, match="STORE-MISSING"):
        read_known(tmp_path / "nowhere")


@pytest.fixture(scope="module")
def saturated(tmp_path_factory):
    """Every single-base change of ten codons: all are called, and ClinVar calls all pathogenic."""
    folder = tmp_path_factory.mktemp("saturated")
    reference = make_reference(folder)
    (folder / "genes.gff3").write_text(GENE)
    places = [(p, base) for p in range(130, 160) for base in "ACGT" if base != bases(reference, p)]
    make_tables(
        write_vcf(folder / "in.vcf", ["kid"], [record(p, bases(reference, p), b, "0/1", form="GT") for p, b in places]),
        reference,
        folder,
    )
    told = "CLNSIG=Pathogenic;CLNREVSTAT=criteria_provided,_single_submitter;CLNDN=A"
    lines = [
        "\t".join(["chr1", str(p), str(1000 + at), bases(reference, p), b, ".", ".", told])
        for at, (p, b) in enumerate(places)
    ]
    names = ("CLNSIG", "CLNREVSTAT", "CLNDN")
    infos = "".join(f'##INFO=<ID={name},Number=.,Type=String,Description="x">\n' for name in names)
    head = f"##fileformat=VCFv4.2\n##contig=<ID=chr1,length=300>\n{infos}"
    path = write_vcf(folder / "clinvar.vcf", [], lines, head)
    source = read_sources()["clinvar"]
    store = build_store(source, [Path(pysam.tabix_index(str(path), preset="vcf"))], reference, folder / "stores").folder
    genome = Genome(reference, read_transcripts(folder / "genes.gff3"), CUSTOM)
    sources = open_sources({"clinvar": UsedSource("clinvar", source, ("clinvar.vcf.gz",))}, {"clinvar": store}, CUSTOM)
    write_neighbours(sources.opened["clinvar"], genome, folder / "index")
    (folder / "a").mkdir()
    annotate_tables(folder, genome, sources, folder / "a", read_neighbours(folder / "index"))
    ids = {f"1-{p}-{bases(reference, p)}-{b}": str(1000 + at) for at, (p, b) in enumerate(places)}
    return consequences(folder / "a"), ids


def test_neighbours_are_the_other_alleles_of_the_codon(saturated):
    rows, ids = saturated
    missense = rows.filter(pl.col("consequence") == "missense_variant")
    by_codon = defaultdict(list)
    for row in missense.to_dicts():
        by_codon[row["protein_start"]].append((row["allele"], row["amino_acids"]))
    assert len(by_codon) >= 9
    seen = 0
    for row in rows.to_dicts():
        others = [one for one in by_codon[row["protein_start"]] if one[0] != row["allele"]]
        same = {ids[name] for name, change in others if change == row["amino_acids"]}
        another = {ids[name] for name, change in others if change != row["amino_acids"]}
        if row["consequence"] != "missense_variant":
            same, another = set(), set()
        for column, wanted in (("clinvar_same_change", same), ("clinvar_same_codon", another)):
            entries = (row[column] or "").split(";") if row[column] else []
            assert {entry.split(":")[0] for entry in entries} == wanted, (row["allele"], column)
            assert all(entry.split(":")[1:] == ["Pathogenic", "1"] for entry in entries)
            assert entries or row[column] is None, "no neighbour is null, not an empty text"
        seen += bool(same)
    assert seen > 0, "some residue is reached by two changes of its codon"
