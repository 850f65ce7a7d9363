"""Published inheritance cases of gemini, genmod and slivar, and de novo alleles of a real genome, through the command.

Each expected row is asked of the engine. Where the answer is another one, docs/validation/inheritance.md says why.
"""

import csv
from collections import Counter
from collections import defaultdict
from pathlib import Path
from typing import Any

import polars as pl
import pysam
import pytest

from genopipe.config import FilterSettings
from genopipe.config import InheritSettings
from genopipe.inherit.vcf_stage import Question
from genopipe.inherit.vcf_stage import inherit_vcf

PATTERN = InheritSettings(
    minimum_depth=0,
    minimum_genotype_quality=0,
    minimum_balance=0,
    maximum_parent_alt_reads=1_000_000,
    maximum_partners=1_000,
)
"""Genotypes as they stand: the test files of others have reads that do not go with them."""
ANY_QUALITY = FilterSettings(minimum_quality=0)
MODES = {
    "autosomal_dominant": "dominant",
    "autosomal_recessive": "recessive_homozygous",
    "de_novo": "de_novo",
    "x_linked_recessive": "x_linked_recessive",
    "x_linked_dominant": "x_linked_dominant",
    "x_linked_de_novo": "de_novo",
}
CODES = {"-9": "0", "-1": "0", "male": "1", "female": "2"}


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open() as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def pedigree(path: Path, folder: Path) -> Path:
    """Write a pedigree as six columns parted by tabs, -9 and -1 as 0; a grandfather who is female there is mended."""
    out = folder / path.name
    body = [line for line in path.read_text().splitlines() if line.strip() and not line.startswith("#")]
    lines = [(line.split("\t") if "\t" in line else line.split())[:6] for line in body]
    fathers = {cells[2] for cells in lines}
    for cells in lines:
        cells[2:6] = [CODES.get(cell.strip(), cell.strip() or "0") for cell in cells[2:6]]
        if cells[1] in fathers:
            cells[4] = "1"
    out.write_text("".join("\t".join(cells) + "\n" for cells in lines))
    return out


def one_gene(vcf: Path, folder: Path) -> Path:
    """Write a VCF in which every record is in one gene: its own annotation is of a form that is not read."""
    out, lines = folder / f"one-{vcf.name}", []
    for line in vcf.read_text().splitlines():
        cells = line.split("\t")
        if line.startswith("#CHROM"):
            lines.append('##INFO=<ID=ONE,Number=1,Type=String,Description="gene">')
        if not line.startswith("#"):
            cells[7] = "ONE=gene"
        lines.append("\t".join(cells))
    out.write_text("\n".join(lines) + "\n")
    return out


def children_of_healthy(ped: Path) -> tuple[str, ...]:
    """Return the children of a pedigree in which nobody is affected."""
    lines = [line.split("\t") for line in ped.read_text().splitlines()]
    return () if any(cells[5] == "2" for cells in lines) else tuple(cells[1] for cells in lines if cells[2] != "0")


def judged(vcf: Path, ped: Path, folder: Path, field: str = "", probands: tuple[str, ...] = ()) -> pl.DataFrame:
    out = folder / f"{vcf.name}-{ped.name}.parquet"
    inherit_vcf(Question(vcf, ped, "GRCh37", None, field, probands, None, None, None), PATTERN, ANY_QUALITY, out)
    return pl.read_parquet(out)


def word(answers: list[bool | None]) -> str:
    if not answers:
        return "no row"
    return "fits" if True in answers else "not assessable" if None in answers else "does not fit"


def test_gemini_modes_of_one_allele(record: Any, data: Path, tmp_path: Path) -> None:
    source = data / "inheritance" / "gemini"
    cases = {case["case_id"]: case for case in read_rows(source / "cases.tsv") if case["mode"] in MODES}
    tables: dict[tuple[str, str], pl.DataFrame] = {}
    told: Counter[str] = Counter()
    for row in read_rows(source / "expected_variants.tsv"):
        if not (case := cases.get(row["case_id"])):
            continue
        key = case["vcf"], case["ped"]
        if key not in tables:
            tables[key] = judged(source / key[0], pedigree(source / key[1], tmp_path), tmp_path)
        own = tables[key].filter((pl.col("record") == int(row["variant_id"])) & (pl.col("family") == row["family_id"]))
        told[word(own[MODES[case["mode"]]].to_list())] += 1
    note = f"expected rows of single alleles, as they stand: {dict(told)}"
    record("inherit.gemini_modes", told.total(), told["fits"], note)


