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
  const LINKS = "[role=doc-noteref], [role=doc-glossref]";
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

  /* The link whose popover is open, and whether it is open for good, not by a mouse that rests on the link. */
  let source = null;
  let stays = false;
  let timer;

  const linked = (id) => document.getElementById(id);
  const copied = (element) => {
    const copy = element.cloneNode(true);
    copy.querySelector("small")?.remove();
    for (const other of [copy, ...copy.querySelectorAll("[id]")]) other.removeAttribute("id");
    return copy;
  };
  const entry = (number) => {
    const found = linked(`ref-${number}`);
    return found ? [Object.assign(copied(found), { value: number })] : [];
  };

  /* The two numbers of a range such as 3–5 stand for all between them; any other number stands for itself. */
  const range = (link) => {
    const other = (side) => {
      const dash = link[side];
      return dash?.data === "–" && dash[side]?.matches?.(LINKS) ? dash[side] : link;
    };
    const [from, to] = [other("previousSibling"), other("nextSibling")].map((end) => Number(end.textContent));
    return Array.from({ length: Math.max(to - from, 0) + 1 }, (_, step) => from + step);
  };

  /* Fill the popover; false when the page lacks what the link leads to. */
  const fill = (link) => {
    const target = linked(decodeURIComponent(link.hash.slice(1)));
    const words = target?.closest("[data-jump]")?.dataset;
    if (!words) return false;
    if (target.localName === "dt") {
      title.textContent = target.textContent.trim();
      content.replaceChildren(...copied(target.nextElementSibling).childNodes);
    } else {
      const numbers = range(link);
      const last = numbers.at(-1);
      title.textContent = numbers[1]
        ? words.range.replace("{first}", numbers[0]).replace("{last}", last)
        : link.getAttribute("aria-label");
      content.replaceChildren(make("ol", "", ...numbers.flatMap(entry)));
    }
    jump.href = link.hash;
    jump.textContent = words.jump.replace("{number}", link.textContent);
    close.setAttribute("aria-label", words.close);
    return true;
  };

  const hide = () => source && popover.hidePopover();
  const show = (link, forGood) => {
    hide();
    if (!fill(link)) return false;
    source = link;
    stays = forGood;
    link.classList.add("is-open");
    /* The focus will return to where it was when the popover opened. */
    const focus = (element) => forGood && element.focus({ preventScroll: true });
    focus(link);
    popover.showPopover({ source });
    popover.scrollTop = 0;
    focus(popover);
    return true;
  };
  popover.addEventListener("beforetoggle", (event) => {
    clearTimeout(timer);
    if (event.newState === "open") return;
    source?.classList.remove("is-open");
    source = null;
  });
  close.addEventListener("click", hide);
  jump.addEventListener("click", hide);

  /* A click outside has closed the popover before it arrives here, so the press tells whether it was this link's. */
  let pressed;
  const press = (event) => {
    clearTimeout(timer);
    pressed = stays && source;
    if (popover.contains(event.target)) stays = true;
  };
  document.addEventListener("pointerdown", press, true);
  document.addEventListener("click", (event) => {
    const link = event.target.closest(LINKS);
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (event.detail && pressed === link) hide();
    else if (!show(link, true)) return;
    event.preventDefault();
  });

  /* The pause before opening lets the mouse pass over citations; the one before closing lets it reach the popover. It
     cannot reach a sheet at the edge of the window in time: there, only a click opens. */
  const atWord = () => CSS.supports("position-area", "block-end") && matchMedia("(min-width: 30.01rem)").matches;
  document.addEventListener("pointerover", ({ buttons, pointerType, target }) => {
    if (pointerType === "touch" || buttons || (source && stays)) return;
    clearTimeout(timer);
    const link = target.closest(LINKS);
    if (source && (link === source || popover.contains(target))) return;
    if (link && atWord()) timer = setTimeout(show, 300, link, false);
    else if (source) timer = setTimeout(hide, 300);
  });

  /* Focus that moves on into the page must not end up beneath the popover. */
  document.addEventListener("focusin", ({ target }) => {
    if (source && target !== source && !popover.contains(target)) hide();
  });
})();
