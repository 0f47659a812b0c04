/* The page at an old address leads on by itself; this also takes along what follows the address there: the audience
   asked for, and the section. */
(() => {
  "use strict";
  const to = document.currentScript.dataset.to;
  if (to) location.replace(to + location.search + location.hash);
})();
