"""The file of identifiers, as genopipe check sees it: whose they are, and that no value is repeated."""

import pytest

from genopipe.preflight.identifiers import check_identifiers

GOOD = "people:\n  P1: {patient: 12, sample: S1, name: Hidden Name}\n  P2: {patient: 13}\n"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (GOOD, []),
        (GOOD.replace("P2", "P9"), ["ID-PERSON"]),
        ("people:\n  P2: {patient: 13}\n", ["ID-MISSING"]),
        (GOOD.replace("13", "12"), ["ID-TWICE"]),
        (GOOD.replace("patient: 13", "hkid: Hidden"), ["ID-FIELD"]),
        ("people: [Hidden]\n", ["ID-FIELD"]),
        ("Hidden\n", ["ID-FIELD"]),
        ("people:\n  P1: {Hidden Name}\n", ["ID-FIELD"]),
        ("", ["FILE-EMPTY"]),
    ],
    ids=range(9),
)
def test_identifiers(tmp_path, text, codes):
    path = tmp_path / "identifiers.yaml"
    path.write_text(text, encoding="utf-8")
    found = check_identifiers(path, ["P1", "P2"], ["P1"])
    assert [item.code for item in found] == codes
    assert "Hidden" not in "".join(item.line() for item in found)
