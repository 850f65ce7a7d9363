"""HPO terms of cases: in use, replaced, unknown, contradictory."""

import pytest

from genopipe.cases import Case
from genopipe.cases import Consent
from genopipe.cases import PhenotypeTerm
from genopipe.config import GenomeSettings
from genopipe.config import Settings
from genopipe.io.cases_file import CaseEntry
from genopipe.phenotype_settings import PhenotypeSettings
from genopipe.preflight.terms import check_terms
from unit.phenotype.release import write_release


@pytest.mark.parametrize(
    ("observed", "excluded", "codes", "words"),
    [
        (["HP:0000012"], ["HP:0000021"], [], ""),
        (["HP:0000006"], [], [], ""),
        (["HP:0000900"], [], ["HPO-REPLACED"], "HP:0000011 (Seizure)"),
        (["HP:0000910"], [], ["HPO-REPLACED"], "HP:0000010 (Brain)"),
        (["HP:0000902"], [], ["HPO-TERM"], "HP:0000012 (Focal seizure), HP:0000021 (Arrhythmia)"),
        ([], ["HP:0000777"], ["HPO-TERM"], "no term of HPO 2030-01-01"),
        (["HP:0000012"], ["HP:0000010"], ["HPO-CONFLICT"], "HP:0000012 implies it"),
        (["HP:0000012"], ["HP:0000900"], ["HPO-REPLACED", "HPO-CONFLICT"], "HP:0000900 is excluded"),
        ([], [], [], ""),
    ],
)
def test_terms(tmp_path, observed, excluded, codes, words):
    files = write_release(tmp_path)
    given = PhenotypeSettings(ontology="hp.obo", annotations="phenotype.hpoa", genes=files.genes.name)
    settings = Settings(genome=GenomeSettings(fasta="a.fa", genes="a.gff3"), phenotype=given)
    terms = {
        "observed": [PhenotypeTerm(id=term) for term in observed],
        "excluded": [PhenotypeTerm(id=term) for term in excluded],
    }
    case = Case(case="C1", family="F1", proband="P1", consent=Consent(main_findings=True), **terms)
    faults = check_terms(settings, [CaseEntry(case, "cases.yaml:3")], tmp_path)
    assert [item.code for item in faults] == codes
    assert words in " ".join(item.line() for item in faults)
    assert all(item.severity == ("error" if item.code == "HPO-TERM" else "note") for item in faults)


def test_files_that_are_no_release_are_refused(tmp_path):
    (tmp_path / "hp.obo").write_text("nothing\n")
    given = PhenotypeSettings(ontology="hp.obo", annotations="a", genes="b")
    settings = Settings(genome=GenomeSettings(fasta="a.fa", genes="a.gff3"), phenotype=given)
    case = Case(
        case="C1",
        family="F1",
        proband="P1",
        observed=(PhenotypeTerm(id="HP:0000012"),),
        consent=Consent(main_findings=True),
    )
    faults = check_terms(settings, [CaseEntry(case, "cases.yaml:3")], tmp_path)
    assert [item.code for item in faults] == ["HPO-FORM"]
