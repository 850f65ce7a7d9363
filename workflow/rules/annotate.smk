# Consequences and HGVS descriptions, and every source that was compiled before: a new release of one is compiled
# anew, the others stay.


if SETTINGS.annotate.clinvar:

    rule describe_clinvar:
        input:
            store="results/reference/sources/clinvar.json",
            transcripts="results/reference/transcripts.parquet",
            fasta=FASTA,
        output:
            codons="results/reference/clinvar_neighbours/clinvar_codons.parquet",
            splice="results/reference/clinvar_neighbours/clinvar_splice.parquet",
            known="results/reference/clinvar_neighbours/clinvar_known.parquet",
        log:
            "logs/describe_clinvar.log",
        benchmark:
            "benchmarks/describe_clinvar.tsv"
        conda:
            "../../envs/genopipe.yaml"
        threads: 1
        resources:
            mem_mb=4000,
            runtime=60,
        params:
            folder=subpath(output.codons, parent=True),
            settings=PLAN.section_json("genome"),
            version=__version__,
        shell:
            r"""
            genopipe neighbours \
                --clinvar {input.store:q} \
                --fasta {input.fasta:q} \
                --transcripts {input.transcripts:q} \
                --set {params.settings:q} \
                --out {params.folder:q} \
                > {log:q} 2>&1
            """


if SETTINGS.annotate.cross_check:

    rule ask_csq:
        input:
            called="results/families/{case}/called.bcf",
            index="results/families/{case}/called.bcf.csi",
            fasta=FASTA,
            genes=SETTINGS.genome.genes,
        output:
            said="results/families/{case}/csq.bcf",
        log:
            "logs/ask_csq/{case}.log",
        benchmark:
            "benchmarks/ask_csq/{case}.tsv"
        conda:
            "../../envs/bcftools.yaml"
        threads: 1
        resources:
            mem_mb=4000,
            runtime=240,
        shell:
            r"""
            exec 2> {log:q}
            work=$(mktemp --directory {output.said:q}.work.XXXXXX)
            trap 'rm -rf "$work"' EXIT
            bcftools view \
                --no-version \
                --drop-genotypes \
                --output-type u \
                {input.called:q} \
                | bcftools norm \
                    --no-version \
                    --multiallelics -any \
                    --fasta-ref {input.fasta:q} \
                    --check-ref e \
                    --output-type u \
                | bcftools sort \
                    --temp-dir "$work/sort" \
                    --output-type b \
                    --output "$work/sites.bcf"
            bcftools csq \
                --no-version \
                --local-csq \
                --ncsq 256 \
                --force \
                --fasta-ref {input.fasta:q} \
                --gff-annot {input.genes:q} \
                --output-type b \
                --output {output.said:q} \
                "$work/sites.bcf"
            genopipe prove sites \
                --before "$work/sites.bcf" \
                --after {output.said:q} 1>&2
            """


rule annotate:
    input:
        alleles="results/cases/{case}/tables/normalised/alleles.parquet",
        transcripts="results/reference/transcripts.parquet",
        fasta=FASTA,
        neighbours=optional(SETTINGS.annotate.clinvar, CLINVAR_NEIGHBOURS),
        csq=optional(SETTINGS.annotate.cross_check, "results/families/{case}/csq.bcf"),
        sources=PLAN.source_stores,
        tracks=PLAN.track_files,
        covered=PLAN.covered_files,
    output:
        alleles="results/cases/{case}/tables/annotated/alleles.parquet",
        consequences="results/cases/{case}/tables/annotated/consequences.parquet",
        values="results/cases/{case}/tables/annotated/source_values.parquet",
        genes="results/cases/{case}/tables/annotated/gene_values.parquet",
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
        settings=PLAN.section_json("annotate", "genome"),
        sources=PLAN.source_options,
        version=__version__,
    shell:
        r"""
        stores=({params.sources:q})
        neighbours=({input.neighbours:q})
        csq=({input.csq:q})
        genopipe annotate \
            --tables {params.tables:q} \
            --fasta {input.fasta:q} \
            --transcripts {input.transcripts:q} \
            "${{stores[@]/#/--source=}}" \
            ${{neighbours:+--neighbours "${{neighbours%/*}}"}} \
            ${{csq:+--csq "$csq"}} \
            --set {params.settings:q} \
            --out {params.folder:q} \
            > {log:q} 2>&1
        """
