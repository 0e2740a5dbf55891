"""Measurements of Paraph against small programs of the same kind: `make bench`, described in docs/benchmarks.md."""
