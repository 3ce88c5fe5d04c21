"""One command per claim: `make bench-<name>` prints a table and writes `benchmarks/results/<name>.json`."""
