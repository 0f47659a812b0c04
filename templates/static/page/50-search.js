/* Search fields hand their words to the search page in the fragment of its address, which never leaves the browser. */
(() => {
  "use strict";
  /* The style sheet shows the fields where scripts run; browsers before 2024 cannot tell it. */
  if (!matchMedia("(scripting: enabled)").matches) {
    for (const field of document.querySelectorAll(".needs-script")) field.classList.remove("needs-script");
  }
  for (const form of document.querySelectorAll("form[data-search]")) {
    /* Browsers let no page read the index from a disk. The link in the header leads to the page that says so. */
    const { fromDisk } = form.dataset;
    if (fromDisk !== undefined && location.protocol === "file:") {
      form.replaceWith(...(fromDisk ? [Object.assign(document.createElement("p"), { textContent: fromDisk })] : []));
      continue;
    }
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const words = form.querySelector("input, textarea").value.trim();
      const told = new URLSearchParams(words && { [form.dataset.search]: words });
      if (words && form.dataset.from) told.set("from", form.dataset.from);
      location.assign(`${form.getAttribute("action")}#${told}`);
    });
  }
})();
