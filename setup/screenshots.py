"""Take the pictures of the documentation, and of every section of the reports, from a finished demo.

`python setup/screenshots.py [RESULTS]`, by default demo/results. Everything goes to screenshots/, which git ignores:
each section of a positive, a negative and an on-hold case at the width of a desk and of a phone, the family's page,
each page of the PDFs, the run page. The few that README.md and docs/ show are written to docs/pictures/ as small PNG.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser
from playwright.sync_api import Page
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
ALL = ROOT / "screenshots"
SHOWN = ROOT / "docs" / "pictures"
POSITIVE = "C02"
"""The case whose report README.md shows: two findings in one gene, each from another parent."""
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WIDTHS = {"desktop": 1280, "phone": 390}
TALL = 1400
DOTS = 100
COLOURS = 128
LARGEST = 300_000
"""Bytes of a picture that is committed."""
KEPT = {
    "positive/desktop-top.png": "report.png",
    "positive/phone-top.png": "report_phone.png",
    "positive/reads.png": "reads.png",
    "positive/report.pdf-1.png": "report_pdf.png",
    "positive/family-desktop.png": "family.png",
    "run-desktop.png": "run.png",
}
"""Pictures that README.md and docs/ show, by their names there."""
DRAWN = """document.querySelectorAll(".candidates tr").forEach((row) => { row.style.contentVisibility = "visible"; })"""
"""Rows out of sight are drawn too."""
HEADINGS = """() => [...document.querySelectorAll("h1, h2")].filter((node) => node.offsetParent).map((node) => {
    return { text: node.textContent, top: Math.max(0, node.getBoundingClientRect().top + scrollY - 8) };
})"""


def say(text: str) -> None:
    """Tell the user."""
    print(f"screenshots: {text}", file=sys.stderr)


def find(*names: str) -> str:
    """Return the path of the first of these programs that is there."""
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        say(f"{names[0]} is not on PATH: setup/tools.sh test says how to get it")
        sys.exit(2)
    return path


def slug(text: str) -> str:
    """Return a heading as a part of a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:40] or "section"


@dataclass
class Camera:
    """A browser, and where its pictures go.

    Attributes:
        browser: The browser.
        folder: Where the pictures go.
        taken: The pictures.
    """

    browser: Browser
    folder: Path
    taken: list[Path] = field(default_factory=list)

    def target(self, name: str) -> Path:
        """Return where a picture goes."""
        path = self.folder / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        self.taken.append(path)
        return path

    def opened(self, path: Path, width: int, scheme: str = "light") -> Page:
        """Open a page, offline."""
        size = {"width": width, "height": TALL}
        page = self.browser.new_page(viewport=size, offline=True, color_scheme=scheme, reduced_motion="reduce")
        page.goto(path.as_uri())
        return page

    def top(self, path: Path, name: str, width: int, scheme: str = "light") -> None:
        """Take the top of a page."""
        page = self.opened(path, width, scheme)
        page.screenshot(path=self.target(name))
        page.close()

    def whole(self, path: Path, name: str, width: int) -> None:
        """Take a page from top to bottom."""
        page = self.opened(path, width)
        page.screenshot(path=self.target(name), full_page=True)
        page.close()

    def sections(self, path: Path, name: str, width: int) -> None:
        """Take each section of a page, everything in it unfolded: from a heading to the next one."""
        page = self.opened(path, width)
        page.evaluate("document.querySelectorAll('details').forEach((node) => { node.open = true; })")
        page.evaluate(DRAWN)
        headings = page.evaluate(HEADINGS)
        end = page.evaluate("document.documentElement.scrollHeight")
        tops = [one["top"] for one in headings] + [end]
        for number, one in enumerate(headings):
            height = tops[number + 1] - tops[number]
            if height < 1:
                continue
            clip = {"x": 0, "y": tops[number], "width": width, "height": height}
            target = self.target(f"{name}-{number + 1:02d}-{slug(one['text'])}")
            page.screenshot(path=target, clip=clip, full_page=True)
        page.close()

    def reads(self, path: Path, name: str) -> None:
        """Take the reads of the first allele, drawn."""
        page = self.opened(path, WIDTHS["desktop"])
        page.evaluate("document.querySelectorAll('details').forEach((node) => { node.open = true; })")
        button = page.locator("button.show-reads").first
        if button.count():
            button.click()
            view = page.locator(f"#{button.get_attribute('aria-controls')}")
            page.wait_for_function(f"document.getElementById('{view.get_attribute('id')}').dataset.state === 'shown'")
            page.wait_for_timeout(3000)
            view.screenshot(path=self.target(name))
        page.close()

    def pdf(self, path: Path, name: str) -> None:
        """Take each page of a PDF."""
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        command = [find("pdftoppm"), "-png", "-r", str(DOTS), str(path), str(target)]
        subprocess.run(command, check=True)
        self.taken += sorted(target.parent.glob(f"{target.name}-*.png"))


