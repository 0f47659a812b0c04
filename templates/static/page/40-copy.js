/* Buttons that copy the text of an element; they stay hidden where the browser lets no page copy. */
(() => {
  "use strict";
  if (!navigator.clipboard?.writeText) return;
  for (const button of document.querySelectorAll("button[data-copy][hidden]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = document.querySelector(button.dataset.copy);
      const status = document.getElementById("audience-status");
      try {
        await navigator.clipboard.writeText(text.innerText.trim());
        const label = button.firstChild;
        const word = label.data;
        label.data = status.textContent = button.dataset.copied;
        setTimeout(() => {
          label.data = word;
          status.textContent = "";
        }, 3000);
      } catch {
        /* Copying was refused: the reader can do it by hand. */
        getSelection().selectAllChildren(text);
      }
    });
  }
})();
