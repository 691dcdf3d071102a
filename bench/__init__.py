"""Benchmarks and contact sheets: each a script that prints its table; results are kept in bench/results."""
