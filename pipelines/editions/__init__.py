"""Editions of the action plan's figures: frozen, verified, never overwritten.

What may be frozen is decided by ``quality.gate``; what the figures are, by dbt.
"""
