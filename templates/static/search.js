/* The search page. It asks Pagefind's index, which the browser fetches in pieces from this site; what is looked for
   stands in the fragment of the address and never leaves the browser.

   Every search names the reader's audience, so that nothing written for others is found or shown. A whole question is
   looked for word by word, because Pagefind finds only what has all words: pages are ranked by how much of the
   question they have, where a rare word weighs more than a common one. */
(() => {
  "use strict";
  /* The style sheet hides the excuse where scripts run; browsers before 2024 cannot tell it. */
  for (const excuse of document.querySelectorAll(".without-script")) excuse.hidden = true;
  const box = document.getElementById("search");
  const form = box.querySelector("form");
  const field = document.getElementById("search-words");
  const topic = document.getElementById("search-topic");
  const review = document.getElementById("search-review");
  const status = document.getElementById("search-status");
  const results = document.getElementById("search-results");
  const list = results.querySelector("ol");
  const more = document.getElementById("search-more");
  const back = document.getElementById("search-back");
  const browse = document.getElementById("search-browse");
  const template = document.getElementById("search-result");
  const language = document.documentElement.lang || "en";
  const PAGE = 10; // results at once
  const PASSAGES = 3; // of one result
  const MOST_WORDS = 12; // of a question that are looked for
  const ENOUGH = 0.4; // the part of a question that a page must have
  const MOST_LIKELY = 20; // pages that are looked into when none has all words

  /* Words that say nothing of what a question is about, by language. */
  const EMPTY = {
    en: `a about after all also am an and any are as at be been before being but by can could did didn do does doesn doing don
      for from get had has have having he help helps her here him his how i if in into is isn it its just may me might more most
      much my need needs no not of off on or other our out over own should so some such than that the their them then there these
      they this those to too under up us was we were what when where which while who whom why will with would you
      your`,
    fr: `à afin ai ainsi alors après as au aucun aussi autre aux avant avec avoir ce ceci cela ces cet cette chez
      comme comment d dans de des deux doit donc du elle elles en encore entre es est et été être eu fait faut il ils
      j je l la le les leur leurs lors lui m ma mais me même mes moi mon n ne ni nos notre nous on ont ou où par pas
      peu peut pour pourquoi plus qu quand que quel quelle quelles quels qui quoi s sa sans se ses si son sont sous
      sur t ta te tes toi ton tous tout toute très tu un une vos votre vous y`,
    es: `a al algo algún alguna ante antes aquí así aun aunque cada como cómo con contra cuál cuáles cualquier cuando
      cuándo cuánto de del desde donde dónde dos durante e el él ella ellas ellos en entre era eran es esa esas ese
      eso esos esta está están estar estas este esto estos fue ha hace hacer han hasta hay la las le les lo los más me
      mi mis mucho muy nada ni no nos nosotros o os otra otro para pero poco por porque puede pueden puedo qué que
      quien quién se sea ser si sí sido sin sobre son soy su sus también tan te tener tengo tiene todo todos tu tus
      un una uno unos usted y ya yo`,
    de: `aber alle allem allen aller alles als also am an auch auf aus bei beim bin bis bist da damit dann das dass
      dein dem den denn der des dich die dies diese diesem diesen dieser dieses dir doch du durch ein eine einem einen
      einer eines er es etwas euch für gegen gibt habe haben hat hatte ich ihm ihn ihnen ihr ihre im in ist ja jede
      kann kein keine können könnte man mehr mein meine mich mir mit muss nach nicht noch nur ob oder ohne schon sehr
      sein seine sich sie sind so soll sollte über um und uns unser unter vom von vor war warum was weil welche
      welcher welches wenn wer werden wie wieder wird wo wurde zu zum zur zwischen`,
    ar: `في من على إلى الى عن مع هل ما ماذا متى أين كيف لماذا كم أي هذا هذه ذلك تلك التي الذي الذين هو هي هم نحن أنا
      أنت كان كانت يكون تكون لا لم لن ليس قد أو و ثم أن إن إذا كل بعض بعد قبل بين عند عندما حتى غير لكن فقط يمكن يجب
      هناك أكثر أقل له لها لي`,
  };
  const empty = new Set((EMPTY[language.split("-")[0]] || "").split(/\s+/));
  const pared = (word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
  const sum = (numbers) => [...numbers].reduce((all, number) => all + number, 0);
  const plain = (word) =>
    word
      .normalize("NFD")
      .replace(/\p{M}/gu, "")
      .toLocaleLowerCase(language);

  /* The words to look for: each once, without empty ones unless there are no others. */
  const wordsOf = (text) => {
    const all = text
      .split(/[\s/]+|['’](?=\p{L}{2})/u)
      .map((word) => pared(word).toLocaleLowerCase(language).replace(/['’][st]$/u, ""));
    const words = [...new Set(all)].filter(Boolean);
    const full = words.filter((word) => !empty.has(word));
    return (full.length ? full : words).slice(0, MOST_WORDS);
  };

  /* Pagefind */

  let starting = null;
  const start = () => {
    starting ||= (async () => {
      const folders = box.dataset.indexes.split(" ").map((folder) => new URL(folder, document.baseURI));
      const pagefind = await import(new URL("pagefind.js", folders[0]));
      const options = { baseUrl: "/", excerptLength: 32 };
      await pagefind.options(options);
      await pagefind.init();
      await Promise.all(folders.slice(1).map((folder) => pagefind.mergeIndex(folder.pathname, options)));
      return pagefind;
    })();
    return starting;
  };

  /* Pagefind takes a word that it does not know for the longest known word that begins it ("xray" for "x"), which
     would show readers what they did not ask for. What is found must share most of its beginning with the word; in
     Arabic, whose words change at both ends, the index is trusted. */
  const isAkin = (found, word, longest = Infinity) => {
    const other = plain(word);
    const needed = Math.min(other.length, Math.max(3, Math.ceil(other.length * 0.6)));
    const parts = plain(pared(found)).split(/[^\p{L}\p{N}]+/u);
    return parts.some((one) => one.length <= longest && one.slice(0, needed) === other.slice(0, needed));
  };
  /* For a word that is written out only its own forms count, not all words that it begins ("early" for "ear"). */
  const isForm = (found, word) => isAkin(found, word, word.length + (word.length < 5 ? 1 : 5));
  const isArabic = (word) => /\p{Script=Arabic}/u.test(word);

  /* The words of a page, as Pagefind found it, that a search hit. */
  const hit = (page) => {
    const content = page.content.split(/\s+/);
    const meta = Object.values(page.meta).join(" ").split(/\s+/);
    return [...page.locations.map((place) => content[place] || ""), ...meta];
  };
  const isKnown = async (word, found) => {
    if (!found.length || isArabic(word)) return found.length > 0;
    return hit(await found[0].data()).some((one) => isAkin(one, word));
  };

  /* Pages by how much of the words they have: `{ id, score, share, words }`, the best first. `share` is between 0 and
     1, and `words` has the part of it that each word stands for. */
  const rank = async (pagefind, text, filters) => {
    const search = async (words) => (await pagefind.search(words, { filters })).results;
    if (/^\s*".+"\s*$/.test(text)) {
      return (await search(text)).map(({ id, score }) => ({ id, score, share: 1, words: new Map([[text, 1]]) }));
    }
    const words = wordsOf(text);
    const pages = new Map();
    let total = 0;
    const hits = await Promise.all(words.map(search));
    /* One after the other: Pagefind marks the words of every search in the same copy of a page. */
    for (const [index, word] of words.entries()) if (!(await isKnown(word, hits[index]))) hits[index] = [];
    hits.forEach((found, index) => {
      /* A word that is nowhere on the site weighs as one that is on a single page. */
      const weight = 1 / Math.log2(2 + found.length);
      total += weight;
      for (const { id, score } of found) {
        const page = pages.get(id) || { id, score: 0, words: new Map() };
        page.score += score;
        page.words.set(words[index], weight);
        pages.set(id, page);
      }
    });
    const whole = words.length > 1 ? await search(words.join(" ")) : [];
    for (const { id, score } of whole) if (pages.has(id)) pages.get(id).score += score;
    const ranked = [...pages.values()];
    for (const page of ranked) {
      for (const [word, weight] of page.words) page.words.set(word, weight / total);
      page.share = sum(page.words.values());
    }
    return ranked.sort((a, b) => b.share ** 2 * b.score - a.share ** 2 * a.score || (a.id < b.id ? -1 : 1));
  };

  /* The page with its passages: of a search for those of the words that it has, so that all of them are marked. */
  const load = async (pagefind, page, filters, known) => {
    const key = [...page.words.keys()].join(" ");
    known[key] ||= pagefind.search(key, { filters });
    const found = (await known[key]).results.find(({ id }) => id === page.id);
    return found ? found.data() : null;
  };

  /* Of pages that have some of the words, those that have enough of them in truth. */
  const sound = (page, data) => {
    const places = data ? hit(data) : [];
    const had = [...page.words].filter(([word]) => isArabic(word) || places.some((place) => isForm(place, word)));
    return sum(had.map(([, weight]) => weight)) >= ENOUGH;
  };

  /* Showing */

  const ask = () => {
    const told = new URLSearchParams(location.hash.slice(1));
    return {
      words: (told.get("question") || told.get("q") || "").slice(0, 300),
      isQuestion: told.has("question"),
      from: told.get("from") || "",
      topic: told.get("topic") || "",
      review: told.get("status") || "",
    };
  };
  const audience = () => (document.querySelector('input[name="audience"]:checked') || {}).value || "";

  /* Pagefind's excerpt is text in which only "<" and ">" are written as entities, with <mark> around what was found. */
  const excerpt = (html, isBeginning) => {
    const text = (part) => part.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
    const parts = html.split(/<mark>(.*?)<\/mark>/);
    const nodes = parts.map((part, index) => {
      if (index % 2 === 0) return text(part);
      const mark = document.createElement("mark");
      mark.textContent = text(part);
      return mark;
    });
    const bare = parts.map(text).join("").trim();
    if (!isBeginning) nodes.unshift("… ");
    if (!/[.!?؟]["”»)\]]?$/u.test(bare)) nodes.push(" …");
    return nodes;
  };

  /* The excerpt without its heading, which stands above it anyway. */
  const below = (heading, html) => {
    const [words, title] = [html.split(" "), heading.split(/\s+/)];
    const bare = words.slice(0, title.length).map((word) => word.replace(/<\/?mark>/g, ""));
    return bare.join(" ").replace(/\.$/, "") === title.join(" ") ? words.slice(title.length).join(" ") : html;
  };

  const show = (page, words) => {
    const item = template.content.cloneNode(true);
    const path = box.dataset.root + page.url.replace(/^\//, "").split("?")[0];
    const address = (anchor) => `${path}?${new URLSearchParams({ audience: audience() })}${anchor ? `#${anchor}` : ""}`;
    const one = (selector) => item.querySelector(selector);
    const { title, question } = page.meta;
    const facts = page.filters;
    const link = one("h3 a");
    link.href = address("");
    link.textContent = question || title;
    if (question) one(".card-title").textContent = title;
    else one(".card-title").remove();
    for (const chip of item.querySelectorAll("[data-status]")) {
      if (chip.dataset.status !== (facts.status || [])[0]) chip.remove();
    }
    const [updated] = facts.updated || [];
    if (updated) {
      const time = one("time");
      time.dateTime = updated;
      /* Digits as in the rest of the site, also in Arabic. */
      const form_ = { dateStyle: "long", timeZone: "UTC", numberingSystem: "latn" };
      const tag = language === "en" ? "en-GB" : language;
      time.textContent = new Intl.DateTimeFormat(tag, form_).format(new Date(`${updated}T00:00:00Z`));
    } else {
      one(".search-updated").remove();
    }
    const passages = one(".search-passages");
    const [model] = passages.children;
    const content = page.content.split(/\s+/);
    const weigh = (passage) => {
      const places = passage.locations.map((place) => content[place] || "");
      const had = words.filter((word) => places.some((place) => isForm(place, word))).length;
      return had * 1000 + sum(passage.weighted_locations.map((place) => place.balanced_score));
    };
    const best = page.sub_results
      .map((passage, order) => ({ passage, order, weight: weigh(passage) }))
      .sort((a, b) => b.weight - a.weight)
      .slice(0, PASSAGES)
      .sort((a, b) => a.order - b.order)
      .map(({ passage }) => passage);
    for (const passage of best.length ? best : [{ excerpt: page.plain_excerpt, plain_excerpt: page.plain_excerpt }]) {
      const shown = model.cloneNode(true);
      const heading = shown.querySelector("a");
      if (passage.anchor) {
        heading.textContent = passage.anchor.text;
        heading.href = address(passage.anchor.id);
      } else {
        heading.parentElement.remove();
      }
      const text = passage.anchor ? below(passage.anchor.text, passage.excerpt) : passage.excerpt;
      const isBeginning = text !== passage.excerpt || page.content.startsWith(passage.plain_excerpt);
      shown.querySelector(".search-passage").append(...excerpt(text, isBeginning));
      passages.append(shown);
    }
    model.remove();
    if (facts.sources) one(".search-sources a").href = address("page-references");
    else one(".search-sources").remove();
    list.append(item);
  };

  const say = (...parts) => {
    status.textContent = parts.filter(Boolean).join(" ");
  };

  /* Of searches that overlap only the last one counts. */
  let current = 0;
  const run = async () => {
    const mine = ++current;
    const asked = ask();
    field.value = asked.words;
    if (topic) topic.value = asked.topic;
    if (review) review.value = asked.review;
    const slug = /^[\p{L}\p{N}._-]+$/u.test(asked.from) ? asked.from : "";
    back.hidden = !slug;
    if (slug) back.firstElementChild.href = `${box.dataset.root}articles/${encodeURIComponent(slug)}.html`;
    list.replaceChildren();
    results.hidden = true;
    more.hidden = true;
    browse.hidden = false;
    if (!wordsOf(asked.words).length) {
      say("");
      return;
    }
    say(box.dataset.loading);
    try {
      const pagefind = await start();
      const filters = { audience: [audience()] };
      if (asked.topic) filters.topic = [asked.topic];
      if (asked.review) filters.status = [asked.review];
      const ranked = await rank(pagefind, asked.words, filters);
      const known = {};
      const loaded = (pages) => Promise.all(pages.map((page) => load(pagefind, page, filters, known)));
      const full = ranked.filter((page) => page.share > 0.999);
      let found = full;
      if (!full.length || asked.isQuestion) {
        const likely = ranked.filter((page) => page.share >= ENOUGH).slice(0, MOST_LIKELY);
        const data = await loaded(likely);
        found = likely.filter((page, index) => sound(page, data[index]));
      }
      let shown = 0;
      const next = async () => {
        const part = found.slice(shown, shown + PAGE);
        const pages = await loaded(part);
        if (mine !== current) return;
        pages.forEach((page, index) => page && show(page, [...part[index].words.keys()]));
        const first = list.children[shown];
        shown += part.length;
        more.hidden = shown >= found.length;
        if (shown > PAGE && first) first.querySelector("a").focus();
      };
      await next();
      if (mine !== current) return;
      more.onclick = next;
      results.hidden = !found.length;
      browse.hidden = found.length > 0;
      if (!found.length) say(box.dataset.none);
      else say(
        `${box.dataset.found} ${found.length}.`,
        !full.length && box.dataset.some,
        asked.isQuestion && box.dataset.question,
      );
    } catch {
      if (mine === current) say(box.dataset.broken);
    }
  };

  const go = (isQuestion) => {
    const told = new URLSearchParams();
    const asked = ask();
    const words = field.value.trim();
    told.set(isQuestion ? "question" : "q", words);
    if (topic && topic.value) told.set("topic", topic.value);
    if (review && review.value) told.set("status", review.value);
    if (isQuestion && asked.from) told.set("from", asked.from);
    if (location.hash === `#${told}`) run();
    else location.hash = told;
  };

  if (location.protocol === "file:") {
    say(box.dataset.file);
    form.remove();
    return;
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(/[?؟]\s*$/u.test(field.value));
  });
  for (const choice of [topic, review]) {
    if (choice) choice.addEventListener("change", () => go(ask().isQuestion));
  }
  document.addEventListener("change", (event) => {
    if (event.target.name === "audience") run();
  });
  addEventListener("hashchange", run);
  run();
})();
