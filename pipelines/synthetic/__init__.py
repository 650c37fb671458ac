"""A made-up Copenhagen: calibrated to public figures, deterministic by seed, delivered in the true file formats.

``city.make_city`` makes the people and the buildings, ``writers`` turn a snapshot of it into files. No person in it
exists.
"""
