import filecmp
import subprocess

import polars as pl
import pysam
import pytest

SCHEMA = {"contig": pl.String, "position": pl.Int64, "ref": pl.String, "alt": pl.String}
KEY = list(SCHEMA)


@pytest.fixture(scope="module")
def records(world):
    with pysam.VariantFile(str(world.trio)) as vcf:
        return [
            (r.contig, r.pos, r.ref, r.alts, [(s["GT"], s["AD"], s["DP"]) for s in r.samples.values()]) for r in vcf
        ]


@pytest.fixture(scope="module")
def truth(world):
    return pl.read_parquet(world.truth)


def alleles_of(path):
    with pysam.VariantFile(str(path)) as vcf:
        rows = [(r.contig, r.pos, r.ref, alt) for r in vcf for alt in r.alts]
    return pl.DataFrame(
        rows, schema=dict(zip(KEY, (pl.String, pl.Int64, pl.String, pl.String), strict=True)), orient="row"
    )


def trimmed(position, ref, alt):
    while len(ref) > 1 and len(alt) > 1 and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    return position, ref, alt


def test_records_are_sorted_and_agree_with_the_reference(world, records):
    with pysam.FastaFile(str(world.fasta)) as fasta:
        order = {name: index for index, name in enumerate(fasta.references)}
        contigs = {name: fasta.fetch(name) for name in fasta.references}
    places = [(order[contig], position) for contig, position, *_ in records]
    assert places == sorted(set(places))
    assert all(contigs[contig][position - 1 : position - 1 + len(ref)] == ref for contig, position, ref, *_ in records)
    assert all(set(ref + "".join(alts)) <= set("ACGT") and ref not in alts for _, _, ref, alts, _ in records)


def test_every_file_of_the_world_is_there(world):
    assert all(path.stat().st_size > 0 for path in world.all())
    assert world.folder.joinpath("made").exists()


def test_the_counts_are_those_asked_for(world, shape, records):
    planted = pl.read_parquet(world.planted).height
    assert len(records) == pytest.approx(shape.records + planted, abs=planted)
    assert 0.8 < sum(len(r[2]) == len(r[3][0]) == 1 for r in records) / len(records) < 0.9
    assert 0.005 < sum(len(r[3]) == 2 for r in records) / len(records) < 0.02
    rows = pl.read_parquet(world.frequency_parquet)
    assert rows.height == pytest.approx(shape.source, rel=0.1)
    assert alleles_of(world.frequency).equals(rows.select(KEY))


def test_the_truth_is_that_of_the_vcf(records, truth):
    rows = [(contig, *trimmed(position, ref, alt)) for contig, position, ref, alts, _ in records for alt in alts]
    assert rows == truth.select(KEY).rows()
    copies = [
        tuple(-1 if None in genotype else genotype.count(number) for genotype, _, _ in people)
        for _, _, _, alts, people in records
        for number in range(1, len(alts) + 1)
    ]
    # A haploid "not called" of the mother's Y has no copies; of others it is -1, as for the diploid ones.
    told = truth.select("child", "father", "mother").rows()
    assert all(a == b or b[2] == 0 for a, b in zip(copies, told, strict=True))
    assert all(a[:2] == b[:2] for a, b in zip(copies, told, strict=True))


def mendelian(contig, child, father, mother):
    """Say whether the child's copies can be the parents'; a son is assumed."""
    if contig == "chrX":
        return set(child) <= set(mother)
    if contig == "chrY":
        return set(child) <= set(father)
    return any((a in father and b in mother) for a, b in (child, child[::-1]))


def test_the_trio_follows_mendel_but_for_the_planted(records, truth):
    wrong = []
    for contig, position, _, _, people in records:
        genotypes = [genotype for genotype, _, _ in people]
        uncalled = [None in genotype for genotype in genotypes]
        if not any(uncalled[: 2 if contig == "chrY" else 3]) and not mendelian(contig, *genotypes):
            wrong.append((contig, position))
    planted = truth.filter("new").select("contig", "position").rows()
    assert planted
    assert wrong == planted


def test_recessive_alleles_are_of_both_parents(truth):
    chosen = truth.filter("recessive")
    assert len(chosen) > 0
    assert set(chosen.select("child", "father", "mother").rows()) == {(2, 1, 1)}


def test_every_allele_is_carried_and_has_its_depth(records, truth):
    assert truth.select(pl.sum_horizontal(pl.col("child", "father", "mother").clip(0)).min()).item() > 0
    for _, _, _, alts, people in records:
        for genotype, depths, depth in people:
            if None not in genotype:
                assert len(depths) == len(alts) + 1
                assert sum(depths) == depth


def test_membership_of_the_source_is_by_allele(world, truth):
    source = pl.read_parquet(world.frequency_parquet)
    joined = truth.join(source.select(*KEY, found="AF"), on=KEY, how="left", maintain_order="left")
    assert joined["AF"].equals(joined["found"])
    assert truth.filter("new")["AF"].null_count() == truth.filter("new").height
    position_only = truth.filter(pl.col("AF").is_null()).join(source, on=["contig", "position"], how="semi")
    assert len(position_only) > 0, "a source without decoys cannot tell a join by position from one by allele"


def test_clinvar_is_joined_by_allele(world, truth):
    clinvar = alleles_of(world.clinvar)
    inside = truth.join(clinvar, on=KEY, how="semi")
    assert len(inside) > 0
    assert inside.equals(truth.filter(pl.col("significance").is_not_null()))


def test_alleles_are_left_aligned(world):
    command = ["bcftools", "norm", "-m", "-any", "-f", str(world.fasta), "-Ov", str(world.trio)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    lines = [line.split("\t") for line in done.stdout.splitlines() if not line.startswith("#")]
    found = {(line[0], int(line[1]), line[3], line[4]) for line in lines}
    assert found == set(pl.read_parquet(world.truth).select(KEY).rows())


@pytest.mark.parametrize(("models", "transcripts"), [("sparse", 60), ("dense", 400)])
def test_planted_consequences_are_those_of_bcftools(world, models, transcripts, tmp_path):
    from benchmarks.annotation.checks import has_planted_in_bcsq

    genes = getattr(world, models)
    assert genes.read_text().count("ID=transcript:") == transcripts
    command = ["bcftools", "csq", "-l", "-p", "a", "-f", world.fasta, "-g", genes, "-Ob", "-o", tmp_path / "out.bcf"]
    subprocess.run([*command, world.trio], check=True, capture_output=True)
    answer = has_planted_in_bcsq(world, tmp_path / "out.bcf")
    assert answer.asked == pl.read_parquet(world.planted).height > 50
    assert answer.is_right(), answer.text()


def test_every_kind_of_consequence_is_planted(world):
    terms = pl.read_parquet(world.planted)["term"].unique().to_list()
    assert len(terms) == 8


def test_smaller_files_are_parts_of_the_trio(world, records):
    with pysam.VariantFile(str(world.tenth)) as vcf:
        tenth = [(r.contig, r.pos) for r in vcf]
    assert set(tenth) < {(contig, position) for contig, position, *_ in records}
    assert len(tenth) == pytest.approx(len(records) / 10, abs=24)
    with pysam.VariantFile(str(world.single)) as vcf:
        assert [(r.contig, r.pos) for r in vcf] == tenth[:1]


def test_the_same_seed_makes_the_same_bytes(world, shape, tmp_path):
    from benchmarks.annotation.world import make_world

    again = make_world(tmp_path, shape)
    assert all(filecmp.cmp(one, two, shallow=False) for one, two in zip(world.all(), again.all(), strict=True))
    assert make_world(tmp_path, shape).folder == again.folder
