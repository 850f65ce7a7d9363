# Who is who, proven from a family's own calls, and what whole chromosomes show. Both may tell that a stated parent is
# none, or that parents are related: they stay in laboratory/ of the case and are read by no report.
# A family that does not pass gets no interpretation: its case is on hold, and the others go on. That is so, too, when a
# person of it is found in another family.

from snakemake.exceptions import IncompleteCheckpointException


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


def waiting_or_on_hold(case):
    """Return the checkpoint's file that a case waits for, and whether the case is on hold."""
    try:
        with checkpoints.identity.get(case=case).output.identity.open() as stream:
            if is_stopped_by_itself(stream.read()):
                return [], True
        with checkpoints.compare_families.get().output.families.open() as stream:
            return [], case in stopped_by_others(stream.read())
    except IncompleteCheckpointException as unfinished:
        waits = (
            unfinished.rule.name == "identity"
            or SETTINGS.between.wait_for_other_families
            or exists(f"results/cases/{case}/on_hold.txt")  # what is on hold stays so until the comparison is done
        )
        return ([unfinished.targetfile] if waits else []), False


def of_released(*patterns):
    """Return a function that gives files of each case that is not on hold.

    A case whose checkpoint is not done gives the checkpoint's file: all cases go on side by side.
    """

    def of_run(wildcards):
        files = []
        for case in PLAN.cases:
            waits_for, held = waiting_or_on_hold(case)
            files += waits_for or [pattern.format(case=case) for pattern in patterns if not held]
        return files

    return of_run


def notes_of_held(wildcards):
    """Return the note of each case that is on hold."""
    return [f"results/cases/{case}/on_hold.txt" for case in PLAN.cases if waiting_or_on_hold(case)[1]]


def gvcfs_of_people(wildcards):
    """Return the gVCF of each member of a case's family as `person=path`; none where it came as a VCF."""
    members = [] if PLAN.starts_from_vcf(wildcards.case) else PLAN.members(wildcards.case)
    return [f"{person}=results/gvcf/{person}.g.bcf" for person in members]


def calls_of_family(wildcards):
    """Return the calls that tell most of a family, with their indexes: gVCFs, or the VCF that was given."""
    if PLAN.starts_from_vcf(wildcards.case):
        called = f"results/families/{wildcards.case}/called.bcf"
        return [called, f"{called}.csi"]
    return family_gvcfs("")(wildcards) + family_gvcfs(".csi")(wildcards)


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
        frequencies=optional(SETTINGS.annotate.frequency, "results/reference/common_sites/every.vcf.gz"),
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
        "../../envs/plink2.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=120,
    params:
        depth=depths_of_people,
        mixed=optional(not SETTINGS.between.frequency_population, ["--mixed-frequencies"]),
        folder=subpath(output.identity, parent=True),
        settings=PLAN.section_json("genome", "identity"),
        version=__version__,
    shell:
        r"""
        depth=({params.depth:q})
        frequencies=({input.frequencies:q})
        genopipe identity \
            --vcf {input.called:q} \
            --ped {input.pedigree:q} \
            "${{depth[@]/#/--depth=}}" \
            ${{frequencies:+--frequencies "$frequencies" {params.mixed:q}}} \
            --set {params.settings:q} \
            --out {params.folder:q} \
            > {log:q} 2>&1
        """


# Families are compared with each other at common sites. Each family's genotypes there are a small file that no other
# family changes; nothing of a case goes by what the comparison writes: a new family makes no finished case anew.
if SETTINGS.annotate.frequency:

    rule choose_common_sites:
        input:
            store="results/reference/sources/frequency.json",
        output:
            frequencies="results/reference/common_sites/every.vcf.gz",
            sites="results/reference/common_sites/spread.vcf.gz",
        log:
            "logs/choose_common_sites.log",
        benchmark:
            "benchmarks/choose_common_sites.tsv"
        conda:
            "../../envs/genopipe.yaml"
        threads: 1
        resources:
            mem_mb=4000,
            runtime=120,
        params:
            settings=PLAN.common_sites_json,
            version=__version__,
        shell:
            r"""
            genopipe between sites \
                --store {input.store:q} \
                --frequencies {output.frequencies:q} \
                --out {output.sites:q} \
                --set {params.settings:q} \
                > {log:q} 2>&1
            """

    rule read_common_sites:
        input:
            sites="results/reference/common_sites/spread.vcf.gz",
            calls=calls_of_family,
        output:
            genotypes="results/families/{case}/common_sites.npz",
        log:
            "logs/read_common_sites/{case}.log",
        benchmark:
            "benchmarks/read_common_sites/{case}.tsv"
        conda:
            "../../envs/genopipe.yaml"
        threads: 1
        resources:
            mem_mb=1000,
            runtime=60,
        params:
            gvcfs=gvcfs_of_people,
            settings=PLAN.common_genotypes_json,
            version=__version__,
        shell:
            r"""
            gvcfs=({params.gvcfs:q})
            calls=({input.calls:q})
            (( ${{#gvcfs[@]}} )) && given=("${{gvcfs[@]/#/--gvcf=}}") || given=(--vcf "$calls")
            genopipe between genotypes \
                --sites {input.sites:q} \
                "${{given[@]}}" \
                --set {params.settings:q} \
                --out {output.genotypes:q} \
                > {log:q} 2>&1
            """


checkpoint compare_families:
    input:
        sites=optional(SETTINGS.annotate.frequency, "results/reference/common_sites/spread.vcf.gz"),
        genotypes=optional(
            SETTINGS.annotate.frequency, expand("results/families/{case}/common_sites.npz", case=PLAN.cases)
        ),
        identities=expand("results/cases/{case}/laboratory/identity.json", case=PLAN.cases),
        pedigrees=expand("results/cases/{case}/laboratory/family.ped", case=PLAN.cases),
    output:
        families="results/laboratory/families.json",
        table="results/laboratory/families.tsv",
        page="results/laboratory/families.html",
    log:
        "logs/compare_families.log",
    benchmark:
        "benchmarks/compare_families.tsv"
    conda:
        "../../envs/plink2.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=120,
    params:
        cases=SETTINGS.input.cases,
        folder=subpath(output.families, parent=True),
        settings=PLAN.section_json("between", "identity"),
        version=__version__,
    shell:
        r"""
        sites=({input.sites:q})
        genopipe between families \
            --cases {params.cases:q} \
            --results results \
            ${{sites:+--sites "$sites"}} \
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
        for made in report.html report.pdf report.json family.html family.pdf findings.tsv candidates.tsv alleles.xlsx \
            alleles.vcf phenopacket.json reads.json gates.json \
            tables/inherited tables/phenotype tables/classified tables/ranked tables/filtered \
            tables/additional tables/carriers; do
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
