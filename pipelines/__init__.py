"""The data platform behind Copenhagen's policy for disadvantaged urban areas.

Nothing is imported here: every entry point brings in only what it needs.
"""
