(() => {
  "use strict";
  const around = 40;

  const load = () => {
    if (!window.igv) {
      const script = document.createElement("script");
      script.textContent = document.getElementById("igv-source").textContent;
      document.head.append(script);
    }
    return window.igv;
  };

  const track = (data) => (person) => ({
    type: "alignment",
    format: "bam",
    name: person.label,
    url: `data:application/gzip;base64,${person.bam}`,
    indexed: false,
    height: 230,
    samplingDepth: 10000,
    showSoftClips: true,
    sort: { chr: data.contig, position: data.position, option: "BASE", direction: "ASC" },
  });

  // Only the inlined reference and reads are named: no list of genomes, no search service, no index.
  const options = (data) => {
    const header = `>${data.contig}:${data.start}-${data.end} @len=${data.length}`;
    return {
      loadDefaultGenomes: false,
      search: false,
      queryParametersSupported: false,
      reference: {
        id: "inlined",
        name: "reference",
        fastaURL: `data:text/plain;base64,${btoa(`${header}\n${data.bases}\n`)}`,
        indexed: false,
        wholeGenomeView: false,
      },
      locus: `${data.contig}:${Math.max(data.start, data.position - around)}-${Math.min(data.end, data.last + around)}`,
      showIdeogram: false,
      showCenterGuide: true,
      showSVGButton: false,
      showMultiSelectButton: false,
      tracks: data.people.map(track(data)),
    };
  };

  const show = async (button) => {
    const view = document.getElementById(button.getAttribute("aria-controls"));
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    view.hidden = !open;
    if (open && !view.dataset.state) {
      view.dataset.state = "loading";
      try {
        const data = JSON.parse(document.getElementById(button.dataset.reads).textContent);
        await load().createBrowser(view, options(data));
        view.dataset.state = "shown";
      } catch (error) {
        view.dataset.state = "failed";
        view.hidden = true;
        view.parentElement.querySelector(".reads-failed").hidden = false;
      }
    }
  };

  for (const button of document.querySelectorAll("button.show-reads")) {
    button.hidden = false;
    button.addEventListener("click", () => show(button));
  }
})();
