"""The whole site known at once: numbers, links, pages and the style sheet that its settings ask for."""
