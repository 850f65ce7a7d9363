"""Whether the answers are right: speed is never measured on a wrong result."""

import io
import subprocess
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from benchmarks.annotation.shape import Files
from benchmarks.annotation.shape import Y
from benchmarks.annotation.trio import PEOPLE

KEY = ["contig", "position", "ref", "alt"]
RARE = 0.01
# Words of bcftools csq for terms of the Sequence Ontology; the others are the same.
BCSQ_WORDS = {
    "missense_variant": "missense",
    "synonymous_variant": "synonymous",
    "frameshift_variant": "frameshift",
    "splice_donor_variant": "splice_donor",
    "splice_acceptor_variant": "splice_acceptor",
}


@dataclass(frozen=True)
class Answer:
    """How many answers were looked at, and how many are right.

    Attributes:
        asked: Answers that there should be.
        right: Those that are there and right.
        about: What they are.
        surplus: Answers that there should not be.
    """

    asked: int
    right: int
    about: str
    surplus: int = 0

    def is_right(self) -> bool:
        """Say whether every answer is right and none is too many."""
        return self.asked == self.right and not self.surplus

    def text(self) -> str:
        """Return `2,012 of 2,012 planted consequences`."""
        more = f", {self.surplus:,} too many" if self.surplus else ""
        return f"{self.right:,} of {self.asked:,} {self.about}{more}"


def _counted(wanted: int, found: int, about: str) -> Answer:
    return Answer(wanted, min(wanted, found), about, max(found - wanted, 0))


def _query(path: Path, fields: str, names: list[str]) -> pl.DataFrame:
    """Return fields of a VCF as columns of text, one row a record; no record is left out."""
    words = ["bcftools", "query", "-u", "-f", "\\t".join(fields.split()) + "\\n", str(path)]
    done = subprocess.run(words, capture_output=True, check=True)
    schema = dict.fromkeys(names, pl.String)
    if not done.stdout:
        return pl.DataFrame(schema=schema)
    return pl.read_csv(
        io.BytesIO(done.stdout), separator="\t", has_header=False, schema=schema, quote_char=None, null_values="."
    )


def records_of(files: Files) -> int:
    """Return how many records the trio's VCF has."""
    return int(pl.scan_parquet(files.truth).filter(pl.col("number") == 1).select(pl.len()).collect().item())


def has_every_record(files: Files, out: Path) -> Answer:
    """Count the records."""
    return _counted(records_of(files), _query(out, "%CHROM", ["contig"]).height, "records")


def _planted_with(files: Files, out: Path, field: str) -> pl.DataFrame:
    """Return the planted alleles with the text of an INFO field."""
    found = _query(out, f"%CHROM %POS %REF %ALT %INFO/{field}", [*KEY, "text"])
    planted = pl.read_parquet(files.planted)
    return planted.join(found.with_columns(pl.col("position").cast(pl.Int64)), on=KEY, how="left")


def has_planted_in_bcsq(files: Files, out: Path) -> Answer:
    """Look for the planted consequences in the words of bcftools csq."""
    rows = _planted_with(files, out, "BCSQ").iter_rows(named=True)
    right = [_in_bcsq(row["text"] or "", BCSQ_WORDS.get(row["term"], row["term"]), row["transcript"]) for row in rows]
    return Answer(len(right), sum(right), "planted consequences")


def _in_bcsq(text: str, word: str, transcript: str) -> bool:
    entries = (entry.split("|") for entry in text.split(","))
    name = transcript.split(".", maxsplit=1)[0]
    return any(len(entry) > 2 and name in entry[2] and word in entry[0].split("&") for entry in entries)


def has_planted_in_ann(files: Files, out: Path) -> Answer:
    """Look for the planted consequences in the words of snpEff."""
    rows = _planted_with(files, out, "ANN").iter_rows(named=True)
    right = [_in_ann(row["text"] or "", row["term"], row["transcript"]) for row in rows]
    return Answer(len(right), sum(right), "planted consequences")


