"""Values made into text: the template engine and the reference styles."""
