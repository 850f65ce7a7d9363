"""A page in Chromium under watch: every request, message, dialog and new window, and the skeleton of what it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from difflib import unified_diff
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser
from playwright.sync_api import Page

BEFORE = """
    window.print = () => {};
    window.alert = window.confirm = window.prompt = () => { document.documentElement.dataset.dialog = "1"; };
"""
"""Before every page: printing opens nothing, and a dialog leaves a trace that the skeleton shows."""
SKELETON = r"""(root) => {
    const urls = new Set(["href", "src", "srcset", "action", "formaction", "data", "poster", "ping", "background",
        "xlink:href", "srcdoc", "manifest", "cite"]);
    const told = (node) => {
        const names = node.getAttributeNames().sort();
        const values = names.filter((name) => urls.has(name) || name.startsWith("on") || name === "style")
            .map((name) => `${name}=${node.getAttribute(name).replace(/^#[^]*/, "#")}`);
        return `${node.namespaceURI.split("/").pop()}:${node.localName} [${names}] ${values}`.trimEnd();
    };
    const walk = (node, depth) => {
        const found = [];
        for (const child of node.childNodes) {
            if (child.nodeType === Node.ELEMENT_NODE) {
                const data = child.localName === "script" && /json$/.test(child.type);
                const fixed = ["script", "style"].includes(child.localName) && !data;
                if (data) JSON.parse(child.textContent);
                found.push(`${"  ".repeat(depth)}${told(child)}${fixed ? ` {${child.textContent}}` : ""}`);
                found.push(...walk(child, depth + 1));
                if (child.shadowRoot) found.push(...walk(child.shadowRoot, depth + 2));
                if (child.content instanceof DocumentFragment) found.push(...walk(child.content, depth + 2));
            } else if (child.nodeType !== Node.TEXT_NODE) {
                found.push(`${"  ".repeat(depth)}${child.nodeName}`);
            }
        }
        return found;
    };
    const properties = [];
    for (const node of root.querySelectorAll("*")) {
        for (const name in node) {
            if (name.startsWith("on") && typeof node[name] === "function") properties.push(`${node.localName}.${name}`);
        }
    }
    return {
        tree: walk(root, 0),
        properties,
        globals: Object.getOwnPropertyNames(window).sort(),
        prototype: Object.getOwnPropertyNames(Object.prototype).sort(),
        address: location.href.split("#")[0],
        frames: window.length,
    };
}"""
"""Every node but texts, with the names of its attributes, addresses and handlers, and what scripts and styles say."""
USE = r"""async (typed) => {
    const all = (words) => [...document.querySelectorAll(words)];
    const tell = (node, ...names) => names.forEach((name) => node.dispatchEvent(new Event(name, { bubbles: true })));
    const press = (node) => node.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    const drawn = () => new Promise((done) => setTimeout(done, 30));
    for (const node of all("summary")) node.click();
    for (const node of all("button:not(.show-reads), [role=button], [role=tab], label, a[href^='#']")) node.click();
    for (const node of all("th[aria-sort], th[tabindex]")) { node.click(); press(node); }
    await drawn();
    for (const node of all("select")) {
        for (const option of [...node.options]) { node.value = option.value; tell(node, "input", "change"); }
    }
    for (const node of all("input[type=checkbox], input[type=radio]")) { node.click(); node.click(); }
    const boxes = all("input:not([type=checkbox]):not([type=radio]), textarea, [contenteditable]");
    for (const node of boxes) {
        node.value = typed;
        tell(node, "input", "change", "keyup", "search");
        press(node);
    }
    await drawn();
    await new Promise((done) => setTimeout(done, boxes.length ? 250 : 0));
    for (const node of boxes) { node.value = ""; tell(node, "input", "change", "keyup", "search"); }
    for (const node of all("*")) tell(node, "mouseover", "focusin", "pointerover");
    await drawn();
}"""
"""Use a page as somebody who tries everything: open, press, sort, switch, choose, type, go over."""
_PIECE = "xhtml:span [data-t]"
"""A piece of a text in both languages: a span without any other attribute."""
_STATES = ("hidden", "open", "aria-", "data-state")


@dataclass
class Watched:
    """A page, and all that it did."""

    page: Page
    requests: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def open(self, path: Path) -> dict[str, Any]:
        """Open a file and return its skeleton."""
        self.requests.clear()
        self.faults.clear()
        self.page.goto(path.as_uri())
        return self.skeleton()

    def skeleton(self) -> dict[str, Any]:
        """Return the skeleton of the page as it is now."""
        found: dict[str, Any] = self.page.evaluate(f"({SKELETON})(document)")
        return found

    def parsed(self, text: str) -> dict[str, Any]:
        """Return the skeleton of what Chromium makes of HTML, without drawing it: a huge text takes minutes to draw."""
        parse = f"(text) => ({SKELETON})(new DOMParser().parseFromString(text, 'text/html'))"
        found: dict[str, Any] = self.page.evaluate(parse, text)
        return found

    def use(self, typed: str) -> dict[str, Any]:
        """Use the page and return its skeleton then."""
        self.page.evaluate(USE, typed)
        return self.skeleton()

    def did(self, path: Path) -> list[str]:
        """Return every request but that for the page itself, and every fault, dialog and new window."""
        return [url for url in self.requests if url.split("#")[0] != path.as_uri()] + self.faults


@contextmanager
def watched(chromium: Browser, **options: Any) -> Iterator[Watched]:
    """Give a page under watch; whatever is no file of this machine is refused, and noted."""
    context = chromium.new_context(viewport={"width": 1200, "height": 900}, **options)
    context.add_init_script(BEFORE)
    context.set_default_timeout(120_000)
    page = context.new_page()
    seen = Watched(page)
    context.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.requestWillBeSent", lambda told: seen.requests.append(told["request"]["url"]))
    session.on("Network.webSocketCreated", lambda told: seen.requests.append(told["url"]))
    page.on("pageerror", lambda error: seen.faults.append(f"error: {error}"))
    page.on("console", lambda told: seen.faults.append(told.text) if told.type in ("error", "warning") else None)
    page.on("dialog", lambda dialog: (seen.faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("popup", lambda popup: seen.faults.append(f"window: {popup.url}"))
    page.on("download", lambda told: seen.faults.append(f"download: {told.url}"))
    yield seen
    context.close()


def difference(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """Return what differs between two skeletons, the first few lines."""
    lines = [f"{name}: {one[name]} != {other[name]}" for name in one if name != "tree" and one[name] != other[name]]
    harmless, hostile = map(_without_pieces, (other["tree"], one["tree"]))
    return (lines + list(unified_diff(harmless, hostile, "harmless", "hostile", lineterm="", n=2)))[:60]


def _without_pieces(tree: list[str]) -> list[str]:
    """Return the lines of a tree without pieces of texts: some texts have more of them than others, or none."""
    return [line for line in tree if not line.endswith(_PIECE)]


def kinds(skeleton: dict[str, Any]) -> set[str]:
    """Return what kinds of elements a page has, whatever is open or hidden: tag, attributes, addresses, handlers."""
    found = set()
    for line in skeleton["tree"]:
        tag, _, rest = line.strip().partition(" [")
        names, _, values = rest.partition("]")
        kept = [name for name in names.split(",") if not name.startswith(_STATES)]
        found.add(f"{tag} [{','.join(kept)}]{values}")
    return found
