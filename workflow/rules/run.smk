# What the run used and made: versions, and a manifest that `genopipe verify` checks.


rule record_versions:
    output:
        versions="results/versions.json",
    log:
        "logs/record_versions.log",
    benchmark:
        "benchmarks/record_versions.tsv"
    conda:
        "../../envs/all_tools.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=10,
    params:
        tools=PLAN.tools,
        resources=PLAN.resource_options,
        version=__version__,
    shell:
        r"""
        exec 2> {log:q}
        version_of() {{
            case "$1" in
                bcftools) bcftools --version | awk 'NR == 1 {{ print $2 }}' ;;
                bwa) (bwa 2>&1 || true) | sed -n 's/^Version: //p' ;;
                fastp) fastp --version 2>&1 | awk '{{ print $2 }}' ;;
                freebayes) freebayes --version | awk '{{ print $2 }}' ;;
                minimap2) minimap2 --version ;;
                mosdepth) mosdepth --version | awk '{{ print $2 }}' ;;
                multiqc) multiqc --version | awk '{{ print $3 }}' ;;
                plink2) plink2 --version | awk '{{ print $2 }}' ;;
                samtools) samtools --version | awk 'NR == 1 {{ print $2 }}' ;;
                snakemake) snakemake --version ;;
                whatshap) whatshap --version ;;
            esac
        }}
        tools=()
        for tool in {params.tools:q}; do
            version=$(version_of "$tool")
            tools+=(--tool "$tool=$version")
        done
        genopipe versions \
            "${{tools[@]}}" \
            --out {output.versions:q} \
            {params.resources:q} 1>&2
        """


rule run_page:
    input:
        reports=of_released("results/cases/{case}/report.json", "results/cases/{case}/report.html"),
        held=notes_of_held,
        families="results/laboratory/families.json",  # when it is made anew, it is asked anew who is on hold
        quality="results/quality/multiqc.html",
    output:
        page=report("results/index.html", category="Run", labels={"page": "cases and yield"}),
    log:
        "logs/run_page.log",
    benchmark:
        "benchmarks/run_page.tsv"
    conda:
        "../../envs/genopipe.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=30,
    params:
        cases=list(PLAN.cases),
        settings=PLAN.section_json("report"),
        version=__version__,
    shell:
        r"""
        cases=({params.cases:q})
        genopipe run-page \
            results \
            "${{cases[@]/#/--case=}}" \
            --set {params.settings:q} \
            --out {output.page:q} \
            > {log:q} 2>&1
        """


rule manifest:
    input:
        reports=of_released("results/cases/{case}/report.json", "results/cases/{case}/report.html"),
        tables=of_released("results/cases/{case}/tables/filtered/ledger.parquet"),
        held=notes_of_held,
        families="results/laboratory/families.json",
        page="results/quality/multiqc.html",
        index="results/index.html",
        versions="results/versions.json",
    output:
        manifest="results/manifest.json",
    log:
        "logs/manifest.log",
    benchmark:
        "benchmarks/manifest.tsv"
    conda:
        "../../envs/genopipe.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=240,
    params:
        version=__version__,
        inputs=PLAN.input_files,
    shell:
        r"""
        genopipe manifest \
            --results results \
            --versions {input.versions:q} \
            --out {output.manifest:q} \
            {params.inputs:q} \
            > {log:q} 2>&1
        """


onsuccess:
    shell("genopipe summary results")
