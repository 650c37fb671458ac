"""Rules on what came in, the evidence of each refresh, and the gate that an edition must pass.

What dbt already tests is not written here a second time.
"""
