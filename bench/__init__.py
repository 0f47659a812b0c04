"""Benchmarks: a made-up site of any size, the generators it is built with, and what each build costs."""
