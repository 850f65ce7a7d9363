# Who is who, proven from a family's own calls, and what whole chromosomes show. Both may tell that a stated parent is
# none, or that parents are related: they stay in laboratory/ of the case and are read by no report.
# A family that does not pass gets no interpretation: its case is on hold, and the others go on.


def mosdepth_summaries(wildcards):
    """Return the depth of each member of a case whose alignment is here."""
    return [
        f"results/quality/depth/{person}.mosdepth.summary.txt" for person in PLAN.members_called_here(wildcards.case)
    ]


def depths_of_people(wildcards):
    """Return the depth of each member of a case as `person=path`, for a command line."""
    return [
        f"{person}=results/quality/depth/{person}.mosdepth.summary.txt"
        for person in PLAN.members_called_here(wildcards.case)
    ]


def pedigree_text(wildcards):
    """Return the pedigree of a case's family."""
    return PLAN.pedigree_text(wildcards.case)


def on_hold(case):
    """Say whether a case is on hold; runs the proof of who is who first."""
    with checkpoints.identity.get(case=case).output.identity.open() as stream:
        return is_on_hold(stream.read())


def of_released(*patterns):
    """Return a function that gives files of each case that is not on hold."""

    def of_run(wildcards):
        return [pattern.format(case=case) for case in PLAN.cases for pattern in patterns if not on_hold(case)]

    return of_run


def notes_of_held(wildcards):
    """Return the note of each case that is on hold."""
    return [f"results/cases/{case}/on_hold.txt" for case in PLAN.cases if on_hold(case)]


rule describe_family:
    output:
        pedigree="results/cases/{case}/laboratory/family.ped",
    log:
        "logs/describe_family/{case}.log",
    benchmark:
        "benchmarks/describe_family/{case}.tsv"
    conda:
        "../../envs/genopipe.yaml"
    threads: 1
    resources:
        mem_mb=100,
        runtime=5,
    params:
        content=pedigree_text,
    shell:
        r"""
        printf '%s\n' {params.content:q} > {output.pedigree:q} 2> {log:q}
        """


checkpoint identity:
    input:
        called="results/families/{case}/called.bcf",
        pedigree="results/cases/{case}/laboratory/family.ped",
        depth=mosdepth_summaries,
    output:
        identity="results/cases/{case}/laboratory/identity.json",
        people="results/cases/{case}/laboratory/people.tsv",
        pairs="results/cases/{case}/laboratory/pairs.tsv",
        page="results/cases/{case}/laboratory/identity.html",
    log:
        "logs/identity/{case}.log",
    benchmark:
        "benchmarks/identity/{case}.tsv"
    conda:
        "../../envs/genopipe.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=120,
    params:
        depth=depths_of_people,
        folder=subpath(output.identity, parent=True),
        settings=PLAN.section_json("genome", "identity"),
        version=__version__,
    shell:
        r"""
        depth=({params.depth:q})
        genopipe identity \
            --vcf {input.called:q} \
            --ped {input.pedigree:q} \
            "${{depth[@]/#/--depth=}}" \
            --set {params.settings:q} \
            --out {params.folder:q} \
            > {log:q} 2>&1
        """


# What was interpreted before the verdict changed goes, and the note goes when a report is made.
rule hold:
    input:
        identity="results/cases/{case}/laboratory/identity.json",
        case="results/cases/{case}/case.json",
    output:
        note="results/cases/{case}/on_hold.txt",
    log:
        "logs/hold/{case}.log",
    benchmark:
        "benchmarks/hold/{case}.tsv"
    conda:
        "../../envs/genopipe.yaml"
    threads: 1
    resources:
        mem_mb=100,
        runtime=5,
    params:
        text=NOTE_OF_HOLD,
        folder=subpath(output.note, parent=True),
    shell:
        r"""
        exec 2> {log:q}
        for made in report.html report.json findings.tsv candidates.tsv gates.json \
            tables/inherited tables/phenotype tables/ranked tables/filtered; do
            rm -rf {params.folder:q}/"$made"
        done
        printf '%s\n' {params.text:q} > {output.note:q}
        """


rule chromosomes:
    input:
        called="results/families/{case}/called.bcf",
        index="results/families/{case}/called.bcf.csi",
        pedigree="results/cases/{case}/laboratory/family.ped",
    output:
        segments="results/cases/{case}/laboratory/chromosomes/segments.parquet",
        told="results/cases/{case}/laboratory/chromosomes/chromosomes.json",
    log:
        "logs/chromosomes/{case}.log",
    benchmark:
        "benchmarks/chromosomes/{case}.tsv"
    conda:
        "../../envs/genopipe.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=240,
    params:
        folder=subpath(output.segments, parent=True),
        settings=PLAN.section_json("genome", "chromosomes"),
        version=__version__,
    shell:
        r"""
        genopipe chromosomes \
            --vcf {input.called:q} \
            --ped {input.pedigree:q} \
            --set {params.settings:q} \
            --out {params.folder:q} \
            > {log:q} 2>&1
        """
