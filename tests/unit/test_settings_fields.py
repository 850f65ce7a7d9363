"""The fields of a closed object in words."""

from genopipe.config import AnnotateSettings
from genopipe.config import CallSettings
from genopipe.config import FrequencySource
from genopipe.config import GenomeSettings
from genopipe.config import InheritSettings
from genopipe.config import Settings
from genopipe.report_settings import ReportSettings
from genopipe.settings_fields import fields_of


def field(model, name):
    return next(field for field in fields_of(model) if field.name == name)


def test_kinds_in_words():
    assert field(CallSettings, "caller").kind == "one of bcftools, freebayes"
    assert field(GenomeSettings, "contigs").kind == "list of text"
    assert field(GenomeSettings, "pseudoautosomal").kind == "list of contig, start, end"
    assert field(ReportSettings, "depth_thresholds").kind == "list of whole number"
    assert field(FrequencySource, "populations").kind == "text to text"
    assert field(Settings, "call").kind == "section"


def test_units_and_limits():
    found = field(InheritSettings, "minimum_balance")
    assert (found.unit, found.limits, found.value) == ("fraction", "at least 0, at most 0.5", 0.2)
    assert field(CallSettings, "minimum_heteroplasmy").limits == "more than 0, at most 1"
    assert field(CallSettings, "region_size").limits == "at least 1,000"


def test_sections_that_may_be_left_out():
    found = field(AnnotateSettings, "frequency")
    assert found.section is FrequencySource
    assert found.optional
    assert found.value is None


def test_every_required_option_has_an_example():
    def walk(model):
        for found in fields_of(model):
            if found.required and found.section is None:
                yield found
            if found.section is not None:
                yield from walk(found.section)

    assert [found.name for found in walk(Settings) if not found.value] == []


def test_an_empty_section_keeps_its_defaults():
    genome = {"fasta": "a.fa", "genes": "a.gff3"}
    names = [name for name in Settings.model_fields if name != "genome"]
    assert Settings.model_validate({"genome": genome, **dict.fromkeys(names)}) == Settings.model_validate(
        {"genome": genome}
    )
