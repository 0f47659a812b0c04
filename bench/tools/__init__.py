"""The generators that are compared: one module each."""
