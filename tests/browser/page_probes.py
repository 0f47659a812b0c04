"""Questions asked of a page in the browser: contrast, clipping, overlap, tab stops, layout shifts. Each is JavaScript.

Contrast follows WCAG 2.2's definitions of relative luminance and contrast ratio; colours with transparency are laid
over what is behind them.
"""

from __future__ import annotations

from playwright.sync_api import Page

COLOURS = """
const probe = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
const seen = new Map();
const rgba = (text) => {
  if (!seen.has(text)) {
    probe.clearRect(0, 0, 1, 1);
    probe.fillStyle = text;
    probe.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = probe.getImageData(0, 0, 1, 1).data;
    seen.set(text, [r, g, b, a / 255]);
  }
  return seen.get(text);
};
const over = ([r, g, b, a], [x, y, z]) => [r * a + x * (1 - a), g * a + y * (1 - a), b * a + z * (1 - a), 1];
const canvas = () => {
  const e = document.createElement('div');
  e.style.setProperty('background-color', 'Canvas');
  document.body.append(e);
  const colour = rgba(getComputedStyle(e).backgroundColor);
  e.remove();
  return colour;
};
let plain = null;
const ground = (element) => {
  const layers = [];
  for (let e = element; e; e = e.parentElement) {
    const colour = rgba(getComputedStyle(e).backgroundColor);
    if (colour[3] > 0) layers.push(colour);
    if (colour[3] === 1) break;
  }
  plain ??= canvas();
  return layers.reverse().reduce((below, layer) => over(layer, below), plain);
};
const luminance = (colour) => colour.slice(0, 3)
  .map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
  .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
const contrast = (a, b) => {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
};
const name = (e) => `${e.tagName.toLowerCase()}${e.id ? '#' + e.id : ''}`
  + `${e.className && e.className.baseVal === undefined ? '.' + e.className.replaceAll(' ', '.') : ''}`
  + ` “${(e.textContent || '').trim().slice(0, 30)}”`;
"""

_TEXT_CONTRAST = (
    "() => {"
    + COLOURS
    + """
  const faults = [];
  let count = 0;
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    const shown = element.checkVisibility({opacityProperty: true, visibilityProperty: true});
    if (!own || !shown || element.closest('.visually-hidden, .skip-link, svg')) continue;
    count += 1;
    const style = getComputedStyle(element);
    const below = ground(element);
    const ratio = contrast(over(rgba(style.color), below), below);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5) || Number(style.opacity) < 1) faults.push(`${name(element)} ${ratio.toFixed(2)}`);
  }
  return {count, faults};
}"""
)

_FOCUSED = (
    "async () => {"
    + COLOURS
    + """
  // The page scrolls to what has the focus before the next frame.
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return null;
  const indicators = [];
  for (let shown = e; shown && indicators.length < 3; shown = shown.parentElement) {
    const style = getComputedStyle(shown);
    // The ring is drawn outside its element, on what is behind that.
    const outside = parseFloat(style.outlineOffset) >= 0 && shown.parentElement ? ground(shown.parentElement) : ground(shown);
    if (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) {
      indicators.push(contrast(over(rgba(style.outlineColor), outside), outside));
    }
    if (!shown.matches('input, input *')) { if (shown !== e) break; }
  }
  const rects = [...e.getClientRects()].filter((r) => r.width > 0 && r.height > 0);
  const points = rects.flatMap((r) => [[r.left + r.width / 2, r.top + r.height / 2], [r.left + 2, r.top + 2],
    [r.right - 2, r.bottom - 2]]);
  const inside = points.filter(([x, y]) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight);
  const reached = inside.filter(([x, y]) => {
    const top = document.elementFromPoint(x, y);
    return top && (e.contains(top) || top.contains(e) || top.closest('label')?.control === e);
  });
  return {
    index: [...document.querySelectorAll('*')].indexOf(e),
    name: name(e),
    ring: Math.max(0, ...indicators),
    visible: reached.length > 0 && inside.length > 0,
    covered: inside.length > 0 && reached.length === 0,
  };
}"""
)

_STOPS = """() => {
  const all = [...document.querySelectorAll('*')];
  const wanted = 'a[href], button, input, select, textarea, summary, [tabindex]';
  const stops = all.filter((e) => e.matches(wanted) && e.tabIndex >= 0 && !e.disabled
    && e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length > 0
    && !e.closest('[inert]') && (e.tagName !== 'INPUT' || e.type !== 'radio' || e.checked));
  return stops.map((e) => all.indexOf(e));
}"""

