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
    links.set(document.getElementById(decodeURIComponent(link.hash.slice(1))), link);
  }
  links.delete(null);
  const headings = [...links.keys()];

  /* A heading is past when it stands at the top of the window or above; one that is not shown to these readers never
     is. The last one that is past is being read; but a heading that a link has led to counts as long as it is in sight,
     though the next may be close by, or the page too short to bring it up. */
  const watched = (rootMargin) => {
    const found = new Set();
    const note = (records) => {
      for (const { target, isIntersecting } of records) found[isIntersecting ? "add" : "delete"](target);
      mark();
    };
    const observer = new IntersectionObserver(note, { rootMargin });
    for (const heading of headings) observer.observe(heading);
    return found;
  };
  let marked;
  const mark = () => {
    const atEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
    const asked = [...seen].find((heading) => heading.matches(":target"));
    const isRead = asked && (atEnd || past.has(asked));
    const link = links.get(isRead ? asked : headings.findLast((heading) => past.has(heading)));
    if (link === marked) return;
    marked?.removeAttribute("aria-current");
    marked = link;
    if (!link) return;
    link.setAttribute("aria-current", "true");
    /* Only the list is scrolled, never the page. */
    const list = contents.parentElement;
    const [inner, outer] = [link, list].map((element) => element.getBoundingClientRect());
    list.scrollTop += Math.max(inner.bottom - outer.bottom, 0) + Math.min(inner.top - outer.top, 0);
  };
  const past = watched("9999999px 0px -80% 0px");
  const seen = watched("0px");
  addEventListener("scrollend", mark);
  addEventListener("hashchange", () => requestAnimationFrame(mark));
})();
