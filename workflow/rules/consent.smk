# What is told by consent alone. For a case in which nobody with data agreed these jobs are not there.

import json

from genopipe.cases import CaseFile
from genopipe.cases import Wish
from genopipe.plan import RESOLVED_PANELS


def agreed(wish):
    """Return the cases in which somebody with data agreed to something."""
    files = {case: CaseFile.model_validate_json(PLAN.case_json(case)) for case in PLAN.cases}
    return [case for case, file in files.items() if file.agreed(wish)]


def told_files():
    """Return the lists that are files of the laboratory, of what somebody agreed to."""
    additional = optional(agreed(Wish.ADDITIONAL), SETTINGS.additional.files)
    return [*additional, *optional(agreed(Wish.CARRIER), SETTINGS.carriers.files)]


TOLD = {
    "additional": (agreed(Wish.ADDITIONAL), ("additional",)),
    "carriers": (agreed(Wish.CARRIER), ("carriers", "couples")),
}


def told_settings(section):
    """Return the settings of a step as JSON; of filter and report those alone that it goes by."""
    known = json.loads(PLAN.section_json(section, "genome", "inherit"))
    covered = {name: getattr(SETTINGS.report, name) for name in ("depth_thresholds", "covered_fraction")}
    called = {"minimum_quality": SETTINGS.filter.minimum_quality}
    return json.dumps({**known, "filter": called, "report": covered}, sort_keys=True)


def told_tables(wildcards):
    """Return the tables of what somebody in a case agreed to be told beside the main findings."""
    return [
        f"results/cases/{wildcards.case}/tables/{step}/{name}.parquet"
        for step, (cases, names) in TOLD.items()
        for name in names
        if wildcards.case in cases
    ]


def withdrawn(wildcards):
    """Return the folders of what nobody in a case agrees to: what an earlier consent left there must go."""
    return [
        f"results/cases/{wildcards.case}/tables/{step}"
        for step, (cases, names) in TOLD.items()
        if wildcards.case not in cases
    ]


def classified(wildcards):
    """Return the classes of a case's candidates, where the workflow makes them; else ClinVar alone decides."""
    made = f"results/cases/{wildcards.case}/tables/classified/candidates.parquet"
    return optional("classify" in [rule.name for rule in workflow.rules], made)


rule additional:
    input:
        case="results/cases/{case}/case.json",
        alleles="results/cases/{case}/tables/annotated/alleles.parquet",
        consequences="results/cases/{case}/tables/annotated/consequences.parquet",
        genotypes="results/cases/{case}/tables/normalised/genotypes.parquet",
        classified=classified,
        quality=family_quality,
        panels=case_panels,
        lists=SETTINGS.additional.files,
    output:
        additional="results/cases/{case}/tables/additional/additional.parquet",
    log:
        "logs/additional/{case}.log",
    benchmark:
        "benchmarks/additional/{case}.tsv"
    wildcard_constraints:
        case=one_of(TOLD["additional"][0]),
    conda:
        "../../envs/genopipe.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=60,
    params:
        tables=subpath(input.alleles, parent=True),
        folder=subpath(output.additional, parent=True),
        panels=RESOLVED_PANELS,
        settings=told_settings("additional"),
        version=__version__,
    shell:
        r"""
        classes=({input.classified:q})
        quality=()
        for figures in {input.quality:q}; do
            quality+=(--quality "$figures")
        done
        genopipe additional \
            --case {input.case:q} \
            --tables {params.tables:q} \
            --genotypes {input.genotypes:q} \
            ${{classes:+--classified "$classes"}} \
            "${{quality[@]}}" \
            --panels {params.panels:q} \
            --set {params.settings:q} \
            --out {params.folder:q} \
            > {log:q} 2>&1
        """


rule carriers:
    input:
        case="results/cases/{case}/case.json",
        alleles="results/cases/{case}/tables/annotated/alleles.parquet",
        consequences="results/cases/{case}/tables/annotated/consequences.parquet",
        genotypes="results/cases/{case}/tables/normalised/genotypes.parquet",
        classified=classified,
        quality=family_quality,
        lists=SETTINGS.carriers.files,
    output:
        carriers="results/cases/{case}/tables/carriers/carriers.parquet",
        couples="results/cases/{case}/tables/carriers/couples.parquet",
    log:
        "logs/carriers/{case}.log",
    benchmark:
        "benchmarks/carriers/{case}.tsv"
    wildcard_constraints:
        case=one_of(TOLD["carriers"][0]),
    conda:
        "../../envs/genopipe.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=60,
    params:
        tables=subpath(input.alleles, parent=True),
        folder=subpath(output.carriers, parent=True),
        settings=told_settings("carriers"),
        version=__version__,
    shell:
        r"""
        classes=({input.classified:q})
        quality=()
        for figures in {input.quality:q}; do
            quality+=(--quality "$figures")
        done
        genopipe carriers \
            --case {input.case:q} \
            --tables {params.tables:q} \
            --genotypes {input.genotypes:q} \
            ${{classes:+--classified "$classes"}} \
            "${{quality[@]}}" \
            --set {params.settings:q} \
            --out {params.folder:q} \
            > {log:q} 2>&1
        """
