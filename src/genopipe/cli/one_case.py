"""Every stage after calling on one family, in one process: the commands of the workflow's rules, in their order.

Nothing is computed here. Each step is the command that the rule of the same name calls, with the same options, so that
the tables and the report are the same bytes; a test holds both equal.
"""

import shutil
import time
from collections.abc import Sequence
from contextlib import redirect_stderr
from contextlib import redirect_stdout
from dataclasses import dataclass
from dataclasses import field
from functools import cached_property
from importlib import import_module
from pathlib import Path

from pysam.version import __bcftools_version__

from genopipe.annotate.stage import ask_csq
from genopipe.cases import CaseFile
from genopipe.cases import Wish
from genopipe.cli.once import Once
from genopipe.cli.report import FORMS
from genopipe.errors import InputError
from genopipe.hold import NOTE_OF_HOLD
from genopipe.hold import is_stopped_by_itself
from genopipe.io.bcftools import take_family
from genopipe.io.hpo import chosen_files
from genopipe.io.panels import panel_build
from genopipe.io.panels import panel_name
from genopipe.io.whole import written_whole
from genopipe.plan import Plan
from genopipe.source_settings import gene_names_file
from genopipe.source_settings import hard_regions

_MADE = (*FORMS, "reads.json", "ranked.tsv", "gates.json", "on_hold.txt")
_NOT_RUN = {
    "phase": "phase by reads: a VCF has none; phase that it states is used",
    "recount": "the parents' reads at new alleles: a VCF has none",
    "between": "the comparison with other families: this is one case",
}
_NOT_PROVEN = {
    "identity": "who is who: not asked for (--no-identity)",
    "chromosomes": "runs of homozygosity, uniparental disomy, mosaics: not asked for (--no-identity)",
}

Words = tuple[str | Path, ...]
"""Words of a command line."""


