"""Names of genes after HGNC: today's symbol first, one meaning or none, withdrawn ones with their replacement."""

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from genopipe.errors import InputError
from genopipe.io.gene_identity import How
from genopipe.io.gene_identity import read_symbol_book

HEAD = "hgnc_id\tsymbol\tname\tstatus\talias_symbol\tprev_symbol\tentrez_id\tensembl_gene_id\n"
GENES = (
    "HGNC:10585\tSCN1A\tsodium\tApproved\tNav1.1|GEFSP2\tSCN1|FEB3\t6323\tENSG00000144285\n"
    "HGNC:26077\tMARCHF1\tring\tApproved\tRNF171\tMARCH1\t55016\tENSG00000145416\n"
    "HGNC:1\tAAA1\tfirst\tApproved\tSHARED|TWIN\t\t11\tENSG00000000001\n"
    "HGNC:2\tBBB1\tsecond\tApproved\tSHARED\tOLD\t12\tENSG00000000002\n"
    "HGNC:3\tTWIN\tthird\tApproved\t\tOLD|AAA1\t13\tENSG00000000003\n"
    "HGNC:4\tGONE1~withdrawn\tfourth\tEntry Withdrawn\t\t\t\t\n"
)
WITHDRAWN = (
    "HGNC_ID\tSTATUS\tWITHDRAWN_SYMBOL\tMERGED_INTO_REPORT(S) (i.e HGNC_ID|SYMBOL|STATUS)\n"
    "HGNC:50\tMerged/Split\tMERGED\tHGNC:1|AAA1|Approved\n"
    "HGNC:51\tMerged/Split\tSPLIT\tHGNC:1|AAA1|Approved, HGNC:2|BBB1|Approved\n"
    "HGNC:52\tEntry Withdrawn\tNOTHING\t\n"
    "HGNC:53\tMerged/Split\tBBB1\tHGNC:1/AAA1/Approved\n"
)


@pytest.fixture
def book(tmp_path):
    (tmp_path / "names.txt").write_text(HEAD + GENES)
    (tmp_path / "gone.txt").write_text(WITHDRAWN)
    return read_symbol_book(tmp_path / "names.txt", tmp_path / "gone.txt")


@pytest.mark.parametrize(
    ("name", "symbol", "how"),
    [
        ("SCN1A", "SCN1A", How.SYMBOL),
        ("scn1a", "SCN1A", How.SYMBOL),
        ("Nav1.1", "SCN1A", How.ALIAS),
        ("FEB3", "SCN1A", How.FORMER),
        ("MARCH1", "MARCHF1", How.FORMER),
        ("TWIN", "TWIN", How.SYMBOL),  # an alias of AAA1 too: the symbol of today wins
        ("AAA1", "AAA1", How.SYMBOL),  # and a former symbol of TWIN
        ("BBB1", "BBB1", How.SYMBOL),  # also the symbol of an entry that was merged away
    ],
)
def test_found(book, name, symbol, how):
    found = book.by_name(name)
    assert (found.gene.symbol, found.how) == (symbol, how)


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("SHARED", "PANEL-AMBIGUOUS", "AAA1 (HGNC:1, alias), BBB1 (HGNC:2, alias)"),
        ("OLD", "PANEL-AMBIGUOUS", "BBB1 (HGNC:2, former symbol), TWIN (HGNC:3, former symbol)"),
        ("MERGED", "PANEL-WITHDRAWN", "write AAA1 (HGNC:1), which takes its place"),
        ("SPLIT", "PANEL-WITHDRAWN", "it was split into AAA1 (HGNC:1), BBB1 (HGNC:2)"),
        ("NOTHING", "PANEL-WITHDRAWN", "nothing takes its place"),
        ("GONE1", "PANEL-WITHDRAWN", "nothing takes its place"),
        ("SCN1AA", "PANEL-UNKNOWN", "did you mean SCN1A?"),
        ("ZZZZZZ", "PANEL-UNKNOWN", "write the HGNC symbol"),
    ],
)
def test_refused(book, name, code, words):
    (why,) = book.by_name(name, "p.tsv:3").refused
    assert (why.code, why.where) == (code, "p.tsv:3")
    assert words in f"{why.cause}; {why.fix}"


def test_ids(book):
    assert book.by_id("HGNC:1").gene.symbol == "AAA1"
    assert [why.code for why in book.by_id("HGNC:50").refused] == ["PANEL-WITHDRAWN"]
    assert [why.code for why in book.by_id("HGNC:999").refused] == ["PANEL-UNKNOWN"]
    assert book.by_ensembl["ENSG00000144285"].hgnc == "HGNC:10585"
    assert book.by_ncbi["6323"].hgnc == "HGNC:10585"


@pytest.mark.parametrize("text", ["", "x\n", "hgnc_id\tsymbol\n", HEAD, HEAD + "\t\t\t\t\t\t\t\n"])
def test_other_files_are_refused(tmp_path, text):
    (tmp_path / "names.txt").write_text(text)
    with pytest.raises(InputError):
        read_symbol_book(tmp_path / "names.txt")


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=40))
def test_any_name_is_answered(book, name):
    found = book.by_name(name, "p.tsv:1")
    assert (found.gene is None) == bool(found.refused)
    assert all(len(why.line()) < 500 for why in found.refused)
