/* The overdue notice, by the reader's own calendar. */
(() => {
  "use strict";
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  const today = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  for (const notice of document.querySelectorAll("[data-due][hidden]")) {
    notice.hidden = today <= notice.dataset.due;
  }
})();
