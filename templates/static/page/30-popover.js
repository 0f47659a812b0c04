/* A citation opens its reference, and an explained term its meaning, in one shared popover. Without the Popover API,
   without a script, and with a modifier key, the link leads to the list.

   The content is a copy of what the link leads to; the words around it stand as data- attributes on the list. The
   popover is a dialog that is not modal, because it holds links and takes the focus (a tooltip or note may not): the
   APG's pattern. A click, a tap or the Enter key opens it for good and moves the focus into it; a mouse that rests on
   the link opens it until the mouse has left both, and moves nothing. Esc and the browser's own light dismissal close
   it, and the focus returns to the link. */
(() => {
  "use strict";
  if (!("popover" in HTMLElement.prototype)) return;
  const LINKS = "a[role=doc-noteref], a[role=doc-glossref]";
  const make = (name, className, ...children) => {
    const made = Object.assign(document.createElement(name), { className });
    made.append(...children);
    return made;
  };
  const title = make("p", "popover-title");
  const close = make("button", "popover-close");
  const content = make("div", "popover-content");
  const jump = make("a", "popover-jump");
  const popover = make("div", "reference-popover", make("div", "popover-head", title, close), content, jump);
  title.id = "reference-popover-title";
  Object.assign(popover, { id: "reference-popover", popover: "auto", role: "dialog", tabIndex: -1 });
  popover.setAttribute("aria-labelledby", title.id);
  close.type = "button";
  document.body.append(popover);

  let source = null; // the link whose popover is open
  let stays = false; // opened for good, not by a mouse that rests on the link
  let timer = 0;

  const copied = (element) => {
    const copy = element.cloneNode(true);
    for (const other of copy.querySelectorAll(".backlinks")) other.remove();
    for (const other of [copy, ...copy.querySelectorAll("[id]")]) other.removeAttribute("id");
    return copy;
  };
  const numbered = (number) => document.getElementById(`ref-${number}`);

  /* The two numbers of a range such as 3–5 stand for all between them; any other number stands for itself. */
  const range = (link) => {
    const other = (side) => {
      const dash = link[side];
      return dash && dash.data === "–" && dash[side] && dash[side].matches(LINKS) && dash[side];
    };
    const [first, last] = [other("previousSibling") || link, other("nextSibling") || link];
    const [from, to] = [Number(first.textContent), Number(last.textContent)];
    return Array.from({ length: Math.max(to - from, 0) + 1 }, (_, step) => from + step);
  };

  /* Fill the popover; false when the page lacks what the link leads to. */
  const fill = (link) => {
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    const words = target && target.closest("[data-jump]");
    if (!words) return false;
    if (target.localName === "dt") {
      title.textContent = target.textContent.trim();
      content.replaceChildren(...copied(target.nextElementSibling).childNodes);
    } else {
      const numbers = range(link);
      const [first, last] = [numbers[0], numbers.at(-1)];
      title.textContent =
        first === last
          ? link.getAttribute("aria-label")
          : words.dataset.range.replace("{first}", first).replace("{last}", last);
      content.replaceChildren(make("ol", "", ...numbers.map(numbered).filter(Boolean).map(copied)));
    }
    jump.href = link.hash;
    jump.textContent = words.dataset.jump.replace("{number}", link.textContent);
    close.setAttribute("aria-label", words.dataset.close);
    return true;
  };

  const hide = () => source && popover.hidePopover();
  const show = (link, forGood) => {
    hide();
    if (!fill(link)) return false;
    source = link;
    stays = forGood;
    link.classList.add("is-open");
    if (forGood) link.focus({ preventScroll: true }); // where the focus returns to
    popover.showPopover({ source: link });
    popover.scrollTop = 0;
    if (forGood) popover.focus({ preventScroll: true });
    return true;
  };
  popover.addEventListener("beforetoggle", (event) => {
    clearTimeout(timer);
    if (event.newState === "open" || !source) return;
    source.classList.remove("is-open");
    source = null;
  });
  close.addEventListener("click", hide);
  jump.addEventListener("click", hide);

  /* A click outside has closed the popover before it arrives here, so the press tells whether it was this link's. */
  let pressed = null;
  document.addEventListener(
    "pointerdown",
    (event) => {
      clearTimeout(timer);
      pressed = stays ? source : null;
      if (popover.contains(event.target)) stays = true;
    },
    true,
  );
  document.addEventListener("click", (event) => {
    const link = event.target.closest(LINKS);
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (event.detail && pressed === link) {
      hide();
      event.preventDefault();
    } else if (show(link, true)) event.preventDefault();
  });

  /* The pause before opening lets the mouse pass over citations; the one before closing lets it reach the popover. It
     cannot reach a sheet at the edge of the window in time: there, only a click opens. */
  const atWord = () => CSS.supports("position-area", "block-end") && matchMedia("(min-width: 30.01rem)").matches;
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch" || event.buttons || (source && stays)) return;
    clearTimeout(timer);
    const link = event.target.closest(LINKS);
    if (source && (link === source || popover.contains(event.target))) return;
    if (link && atWord()) timer = setTimeout(show, 300, link, false);
    else if (source) timer = setTimeout(hide, 300);
  });

  /* Focus that moves on into the page must not end up beneath the popover. */
  document.addEventListener("focusin", (event) => {
    if (source && event.target !== source && !popover.contains(event.target)) hide();
  });
})();
