"""`warm` compiles all that a run needs: nobody waits for the compiler afterwards."""

import importlib
import pkgutil

from genopipe import annotate
from genopipe.annotate import engine
from genopipe.annotate.every import annotate_vcf
from genopipe.io import vcf_batches
from genopipe.kernels import Kernel


def kernels():
    """Return what each kernel of the engine is compiled for."""
    names = [f"{engine.__name__}.{item.name}" for item in pkgutil.iter_modules(engine.__path__)]
    modules = [importlib.import_module(name) for name in [*names, f"{annotate.__name__}.every"]]
    found = {id(item): item for module in modules for item in vars(module).values() if isinstance(item, Kernel)}
    return {one.name: list(one.compiled.signatures) for one in found.values()}


def test_a_run_compiles_nothing_that_warm_did_not(simulated, monkeypatch, tmp_path):
    genome = simulated.genome()
    monkeypatch.setattr(Kernel, "__call__", lambda kernel, *arguments: kernel.compiled(*arguments))
    vcf_batches.warm()
    engine.warm()
    before = kernels()
    annotate_vcf(simulated.vcf, genome, tmp_path / "out.parquet")
    after = kernels()
    assert any(after.values())
    assert after == before
