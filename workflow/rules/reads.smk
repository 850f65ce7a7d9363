# Quality of reads. Proven: both mates whole and in step; reads in = reads out + reads dropped.


rule trim_reads:
    input:
        unpack(lane_reads),
    output:
        first=temp("results/reads/{person}/{lane}_R1.fastq.gz"),
        second=temp("results/reads/{person}/{lane}_R2.fastq.gz"),
        report="results/reads/{person}/{lane}.fastp.json",
        proof="results/proofs/reads/{person}.{lane}.json",
    log:
        "logs/trim_reads/{person}.{lane}.log",
    benchmark:
        "benchmarks/trim_reads/{person}.{lane}.tsv"
    conda:
        "../../envs/fastp.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=240,
    params:
        minimum_length=SETTINGS.trim.minimum_length,
        minimum_quality=SETTINGS.trim.minimum_quality,
        maximum_unknown=SETTINGS.trim.maximum_unknown,
        maximum_bad_percent=round(100 * SETTINGS.trim.maximum_bad_fraction),
    shell:
        r"""
        fastp \
            --in1 {input.first:q} \
            --in2 {input.second:q} \
            --out1 {output.first:q} \
            --out2 {output.second:q} \
            --json {output.report:q} \
            --html /dev/null \
            --thread {threads} \
            --compression 1 \
            --detect_adapter_for_pe \
            --length_required {params.minimum_length:q} \
            --n_base_limit {params.maximum_unknown:q} \
            --qualified_quality_phred {params.minimum_quality:q} \
            --unqualified_percent_limit {params.maximum_bad_percent:q} \
            2> {log:q}
        genopipe prove reads \
            --first {input.first:q} \
            --second {input.second:q} \
            --fastp {output.report:q} \
            --out {output.proof:q} \
            >> {log:q} 2>&1
        """
