# The plan of the run, made once, and the few functions that rules ask it by.
# Every check of the input runs here, before the first job; faults end the run with status 2.

import sys

from genopipe import __version__
from genopipe.cases import StartForm
from genopipe.cli.start import start_run
from genopipe.hold import NOTE_OF_HOLD
from genopipe.hold import is_stopped_by_itself
from genopipe.hold import stopped_by_others

SETTINGS, PLAN = start_run(config, workflow.configfiles, check=workflow.is_main_process)

FASTA = SETTINGS.genome.fasta
PLAIN_FASTA = "results/reference/genome.fa" if FASTA.endswith(".gz") else FASTA  # freebayes reads no compressed one
ALIGNMENT = SETTINGS.align.format
ALIGNMENT_INDEX = {"cram": "crai", "bam": "bai"}[ALIGNMENT]
NUCLEAR = [region for region in PLAN.regions if not PLAN.is_mitochondrial(region)]
MITOCHONDRIAL = [region for region in PLAN.regions if PLAN.is_mitochondrial(region)]
FROM_READS = [p for p in PLAN.forms if PLAN.forms[p] is StartForm.READS]
FROM_ALIGNMENT = [p for p in PLAN.forms if PLAN.forms[p] is StartForm.ALIGNMENT]
FROM_GVCF = [p for p in PLAN.forms if PLAN.forms[p] is StartForm.GVCF]
CALLED_HERE = FROM_READS + FROM_ALIGNMENT
FROM_VCF = [case for case in PLAN.cases if PLAN.starts_from_vcf(case)]
FROM_GVCFS = [case for case in PLAN.cases if not PLAN.starts_from_vcf(case)]
CLINVAR_NEIGHBOURS = multiext("results/reference/clinvar_neighbours/clinvar_", "codons.parquet", "splice.parquet")


def one_of(names):
    """Return a wildcard pattern that matches these names only."""
    return "|".join(re.escape(name) for name in names) or "(?!)"


def optional(wanted, paths):
    """Return files as a named input where they are wanted, else nothing."""
    return paths if wanted else []


def lane_reads(wildcards):
    """Return both FASTQ files of a lane."""
    row = PLAN.lane(wildcards.person, wildcards.lane)
    return {"first": row.fastq_1, "second": row.fastq_2}


def trimmed(pattern):
    """Return a function that gives a file of each lane of a person, in the order of the sheet."""

    def of_person(wildcards):
        return [pattern.format(person=wildcards.person, lane=row.lane) for row in PLAN.lanes(wildcards.person)]

    return of_person


def read_groups(wildcards):
    """Return the @RG lines of a person's lanes."""
    return PLAN.read_groups(wildcards.person)


def given_file(wildcards):
    """Return the alignment, gVCF or VCF that a person starts from."""
    return PLAN.file(wildcards.person)


def name_in_file(wildcards):
    """Return the person's name inside the given file."""
    return PLAN.name_in_file(wildcards.person)


def given_family_file(wildcards):
    """Return the VCF that a family starts from."""
    return PLAN.file(PLAN.members(wildcards.case)[0])


def names_in_family_file(wildcards):
    """Return `name in file` and `person` by turns, for bcftools reheader."""
    return [f"{PLAN.name_in_file(person)} {person}" for person in PLAN.members(wildcards.case)]


def region_text(wildcards):
    """Return a calling region as samtools writes it."""
    return PLAN.regions[wildcards.region].text()


def region_ploidy(wildcards):
    """Return the person's copies of a calling region."""
    return PLAN.ploidy(wildcards.person, wildcards.region)


def called_regions(wildcards):
    """Return the calls of every region that a person has."""
    return [f"results/calls/{wildcards.person}/{region}.bcf" for region in PLAN.regions_of(wildcards.person)]


def family_gvcfs(suffix):
    """Return a function that gives the gVCF of each member of a case's family."""

    def of_case(wildcards):
        return [f"results/gvcf/{person}.g.bcf{suffix}" for person in PLAN.members(wildcards.case)]

    return of_case


def family_quality(wildcards):
    """Return the quality figures of every member of a case's family."""
    return [f"results/quality/persons/{person}.json" for person in PLAN.members(wildcards.case)]


def case_json(wildcards):
    """Return the case file as text: only a change of this case changes it."""
    return PLAN.case_json(wildcards.case)


def aligner_prefix(wildcards, input):
    """Return the aligner's index as the aligner wants to be told of it."""
    return input.index[0].removesuffix(".amb")


NOT_CALLED_HERE = [person for person in PLAN.in_cases if person not in CALLED_HERE]


def case_panels(wildcards):
    """Return the panel files of a case."""
    return PLAN.case_panel_files(wildcards.case)


def start_form(wildcards):
    """Return the form in which a person's data came."""
    return PLAN.forms[wildcards.person].value


def trimmed_reports(wildcards):
    """Return the fastp reports of a person's lanes."""
    return PLAN.fastp_reports(wildcards.person)


def every_report(wildcards):
    """Return the fastp reports of everyone in a case."""
    return [report for person in PLAN.in_cases for report in PLAN.fastp_reports(person)]


def given_source(wildcards):
    """Return the files of an annotation source as the configuration names them."""
    return list(PLAN.sources[wildcards.source].files)


def source_settings(wildcards):
    """Return the settings that compile an annotation source."""
    return PLAN.source_json(wildcards.source)
