/* The overdue notice, by the reader's own calendar. */
(() => {
  "use strict";
  const now = new Date();
  now.setMinutes(now.getMinutes() - now.getTimezoneOffset());
  const today = now.toISOString().slice(0, 10);
  for (const notice of document.querySelectorAll("[data-due][hidden]")) notice.hidden = today <= notice.dataset.due;
})();
