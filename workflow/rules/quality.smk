# Figures of every person's data, and one page over the whole run.


rule measure_alignment:
    input:
        alignment=f"results/alignments/{{person}}.{ALIGNMENT}",
        index=f"results/alignments/{{person}}.{ALIGNMENT}.{ALIGNMENT_INDEX}",
        stretches="results/reference/panel_genes.bed",
        fasta=FASTA,
    output:
        stats="results/quality/stats/{person}.txt",
        summary="results/quality/depth/{person}.mosdepth.summary.txt",
        distribution="results/quality/depth/{person}.mosdepth.global.dist.txt",
        regions="results/quality/depth/{person}.regions.bed.gz",
        thresholds="results/quality/depth/{person}.thresholds.bed.gz",
    log:
        "logs/measure_alignment/{person}.log",
    benchmark:
        "benchmarks/measure_alignment/{person}.tsv"
    conda:
        "../../envs/alignment_quality.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=240,
    params:
        prefix=subpath(output.summary, strip_suffix=".mosdepth.summary.txt"),
        thresholds=",".join(str(depth) for depth in SETTINGS.report.depth_thresholds),
    shell:
        r"""
        exec 2> {log:q}
        samtools stats \
            --threads {threads} \
            --reference {input.fasta:q} \
            {input.alignment:q} \
            > {output.stats:q}
        MOSDEPTH_PRECISION=6 mosdepth \
            --no-per-base \
            --threads {threads} \
            --fasta {input.fasta:q} \
            --by {input.stretches:q} \
            --thresholds {params.thresholds:q} \
            {params.prefix:q} \
            {input.alignment:q}
        """


rule measure_person:
    input:
        stats="results/quality/stats/{person}.txt",
        summary="results/quality/depth/{person}.mosdepth.summary.txt",
        distribution="results/quality/depth/{person}.mosdepth.global.dist.txt",
        regions="results/quality/depth/{person}.regions.bed.gz",
        thresholds="results/quality/depth/{person}.thresholds.bed.gz",
        stretches="results/reference/panel_genes.bed",
        flagstat="results/quality/flagstat/{person}.json",
        fastp=trimmed_reports,
    output:
        figures="results/quality/persons/{person}.json",
    log:
        "logs/measure_person/{person}.log",
    benchmark:
        "benchmarks/measure_person/{person}.tsv"
    wildcard_constraints:
        person=one_of(CALLED_HERE),
    conda:
        "../../envs/genopipe.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=10,
    params:
        form=start_form,
        version=__version__,
    shell:
        r"""
        fastp=()
        for report in {input.fastp:q}; do
            fastp+=(--fastp "$report")
        done
        genopipe measure \
            --person {wildcards.person:q} \
            --form {params.form:q} \
            --stats {input.stats:q} \
            --flagstat {input.flagstat:q} \
            --summary {input.summary:q} \
            --distribution {input.distribution:q} \
            --regions {input.regions:q} \
            --thresholds {input.thresholds:q} \
            --stretches {input.stretches:q} \
            "${{fastp[@]}}" \
            --out {output.figures:q} \
            > {log:q} 2>&1
        """


rule measure_nothing:
    output:
        figures="results/quality/persons/{person}.json",
    log:
        "logs/measure_nothing/{person}.log",
    benchmark:
        "benchmarks/measure_nothing/{person}.tsv"
    wildcard_constraints:
        person=one_of(NOT_CALLED_HERE),
    conda:
        "../../envs/genopipe.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=10,
    params:
        form=start_form,
        version=__version__,
    shell:
        r"""
        genopipe measure \
            --person {wildcards.person:q} \
            --form {params.form:q} \
            --out {output.figures:q} \
            > {log:q} 2>&1
        """


rule quality_page:
    input:
        persons=expand("results/quality/persons/{person}.json", person=PLAN.in_cases),
        stats=expand("results/quality/stats/{person}.txt", person=PLAN.measured),
        flagstat=expand("results/quality/flagstat/{person}.json", person=PLAN.measured),
        depth=expand("results/quality/depth/{person}.mosdepth.global.dist.txt", person=PLAN.measured),
        fastp=every_report,
    output:
        page=report("results/quality/multiqc.html", category="Run", labels={"page": "quality"}),
        figures="results/quality/genopipe_mqc.json",
    log:
        "logs/quality_page.log",
    benchmark:
        "benchmarks/quality_page.tsv"
    conda:
        "../../envs/genopipe.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=60,
    params:
        version=__version__,
    shell:
        r"""
        exec > {log:q} 2>&1
        work=$(mktemp --directory {output.page:q}.work.XXXXXX)
        trap 'rm -rf "$work"' EXIT
        genopipe quality-section \
            --out {output.figures:q} \
            --layout "$work/layout.yaml" \
            {input.persons:q}
        printf '%s\n' \
            {output.figures:q} \
            {input.stats:q} \
            {input.flagstat:q} \
            {input.depth:q} \
            {input.fastp:q} \
            > "$work/files"
        multiqc \
            --strict \
            --force \
            --quiet \
            --no-data-dir \
            --no-version-check \
            --config "$work/layout.yaml" \
            --title 'Quality of the run' \
            --outdir "$work" \
            --filename multiqc.html \
            --file-list "$work/files"
        mv "$work/multiqc.html" {output.page:q}
        """
