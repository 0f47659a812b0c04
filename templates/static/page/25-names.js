/* Citations and the links back to them are numbers. Here they get names that say more when they are read out alone, in a
   list of links; written into the page the same words would stand there a hundred times. */
(() => {
  "use strict";
  const { dataset } = document.querySelector(".reference-list") || {};
  if (!dataset) return;
  const name = (links, words) => {
    for (const link of document.querySelectorAll(links)) {
      link.setAttribute("aria-label", words.replace("{number}", link.textContent));
    }
  };
  name("a[role=doc-noteref]", dataset.source);
  name(".backlinks a", dataset.back);
})();
