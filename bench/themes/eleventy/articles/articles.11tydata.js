// What all articles have in common.
module.exports = {
  layout: "article.njk",
  tags: ["articles"],
  permalink: (data) => `articles/${data.page.fileSlug}.html`,
};