@dataclass
class OneCase:
    """One case on its way through the stages.

    Attributes:
        plan: The plan of a run of this case alone.
        case: The case's id.
        vcf: The family's VCF.
        panels: Files of the case's panels, the foremost first.
        once: What is made once for every case.
        out: The case's folder.
        fasta: Reference FASTA with its index.
        versions: Versions to print in the report; None: those of this case.
        prove: Prove who is who and study the chromosomes first.
        seconds: Seconds of each step so far, by its name.
    """

    plan: Plan
    case: str
    vcf: Path
    panels: tuple[Path, ...]
    once: Once
    out: Path
    fasta: Path
    versions: Path | None = None
    prove: bool = True
    seconds: dict[str, float] = field(default_factory=dict)

    def run(self, command: str, *words: str | Path, log: str = "") -> None:
        """Call a genopipe command in this process; what it says goes into its log.

        Args:
            command: Name of the command.
            words: Its options and arguments.
            log: Name of the log; empty: that of the command.
        """
        start = time.perf_counter()
        name = log or command
        path = self.out / "logs" / f"{name}.log"
        path.parent.mkdir(parents=True, exist_ok=True)
        called = import_module(f"genopipe.cli.{command.replace('-', '_')}").command
        with path.open("w", encoding="utf-8") as stream, redirect_stdout(stream), redirect_stderr(stream):
            called.main(args=[str(word) for word in words], prog_name=f"genopipe {command}", standalone_mode=False)
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start

    def file(self, name: str) -> Path:
        """Return a file of the case's folder."""
        return self.out / name

    def section(self, *names: str) -> tuple[str, str]:
        """Return `--set` with sections of the settings."""
        return ("--set", self.plan.section_json(*names))

    @cached_property
    def transcripts(self) -> Path:
        """The compiled gene models."""
        genes, index = Path(self.plan.settings.genome.genes), Path(f"{self.fasta}.fai")

        def make(folder: Path) -> None:
            self.run("genes", "--genes", genes, "--fasta-index", index, "--out", folder / "transcripts.parquet")

        return self.once.made("gene_models", (genes, index), "", make) / "transcripts.parquet"

    @cached_property
    def stores(self) -> dict[str, Path]:
        """The file that names the store of each compiled source, by name of the source."""
        return {name: self._store(name) for name in self.plan.built_sources}

    def _store(self, name: str) -> Path:
        settings = self.plan.source_json(name)
        used = [Path(path) for path in self.plan.sources[name].files]
        manifest = self.plan.settings.annotate.manifest
        inputs = [*used, self.fasta, *([Path(manifest)] if manifest else [])]

        def make(folder: Path) -> None:
            stores = self.once.folder / "stores"
            options = ("--reference", self.fasta, "--stores", stores, "--set", settings)
            self.run("resources", "build", *options, "--out", folder / "store.json", name, log=f"build_source_{name}")

        return self.once.made(f"source_{name}", inputs, settings, make) / "store.json"

    @cached_property
    def neighbours(self) -> Path | None:
        """ClinVar's alleles by codon and splice position; None: there is no ClinVar."""
        if not self.plan.settings.annotate.clinvar:
            return None
        store, settings = self.stores["clinvar"], self.section("genome")

        def make(folder: Path) -> None:
            options = ("--clinvar", store, "--fasta", self.fasta, "--transcripts", self.transcripts)
            self.run("neighbours", *options, *settings, "--out", folder)

        return self.once.made("clinvar_neighbours", (store, self.fasta, self.transcripts), settings[1], make)

    @cached_property
    def common_sites(self) -> Path | None:
        """Frequencies of common sites, for contamination; None: no source of frequencies has common alleles."""
        if not self.plan.settings.annotate.frequency:
            return None
        store, settings = self.stores["frequency"], self.plan.common_sites_json

        def make(folder: Path) -> None:
            out = ("--frequencies", folder / "every.vcf.gz", "--out", folder / "spread.vcf.gz")
            try:
                self.run("between", "sites", "--store", store, *out, "--set", settings, log="common_sites")
            except InputError as error:
                if any(fault.code != "IDENTITY-SITES" for fault in error.faults):
                    raise

        sites = self.once.made("common_sites", (store,), settings, make) / "every.vcf.gz"
        return sites if sites.is_file() else None

    @cached_property
    def ontology(self) -> Path:
        """The compiled release of HPO."""
        given = self.plan.settings.phenotype
        settings = self.section("phenotype")

        def make(folder: Path) -> None:
            self.run("ontology", *settings, "--out", folder)

        files = chosen_files(given.ontology, given.annotations, given.genes)
        return self.once.made("phenotypes", files, settings[1], make)

    def resolve_panels(self) -> None:
        """Write the case's panels with their genes resolved."""
        settings = self.plan.settings
        genes = Path(settings.genome.genes)
        names = (("--names", gene_names_file(settings)), ("--withdrawn", settings.input.withdrawn_names))
        given = [word for option, path in names if path for word in (option, path)]
        inputs = [genes, *(Path(path) for _, path in names if path)]
        self.file("panels").mkdir(parents=True, exist_ok=True)
        for path in self.panels:
            name = f"{panel_name(path)}.tsv"

            def make(folder: Path, path: Path = path, name: str = name) -> None:
                kind = f"--{path.suffix.removeprefix('.')}"
                options: Words = ("--genes", genes, *given, "--build", panel_build(settings.genome.build))
                self.run("panel", kind, path, *options, "--out", folder / name, log=f"panel_{panel_name(path)}")

            made = self.once.made("panel", (path, *inputs), f"{name} {settings.genome.build}", make) / name
            with written_whole(self.file(f"panels/{name}")) as partial:
                partial.write_bytes(made.read_bytes())

    def take_calls(self) -> None:
        """Write the family's calls, and prove that no allele was lost."""
        called = self.file("called/called.bcf")
        called.parent.mkdir(parents=True, exist_ok=True)
        names = {self.plan.name_in_file(person): person for person in self.plan.members(self.case)}
        given = take_family(self.vcf, names, called)
        self.run("prove", "family", "--called", called, "--out", self.file("called/proof.json"), given)
        for path in (given, given.with_name(f"{given.name}.csi")):
            path.unlink()

    def describe(self) -> None:
        """Write the case file and the family's pedigree."""
        texts = {
            "case.json": self.plan.case_json(self.case),
            "laboratory/family.ped": self.plan.pedigree_text(self.case),
        }
        for name, text in texts.items():
            with written_whole(self.file(name)) as partial:
                partial.write_text(f"{text}\n", encoding="utf-8")

    def annotate(self) -> None:
        """Make the tables of alleles and genotypes, and annotate the alleles."""
        called = self.file("called/called.bcf")
        self.run("normalise", "--vcf", called, "--reference", self.fasta, "--out", self.file("tables/normalised"))
        stores = [f"--source={name}={path}" for name, path in self.stores.items()]
        neighbours = ("--neighbours", self.neighbours) if self.neighbours else ()
        self.run(
            "annotate",
            *("--tables", self.file("tables/normalised"), "--fasta", self.fasta, "--transcripts", self.transcripts),
            *stores,
            *neighbours,
            *self._cross_check(),
            *self.section("annotate", "genome"),
            *("--out", self.file("tables/annotated")),
        )

    def _cross_check(self) -> Words:
        """Ask bcftools csq about the same alleles, where the settings want it; return the option that gives them."""
        if not self.plan.settings.annotate.cross_check:
            return ()
        folder = self.file("called")
        return (
            "--csq",
            ask_csq(self.file("tables/normalised"), self.fasta, Path(self.plan.settings.genome.genes), folder),
        )

    def prove_people(self) -> bool:
        """Prove who is who and study the chromosomes; say whether the case is to be interpreted."""
        if not self.prove:
            return True
        family = ("--vcf", self.file("called/called.bcf"), "--ped", self.file("laboratory/family.ped"))
        folder = self.file("laboratory")
        frequencies: Words = ()
        if self.common_sites:
            frequencies = ("--frequencies", self.common_sites)
            mixed = not self.plan.settings.between.frequency_population
            frequencies = (*frequencies, "--mixed-frequencies") if mixed else frequencies
        self.run("identity", *family, *frequencies, *self.section("genome", "identity"), "--out", folder)
        if is_stopped_by_itself((folder / "identity.json").read_text(encoding="utf-8")):
            self.file("on_hold.txt").write_text(f"{NOTE_OF_HOLD}\n", encoding="utf-8")
            return False
        options = (*self.section("genome", "chromosomes"), "--out", folder / "chromosomes")
        self.run("chromosomes", *family, *options)
        return True

    def interpret(self) -> None:
        """Make the candidates, classify and rank them, and put each into its bucket."""
        tables = ("--tables", self.file("tables/annotated"))
        genotypes = ("--genotypes", self.file("tables/normalised/genotypes.parquet"))
        given: Words = (*tables, *genotypes, "--case", self.file("case.json"))
        self._inherit(given)
        self._compare_terms()
        self._classify(given)
        candidates = ("--candidates", self.file("tables/classified/candidates.parquet"))
        phenotype = ("--phenotype", self.file("tables/phenotype"))
        out = ("--out", self.file("tables/ranked"))
        self.run("rank", *candidates, *given, *phenotype, *self.section("genome", "rank", "filter", "inherit"), *out)
        candidates = ("--candidates", self.file("tables/ranked/candidates.parquet"))
        panels = ("--panels", self.file("panels"))
        out = ("--out", self.file("tables/filtered"))
        settings = self.section("genome", "filter", "inherit", "additional", "carriers")
        self.run("filter", *candidates, *given, *panels, *settings, *out)

    def _inherit(self, given: Words) -> None:
        """Make the candidates."""
        laboratory = self.file("laboratory")
        known = ("--segments", laboratory / "chromosomes/segments.parquet", "--identity", laboratory / "identity.json")
        options: Words = (*known, "--laboratory", laboratory / "inheritance.tsv") if self.prove else ()
        settings = self.section("genome", "inherit", "filter")
        self.run("inherit", *given, *options, *settings, "--out", self.file("tables/inherited"))

    def _compare_terms(self) -> None:
        """Compare the case's terms with every disease and gene."""
        names = gene_names_file(self.plan.settings)
        given: Words = ("--transcripts", self.transcripts, "--index", self.ontology)
        given = (*given, "--gene-names", names) if names else given
        case, out = ("--case", self.file("case.json")), ("--out", self.file("tables/phenotype"))
        self.run("phenotype", *case, *given, *self.section("phenotype"), *out)

    def _classify(self, given: Words) -> None:
        """Classify the candidates."""
        options: Words = ("--candidates", self.file("tables/inherited/candidates.parquet"))
        options = (*options, "--panels", self.file("panels"), "--transcripts", self.transcripts, "--fasta", self.fasta)
        options = (*options, "--phenotypes", self.file("tables/phenotype/genes.parquet"))
        if self.neighbours:
            options = (*options, "--neighbours", self.neighbours)
        if self.prove:
            options = (*options, "--identity", self.file("laboratory/identity.json"))
        settings = self.section("genome", "classify", "filter", "inherit", "annotate", "additional", "carriers")
        self.run("classify", "case", *given, *options, *settings, "--out", self.file("tables/classified"))

    def report(self) -> None:
        """Ask the quality gates, and write the report."""
        quality: list[str | Path] = []
        for person in self.plan.members(self.case):
            path = self.file(f"quality/{person}.json")
            form = self.plan.forms[person].value
            self.run("measure", "--person", person, "--form", form, "--out", path, log=f"measure_{person}")
            quality += ["--quality", path]
        self._tell(quality)
        settings = self.plan.settings
        if settings.gates.profile:
            profile, gates = ("--profile", settings.gates.profile), self.file("gates.json")
            known = ("--identity", self.file("laboratory/identity.json")) if self.prove else ()
            self.run("gates", *profile, *known, *quality, "--set", self.plan.gates_json, "--out", gates)
            quality += ["--gates", gates]
        cut = (*self.section("genome", "reads"), "--out", self.file("reads.json"))
        self.run("reads", self.out, "--fasta", self.fasta, *cut)
        options: Words = ("--panels", self.file("panels"), "--versions", self._versions())
        options = (*options, "--hard-regions", self._hard_regions())
        if settings.input.identifiers:
            quality += ["--identifiers", settings.input.identifiers]
        sections = self.section("report", "genome", "annotate", "inherit", "filter", "classify")
        self.run("report", self.out, *options, *quality, *sections, "--out", self.out)

    def _hard_regions(self) -> Path:
        """Return how much of the panel genes' coding bases lies where reads cannot be placed for sure."""
        manifest, index = self.plan.settings.annotate.manifest, Path(f"{self.fasta}.fai")
        regions = hard_regions(self.plan.settings.report.hard_regions, self.plan.sources)
        given = [word for name, path in regions.items() for word in ("--regions", f"{name}={path}")]
        given += ["--manifest", manifest] if manifest else []
        panels = [self.file(f"panels/{panel_name(path)}.tsv") for path in self.panels]
        used = [self.transcripts, index, *map(Path, regions.values())]
        settings = "\n".join([*map(str, given), *(path.read_text(encoding="utf-8") for path in panels)])

        def make(folder: Path) -> None:
            out: Words = ("--out", folder / "panel_genes.bed", "--hard", folder / "hard_regions.json")
            self.run("targets", "--transcripts", self.transcripts, "--fasta-index", index, *given, *out, *panels)

        return self.once.made("targets", used, settings, make) / "hard_regions.json"

    def _tell(self, quality: Sequence[str | Path]) -> None:
        """Find what somebody agreed to be told beside the main findings; without consent nothing is computed."""
        case = CaseFile.model_validate_json(self.plan.case_json(self.case))
        classified = ("--classified", self.file("tables/classified/candidates.parquet"))
        given: Words = ("--case", self.file("case.json"), "--tables", self.file("tables/annotated"))
        given = (*given, "--genotypes", self.file("tables/normalised/genotypes.parquet"), *classified, *quality)
        called = ("genome", "inherit", "filter", "report")
        if case.agreed(Wish.ADDITIONAL):
            options: Words = ("--panels", self.file("panels"), "--out", self.file("tables/additional"))
            self.run("additional", *given, *self.section("additional", *called), *options)
        if case.agreed(Wish.CARRIER):
            self.run("carriers", *given, *self.section("carriers", *called), "--out", self.file("tables/carriers"))

    def _versions(self) -> Path:
        """Return the versions of tools and resources."""
        if self.versions is not None:
            return self.versions
        tool = ("--tool", f"bcftools={__bcftools_version__}")
        resources = self.plan.resource_options

        def make(folder: Path) -> None:
            self.run("versions", *tool, "--out", folder / "versions.json", *resources)

        inputs = [Path(path) for path in self.plan.resources.values()]
        return self.once.made("versions", inputs, "\n".join(resources), make) / "versions.json"

    def clear(self) -> None:
        """Take away what an earlier call made of the case: a call that stops must not leave another one's report."""
        for name in _MADE:
            self.file(name).unlink(missing_ok=True)
        for name in ("tables", "panels"):
            shutil.rmtree(self.file(name), ignore_errors=True)

    def tell_not_run(self) -> None:
        """Write which steps of the workflow are not run, and why."""
        told = _NOT_RUN if self.prove else _NOT_RUN | _NOT_PROVEN
        if self.prove and not self.common_sites:
            told |= {"common_sites": "no source of frequencies has common alleles: contamination by assumed ones"}
        with written_whole(self.file("not_run.tsv")) as partial:
            partial.write_text("".join(f"{step}\t{why}\n" for step, why in told.items()), encoding="utf-8")

    def finish(self) -> bool:
        """Run every step; say whether there is a report, or the case is on hold."""
        self.clear()
        self.tell_not_run()
        self.resolve_panels()
        self.describe()
        self.take_calls()
        self.annotate()
        if not self.prove_people():
            return False
        self.interpret()
        self.report()
        return True
