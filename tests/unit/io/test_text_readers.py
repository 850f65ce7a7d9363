"""Text readers: what is mended, what is refused, and that nothing but faults comes out."""

import json

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from genopipe.errors import Fault
from genopipe.genome import Sex
from genopipe.io.cases_file import read_cases
from genopipe.io.naming import id_problem
from genopipe.io.naming import show
from genopipe.io.panels import read_panel
from genopipe.io.pedigree_file import pedigree_line
from genopipe.io.pedigree_file import read_pedigree
from genopipe.io.phenopacket import read_phenopacket
from genopipe.io.samples import read_samples
from genopipe.io.text import read_lines
from genopipe.io.text import read_text
from genopipe.io.yaml_file import read_yaml
from genopipe.io.yaml_file import scalar
from genopipe.panels import PanelMode
from genopipe.preflight.config import read_settings


def put(tmp_path, content, name="a.txt"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def codes(result):
    return [fault.code for fault in result[1]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"Lef\xe8vre", "TEXT-ENCODING"),
        (b"a\0b", "TEXT-NUL"),
        (b"PK\x03\x04", "TEXT-KIND"),
        ("a".encode("utf-16"), "TEXT-KIND"),
        (b"x" * 100_001, "TEXT-LINE"),
        (b"", "FILE-EMPTY"),
        ("\ufeffa", "TEXT-BOM"),
        ("a\r\nb", "TEXT-CRLF"),
        ("a\n\n\nb", "TEXT-BLANK"),
        ("a \nb\u00a0", "TEXT-SPACES"),
    ],
)
def test_text(tmp_path, content, code):
    assert codes(read_lines(put(tmp_path, content))) == [code]


def test_the_bad_byte_has_its_place(tmp_path):
    (fault,) = read_text(put(tmp_path, b"one\nLef\xe8vre\n"))[1]
    assert fault.where.endswith("a.txt:2")
    assert "0xE8 at byte 7" in fault.cause


def test_size_and_kind(tmp_path):
    assert codes(read_text(put(tmp_path, "12345"), 4)) == ["TEXT-SIZE"]
    assert codes(read_text(tmp_path)) == ["FILE-KIND"]
    assert codes(read_text(tmp_path / "none")) == ["FILE-MISSING"]


@pytest.mark.parametrize("text", ["NO", "yes", "0123", "12:30", "1_000", "0x1F", "2024-01-01", ".inf", "1.2.3", "on"])
def test_words_stay_words(text):
    assert scalar(text) == text


@pytest.mark.parametrize(
    ("text", "value"), [("12", 12), ("-3", -3), ("0.5", 0.5), ("1e-5", 1e-5), (".5", 0.5), ("true", True), ("~", None)]
)
def test_plain_scalars(text, value):
    assert scalar(text) == value


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("a: &x [1]\nb: *x", "YAML-ALIAS"),
        ("a: !!python/object/apply:os.system ['true']", "YAML-TAG"),
        ("a: 1\na: 2", "YAML-DUPLICATE"),
        ("a:\n\tb: 1", "YAML-TAB"),
        ("[" * 3000, "YAML-DEPTH"),
        ("a: b: c", "YAML-SYNTAX"),
        ("? [a]\n: 1", "YAML-SYNTAX"),
        ("a: 1\n---\nb: 2", "YAML-SYNTAX"),
    ],
)
def test_yaml(tmp_path, content, code):
    document, faults = read_yaml(put(tmp_path, content))
    assert document.content is None
    assert [fault.code for fault in faults] == [code]


def test_yaml_lines(tmp_path):
    document, faults = read_yaml(put(tmp_path, "a:\n  b: NO\n  c: ['1', 2]\n"))
    assert faults == []
    assert document.content == {"a": {"b": "NO", "c": ["1", 2]}}
    assert document.where(("a", "c", 1)).endswith(":3")
    assert document.where(("a", "nothing")).endswith(":1")


def test_samples(tmp_path):
    rows, faults = read_samples(put(tmp_path, "# a comment\nperson\tvcf\nkid\tx.vcf\n"))
    assert faults == []
    assert (rows[0].person, rows[0].lane, rows[0].vcf, rows[0].line) == ("kid", "L1", "x.vcf", 3)
    assert codes(read_samples(put(tmp_path, "person\tvcf\tsample\nkid\tx.vcf\ta\u200bb\n"))) == ["SHEET-FIELD"]


