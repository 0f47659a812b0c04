// The smallest configuration that makes the same kinds of page: home, articles, topics.
const slugify = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
const days = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

module.exports = function (config) {
  config.setUseGitIgnore(false);
  config.setTemplateFormats(["md", "njk"]);
  config.addPassthroughCopy({ assets: "." });
  config.addFilter("day", (date) => days.format(new Date(date)));
  config.addFilter("iso", (date) => new Date(date).toISOString().slice(0, 10));
  config.addFilter("topic_file", slugify);
  config.addFilter("headings", (html) =>
    [...html.matchAll(/<h([23]) id="([^"]+)">(.*?)<\/h\1>/g)].map(([, level, id, label]) => ({ level, id, label })));
  config.addCollection("by_topic", (all) => {
    const topics = new Map();
    for (const item of all.getFilteredByTag("articles")) {
      for (const topic of item.data.topics) {
        if (!topics.has(topic)) topics.set(topic, []);
        topics.get(topic).push(item);
      }
    }
    return [...topics].sort(([a], [b]) => a.localeCompare(b)).map(([label, articles]) => ({ label, articles }));
  });
  config.amendLibrary("md", (md) => {
    md.set({ html: true });
    md.core.ruler.push("heading_ids", (state) => {
      const seen = new Set();
      state.tokens.forEach((token, index) => {
        if (token.type !== "heading_open") return;
        const base = slugify(state.tokens[index + 1].children.map((child) => (child.type === "html_inline" ? "" : child.content)).join(""));
        let id = base;
        for (let count = 1; seen.has(id); count += 1) id = `${base}-${count}`;
        seen.add(id);
        token.attrSet("id", id);
      });
    });
  });
  return { markdownTemplateEngine: false, dir: { input: ".", includes: "_includes" } };
};
