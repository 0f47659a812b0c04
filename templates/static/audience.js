/* The reader's choices: whose text is shown, and light or dark. Loaded in the head without `defer`, so that nothing is
   painted before it has run. Without it the radio buttons still switch the page; they are just not remembered.

   The checked radio button is the only truth. The order of claims to the audience: an address that asks for one (once),
   this tab, this browser, the site's default. Nothing but the two choices is ever stored. */
(() => {
  "use strict";
  const KEY = "audience";
  const STORED = "dr-evidence-site.audience";
  const THEME = "dr-evidence-site.theme";
  const TEXT = ":is(h1, h2, h3, h4, h5, h6, p, li, dt, dd, tr, pre)";
  const root = document.documentElement;
  const radios = (name) => [...document.querySelectorAll(`input[name="${name}"]`)];
  const find = (name, value) => radios(name).find((radio) => radio.value === value);
  let shown = null;
  /* The choice and the place before the last change, and the place after it. */
  let left = null;

  /* What is stored by a key, or is to be. Storage may be forbidden or full; then the choice lives as long as the page. */
  const stored = (storage, key, value) => {
    try {
      return value ? window[storage].setItem(key, value) : window[storage].getItem(key);
    } catch {
      return null;
    }
  };

  /* The mark in the history entry says that the address has had its say: going back to it later must not undo a
     newer choice. Other parameters and the fragment stay as they are. */
  const carry = (id) => {
    try {
      const address = new URL(location.href);
      address.searchParams.set(KEY, id);
      history.replaceState({ ...history.state, [KEY]: true }, "", address);
    } catch {
      /* some browsers forbid this for files */
    }
  };

  /* Check a radio button and keep the place of reading: the text at the top of the window stays where it is. If it is
     not for these readers, what stands in its stead comes there, or else the next text stays. Who goes back at once
     comes back to the same place. The button may be checked already, so the earlier one is put back for measuring;
     nothing is painted meanwhile. */
  const choose = (radio) => {
    const move = shown && shown !== radio && document.readyState !== "loading";
    const body = move && document.querySelector(".article-body");
    const texts = body ? [...body.querySelectorAll(TEXT)].filter((text) => !text.querySelector(TEXT)) : [];
    const measured = () => texts.map((text) => text.getClientRects().length && text.getBoundingClientRect());
    if (body) shown.checked = true;
    const from = body && { radio: shown, place: scrollY };
    const before = measured();
    radio.checked = true;
    shown = radio;
    const after = measured();
    const edge = body && (parseFloat(getComputedStyle(root).scrollPaddingTop) || 0);
    const top = before.findIndex((box) => box && box.bottom > edge);
    /* Reading may be beside or above the text. */
    if (top < 0 || !before.some((box) => box && box.top < edge)) return;
    let kept = top;
    if (!after[top]) {
      while (kept >= 0 && !(before[kept] && after[kept])) kept -= 1;
      do kept += 1;
      while (kept < texts.length && !after[kept]);
    }
    if (!after[kept]) return;
    const old = before[kept]?.top < innerHeight ? before[kept] : before[top];
    const back = left?.radio === radio && Math.abs(left.end - from.place) < 2;
    scrollTo({ top: back ? left.place : scrollY + after[kept].top - old.top, behavior: "instant" });
    left = { ...from, end: scrollY };
  };

  const apply = () => {
    const asked = find(KEY, new URLSearchParams(location.search).get(KEY));
    const fresh = asked && !(history.state?.[KEY]);
    const radio =
      (fresh && asked) || find(KEY, stored("sessionStorage", STORED)) || find(KEY, stored("localStorage", STORED)) || asked;
    shown = radios(KEY).find((other) => other.checked);
    if (radio) choose(radio);
    if (fresh) stored("sessionStorage", STORED, radio.value);
    if (asked) carry(radio.value);
    const theme = find("theme", stored("localStorage", THEME));
    if (theme) theme.checked = true;
  };

  /* The buttons are set as soon as the parser has made them, which is before they, or any text, are painted. Until the
     button for it is there, the root carries the colour scheme. */
  const theme = stored("localStorage", THEME);
  if (theme === "light" || theme === "dark") root.style.colorScheme = theme;
  let seen = 0;
  const watch = () => {
    const all = [...radios(KEY), ...radios("theme")];
    /* A browser would put older choices back after loading; the attribute means nothing else on a radio button. */
    for (const radio of all) radio.setAttribute("autocomplete", "off");
    if (all.length > seen) apply();
    seen = all.length;
    if (document.readyState === "loading" && !find("theme", theme)) return;
    root.style.colorScheme = "";
  };
  const parsed = new MutationObserver(watch);
  parsed.observe(root, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", () => {
    watch();
    parsed.disconnect();
  });

  document.addEventListener("change", (event) => {
    const { name, value } = event.target;
    if (name === "theme") stored("localStorage", THEME, value);
    if (name !== KEY) return;
    stored("sessionStorage", STORED, value);
    stored("localStorage", STORED, value);
    carry(value);
    choose(event.target);
    const status = document.getElementById("audience-status");
    if (status) status.textContent = `${status.dataset.announce} ${event.target.labels[0].textContent.trim()}`;
  });

  /* A page that comes back, from the browser's memory or by the Back button, may bring an older choice along. */
  addEventListener("pageshow", apply);
})();
