"""Addresses -> atoms -> area sets: people are placed once, in atoms; every division is a union of atoms.

Counting belongs to dbt; which areas a policy names belongs to the seeds.
"""
