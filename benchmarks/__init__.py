"""What the line costs, measured on the machine at hand: `python -m benchmarks` writes `benchmarks/README.md`.

Absolute figures say little about another machine: compare the ratios of one run.
"""
