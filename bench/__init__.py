"""Benchmarks and contact sheets: each a script that prints its table; results are kept in bench/results."""

import scumble as scumble  # first of all: it says how many threads numpy takes
