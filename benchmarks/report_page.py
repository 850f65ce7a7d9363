"""How fast the page of a case opens in Chromium, and how its table of candidates answers; run by hand.

    python -m benchmarks.report_page --candidates 5000 --genes 2000

The model is that of the page's own tests, with so many candidates and panel genes, each another one. Times of the wall
count whatever else the machine does; beside them stands what the page's own thread took (CPU), which does not.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PAINTED = "new Promise(done => requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0)))"
MARKS = """() => {
    const page = performance.getEntriesByType("navigation")[0];
    const paint = performance.getEntriesByName("first-contentful-paint")[0];
    return {paint: paint ? paint.startTime : NaN, interactive: page.domInteractive, load: page.loadEventEnd};
}"""
ACTS = {
    "sort by gene": "document.querySelector('button[data-sort=gene]').click()",
    "sort by frequency": "document.querySelector('button[data-sort=frequency]').click()",
    "filter by text": """const box = document.getElementById('filter-text'); box.value = 'gene12';
        box.dispatchEvent(new Event('input', {bubbles: true}))""",
    "filter off": """const box = document.getElementById('filter-text'); box.value = '';
        box.dispatchEvent(new Event('input', {bubbles: true}))""",
    "change the language": "document.querySelector('[data-language=zh-Hant]').click()",
}


def make_page(folder: Path, candidates: int, genes: int) -> tuple[Path, float]:
    """Write the page; return its path and how long its making took (seconds)."""
    sys.path.insert(0, str(ROOT / "tests"))
    from genopipe.report.html import make_html  # noqa: PLC0415 - after the path of the tests
    from unit.report.page_models import rich_report  # noqa: PLC0415
    from unit.report.page_models import with_candidates  # noqa: PLC0415
    from unit.report.page_models import with_genes  # noqa: PLC0415

    report = with_genes(with_candidates(rich_report(folder), candidates), genes)
    start = time.perf_counter()
    page = make_html(report)
    took = time.perf_counter() - start
    path = folder / "report.html"
    path.write_text(page, encoding="utf-8")
    return path, took


def _cpu(session) -> float:  # noqa: ANN001 - of a library that is there for tests alone
    told = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return 1000 * told["ThreadTime"]


def measure(path: Path, rounds: int) -> dict[str, tuple[float, float]]:
    """Return the median time of opening and of each act: wall and CPU of the page's thread (milliseconds)."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - for tests and this alone

    found: dict[str, list[tuple[float, float]]] = {}
    chromium = next((there for name in NAMES if (there := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for _ in range(rounds):
            context = browser.new_context(offline=True, viewport={"width": 1280, "height": 900})
            page = context.new_page()
            session = context.new_cdp_session(page)
            session.send("Performance.enable", {"timeDomain": "threadTicks"})
            before = _cpu(session)
            page.goto(path.as_uri(), wait_until="load")
            ready = page.evaluate(PAINTED)
            cpu = _cpu(session) - before
            for name, value in page.evaluate(MARKS).items():
                found.setdefault(f"open: {name}", []).append((value, float("nan")))
            found.setdefault("open: painted after load", []).append((ready, cpu))
            for name, act in ACTS.items():
                before = _cpu(session)
                wall = page.evaluate(
                    f"async () => {{ const start = performance.now(); {act}; await {PAINTED}; "
                    "return performance.now() - start; }"
                )
                found.setdefault(name, []).append((wall, _cpu(session) - before))
            context.close()
        browser.close()
    return {
        name: (statistics.median(wall for wall, _ in told), statistics.median(cpu for _, cpu in told))
        for name, told in found.items()
    }


def main() -> None:
    """Make the page, open it, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--candidates", type=int, default=5000)
    parser.add_argument("--genes", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path, took = make_page(Path(folder), options.candidates, options.genes)
        print(f"{options.candidates:,} candidates, {options.genes:,} panel genes: {path.stat().st_size / 1e6:.1f} MB")
        print(f"made in {took:.1f} s; load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        print(f"{'':28}{'wall (ms)':>12}{'CPU (ms)':>12}")
        for name, (wall, cpu) in measure(path, options.rounds).items():
            print(f"{name:28}{wall:12.0f}{cpu:12.0f}")


if __name__ == "__main__":
    main()
