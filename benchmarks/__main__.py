"""Measures and writes docs/performance.md: `python -m benchmarks [chapter ...]`."""
