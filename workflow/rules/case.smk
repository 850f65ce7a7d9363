# What a family's alleles mean for its case, and the report.


rule describe_case:
    output:
        case="results/cases/{case}/case.json",
    log:
        "logs/describe_case/{case}.log",
    benchmark:
        "benchmarks/describe_case/{case}.tsv"
    conda:
        "../../envs/genopipe.yaml"
    threads: 1
    resources:
        mem_mb=100,
        runtime=5,
    params:
        content=case_json,
        withdrawn=withdrawn,
    shell:
        r"""
        rm -rf {params.withdrawn:q}
        printf '%s\n' {params.content:q} > {output.case:q} 2> {log:q}
        """


rule inherit:
    input:
        case="results/cases/{case}/case.json",
        alleles="results/cases/{case}/tables/annotated/alleles.parquet",
        consequences="results/cases/{case}/tables/annotated/consequences.parquet",
        genotypes="results/cases/{case}/tables/normalised/genotypes.parquet",
        recounts=recounts,
        segments="results/cases/{case}/laboratory/chromosomes/segments.parquet",
        identity="results/cases/{case}/laboratory/identity.json",
    output:
        candidates="results/cases/{case}/tables/inherited/candidates.parquet",
        laboratory="results/cases/{case}/laboratory/inheritance.tsv",
    log:
        "logs/inherit/{case}.log",
    benchmark:
        "benchmarks/inherit/{case}.tsv"
    conda:
        "../../envs/genopipe.yaml"
    threads: 1
    resources:
        mem_mb=6000,
        runtime=120,
    params:
        tables=subpath(input.alleles, parent=True),
        folder=subpath(output.candidates, parent=True),
        settings=PLAN.section_json("genome", "inherit", "filter"),
        version=__version__,
    shell:
        r"""
        recounts=({input.recounts:q})
        genopipe inherit \
            --tables {params.tables:q} \
            --genotypes {input.genotypes:q} \
            --case {input.case:q} \
            ${{recounts:+--recounts "$recounts"}} \
            --segments {input.segments:q} \
            --identity {input.identity:q} \
            --laboratory {output.laboratory:q} \
            --set {params.settings:q} \
            --out {params.folder:q} \
            > {log:q} 2>&1
        """


rule filter:
    input:
        case="results/cases/{case}/case.json",
        candidates="results/cases/{case}/tables/ranked/candidates.parquet",
        alleles="results/cases/{case}/tables/annotated/alleles.parquet",
        consequences="results/cases/{case}/tables/annotated/consequences.parquet",
        genotypes="results/cases/{case}/tables/normalised/genotypes.parquet",
        panels=case_panels,
        profile=optional(SETTINGS.filter.profile, SETTINGS.filter.profile),
        lists=[*SETTINGS.additional.files, *SETTINGS.carriers.files],
    output:
        candidates="results/cases/{case}/tables/filtered/candidates.parquet",
        ledger="results/cases/{case}/tables/filtered/ledger.parquet",
    log:
        "logs/filter/{case}.log",
    benchmark:
        "benchmarks/filter/{case}.tsv"
    conda:
        "../../envs/genopipe.yaml"
    threads: 1
    resources:
        mem_mb=6000,
        runtime=120,
    params:
        tables=subpath(input.alleles, parent=True),
        folder=subpath(output.candidates, parent=True),
        panels=RESOLVED_PANELS,
        settings=PLAN.section_json("genome", "filter", "inherit", "additional", "carriers"),
        version=__version__,
    shell:
        r"""
        genopipe filter \
            --candidates {input.candidates:q} \
            --tables {params.tables:q} \
            --genotypes {input.genotypes:q} \
            --case {input.case:q} \
            --panels {params.panels:q} \
            --set {params.settings:q} \
            --out {params.folder:q} \
            > {log:q} 2>&1
        """


rule gates:
    input:
        profile=SETTINGS.gates.profile or "config/config.yaml",
        quality=family_quality,
        identity="results/cases/{case}/laboratory/identity.json",
    output:
        gates="results/cases/{case}/gates.json",
    log:
        "logs/gates/{case}.log",
    benchmark:
        "benchmarks/gates/{case}.tsv"
    conda:
        "../../envs/genopipe.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=10,
    params:
        settings=PLAN.gates_json,
        version=__version__,
    shell:
        r"""
        quality=()
        for figures in {input.quality:q}; do
            quality+=(--quality "$figures")
        done
        genopipe gates \
            --profile {input.profile:q} \
            --identity {input.identity:q} \
            "${{quality[@]}}" \
            --set {params.settings:q} \
            --out {output.gates:q} \
            > {log:q} 2>&1
        """


