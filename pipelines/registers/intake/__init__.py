"""From what lies in landing to what is in force in the vault: sidecars, judgement, custody, ledger.

The way in is ``registers.deliveries``. How a file is read belongs to ``registers.reading``.
"""
