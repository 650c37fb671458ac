"""The made-up joint action plan: what the administrations have set in motion, year by year."""