def test_gemini_compound_heterozygotes(record: Any, data: Path, tmp_path: Path) -> None:
    source = data / "inheritance" / "gemini"
    cases = {case["case_id"]: case for case in read_rows(source / "cases.tsv") if case["mode"] == "comp_hets"}
    pairs: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for row in read_rows(source / "expected_variants.tsv"):
        if row["case_id"] in cases:
            pairs[row["case_id"], row["family_id"], row["comp_het_id"]].append(int(row["variant_id"]))
    told: Counter[str] = Counter()
    for (name, family, _), records in pairs.items():
        case = cases[name]
        vcf = one_gene(source / case["vcf"], tmp_path)
        ped = pedigree(source / case["ped"], tmp_path)
        table = judged(vcf, ped, tmp_path, "ONE", children_of_healthy(ped))
        own = table.filter(pl.col("family") == family)
        alleles = own.filter(pl.col("record").is_in(records))["allele"].to_list()
        partners = own.filter(pl.col("record") == records[0])["partners"].to_list()
        found = any(set(alleles) & set(names) for names in partners)
        told["found" if found else "ruled out"] += 1
    record("inherit.gemini_pairs", told.total(), told["found"], f"expected pairs: {dict(told)}")


def vcf_of(path: Path, people: list[str], contig: str, genotypes: list[str]) -> Path:
    head = "##fileformat=VCFv4.2\n##contig=<ID=1>\n##contig=<ID=X>\n"
    head += '##FORMAT=<ID=GT,Number=1,Type=String,Description="g">\n'
    columns = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *people]
    line = [contig, "5000000", ".", "A", "C", ".", ".", ".", "GT", *genotypes]
    path.write_text(head + "\t".join(columns) + "\n" + "\t".join(line) + "\n")
    return path


GENMOD = {"dominant": ("dominant", "1", "0/1"), "X_dominant": ("x_linked_dominant", "X", "1")}
GENMOD |= {"X_recessive": ("x_linked_recessive", "X", "1")}


def test_genmod_models_of_one_person(record: Any, data: Path, tmp_path: Path) -> None:
    """A healthy person stands beside an affected brother who has it."""
    told: Counter[str] = Counter()
    for number, case in enumerate(read_rows(data / "inheritance" / "genmod" / "expected_model_cases.tsv")):
        cells = next(text for name, text in case.items() if name.startswith("pedigree")).split(":")
        mode, contig, own = GENMOD[case["model"]]
        genotype = case["genotypes"].partition("=")[2]
        healthy = cells[5] == "1"
        ped, folder = tmp_path / f"{number}.ped", tmp_path
        ped.write_text(f"1\tproband\t0\t0\t{cells[4]}\t{cells[5]}\n" + ("1\til\t0\t0\t1\t2\n" if healthy else ""))
        people, calls = (["proband", "il"], [genotype, own]) if healthy else (["proband"], [genotype])
        table = judged(vcf_of(folder / f"{number}.vcf", people, contig, calls), ped, folder)
        answer = word(table[mode].to_list())
        wanted = "fits" if case["follows_model"] == "yes" else "does not fit"
        same = answer == wanted or (answer == "no row" and wanted == "does not fit")
        missing = genotype == "./." and answer == "not assessable"
        told["same" if same else "not assessable: no genotype" if missing else f"other: {case['model']}"] += 1
    record("inherit.genmod_models", told.total(), told["same"], f"answers: {dict(sorted(told.items()))}")


COUNTERPARTS = {"AR_hom": "recessive_homozygous", "AR_hom_dn": "recessive_homozygous", "AD": "dominant"}
COUNTERPARTS |= {"AD_dn": "de_novo", "AR_comp": "compound_heterozygous", "AR_comp_dn": "compound_heterozygous"}
COUNTERPARTS |= {"XD": "x_linked_dominant", "XR": "x_linked_recessive"}


