"""`make bench`: speed and weight, measured against a bare Django view under the same server. docs/benchmarks.md."""
