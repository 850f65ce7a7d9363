"""The case as a phenopacket (GA4GH, version 2): the proband, the terms, and the findings as interpretations.

Nothing in it is a judgement of a person: every finding is a CANDIDATE, the interpretation is IN_PROGRESS, and the
disease is the root term, for a report that is not signed names none. It holds no name, number or date of a patient.
Source: https://phenopacket-schema.readthedocs.io/en/2.0.0/.
"""

from google.protobuf.json_format import MessageToJson
from google.protobuf.timestamp_pb2 import Timestamp
from phenopackets import AcmgPathogenicityClassification
from phenopackets import Diagnosis
from phenopackets import Expression
from phenopackets import GeneDescriptor
from phenopackets import GenomicInterpretation
from phenopackets import Individual
from phenopackets import Interpretation
from phenopackets import MetaData
from phenopackets import OntologyClass
from phenopackets import Phenopacket
from phenopackets import PhenotypicFeature
from phenopackets import Resource
from phenopackets import VariantInterpretation
from phenopackets import VariationDescriptor
from phenopackets import VcfRecord

from genopipe import __version__
from genopipe.cases import PhenotypeTerm
from genopipe.report.case import AlleleReport
from genopipe.report.case import CaseReport
from genopipe.report.case import GenotypeLine

SCHEMA_VERSION = "2.0"
NOT_STATED = "not stated"
_DISEASE = ("MONDO:0000001", "disease")
_STATES = {
    "heterozygous": ("GENO:0000135", "heterozygous"),
    "homozygous": ("GENO:0000136", "homozygous"),
    "hemizygous": ("GENO:0000134", "hemizygous"),
}
_HETEROPLASMIC, _HOMOPLASMIC = ("GENO:0000603", "heteroplasmic"), ("GENO:0000602", "homoplasmic")
_UNSPECIFIED = ("GENO:0000137", "unspecified zygosity")
_CLASSES = {
    "pathogenic": "PATHOGENIC",
    "likely_pathogenic": "LIKELY_PATHOGENIC",
    "uncertain_significance": "UNCERTAIN_SIGNIFICANCE",
    "likely_benign": "LIKELY_BENIGN",
    "benign": "BENIGN",
}
_RESOURCES = (
    ("hp", "Human Phenotype Ontology", "HP", "http://purl.obolibrary.org/obo/hp.owl"),
    ("geno", "Genotype Ontology", "GENO", "http://purl.obolibrary.org/obo/geno.owl"),
    ("mondo", "Mondo Disease Ontology", "MONDO", "http://purl.obolibrary.org/obo/mondo.owl"),
)


def _term(pair: tuple[str, str]) -> OntologyClass:
    return OntologyClass(id=pair[0], label=pair[1])


def allelic_state(line: GenotypeLine) -> tuple[str, str]:
    """Return id and label of the allelic state (GENO) of a genotype."""
    words = line.zygosity
    if words.startswith("mitochondrial, in") and line.alt_fraction:
        return _HOMOPLASMIC if line.alt_fraction >= 1 else _HETEROPLASMIC
    return _STATES.get(words.split(" (")[0].split(",")[0], _UNSPECIFIED)


def make_descriptor(allele: AlleleReport, build: str | None) -> VariationDescriptor:
    """Return an allele with its gene, its descriptions and its record."""
    names = (("hgvs.g", allele.hgvs_g), ("hgvs.c", allele.hgvs_c), ("hgvs.p", allele.hgvs_p))
    return VariationDescriptor(
        id=allele.allele,
        label=allele.description,
        description=allele.consequence,
        gene_context=GeneDescriptor(value_id=allele.gene, symbol=allele.gene_symbol),
        expressions=[Expression(syntax=syntax, value=value) for syntax, value in names if value],
        vcf_record=VcfRecord(
            genome_assembly=build or NOT_STATED,
            chrom=allele.contig,
            pos=allele.position,
            ref=allele.ref,
            alt=allele.alt,
        ),
        molecule_context="genomic",
        allelic_state=_term(allelic_state(allele.proband)),
    )


def make_interpretation(allele: AlleleReport, report: CaseReport) -> GenomicInterpretation:
    """Return a finding as an interpretation: a candidate until somebody signs."""
    word = _CLASSES.get(allele.classification or "", "NOT_PROVIDED")
    return GenomicInterpretation(
        subject_or_biosample_id=report.proband,
        interpretation_status=GenomicInterpretation.CANDIDATE,
        variant_interpretation=VariantInterpretation(
            acmg_pathogenicity_classification=AcmgPathogenicityClassification.Value(word),
            variation_descriptor=make_descriptor(allele, report.build),
        ),
    )


def _feature(term: PhenotypeTerm, excluded: bool) -> PhenotypicFeature:
    return PhenotypicFeature(type=OntologyClass(id=term.id, label=term.label or term.id), excluded=excluded)


def make_metadata(report: CaseReport) -> MetaData:
    """Return what the packet is made of; its time is fixed, for the same input makes the same bytes."""
    known = dict(report.versions.resources) if report.versions else {}
    if report.phenotype_release:
        known["hp"] = report.phenotype_release
    resources = [
        Resource(
            id=key,
            name=name,
            namespace_prefix=prefix,
            url=url,
            version=known.get(key, NOT_STATED),
            iri_prefix=f"http://purl.obolibrary.org/obo/{prefix}_",
        )
        for key, name, prefix, url in _RESOURCES
    ]
    return MetaData(
        created=Timestamp(seconds=0),
        created_by=f"genopipe {__version__}",
        resources=resources,
        phenopacket_schema_version=SCHEMA_VERSION,
    )


def make_phenopacket(report: CaseReport) -> str:
    """Return the phenopacket as JSON."""
    proband = next(person for person in report.people if person.person == report.proband)
    packet = Phenopacket(
        id=report.case,
        subject=Individual(id=report.proband, sex=proband.sex.value.upper().replace("UNKNOWN", "UNKNOWN_SEX")),
        phenotypic_features=[
            *(_feature(term, excluded=False) for term in report.observed),
            *(_feature(term, excluded=True) for term in report.excluded),
        ],
        interpretations=[
            Interpretation(
                id=report.case,
                progress_status=Interpretation.IN_PROGRESS,
                summary=report.headline.title,
                diagnosis=Diagnosis(
                    disease=_term(_DISEASE),
                    genomic_interpretations=[make_interpretation(allele, report) for allele in report.findings],
                ),
            )
        ],
        meta_data=make_metadata(report),
    )
    return f"{MessageToJson(packet, indent=1, ensure_ascii=True)}\n"
