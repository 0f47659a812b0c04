/* Citations and the links back to them are numbers. Here they get names that say more when they are read out alone, in a
   list of links, and citations the role that tells what they are; written into the page the same words would stand there
   a hundred times. */
(() => {
  "use strict";
  const { dataset } = document.querySelector(".reference-list") || {};
  if (!dataset) return;
  const name = (links, words, role) => {
    for (const link of document.querySelectorAll(links)) {
      link.setAttribute("aria-label", words.replace("{number}", link.textContent));
      if (role) link.setAttribute("role", role);
    }
  };
  name('[id^=cite-] [href^="#ref-"]', dataset.source, "doc-noteref");
  name(".reference-list small a", dataset.back);
})();