def chosen(results: Path) -> Iterator[tuple[str, Path]]:
    """Yield the kind and the folder of each case that is taken: a positive, a negative and an on-hold one."""
    folders = sorted(path for path in (results / "cases").iterdir() if path.is_dir())
    held = [path for path in folders if (path / "on_hold.txt").is_file()]
    told = {
        path: json.loads((path / "report.json").read_text(encoding="utf-8"))["headline"]["result"]
        for path in folders
        if (path / "report.json").is_file() and path not in held
    }
    for kind in ("positive", "negative"):
        ours = [path for path, result in told.items() if result == kind]
        ours.sort(key=lambda path: path.name != POSITIVE)
        yield from [(kind, path) for path in ours[:1]]
    yield from [("on_hold", path) for path in held[:1]]


def chinese(case: Path, folder: Path) -> Path:
    """Make the report of a case in Chinese and return its folder."""
    command = [find("genopipe"), "report", str(case), "--out", str(folder), "--language", "zh-Hant"]
    reads = case / "reads.json"
    subprocess.run(command + (["--reads", str(reads)] if reads.is_file() else []), check=True)
    return folder


def take_report(camera: Camera, folder: Path, name: str) -> None:
    """Take all that a person sees of a case's report."""
    for kind, width in WIDTHS.items():
        camera.top(folder / "report.html", f"{name}/{kind}-top", width)
        camera.sections(folder / "report.html", f"{name}/{kind}", width)
        camera.whole(folder / "family.html", f"{name}/family-{kind}", width)
    camera.top(folder / "report.html", f"{name}/dark-top", WIDTHS["desktop"], "dark")
    for form in ("report.pdf", "family.pdf"):
        camera.pdf(folder / form, f"{name}/{form}")


def take_all(camera: Camera, results: Path) -> None:
    """Take every picture."""
    for kind, width in WIDTHS.items():
        camera.whole(results / "index.html", f"run-{kind}", width)
        camera.whole(results / "laboratory" / "families.html", f"laboratory-families-{kind}", width)
    for kind, folder in chosen(results):
        if kind == "on_hold":
            for word, width in WIDTHS.items():
                camera.sections(folder / "laboratory" / "identity.html", f"{kind}/{word}-identity", width)
            continue
        take_report(camera, folder, kind)
        camera.reads(folder / "report.html", f"{kind}/reads")
        with tempfile.TemporaryDirectory() as work:
            take_report(camera, chinese(folder, Path(work)), f"{kind}-zh-Hant")


def keep(name: str, shown: str) -> None:
    """Write a picture of the documentation: as few colours as it needs, no taller than a screen."""
    with Image.open(ALL / name) as picture:
        part = picture.convert("RGB").crop((0, 0, picture.width, min(picture.height, TALL)))
        part.quantize(COLOURS, dither=Image.Dither.NONE).save(SHOWN / shown, optimize=True)
    size = (SHOWN / shown).stat().st_size
    say(f"docs/pictures/{shown}, {size:,} bytes")
    if size > LARGEST:
        say(f"that is more than {LARGEST:,} bytes")
        sys.exit(1)


def main() -> None:
    """Take the pictures of the results that are named."""
    results = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "demo" / "results").resolve()
    if not (results / "index.html").is_file():
        say(f"{results} holds no finished run; run make demo first")
        sys.exit(2)
    shutil.rmtree(ALL, ignore_errors=True)
    with sync_playwright() as playwright:
        # Pages of ours, opened offline: the sandbox, which root and containers lack, guards against others' pages.
        browser = playwright.chromium.launch(
            executable_path=find(*CHROMIUM), args=["--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        )
        camera = Camera(browser, ALL)
        take_all(camera, results)
        browser.close()
    say(f"{len(camera.taken)} pictures in {ALL}")
    for name, shown in KEPT.items():
        keep(name, shown)


if __name__ == "__main__":
    main()
