"""Sources that tell of genes: how tables are read by their record, and how genes are matched."""

import gzip

import polars as pl
import pytest

from genopipe.annotate.gene_facts import add_gene_facts
from genopipe.annotate.gene_facts import gene_table
from genopipe.errors import InputError
from genopipe.io.gene_names import complete_ids
from genopipe.io.gene_names import read_gene_names
from genopipe.io.gene_sources import plain_heading
from genopipe.io.gene_sources import read_gene_facts
from genopipe.sources import Source

LICENCE = {"words": "x", "link": "x", "commercial": True}
VALIDITY = (
    '"CLINGEN GENE DISEASE VALIDITY CURATIONS","","",""\n"FILE CREATED: 2026-01-01","","",""\n'
    '"+++++","+++++","+++++","+++++"\n"GENE SYMBOL","GENE ID (HGNC)","DISEASE LABEL","CLASSIFICATION"\n'
    '"+++++","+++++","+++++","+++++"\n'
    '"ONE","HGNC:1","first, with comma","Limited"\n"ONE","HGNC:1","a|b","Definitive"\n'
    '"TWO","HGNC:2","=cmd()","Disputed"\n'
)
DOSAGE = (
    "#ClinGen Gene Curation List\n#24 Jan,2025\n#Genomic Locations\n"
    "#Gene Symbol\tGene ID\tHaploinsufficiency Score\tTriplosensitivity Score\n"
    "ONE\t11\t3\tNot yet evaluated\nTWO\t22\t30\t0\n"
)
CONSTRAINT = (
    "gene\tgene_id\ttranscript\tcanonical\tmane_select\tlof.oe_ci.upper\n"
    "ONE\t11\tNM_1\tfalse\tfalse\t1.5\nONE\t11\tNM_2\ttrue\ttrue\tNA\n"
    "ONE\tENSG00000000001\tENST1\ttrue\ttrue\t2.5000e-01\nONE\tENSG00000000001\tENST2\tfalse\tfalse\t0.9\n"
    "TWIN\tENSG00000000002\tENST3\ttrue\tNA\t0.5\nTWIN\tENSG00000000003\tENST4\ttrue\tNA\t0.6\n"
    "NA\tNA\tENST5\ttrue\tNA\t0.7\n"
)


def record(name, *columns):
    given = [
        {"doc": "d", "unit": "u", "missing": "m", "column": column, "from": origin, "type": kind, "reduce": reduce}
        for column, origin, kind, reduce in columns
    ]
    return Source.model_validate(
        {
            "name": name,
            "title": name.title(),
            "kind": "gene",
            "version": "1",
            "build": "",
            "licence": LICENCE,
            "citation": "x",
            "format": "tsv",
            "grain": "gene",
            "columns": given,
        }
    )


def written(tmp_path, text, name="table.tsv"):
    path = tmp_path / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith("gz") else text.encode())
    return path


LOEUF = record(
    "constraint", ("loeuf", "lof.oe_ci.upper", "real", "first"), ("transcript", "transcript", "text", "first")
)


def models(*rows):
    return pl.DataFrame(list(rows), schema={"gene": pl.String, "gene_symbol": pl.String}, orient="row")


def test_headings_in_plain_form():
    assert plain_heading("GENE ID (HGNC)") == "GENE_ID_HGNC"
    assert plain_heading("#Gene Symbol") == "Gene_Symbol"
    assert plain_heading("lof.oe_ci.upper") == "lof.oe_ci.upper"


def test_a_table_of_transcripts_gives_the_row_of_mane_select(tmp_path):
    facts = read_gene_facts(written(tmp_path, CONSTRAINT, "table.tsv.gz"), LOEUF)
    one = facts.frame.filter(pl.col("symbol") == "ONE").row(0, named=True)
    assert (one["ensembl"], one["ncbi"], one["constraint_loeuf"]) == ("ENSG00000000001", "11", 0.25)
    assert one["constraint_transcript"] == "ENST1"
    assert facts.ambiguous == {"TWIN"}
    assert [n.code for n in facts.notes] == ["GENE-SOURCE-ROWS", "GENE-SOURCE-SYMBOL"]


def test_the_first_row_is_told_even_where_it_tells_nothing(tmp_path):
    head = "gene\tgene_id\ttranscript\tcanonical\tmane_select\tlof.oe_ci.upper\n"
    text = f"{head}ONE\t11\tA\tfalse\tfalse\t1.5\nONE\t11\tB\ttrue\ttrue\tNA\n"
    facts = read_gene_facts(written(tmp_path, text), LOEUF)
    assert facts.frame.row(0, named=True)["constraint_loeuf"] is None
    assert facts.frame.row(0, named=True)["constraint_transcript"] == "B"


def test_clingen_validity(tmp_path):
    source = record(
        "validity",
        ("strongest", "CLASSIFICATION", "text", "max"),
        ("classes", "CLASSIFICATION", "text", "as_written"),
        ("diseases", "DISEASE_LABEL", "text", "as_written"),
        ("distinct", "CLASSIFICATION", "text", "join"),
        ("count", "DISEASE_LABEL", "text", "count"),
    )
    facts = read_gene_facts(written(tmp_path, VALIDITY, "table.csv"), source)
    one, two = facts.frame.rows(named=True)
    assert (one["validity_strongest"], one["validity_classes"]) == ("Definitive", "Limited|Definitive")
    assert (one["validity_diseases"], one["validity_count"]) == ("first, with comma|a%7Cb", 2)
    assert (two["hgnc"], two["validity_diseases"]) == ("HGNC:2", "=cmd()")