def members_alignments(suffix):
    """Return a function that gives the alignment of each member of a case who has one."""

    def of_case(wildcards):
        return [
            f"results/alignments/{person}.{ALIGNMENT}{suffix}" for person in PLAN.members_called_here(wildcards.case)
        ]

    return of_case


def members_reads(wildcards):
    """Return the members' alignments as `person=path`, for a command line."""
    return [f"{person}=results/alignments/{person}.{ALIGNMENT}" for person in PLAN.members_called_here(wildcards.case)]


rule cut_reads:
    input:
        case="results/cases/{case}/case.json",
        candidates="results/cases/{case}/tables/filtered/candidates.parquet",
        alleles="results/cases/{case}/tables/annotated/alleles.parquet",
        consequences="results/cases/{case}/tables/annotated/consequences.parquet",
        genotypes="results/cases/{case}/tables/normalised/genotypes.parquet",
        alignments=members_alignments(""),
        indexes=members_alignments(f".{ALIGNMENT_INDEX}"),
        fasta=FASTA,
    output:
        reads="results/cases/{case}/reads.json",
    log:
        "logs/cut_reads/{case}.log",
    benchmark:
        "benchmarks/cut_reads/{case}.tsv"
    conda:
        "../../envs/genopipe.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=60,
    params:
        folder=subpath(input.case, parent=True),
        reads=members_reads,
        settings=PLAN.section_json("genome", "reads"),
        version=__version__,
    shell:
        r"""
        reads=({params.reads:q})
        genopipe reads \
            {params.folder:q} \
            --fasta {input.fasta:q} \
            "${{reads[@]/#/--reads=}}" \
            --set {params.settings:q} \
            --out {output.reads:q} \
            > {log:q} 2>&1
        """


rule report:
    input:
        case="results/cases/{case}/case.json",
        candidates="results/cases/{case}/tables/filtered/candidates.parquet",
        ledger="results/cases/{case}/tables/filtered/ledger.parquet",
        alleles="results/cases/{case}/tables/annotated/alleles.parquet",
        consequences="results/cases/{case}/tables/annotated/consequences.parquet",
        genotypes="results/cases/{case}/tables/normalised/genotypes.parquet",
        criteria="results/cases/{case}/tables/classified/criteria.parquet",
        values="results/cases/{case}/tables/annotated/source_values.parquet",
        gene_values="results/cases/{case}/tables/annotated/gene_values.parquet",
        diseases="results/cases/{case}/tables/phenotype/diseases.parquet",
        phenotype="results/cases/{case}/tables/phenotype/phenotype.json",
        quality=family_quality,
        gates=optional(SETTINGS.gates.profile, "results/cases/{case}/gates.json"),
        versions="results/versions.json",
        identifiers=optional(SETTINGS.input.identifiers, SETTINGS.input.identifiers),
        panels=case_panels,
        figures=optional(SETTINGS.classify.acmg, SETTINGS.classify.acmg),
        hard=ancient("results/reference/hard_regions.json"),  # a new panel of another case makes none anew
        told=told_tables,
        reads="results/cases/{case}/reads.json",
    output:
        html=report("results/cases/{case}/report.html", category="Cases", labels={"case": "{case}"}),
        pdf="results/cases/{case}/report.pdf",
        json="results/cases/{case}/report.json",
        family="results/cases/{case}/family.html",
        family_pdf="results/cases/{case}/family.pdf",
        findings="results/cases/{case}/findings.tsv",
        candidates="results/cases/{case}/candidates.tsv",
        workbook="results/cases/{case}/alleles.xlsx",
        vcf="results/cases/{case}/alleles.vcf",
        phenopacket="results/cases/{case}/phenopacket.json",
    log:
        "logs/report/{case}.log",
    benchmark:
        "benchmarks/report/{case}.tsv"
    conda:
        "../../envs/genopipe.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        folder=subpath(input.case, parent=True),
        panels=RESOLVED_PANELS,
        settings=PLAN.section_json("report", "genome", "annotate", "inherit", "filter", "classify"),
        version=__version__,
    shell:
        r"""
        quality=()
        for figures in {input.quality:q}; do
            quality+=(--quality "$figures")
        done
        for gates in {input.gates:q}; do
            quality+=(--gates "$gates")
        done
        for identifiers in {input.identifiers:q}; do
            quality+=(--identifiers "$identifiers")
        done
        rm -f {params.folder:q}/on_hold.txt
        genopipe report \
            {params.folder:q} \
            --versions {input.versions:q} \
            --reads {input.reads:q} \
            --hard-regions {input.hard:q} \
            "${{quality[@]}}" \
            --panels {params.panels:q} \
            --set {params.settings:q} \
            --out {params.folder:q} \
            > {log:q} 2>&1
        """
