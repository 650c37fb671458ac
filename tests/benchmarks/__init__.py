"""Measurements at full size, outside the test run: ``make bench``."""
