"""Every process of the line is killed in a loop while texts come in; afterwards the rows and the phones are asked.

`run.fault_run` is one run on one database; `make faults` is `python -m tests.faults`, `make test` has a short one.
"""