def _in_ann(text: str, term: str, transcript: str) -> bool:
    entries = (entry.split("|") for entry in text.split(","))
    name = transcript.split(".", maxsplit=1)[0]
    return any(len(entry) > 6 and name in entry[6] and term in entry[1].split("&") for entry in entries)


def _same(found: pl.Series, truth: pl.Series) -> int:
    """Count where both are missing, or both are there and agree to four decimals, which is what vcfanno writes."""
    both = (found - truth).abs() <= 6e-5
    return int(((found.is_null() & truth.is_null()) | both.fill_null(False)).sum())


def _frequency_answer(files: Files, out: Path, single: bool) -> Answer:
    found = _query(out, "%ALT %INFO/source_AF", ["alt", "value"]).with_row_index("line")
    truth = pl.read_parquet(files.truth).select("number", "AF", "record")
    many = found.with_columns(
        pl.col("alt").str.split(","),
        pl.col("value").str.split(",").list.len().alias("values"),
        pl.col("value").str.split(","),
    )
    exact = pl.when(pl.col("values") == pl.col("alt").list.len()).then(pl.col("value"))
    none = pl.lit(None, pl.String).repeat_by(pl.col("alt").list.len())
    rows = many.with_columns(value=pl.coalesce(exact, none)).explode("alt", "value")
    values = rows["value"].cast(pl.Float64, strict=False)
    if len(values) != len(truth):
        return Answer(len(truth), 0, "frequencies: alleles are missing")
    if single:
        keep = rows.select(pl.len().over("line") == 1).to_series()
        values, truth = values.filter(keep), truth.filter(keep)
    return Answer(len(truth), _same(values, truth["AF"]), "frequencies")


def has_frequencies(files: Files, out: Path) -> Answer:
    """Compare the frequency of every allele, or that it has none."""
    return _frequency_answer(files, out, single=False)


def has_frequencies_of_single(files: Files, out: Path) -> Answer:
    """Compare the frequency of every allele that is the only ALT of its record."""
    return _frequency_answer(files, out, single=True)


def keeps_rare_records(files: Files, out: Path) -> Answer:
    """Count the records kept: those with an allele that is rare or not in the source."""
    truth = pl.scan_parquet(files.truth).with_columns(rare=pl.col("AF").fill_null(0) < RARE)
    wanted = truth.filter("rare").select(pl.struct("contig", "record").n_unique()).collect().item()
    return _counted(wanted, _query(out, "%CHROM", ["contig"]).height, "rare records")


def has_new_mutations(files: Files, out: Path) -> Answer:
    """Look for the planted new mutations."""
    wanted = pl.read_parquet(files.truth).filter("new").select(KEY)
    found = _query(out, "%CHROM %POS %REF %ALT", KEY).with_columns(pl.col("position").cast(pl.Int64))
    return Answer(len(wanted), wanted.join(found, on=KEY, how="semi").height, "new mutations")


def _name() -> pl.Expr:
    """Return the name of an allele, as our tables have it, from contig, position, REF and ALT."""
    parts = (pl.col("contig").str.strip_prefix("chr"), "position", "ref", "alt")
    return pl.concat_str(*parts, separator="-").alias("allele")


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    return rows if "allele" in rows.columns else rows.with_columns(_name())


def _truth(files: Files, *, rare: bool) -> pl.DataFrame:
    truth = pl.read_parquet(files.truth).with_columns(_name())
    if not rare:
        return truth
    pathogenic = pl.col("significance").is_in(["Pathogenic", "Likely_pathogenic"]).fill_null(value=False)
    common = _common_in_a_group(files).with_columns(in_a_group=pl.lit(value=True))
    marked = truth.join(common, on=KEY, how="left", maintain_order="left")
    rare_in_all = (pl.col("AF").fill_null(0) < RARE) & pl.col("in_a_group").is_null()
    return marked.filter(rare_in_all | pathogenic).drop("in_a_group")


