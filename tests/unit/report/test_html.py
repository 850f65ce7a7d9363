import base64
import hashlib
import json
import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from click.testing import CliRunner

from genopipe.cli.report import command
from genopipe.report.html import shown
from unit.report.case_folder import CASE
from unit.report.case_folder import make_case
from unit.report.case_folder import rich_tables
from unit.report.case_folder import write_case

HARMLESS = "harmless"
PAYLOADS = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    '"><b id=x>',
    "' onmouseover='alert(1)",
    '" style="position:fixed" x="',
    "javascript:alert(1)",
    "<a href=javascript:alert(1)>x</a>",
    "</style><style>*{display:none}</style>",
    "</title><h1>x</h1>",
    "</svg></div></main>",
    "<!-- ",
    "--><b>",
    "<![CDATA[",
    "{{ 7 * 7 }}",
    "{% for x in range(9) %}x{% endfor %}",
    "${7*7}",
    "&lt;b&gt;",
    "&#60;script&#62;",
    "<meta http-equiv=refresh content=0;url=//x>",
    "<base href=//x>",
    "<iframe srcdoc='<b>'></iframe>",
    "<template><b></template>",
    "<plaintext>",
    "\u202egpj.exe",
    "\u2066<b>\u2069",
    "a\x00<b>b",
    "a\x1b[31mb\x08",
    "<b>" * 5000,
    "+ADw-script+AD4-",
    "\ufeff<b>",
    "%3Cscript%3E",
)


class Skeleton(HTMLParser):
    """Count the elements of a page, with the names of their attributes."""

    def __init__(self, page):
        super().__init__()
        self.found = Counter()
        self.attributes = {}
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found[tag, tuple(name for name, _ in attrs)] += 1
        for name, value in attrs:
            self.attributes.setdefault(name, set()).add(value)

    def handle_comment(self, data):
        self.found["comment", data] += 1


def hostile_page(folder, make_report, text):
    """Return the page of a case in which every free text is the same."""
    tables = rich_tables()
    for row in tables.alleles:
        if row["clinvar_id"]:
            row.update(dict.fromkeys(("clinvar_significance", "clinvar_review", "clinvar_id"), text))
            row["clinvar_conditions"] = text.replace("|", "")
        if row["frequencies"]:
            row.update(frequency_population=text, frequencies="global=0.1;eas=0.2")
        row.update(filters=text, called_as=text, hgvs_g=text)
    for row in tables.candidates:
        row.update(dict.fromkeys(("gene_symbol", "hgvs_c", "hgvs_p", "reason", "panel", "panel_mode"), text))
        row["partners"] = [text for _ in row["partners"]]
    for row in tables.genotypes:
        row["genotype_text"] = text
    terms = [term | {"label": text} for term in CASE["observed"]]
    case = make_case(indication=text, observed=terms, excluded=[{"id": "HP:0000252", "label": text}])
    return (make_report(write_case(folder, tables, case), "--set", settings(text)) / "report.html").read_text()


def settings(text):
    return json.dumps({"report": {"laboratory": text}, "annotate": {"clinvar": {"name": text, "file": "x"}}})


@pytest.fixture(scope="module")
def plain_skeleton(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plain")

    def make(case, *options):
        CliRunner().invoke(command, [str(case), "--out", str(folder / "out"), *options], catch_exceptions=False)
        return folder / "out"

    return Skeleton(hostile_page(folder / "case", make, HARMLESS))


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_hostile_text_leaves_the_page_as_it_is(tmp_path, make_report, plain_skeleton, payload):
    page = hostile_page(tmp_path / "case", make_report, payload)
    skeleton = Skeleton(page)
    assert skeleton.found - plain_skeleton.found == plain_skeleton.found - skeleton.found
    same = {name: values for name, values in skeleton.attributes.items() if name not in ("content",)}
    assert same == {n: v for n, v in plain_skeleton.attributes.items() if n not in ("content",)}
    assert not set("\x00\x1b\x08\u202e\u2066") & set(page)


def digest_of(text):
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_the_policy_allows_what_the_page_holds_and_nothing_else(case_folder, extras, make_report):
    page = (make_report(case_folder, *extras) / "report.html").read_text()
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    scripts = " ".join(f"'sha256-{digest_of(one)}'" for one in re.findall(r"<script>(.*?)</script>", page, re.DOTALL))
    (policy,) = (value for value in Skeleton(page).attributes["content"] if "default-src" in value)
    assert policy == (
        f"default-src 'none'; script-src {scripts}; style-src 'sha256-{digest_of(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def test_the_page_asks_for_nothing(case_folder, extras, make_report):
    page = (make_report(case_folder, *extras) / "report.html").read_text()
    skeleton = Skeleton(page)
    assert not {"link", "img", "iframe", "object", "base", "embed"} & {tag for tag, _ in skeleton.found}
    assert not [name for name in skeleton.attributes if name.startswith("on") or name in ("src", "style", "action")]
    ids = skeleton.attributes["id"]
    assert {link.removeprefix("#") for link in skeleton.attributes["href"]} <= ids
    assert all(link.startswith("#") for link in skeleton.attributes["href"])
    assert "url(" not in page
    assert "@import" not in page


def test_every_answer_of_three_is_said(case_folder, extras, make_report):
    page = (make_report(case_folder, *extras) / "report.html").read_text()
    for text in ("Why it is a finding", "does not fit", "p.(Gln399Ter)", "not fully searched", "Not tested"):
        assert text in page


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "n/a"),
        ("\u202ea", "\ufffda"),
        ("a\nb\tc", "a\nb\tc"),
        ("\u75c5\u3000\u4f8b", "\u75c5\u3000\u4f8b"),
        (0, 0),
    ],
)
def test_shown(value, text):
    assert shown(value) == text