_REFLOW = """() => {
  const faults = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) faults.push(`the page is ${root.scrollWidth} wide in ${root.clientWidth}`);
  const hidden = '.visually-hidden, .skip-link, svg, [popover]:not(:popover-open)';
  const name = (e) => `${e.tagName.toLowerCase()}.${e.className} “${e.textContent.trim().slice(0, 40)}”`;
  const scrolls = (e) => ['auto', 'scroll'].includes(getComputedStyle(e).overflowX);
  const scroller = (e) => { for (let p = e; p; p = p.parentElement) if (p !== root && scrolls(p)) return p; };
  const floats = (e) => { for (let p = e; p; p = p.parentElement) if (['fixed', 'sticky'].includes(getComputedStyle(p).position)) return true; };
  // Words for screen readers alone: a box of one point.
  const out = (e) => { for (let p = e; p; p = p.parentElement) if (p.clientWidth === 1 && p.clientHeight === 1) return true; };
  const pieces = [];
  for (const e of document.querySelectorAll('body *')) {
    if (!e.checkVisibility({visibilityProperty: true}) || e.closest(hidden)) continue;
    if (out(e)) continue;
    const style = getComputedStyle(e);
    if (['hidden', 'clip'].includes(style.overflowX) || ['hidden', 'clip'].includes(style.overflowY)) {
      if (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1) faults.push(`clipped: ${name(e)}`);
    }
    if (style.textOverflow === 'ellipsis' && e.scrollWidth > e.clientWidth) faults.push(`cut: ${name(e)}`);
    const boxed = scroller(e);
    if (boxed && boxed.scrollWidth > boxed.clientWidth && boxed.tabIndex < 0) faults.push(`no keyboard: ${name(boxed)}`);
    if (boxed || floats(e)) continue;
    for (const node of e.childNodes) {
      if (node.nodeType !== 3 || !node.textContent.trim()) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const r of range.getClientRects()) {
        if (r.width < 1 || r.height < 1) continue;
        if (r.left < -1 || r.right > root.clientWidth + 1) faults.push(`outside: ${name(e)}`);
        pieces.push({e, r});
      }
    }
  }
  pieces.sort((a, b) => a.r.top - b.r.top);
  for (let i = 0; i < pieces.length; i += 1) {
    for (let j = i + 1; j < pieces.length && pieces[j].r.top < pieces[i].r.bottom; j += 1) {
      const [a, b] = [pieces[i], pieces[j]];
      if (a.e === b.e || a.e.contains(b.e) || b.e.contains(a.e)) continue;
      const width = Math.min(a.r.right, b.r.right) - Math.max(a.r.left, b.r.left);
      const height = Math.min(a.r.bottom, b.r.bottom) - Math.max(a.r.top, b.r.top);
      const smaller = Math.min(a.r.width * a.r.height, b.r.width * b.r.height);
      if (width > 0 && height > 0 && width * height > 0.25 * smaller) faults.push(`overlap: ${name(a.e)} and ${name(b.e)}`);
    }
  }
  return {pieces: pieces.length, faults: [...new Set(faults)]};
}"""

_SHIFTS = """() => new Promise((resolve) => {
  const found = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      found.push([entry.value, entry.sources.map((s) => s.node && (s.node.className || s.node.nodeName))]);
    }
  }).observe({type: 'layout-shift', buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(found), 100)));
})"""


def text_contrast(page: Page) -> list[str]:
    """Text whose contrast with its ground is below WCAG 1.4.3 (4.5, or 3 for large text)."""
    result = page.evaluate(_TEXT_CONTRAST)
    assert result["count"] > 10
    return list(result["faults"])


def focused(page: Page) -> dict[str, object] | None:
    """The element with the focus, the contrast of its ring, and whether something lies over it."""
    found: dict[str, object] | None = page.evaluate(_FOCUSED)
    return found


def tab_stops(page: Page) -> list[int]:
    """The elements that Tab should reach, in the order of the document, by their index in it."""
    return list(page.evaluate(_STOPS))


def reflow_faults(page: Page) -> list[str]:
    """What is too wide, cut off, laid over other text, or scrolls without being reachable by keyboard."""
    result = page.evaluate(_REFLOW)
    assert result["pieces"] > 10
    return list(result["faults"])


def layout_shifts(page: Page) -> list[object]:
    """Every shift of the layout since the page was opened."""
    return list(page.evaluate(_SHIFTS))


def audience(page: Page, identifier: str) -> None:
    """Choose an audience by its radio button."""
    page.locator(f"#audience-{identifier}").check(force=True)
