"""Fuzzing: texts made from a corpus by mutation and from a dictionary, and what must hold for each of them."""