def test_pedigree(tmp_path):
    people, faults = read_pedigree(put(tmp_path, "#family\nF\tkid\tdad\t0\t2\t-9\n"))
    assert faults == []
    assert (people[0].father, people[0].mother, people[0].sex) == ("dad", None, Sex.FEMALE)
    assert codes(read_pedigree(put(tmp_path, "# nobody\n"))) == ["PED-EMPTY"]
    lines = ("F\tkid\tdad\tmum\t2\t2\tT1", "F\tdad\t0\t0\t1\t1")
    people, _ = read_pedigree(put(tmp_path, "\n".join([*lines, "F\tmum\t0\t0\t2\t1\t0"]) + "\n"))
    assert [person.twins for person in people] == ["T1", None, None]
    assert [pedigree_line(person) for person in people[:2]] == list(lines)


HEADER = "gene_symbol\tgene_id\tconfidence\tmode_of_inheritance\tpenetrance\n"


def test_panel(tmp_path):
    good = (
        "# name: Epilepsy, early version: 2.1\n"
        + HEADER
        + "SCN1A\tENSG00000144285.5\tgreen\tmonoallelic\tcomplete\u00a0\n"
    )
    panel, faults = read_panel(put(tmp_path, good, "epilepsy.tsv"))
    assert {fault.severity for fault in faults} == {"note"}
    assert (panel.name, panel.title, panel.version) == ("epilepsy", "Epilepsy, early", "2.1")
    assert panel.by_gene_id["ENSG00000144285"].mode_of_inheritance is PanelMode.MONOALLELIC


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("2-Mar\tE1\tgreen\tbiallelic\tcomplete\n", "PANEL-DATE"),
        ("Sep-02\tE1\tgreen\tbiallelic\tcomplete\n", "PANEL-DATE"),
        ("A\tE1\tgreen\tbiallelic\tcomplete\nA\tE2\tgreen\tbiallelic\tcomplete\n", "PANEL-DUP"),
        ("A\tE1\tgreen\tautosomal\tcomplete\n", "PANEL-WORD"),
        ("A\t\tgreen\tbiallelic\tcomplete\n", "PANEL-GENE"),
        ("", "TABLE-EMPTY"),
    ],
)
def test_evil_panels(tmp_path, rows, code):
    assert codes(read_panel(put(tmp_path, HEADER + rows, "p.tsv"))) == [code]


def test_a_date_names_its_gene(tmp_path):
    (fault,) = read_panel(put(tmp_path, HEADER + "2-Mar\tE1\tgreen\tbiallelic\tcomplete\n", "p.tsv"))[1]
    assert "MARCHF2" in fault.fix


CASE = "cases:\n- {case: c, family: F, proband: P, observed: [HP:0001250], consent: {main_findings: true}}\n"


def test_cases(tmp_path):
    cases, faults = read_cases(put(tmp_path, CASE))
    assert faults == []
    assert cases[0].observed[0].id == "HP:0001250"
    again = CASE + CASE.removeprefix("cases:\n").replace("case: c", "case: C")
    assert codes(read_cases(put(tmp_path, again))) == ["CASE-DUP"]


def packet(**changes):
    made = {
        "id": "case1",
        "subject": {"id": "P1", "sex": "FEMALE"},
        "phenotypicFeatures": [
            {"type": {"id": "HP:0001250", "label": "Seizure"}},
            {"type": {"id": "HP:0000252", "label": "Microcephaly"}, "excluded": True},
        ],
        "metaData": {"phenopacketSchemaVersion": "2.0"},
    }
    return made | changes


BESIDE = "family: F1\npanels: [brain]\nconsent: {main_findings: true}\n"


def folder_of(tmp_path, content, beside=BESIDE):
    folder = tmp_path / "cases"
    folder.mkdir(exist_ok=True)
    put(folder, content if isinstance(content, str) else json.dumps(content), "case1.json")
    if beside is not None:
        put(folder, beside, "case1.yaml")
    return folder


def test_phenopacket(tmp_path):
    cases, faults = read_cases(folder_of(tmp_path, packet()))
    assert faults == []
    case = cases[0]
    assert (case.case, case.family, case.proband, case.panels) == ("case1", "F1", "P1", ("brain",))
    assert [term.id for term in case.observed] == ["HP:0001250"]
    assert [term.id for term in case.excluded] == ["HP:0000252"]
    entry, _ = read_phenopacket(tmp_path / "cases/case1.json")
    assert entry.sex is Sex.FEMALE