def test_clingen_dosage_keeps_its_words(tmp_path):
    source = record("dosage", ("ts", "Triplosensitivity_Score", "text", "first"))
    facts = read_gene_facts(written(tmp_path, DOSAGE), source)
    assert facts.frame["dosage_ts"].to_list() == ["Not yet evaluated", "0"]
    assert facts.frame["ncbi"].to_list() == ["11", "22"]


def test_numbers_that_are_none_are_refused(tmp_path):
    source = record("dosage", ("ts", "Triplosensitivity_Score", "integer", "first"))
    with pytest.raises(InputError, match=r"GENE-SOURCE-VALUE.*'Not yet evaluated'"):
        read_gene_facts(written(tmp_path, DOSAGE), source)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "FILE-EMPTY"),
        ("a\tb\n1\t2\n", "GENE-SOURCE-HEAD"),
        ("gene\tlof.oe_ci.upper\nONE\t1\n", "GENE-SOURCE-HEAD"),
        ("gene\tlof.oe_ci.upper\ttranscript\nONE\t1\tx\ty\tz\n", "GENE-SOURCE-TABLE"),
        ("gene\tlof.oe_ci.upper\ttranscript\nNA\t1\tx\n", "GENE-SOURCE-TABLE"),
    ],
)
def test_other_tables_are_refused(tmp_path, text, code):
    with pytest.raises(InputError, match=code):
        read_gene_facts(written(tmp_path, text), LOEUF)


def test_a_cut_file_is_refused(tmp_path):
    path = written(tmp_path, CONSTRAINT * 50, "table.tsv.gz")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(InputError, match="GENE-SOURCE-TABLE"):
        read_gene_facts(path, LOEUF)


def test_genes_are_matched_by_id_then_by_symbol(tmp_path):
    facts = read_gene_facts(written(tmp_path, CONSTRAINT), LOEUF)
    frame = models(
        ("ENSG00000000001.7", "OLDNAME"),
        ("ENSG00000000001_PAR_Y", "ONE"),
        ("ENSG00000000009", "ONE"),
        ("gene-ONE", "ONE"),
        ("ENSG00000000002", "TWIN"),
        ("ENSG00000000008", "TWIN"),
        ("ENSG00000000007", "<script>"),
        (None, None),
    )
    joined = add_gene_facts(frame, [facts])
    assert joined.frame.select("gene", "gene_symbol").equals(frame)
    assert joined.frame["constraint_matched_by"].to_list() == [
        "id",
        "id",
        "symbol_of_other_id",
        "symbol",
        "id",
        "ambiguous",
        None,
        None,
    ]
    assert joined.frame["constraint_loeuf"].to_list() == [0.25, 0.25, 0.25, 0.25, 0.5, None, None, None]
    assert [n.code for n in joined.notes] == ["GENE-SOURCE-SYMBOL"]


NAMES = (
    "hgnc_id\tsymbol\tname\tentrez_id\tensembl_gene_id\n"
    "HGNC:1\tNEW\tx\t11\tENSG00000000001\nHGNC:2\tTWO\tx\t22\t\n"
    "HGNC:3\tSYM\tx\t33\tENSG00000000003\nHGNC:4\tDOUBLE\tx\t44\tENSG00000000004\nHGNC:5\tD\tx\t44\tENSG00000000005\n"
)


def test_names_of_genes_complete_the_ids(tmp_path):
    source = record("dosage", ("hi", "hi", "text", "first"))
    text = "gene_symbol\tgene_id\thi\nOLD\t11\t3\nTWO\t22\t2\nSYM\t\t1\nDOUBLE\t44\t0\nTWO2\tENSG00000000003\t5\n"
    names = read_gene_names(written(tmp_path, NAMES, "names.txt"))
    facts = complete_ids(read_gene_facts(written(tmp_path, text), source), names)
    ids = {row[0]: row[1:] for row in facts.frame.select("symbol", "ensembl", "hgnc", "ncbi").iter_rows()}
    assert ids == {
        "OLD": ("ENSG00000000001", "HGNC:1", "11"),
        "TWO": (None, "HGNC:2", "22"),
        "SYM": ("ENSG00000000003", "HGNC:3", "33"),
        "DOUBLE": (None, None, "44"),
        "TWO2": ("ENSG00000000003", "HGNC:3", "33"),
    }
    joined = add_gene_facts(models(("ENSG00000000001", "NEW"), ("ENSG00000000003", "x")), [facts]).frame
    assert joined["dosage_hi"].to_list() == ["3", None]
    assert joined["dosage_matched_by"].to_list() == ["id", "ambiguous"]


def test_rows_of_a_gene_all_get_its_facts(tmp_path):
    facts = read_gene_facts(written(tmp_path, CONSTRAINT), LOEUF)
    frame = models(("ENSG00000000001", "ONE"), ("x", "NONE"), ("ENSG00000000001", "ONE"))
    assert add_gene_facts(frame, [facts]).frame["constraint_loeuf"].to_list() == [0.25, None, 0.25]


def test_the_declaration_fits_what_is_joined(tmp_path):
    facts = read_gene_facts(written(tmp_path, CONSTRAINT), LOEUF)
    joined = add_gene_facts(models(("ENSG00000000001", "ONE")), [facts]).frame
    assert dict(joined.schema) == gene_table([LOEUF]).schema()
