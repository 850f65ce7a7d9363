"""`genopipe compile`: compile the kernels once, when genopipe is installed."""

import compileall
import shutil
import time
from pathlib import Path

import click

_PACKAGE = Path(__file__).parents[1]


def compile_modules() -> None:
    """Keep the byte code of every module of genopipe; where nothing can be written, each start makes it anew.

    pip does so for a package that it copies, not for one that stays in its clone; and where PYTHONDONTWRITEBYTECODE is
    set, as in many images, no run ever would: then the start of every command takes a third of a second more.
    """
    compileall.compile_dir(_PACKAGE, quiet=2)


def compile_kernels() -> None:
    """Compile every kernel, or load it from the cache, and leave the mark that all are there."""
    from genopipe.annotate import engine
    from genopipe.annotate import filtering_frequency
    from genopipe.chromosomes import viterbi
    from genopipe.io import pages
    from genopipe.io import store
    from genopipe.io import vcf_batches
    from genopipe.io.called import lines
    from genopipe.kernels import recording
    from genopipe.kernels.folder import compiled_mark

    with recording():
        for part in (vcf_batches, lines, store, pages, filtering_frequency, engine, viterbi):
            click.echo(f"compiling {part.__name__.removeprefix('genopipe.')}", err=True)
            part.warm()
    compile_modules()
    mark = compiled_mark()
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()


def compile_when_cold() -> None:
    """Compile the kernels where nobody did since genopipe was installed or updated, and say so.

    Jobs that start together would each compile them.
    """
    from genopipe.kernels.folder import compiled_mark

    if not compiled_mark().exists():
        click.echo("genopipe: compiling once, one to two minutes (genopipe compile does it beforehand)", err=True)
        compile_kernels()


@click.command("compile")
def command() -> None:
    """Compile every kernel to machine code and keep it, so that no run waits for it.

    Run once after genopipe is installed or updated; a second call does nothing. What older versions left is removed.
    """
    from genopipe.kernels.folder import cache_folder
    from genopipe.kernels.folder import compiled_mark

    if compiled_mark().exists():
        compile_modules()
        click.echo(f"{cache_folder()}: all is compiled")
        return
    started = time.monotonic()
    compile_kernels()
    for old in cache_folder().parent.glob("kernels-*"):
        if old != cache_folder():
            shutil.rmtree(old, ignore_errors=True)
    click.echo(f"{cache_folder()}: compiled in {time.monotonic() - started:.0f} s")
