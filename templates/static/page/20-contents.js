/* The table of contents: open beside the text on wide screens, with the section that is being read marked. */
(() => {
  "use strict";
  const contents = document.getElementById("contents-list");
  if (!contents) return;

  /* The style sheet already shows the contents on wide screens; this makes the state that assistive technology reads
     agree with it, and opens them in browsers that lack ::details-content. */
  const wide = matchMedia("(min-width: 64rem)");
  const unfold = () => {
    contents.open = wide.matches;
  };
  if (wide.matches) unfold();
  wide.addEventListener("change", unfold);

  const links = new Map();
  for (const link of contents.querySelectorAll('a[href^="#"]')) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading) links.set(heading, link);
  }

  /* A heading is past when it stands at the top of the window or above; one that is not shown to these readers never
     is. The last one that is past is being read; but a heading that a link has led to counts as long as it is in sight,
     though the next may be close by, or the page too short to bring it up. */
  const watched = (rootMargin) => {
    const found = new Set();
    const observer = new IntersectionObserver(
      (records) => {
        for (const { target, isIntersecting } of records) found[isIntersecting ? "add" : "delete"](target);
        mark();
      },
      { rootMargin },
    );
    for (const heading of links.keys()) observer.observe(heading);
    return found;
  };
  let marked = null;
  const mark = () => {
    const headings = [...links.keys()];
    const atEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
    const asked = headings.find((heading) => heading.matches(":target") && seen.has(heading));
    const read = asked && (atEnd || past.has(asked)) ? asked : headings.findLast((heading) => past.has(heading));
    const link = links.get(read) || null;
    if (link === marked) return;
    if (marked) marked.removeAttribute("aria-current");
    marked = link;
    if (!link) return;
    link.setAttribute("aria-current", "true");
    /* Only the list is scrolled, never the page. */
    for (let list = link; list !== contents.parentElement.parentElement; list = list.parentElement) {
      if (getComputedStyle(list).overflowY !== "auto") continue;
      const [inner, outer] = [link.getBoundingClientRect(), list.getBoundingClientRect()];
      list.scrollTop += Math.max(inner.bottom - outer.bottom, 0) + Math.min(inner.top - outer.top, 0);
    }
  };
  const past = watched("9999999px 0px -80% 0px");
  const seen = watched("0px");
  addEventListener("scrollend", mark);
  addEventListener("hashchange", () => requestAnimationFrame(mark));
})();
