"""Write the made-up city in the true file formats of the registers, one module per register.

This package knows file formats: names, positions, headers, code spellings, encodings. It decides nothing about the
city (that is ``city``), nothing about which files arrive when (``deliver``), and it never reads our own readers: each
format is written down a second time here, so that an error on one side shows as a disagreement.
"""
