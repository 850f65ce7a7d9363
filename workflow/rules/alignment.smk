# Alignment: all lanes of a person in one stream. Proven: primary reads = reads that trimming let through.
# The header is ours (contigs with their digests, every read group), so that lanes can follow one another.

ALIGNER_COMMANDS = {
    "bwa": r"""
        align_lane() {{
            bwa mem \
                -K 100000000 \
                -Y \
                -t {threads} \
                -R "${{groups[$1]}}" \
                {params.index:q} \
                "${{first[$1]}}" "${{second[$1]}}"
        }}""",
    "minimap2": r"""
        align_lane() {{
            minimap2 \
                -a \
                -x sr \
                -Y \
                -K 100M \
                -t {threads} \
                -R "${{groups[$1]}}" \
                {params.index:q} \
                "${{first[$1]}}" "${{second[$1]}}"
        }}""",
}


rule align_reads:
    input:
        first=trimmed("results/reads/{person}/{lane}_R1.fastq.gz"),
        second=trimmed("results/reads/{person}/{lane}_R2.fastq.gz"),
        proofs=trimmed("results/proofs/reads/{person}.{lane}.json"),
        index=PLAN.aligner_index,
        dictionary="results/reference/genome.dict",
        fasta=FASTA,
    output:
        alignment=f"results/alignments/{{person}}.{ALIGNMENT}",
        index=f"results/alignments/{{person}}.{ALIGNMENT}.{ALIGNMENT_INDEX}",
        duplicates="results/quality/duplicates/{person}.txt",
        flagstat="results/quality/flagstat/{person}.json",
        proof="results/proofs/alignments/{person}.json",
    log:
        "logs/align_reads/{person}.log",
    benchmark:
        "benchmarks/align_reads/{person}.tsv"
    wildcard_constraints:
        person=one_of(FROM_READS),
    conda:
        "../../envs/alignment.yaml"
    threads: 2
    resources:
        mem_mb=8000,
        runtime=1440,
        tmpdir=".",
    params:
        index=aligner_prefix,
        read_groups=read_groups,
        format=ALIGNMENT,
    shell:
        r"""
        exec 2> {log:q}
        first=({input.first:q})
        second=({input.second:q})
        groups=({params.read_groups:q})
        work=$(mktemp --directory {output.alignment:q}.work.XXXXXX)
        trap 'rm -rf "$work"' EXIT
        """
        + ALIGNER_COMMANDS[SETTINGS.align.tool]
        + r"""
        all_lanes() {{
            cat {input.dictionary:q}
            printf '%b\n' "${{groups[@]}}"
            for lane in "${{!first[@]}}"; do
                align_lane "$lane" | awk '! /^@/'
            done
        }}
        all_lanes \
            | samtools fixmate --no-PG -u -m - - \
            | samtools sort --no-PG -u -T "$work/sort" -@ {threads} -m 1G - \
            | samtools markdup --no-PG \
                -f {output.duplicates:q} \
                -T "$work/duplicates" \
                --reference {input.fasta:q} \
                --output-fmt {params.format:q} \
                --write-index \
                - "$work/out##idx##$work/index"
        samtools quickcheck "$work/out"
        samtools flagstat --output-fmt json "$work/out" > {output.flagstat:q}
        genopipe prove alignment \
            --flagstat {output.flagstat:q} \
            --out {output.proof:q} \
            {input.proofs:q} 1>&2
        mv "$work/index" {output.index:q}
        mv "$work/out" {output.alignment:q}
        """


rule adopt_alignment:
    input:
        given=given_file,
        fasta=FASTA,
    output:
        alignment=f"results/alignments/{{person}}.{ALIGNMENT}",
        index=f"results/alignments/{{person}}.{ALIGNMENT}.{ALIGNMENT_INDEX}",
        flagstat="results/quality/flagstat/{person}.json",
        proof="results/proofs/alignments/{person}.json",
    log:
        "logs/adopt_alignment/{person}.log",
    benchmark:
        "benchmarks/adopt_alignment/{person}.tsv"
    wildcard_constraints:
        person=one_of(FROM_ALIGNMENT),
    conda:
        "../../envs/samtools.yaml"
    threads: 2
    resources:
        mem_mb=2000,
        runtime=480,
    params:
        format=ALIGNMENT,
    shell:
        r"""
        exec 2> {log:q}
        work=$(mktemp --directory {output.alignment:q}.work.XXXXXX)
        trap 'rm -rf "$work"' EXIT
        samtools view --no-PG --header-only {input.given:q} \
            | awk -v OFS='\t' -v person={wildcards.person:q} \
                '$1 == "@RG" {{ for (i = 2; i <= NF; i++) if ($i ~ /^SM:/) $i = "SM:" person }} {{ print }}' FS='\t' \
            > "$work/header.sam"
        samtools view --no-PG --uncompressed --reference {input.fasta:q} {input.given:q} \
            | samtools reheader --no-PG "$work/header.sam" - \
            | samtools view --no-PG \
                --threads {threads} \
                --reference {input.fasta:q} \
                --output-fmt {params.format:q} \
                --write-index \
                --output "$work/out##idx##$work/index" \
                -
        samtools quickcheck "$work/out"
        samtools flagstat --output-fmt json "$work/out" > {output.flagstat:q}
        genopipe prove alignment \
            --flagstat {output.flagstat:q} \
            --given {input.given:q} \
            --out {output.proof:q} 1>&2
        mv "$work/index" {output.index:q}
        mv "$work/out" {output.alignment:q}
        """
