(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const all = (query, root = document) => [...root.querySelectorAll(query)];
  const here = document.documentElement.lang;
  const attributes = ["aria-label", "data-label", "placeholder"];
  const first = new Map();
  let told = null;

  // The texts of the first language are what the page held when it was opened; those of the other one wait in it.
  const say = (language) => {
    told = told || JSON.parse(byId("texts").textContent);
    const text = (number, now) => {
      if (!first.has(number)) first.set(number, now);
      return language === here ? first.get(number) : told[number];
    };
    for (const element of all("[data-t]")) {
      element.textContent = text(Number(element.dataset.t), element.textContent);
    }
    for (const name of attributes) {
      for (const element of all(`[data-t-${name}]`)) {
        const number = Number(element.getAttribute(`data-t-${name}`));
        element.setAttribute(name, text(number, element.getAttribute(name)));
      }
    }
    document.documentElement.lang = language;
    for (const button of all("[data-language]")) {
      button.setAttribute("aria-pressed", String(button.dataset.language === language));
    }
    document.dispatchEvent(new Event("language"));
  };

  const languages = () => {
    all(".languages").forEach((group) => { group.hidden = false; });
    for (const button of all("[data-language]")) {
      button.addEventListener("click", () => {
        if (document.documentElement.lang !== button.dataset.language) say(button.dataset.language);
      });
    }
  };

  // Sorting: what is not known comes last, whichever way; equals keep the order of the report.
  const places = { points: 0, tier: 1, frequency: 2, impact: 3, phenotype: 4 };
  const falling = new Set(["points", "phenotype"]);

  const candidates = () => {
    const table = byId("candidate-table");
    if (!table) return;
    const body = table.tBodies[0];
    let known = null;
    const rows = () => {
      known = known || [...body.rows].map((row, rank) => ({
        row,
        rank,
        gene: row.cells[1].firstChild.textContent.trim(),
        keys: row.dataset.k.split(" ").map((key) => (key === "-" ? null : Number(key))),
        filters: row.dataset.f.split(" "),
        text: null,
      }));
      return known;
    };
    const order = new Intl.Collator("en", { numeric: true });
    const compare = (name, sign) => (a, b) => {
      if (name === "rank") return sign * (a.rank - b.rank);
      if (name === "gene") return sign * order.compare(a.gene, b.gene) || a.rank - b.rank;
      const [one, two] = [a.keys[places[name]], b.keys[places[name]]];
      if (one === null || two === null) return (one === null) - (two === null) || a.rank - b.rank;
      return sign * (one - two) || a.rank - b.rank;
    };
    const sort = (button) => {
      const head = button.closest("th");
      const name = button.dataset.sort;
      const now = head.getAttribute("aria-sort");
      const next = now ? (now === "ascending" ? "descending" : "ascending") : falling.has(name) ? "descending" : "ascending";
      all("th[aria-sort]", table).forEach((one) => one.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", next);
      const sorted = [...rows()].sort(compare(name, next === "ascending" ? 1 : -1));
      body.remove();
      body.replaceChildren(...sorted.map((one) => one.row));
      table.append(body);
    };
    for (const button of all("button[data-sort]", table)) {
      button.disabled = false;
      button.addEventListener("click", () => sort(button));
    }
    body.addEventListener("click", (event) => {
      const button = event.target.closest("button.unfold");
      if (!button) return;
      const open = button.closest("tr").classList.toggle("open");
      button.setAttribute("aria-expanded", String(open));
    });
    filtered(rows, table);
  };

  const filtered = (rows, table) => {
    const form = byId("filters");
    form.hidden = false;
    const number = new Intl.NumberFormat("en");
    const apply = () => {
      const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
      const chosen = all("select", form).map((select) => select.value).filter(Boolean);
      let shown = 0;
      for (const one of rows()) {
        if (words.length && one.text === null) one.text = one.row.textContent.toLowerCase();
        const fits = chosen.every((word) => one.filters.includes(word)) && words.every((word) => one.text.includes(word));
        if (one.row.hidden === fits) one.row.hidden = !fits;
        shown += fits;
      }
      byId("shown").textContent = number.format(shown);
      byId("none").hidden = shown > 0;
      table.parentElement.hidden = shown === 0;
    };
    form.addEventListener("input", apply);
    form.addEventListener("reset", () => setTimeout(apply));
    form.addEventListener("submit", (event) => event.preventDefault());
    document.addEventListener("language", () => {
      rows().forEach((one) => { one.text = null; });
      apply();
    });
  };

  const genes = () => {
    const place = byId("find-gene");
    if (!place) return;
    place.hidden = false;
    const lists = all(".gene-list").map((list) => ({ list, open: list.open }));
    const rows = all(".genes > tbody > tr:not(.exons)").map((row) => ({
      row,
      exons: row.nextElementSibling?.matches(".exons") ? row.nextElementSibling : null,
      name: row.cells[0].textContent.toLowerCase(),
    }));
    place.querySelector("input").addEventListener("input", (event) => {
      const word = event.target.value.trim().toLowerCase();
      let shown = 0;
      for (const { row, exons, name } of rows) {
        row.hidden = !name.includes(word);
        if (exons) exons.hidden = row.hidden;
        shown += !row.hidden;
      }
      lists.forEach(({ list, open }) => { list.open = word ? true : open; });
      byId("genes-shown").textContent = word ? `${shown} / ${rows.length}` : "";
    });
  };

  // Paper has no folds: where the style cannot open them, the script does.
  const paper = () => {
    if (CSS.supports("selector(::details-content)")) return;
    let opened = [];
    addEventListener("beforeprint", () => {
      opened = all("details:not([open])");
      opened.forEach((one) => { one.open = true; });
    });
    addEventListener("afterprint", () => opened.forEach((one) => { one.open = false; }));
  };

  languages();
  candidates();
  genes();
  paper();
})();
