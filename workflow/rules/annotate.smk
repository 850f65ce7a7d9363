# Consequences, frequencies and ClinVar: one file a source, so that a new release of one recomputes that one only.


rule find_consequences:
    input:
        sites="results/families/{case}/sites.bcf",
        fasta=FASTA,
        genes=SETTINGS.genome.genes,
    output:
        found="results/families/{case}/consequences.bcf",
    log:
        "logs/find_consequences/{case}.log",
    benchmark:
        "benchmarks/find_consequences/{case}.tsv"
    conda:
        "../../envs/bcftools.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=120,
    shell:
        r"""
        bcftools csq \
            --no-version \
            --local-csq \
            --ncsq 256 \
            --force \
            --fasta-ref {input.fasta:q} \
            --gff-annot {input.genes:q} \
            --output-type b \
            --output {output.found:q} \
            {input.sites:q} \
            2> {log:q}
        genopipe prove sites \
            --before {input.sites:q} \
            --after {output.found:q} \
            >> {log:q} 2>&1
        """


if SETTINGS.annotate.frequency:

    rule find_frequency:
        input:
            sites="results/families/{case}/sites.bcf",
            index="results/families/{case}/sites.bcf.csi",
            source=PLAN.source_file("frequency"),
            source_index=PLAN.source_index("frequency"),
        output:
            found="results/families/{case}/frequency.bcf",
        log:
            "logs/find_frequency/{case}.log",
        benchmark:
            "benchmarks/find_frequency/{case}.tsv"
        conda:
            "../../envs/bcftools.yaml"
        threads: 1
        resources:
            mem_mb=1000,
            runtime=240,
        params:
            columns=bcftools_columns(SETTINGS.annotate.frequency),
        shell:
            r"""
            bcftools annotate \
                --no-version \
                --annotations {input.source:q} \
                --columns {params.columns:q} \
                --output-type b \
                --output {output.found:q} \
                {input.sites:q} \
                2> {log:q}
            genopipe prove sites \
                --before {input.sites:q} \
                --after {output.found:q} \
                >> {log:q} 2>&1
            """


if SETTINGS.annotate.clinvar:

    rule find_clinvar:
        input:
            sites="results/families/{case}/sites.bcf",
            index="results/families/{case}/sites.bcf.csi",
            source=PLAN.source_file("clinvar"),
            source_index=PLAN.source_index("clinvar"),
        output:
            found="results/families/{case}/clinvar.bcf",
        log:
            "logs/find_clinvar/{case}.log",
        benchmark:
            "benchmarks/find_clinvar/{case}.tsv"
        conda:
            "../../envs/bcftools.yaml"
        threads: 1
        resources:
            mem_mb=1000,
            runtime=120,
        params:
            columns=CLINVAR_COLUMNS,
        shell:
            r"""
            bcftools annotate \
                --no-version \
                --annotations {input.source:q} \
                --columns {params.columns:q} \
                --output-type b \
                --output {output.found:q} \
                {input.sites:q} \
                2> {log:q}
            genopipe prove sites \
                --before {input.sites:q} \
                --after {output.found:q} \
                >> {log:q} 2>&1
            """


rule annotate:
    input:
        alleles="results/cases/{case}/tables/normalised/alleles.parquet",
        transcripts="results/reference/transcripts.parquet",
        consequences="results/families/{case}/consequences.bcf",
        frequency=optional_source(SETTINGS.annotate.frequency, "results/families/{case}/frequency.bcf"),
        clinvar=optional_source(SETTINGS.annotate.clinvar, "results/families/{case}/clinvar.bcf"),
        covered=PLAN.covered_files,
    output:
        alleles="results/cases/{case}/tables/annotated/alleles.parquet",
        consequences="results/cases/{case}/tables/annotated/consequences.parquet",
    log:
        "logs/annotate/{case}.log",
    benchmark:
        "benchmarks/annotate/{case}.tsv"
    conda:
        "../../envs/genopipe.yaml"
    threads: 1
    resources:
        mem_mb=6000,
        runtime=240,
    params:
        tables=subpath(input.alleles, parent=True),
        folder=subpath(output.alleles, parent=True),
        settings=PLAN.section_json("annotate"),
        version=__version__,
    shell:
        r"""
        frequency=({input.frequency:q})
        clinvar=({input.clinvar:q})
        genopipe annotate \
            --tables {params.tables:q} \
            --genes {input.transcripts:q} \
            --consequences {input.consequences:q} \
            ${{frequency:+--frequency "$frequency"}} \
            ${{clinvar:+--clinvar "$clinvar"}} \
            --set {params.settings:q} \
            --out {params.folder:q} \
            > {log:q} 2>&1
        """
