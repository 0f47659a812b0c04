/* The reader's choice of audience. It runs right after the radio buttons, before any passage is parsed, so that no
   wrong text is ever shown. Without it the radio buttons still switch the page; they are just not remembered.

   The order of claims: an address that asks for an audience (once), this tab, this browser, the site's default. */
(() => {
  "use strict";
  const KEY = "audience";
  const STORED = "dr-evidence-site.audience";
  const radios = [...document.querySelectorAll('input[name="audience"]')];
  const find = (id) => radios.find((radio) => radio.value === id);

  /* Storage may be forbidden or full; then the choice lives as long as the page. */
  const read = (storage) => {
    try {
      return window[storage].getItem(STORED);
    } catch {
      return null;
    }
  };
  const write = (storage, id) => {
    try {
      window[storage].setItem(STORED, id);
    } catch {
      /* nothing to do */
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

  const apply = () => {
    const asked = find(new URLSearchParams(location.search).get(KEY));
    const fresh = asked && !(history.state && history.state[KEY]);
    const radio = (fresh && asked) || find(read("sessionStorage")) || find(read("localStorage")) || asked;
    if (!radio) return;
    radio.checked = true;
    if (fresh) write("sessionStorage", radio.value);
    if (asked) carry(radio.value);
  };

  apply();

  document.addEventListener("change", (event) => {
    if (!radios.includes(event.target)) return;
    const radio = event.target;
    write("sessionStorage", radio.value);
    write("localStorage", radio.value);
    carry(radio.value);
    const status = document.getElementById("audience-status");
    if (status) status.textContent = `${status.dataset.announce} ${radio.labels[0].textContent.trim()}`;
  });

  /* A page that comes back, from the browser's memory or by the Back button, may bring an older choice along: form
     controls are restored after loading, unless they ask not to be (the attribute means nothing else on a radio). */
  for (const radio of radios) radio.setAttribute("autocomplete", "off");
  addEventListener("pageshow", apply);
})();
