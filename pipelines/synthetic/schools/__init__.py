"""The city's schools and their pupils; the file forms stand in ``writers``."""
