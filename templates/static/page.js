/* Small comforts for every page, deferred: the overdue notice by the reader's own calendar, and the open contents. */
(() => {
  "use strict";
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  const today = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  for (const notice of document.querySelectorAll("[data-due][hidden]")) {
    notice.hidden = today <= notice.dataset.due;
  }

  /* On wide screens the contents stand beside the text. The style sheet already shows them; this makes the state
     that assistive technology reads agree with it, and opens them in browsers that lack ::details-content. */
  const contents = document.getElementById("contents-list");
  if (contents) {
    const wide = matchMedia("(min-width: 64rem)");
    const unfold = () => {
      contents.open = wide.matches;
    };
    if (wide.matches) unfold();
    wide.addEventListener("change", unfold);
  }
})();
