"""Records from elsewhere, taken into the library: what they say, whether it is there already, and what is written."""