def test_genmod_models_of_a_trio(record: Any, data: Path, tmp_path: Path) -> None:
    """A model of genmod and ours are of one mind where ours fits, or waits for a genotype."""
    source = data / "inheritance" / "genmod"
    ped = pedigree(source / "recessive_trio.ped", tmp_path)
    told: Counter[str] = Counter()
    for row in read_rows(source / "expected_models_trio.tsv"):
        models = row["genetic_models"].rpartition(":")[2].split("|")
        if row["vcf"] == "test_vcf_annotated.vcf" and models != [""]:
            table = judged(source / row["vcf"], ped, tmp_path, "Annotation")
            place = (pl.col("contig") == row["chrom"]) & (pl.col("position") == int(row["pos"]))
            own = table.filter(place).to_dicts()
            words = [word([line[COUNTERPARTS[model]] for line in own]) for model in models]
            told["same" if "does not fit" not in words else f"other: {row['chrom']}"] += 1
    record("inherit.genmod_trio", told.total(), told["same"], f"answers: {dict(sorted(told.items()))}")


def test_slivar_compound_heterozygotes(record: Any, data: Path, tmp_path: Path) -> None:
    source = data / "inheritance" / "slivar"
    table = judged(source / "comphet.vcf", pedigree(source / "ashk-trio.ped", tmp_path), tmp_path, "BCSQ")
    found = set(table.filter(pl.col("compound_heterozygous") & (pl.col("partner_phase") != "unknown"))["position"])
    open_phase = set(table.filter(pl.col("partner_phase") == "unknown")["position"])
    lines = [line.split("\t") for line in (source / "comphet.vcf").read_text().splitlines() if line[0] != "#"]
    wanted = {int(cells[1]): "expect=yes" in cells[7] for cells in lines}
    known = sum(wanted[at] == (at in found) for at in wanted)
    lost = [at for at, yes in wanted.items() if yes and at not in found | open_phase]
    assert not lost, f"slivar's pairs that are not even of unknown phase: {lost}"
    note = f"records kept or not as slivar does; {len([at for at in wanted if wanted[at] and at in open_phase])} of "
    record("inherit.slivar_comphet", len(wanted), known, note + "its pairs have a de novo half: phase unknown here")


@pytest.mark.parametrize("sib", ["SID_3", "SID_4"])
def test_slivar_affected_sibs(record: Any, data: Path, tmp_path: Path, sib: str) -> None:
    source = data / "inheritance" / "slivar"
    vcf = source / "comphet-test-case.vcf"
    table = judged(vcf, pedigree(source / "comphet-test-case.ped", tmp_path), tmp_path, "", (sib,))
    found = table.filter("compound_heterozygous")["allele"].n_unique()
    record(f"inherit.slivar_sibs_{sib}", 2, found, "records of the pair that two affected sibs share")


def passing(vcf: Path) -> pl.DataFrame:
    """Return the numbers of the records that pass the caller's filters."""
    with pysam.VariantFile(str(vcf)) as reader:
        told = [number for number, one in enumerate(reader, start=1) if set(one.filter) <= {"PASS"}]
    return pl.DataFrame({"record": told}, schema={"record": pl.Int64})


def test_de_novo_alleles_of_a_trio_are_few(record: Any, data: Path, tmp_path: Path) -> None:
    source = data / "trios" / "aj_trio_slivar"
    ped = pedigree(source / "ashk-trio.ped", tmp_path)
    out = tmp_path / "aj.parquet"
    asked = Question(source / "ashk-trio.vcf.gz", ped, "GRCh37", None, "", ("HG002",), None, None, None)
    inherit_vcf(asked, InheritSettings(), FilterSettings(), out)
    fresh = pl.read_parquet(out).filter("de_novo")
    mosaic = fresh["evidence"].list.join("|").str.contains("parent_mosaic").sum()
    good = fresh.join(passing(source / "ashk-trio.vcf.gz"), on="record", how="semi")
    note = f"of them pass FILTER; {mosaic} of all have reads in a parent, and then the parent may be a mosaic"
    record(
        "inherit.aj_de_novo", 36, min(36, 72 - fresh.height), f"{fresh.height} of 9,940 records; {good.height} {note}"
    )
    record("inherit.aj_de_novo_good", 9, min(9, 18 - good.height), f"{good.height} de novo alleles that pass FILTER")