def test_consent_of_others_stands_beside_the_phenopacket(tmp_path):
    more = "true, members: {M1: {main_findings: true, carrier_findings: true, age_at_report: 40}}}"
    beside = BESIDE.replace("true}", more) + "couples: [[M1, M2]]\n"
    (case,), faults = read_cases(folder_of(tmp_path, packet(), beside))
    assert faults == []
    assert case.consents["M1"].carrier_findings
    assert case.couples == (("M1", "M2"),)


def test_family_message_and_snake_case(tmp_path):
    inner = packet()
    inner["phenotypic_features"] = inner.pop("phenotypicFeatures")
    family = {"id": "F9", "proband": inner, "metaData": inner["metaData"]}
    cases, faults = read_cases(folder_of(tmp_path, family, "consent: {main_findings: true}\n"))
    assert faults == []
    assert (cases[0].family, len(cases[0].excluded)) == ("F9", 1)


@pytest.mark.parametrize(
    ("content", "beside", "code"),
    [
        (packet(), None, "CASE-CONSENT"),
        (packet(), "family: F1\n", "CASE-CONSENT"),
        (packet(), BESIDE + "panel: [x]\n", "PXF-FIELD"),
        (packet(), BESIDE.replace("true}", "true, members: {M1: {research: true}}}"), "CASE-CONSENT"),
        (packet(), BESIDE.replace("true}", "true, members: {M1: {main_findings: true, care: true}}}"), "CASE-FIELD"),
        (packet(metaData={"phenopacketSchemaVersion": "1.0.0"}), BESIDE, "PXF-VERSION"),
        (packet(metaData={}), BESIDE, "PXF-VERSION"),
        (packet(phenotypicFeatures=[{"type": {"id": "HP:0001250"}, "negated": True}]), BESIDE, "PXF-VERSION"),
        (packet(phenotypicFeatures=[{"type": "HP:0001250"}]), BESIDE, "PXF-FIELD"),
        (packet(subject={}), BESIDE, "PXF-FIELD"),
        (packet(id="../x"), BESIDE, "CASE-ID"),
        ("[" * 5000, BESIDE, "PXF-DEPTH"),
        ('{"a": NaN}', BESIDE, "PXF-JSON"),
        ('{"a": 1, "a": 2}', BESIDE, "PXF-JSON"),
        ("[]", BESIDE, "PXF-JSON"),
        (packet(phenotypicFeatures=[{"type": {"id": "MP:0000001"}}]), BESIDE, "PXF-TERM"),
    ],
)
def test_evil_phenopackets(tmp_path, content, beside, code):
    assert codes(read_cases(folder_of(tmp_path, content, beside))) == [code]


def test_an_empty_folder_has_no_case(tmp_path):
    assert codes(read_cases(tmp_path)) == ["CASE-EMPTY"]


@pytest.mark.parametrize("text", ["S1", "a.b-c_d", "0x", "1001"])
def test_good_ids(text):
    assert id_problem(text) == ""


@pytest.mark.parametrize(
    "text", ["", "0", "a..b", "a.", "nul", "COM1.txt", "a\n", "陳", "a/b", "a b", "$(id)", "x" * 65]
)
def test_bad_ids(text):
    assert id_problem(text)


def test_hostile_text_is_shown_harmless():
    assert show("a\u202eb\x1b[31m\n") == r"'a\u202eb\x1b[31m\n'"
    assert len(show("x" * 1000)) < 70


READERS = [read_samples, read_pedigree, read_panel, read_cases, read_settings, read_yaml, read_lines, read_phenopacket]
WORDS = (
    'person|vcf|\t|\n|\r| |cases:|- |[|{|}|]|:|"|F1|P1|0|2|genome|consent|&a|*a|!!x|gene_symbol|green|'
    + HEADER
    + "|\ufeff|\u202e|HP:0001250|metaData|,|#"
).split("|")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.lists(st.sampled_from(WORDS), max_size=40).map("".join), st.text(max_size=200), st.binary(max_size=200)
    )
)
def test_only_faults_come_out(tmp_path, content):
    path = put(tmp_path, content, "fuzz.tsv")
    put(tmp_path, BESIDE, "fuzz.yaml")
    for read in READERS:
        faults = read(path)[1]
        assert all(isinstance(fault, Fault) and "\n" not in fault.line() for fault in faults)
