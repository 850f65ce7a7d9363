# bcftools mpileup and call, one person and region at a time; reference blocks by depth.


rule call_region:
    input:
        alignment=f"results/alignments/{{person}}.{ALIGNMENT}",
        index=f"results/alignments/{{person}}.{ALIGNMENT}.{ALIGNMENT_INDEX}",
        fasta=FASTA,
    output:
        calls=temp("results/calls/{person}/{region}.bcf"),
    log:
        "logs/call_region/{person}.{region}.log",
    benchmark:
        "benchmarks/call_region/{person}.{region}.tsv"
    wildcard_constraints:
        region=one_of(NUCLEAR),
    conda:
        "../../../envs/bcftools.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=240,
    params:
        region=region_text,
        ploidy=region_ploidy,
        mapping_quality=SETTINGS.call.minimum_mapping_quality,
        base_quality=SETTINGS.call.minimum_base_quality,
        depth=SETTINGS.call.maximum_depth,
    shell:
        r"""
        exec 2> {log:q}
        bcftools mpileup \
            --no-version \
            --fasta-ref {input.fasta:q} \
            --regions {params.region:q} \
            --min-MQ {params.mapping_quality:q} \
            --min-BQ {params.base_quality:q} \
            --max-depth {params.depth:q} \
            --annotate FORMAT/AD,FORMAT/DP \
            --output-type u \
            {input.alignment:q} \
            | bcftools call \
                --no-version \
                --multiallelic-caller \
                --gvcf 1,5,8,10,15,20,30 \
                --annotate FORMAT/GQ \
                --ploidy {params.ploidy:q} \
                --output-type b \
                --output {output.calls:q}
        """