def _common_in_a_group(files: Files) -> pl.DataFrame:
    """Return the alleles that are rare over all people and yet not in one of the groups: they count as common."""
    source = pl.scan_parquet(files.frequency_parquet)
    groups = [name for name in source.collect_schema().names() if name.startswith("AF_")]
    wanted = (pl.col("AF") < RARE) & (pl.max_horizontal(groups) >= RARE)
    return source.filter(wanted).select(KEY).collect()


def _sum(about: str, *answers: Answer) -> Answer:
    asked, right, surplus = (sum(getattr(answer, word) for answer in answers) for word in ("asked", "right", "surplus"))
    return Answer(asked, right, about, surplus)


def _alleles_answer(truth: pl.DataFrame, out: Path) -> Answer:
    found = _named(pl.read_parquet(out / "alleles.parquet")).select("allele")
    here = truth.join(found, on="allele", how="semi").height
    return Answer(len(truth), here, "alleles", found.join(truth, on="allele", how="anti").height)


def _genotypes_answer(truth: pl.DataFrame, out: Path) -> Answer:
    """Compare the copies of each person; none called is -1, and so is what the mother has of Y."""
    told = truth.unpivot(list(PEOPLE), index=["allele", "contig"], variable_name="person", value_name="copies")
    no_copy = (pl.col("contig") == Y) & (pl.col("person") == "mother")
    told = told.with_columns(pl.when(no_copy).then(-1).otherwise("copies").cast(pl.Int8).alias("copies"))
    found = pl.read_parquet(out / "genotypes.parquet", columns=["allele", "person", "alt_copies"])
    found = found.with_columns(pl.col("alt_copies").cast(pl.Int8).fill_null(-1).alias("copies"))
    right = told.join(found, on=["allele", "person", "copies"], how="semi").height
    return Answer(len(told), right, "genotypes", max(len(found) - len(told), 0))


def _planted_answer(files: Files, rows: pl.DataFrame) -> Answer:
    """Compare term, HGVS c. and p. of the planted alleles on the first transcript of their gene."""
    planted = pl.read_parquet(files.planted).with_columns(_name())
    found = planted.join(_named(rows), on=["allele", "transcript"], how="left", suffix="_found", maintain_order="left")
    terms = found["consequence"].fill_null("").str.split("&")
    term = terms.list.contains(found["term"])
    c, p = (_is_described(found, name) for name in ("hgvs_c", "hgvs_p"))
    return Answer(len(planted), int((term & c & p).sum()), "planted consequences with HGVS")


def _is_described(rows: pl.DataFrame, name: str) -> pl.Series:
    """Say whether a description is the one wanted, with or without the accession; any will do where none is known."""
    wanted, found = (rows[column].str.split(":").list.last() for column in (name, f"{name}_found"))
    return wanted.is_null() | (wanted == found).fill_null(False)


def tables_are_right(files: Files, out: Path) -> Answer:
    """Compare every allele, and the copies of the three people, with the truth."""
    truth = _truth(files, rare=False)
    return _sum("alleles and genotypes", _alleles_answer(truth, out), _genotypes_answer(truth, out))


def every_row_is_right(files: Files, out: Path) -> Answer:
    """Compare the planted consequences and descriptions; columns that are not compared would fill the memory."""
    compared = ["allele", "transcript", "consequence", "hgvs_c", "hgvs_p"]
    return _planted_answer(files, pl.read_parquet(out.with_name(f"{out.name}.parquet"), columns=compared))


def candidates_are_right(files: Files, out: Path) -> Answer:
    """Compare what was kept with the truth: rare alleles, their genotypes, planted consequences and descriptions."""
    truth = _truth(files, rare=True)
    planted = _planted_answer(files, pl.read_parquet(out / "consequences.parquet"))
    about = "rare alleles, their genotypes, planted consequences with HGVS"
    return _sum(about, _alleles_answer(truth, out), _genotypes_answer(truth, out), planted)
