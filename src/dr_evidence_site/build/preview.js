/* The live preview, in pages that `dr-evidence-site serve` sends and in no others: listens for builds, loads the page
   again when it changed, at the place where it was, and shows what is wrong in a bar at the bottom. */
(() => {
  "use strict";
  const script = document.currentScript;
  const KEY = "dr-evidence-site.preview";
  const SCROLL = `${KEY}.scroll:${location.pathname}`;
  const OPEN = `${KEY}.open`;

  /* Storage may be forbidden; then the page begins at the top, and the bar closed. */
  const read = (key) => {
    try {
      return sessionStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const write = (key, value) => {
    try {
      if (value === null) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, value);
    } catch {
      /* nothing to do */
    }
  };

  /* The place in the page. Pictures may make it longer while it loads, so it is looked for again at the end, unless
     the reader has moved on. */
  const kept = read(SCROLL);
  if (kept !== null) {
    write(SCROLL, null);
    const [left, top] = kept.split(" ").map(Number);
    const restore = () => scrollTo({ left, top, behavior: "instant" });
    let moved = false;
    for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"]) {
      addEventListener(kind, () => (moved = true), { once: true, passive: true });
    }
    restore();
    addEventListener("load", () => {
      if (!moved) restore();
      history.scrollRestoration = "auto";
    });
  }

  let reloading = false;
  const reload = () => {
    reloading = true;
    write(SCROLL, `${scrollX} ${scrollY}`);
    history.scrollRestoration = "manual";
    location.reload();
  };

  /* The bar lives in a tree of its own, so that neither the theme's style sheet nor its scripts meet it. Everything is
     put in as text. */
  const make = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };
  const headline = make("span", { className: "headline" });
  const counts = make("span", { className: "counts" });
  const status = make("span", { className: "status" });
  const list = make("ol", { tabIndex: 0 });
  list.setAttribute("aria-label", "Diagnostics");
  const facts = make("span", { className: "facts" });
  const summary = make("summary", {}, headline, counts, status, facts);
  const details = make("details", {}, summary, list);
  const spoken = make("p", { className: "spoken" });
  spoken.setAttribute("role", "status");
  summary.addEventListener("click", () => write(OPEN, String(!details.open)));

  const draw = () => {
    const bar = make("aside", { lang: "en", dir: "ltr" }, details, spoken);
    bar.setAttribute("aria-label", "Preview");
    const host = make("dr-evidence-preview", { hidden: true });
    const style = make("link", { rel: "stylesheet", href: "/-/preview.css" });
    style.addEventListener("load", () => (host.hidden = false));
    host.attachShadow({ mode: "open" }).append(style, bar);
    document.body.append(host);
  };

  const row = (problem) => {
    const made = make(
      "li",
      { className: problem.level },
      make("code", {}, problem.place),
      " ",
      make("strong", {}, `${problem.level}[${problem.code}]`),
      " ",
      problem.message,
    );
    if (problem.here) made.classList.add("here");
    if (problem.hint) made.append(make("div", { className: "hint" }, `Hint: ${problem.hint}`));
    for (const words of problem.related) made.append(make("div", { className: "hint" }, words));
    return made;
  };

  const fact = ({ label, words, attention }) =>
    make("span", { className: attention ? "fact warning" : "fact" }, `${label}: `, make("strong", {}, words));

  let said = null;
  const say = (words) => {
    if (said !== null && said !== words) spoken.textContent = words;
    said = words;
  };

  const show = (state) => {
    details.classList.toggle("failed", state.failed !== "");
    headline.textContent = state.failed || "Preview";
    counts.textContent = state.counts;
    status.textContent = state.status && `Status: ${state.status}`;
    facts.replaceChildren(...state.facts.map(fact));
    list.replaceChildren(...state.problems.map(row));
    if (state.more) list.append(make("li", {}, `… and ${state.more} more`));
    list.hidden = state.problems.length === 0;
    const asked = read(OPEN);
    details.open = asked === null ? state.failed !== "" : asked === "true";
    say(`${state.failed} ${state.counts}`.trim());
  };

  const lost = () => {
    details.classList.add("failed");
    headline.textContent = "The preview does not answer. Is it still running?";
    say(headline.textContent);
  };

  /* A browser holds six connections to one server, over all tabs: only a tab that is seen keeps one. */
  let source = null;
  const listen = () => {
    if (source || document.hidden) return;
    source = new EventSource(`/-/events?page=${encodeURIComponent(decodeURI(location.pathname))}`);
    source.addEventListener("message", (event) => {
      const state = JSON.parse(event.data);
      if (reloading) return;
      if (state.version !== script.dataset.version) reload();
      else show(state);
    });
    source.addEventListener("error", lost);
  };
  const hush = () => {
    if (source) source.close();
    source = null;
  };

  if (!("bare" in script.dataset)) draw();
  listen();
  document.addEventListener("visibilitychange", () => (document.hidden ? hush() : listen()));
  addEventListener("pagehide", hush);
  addEventListener("pageshow", listen);
})();
