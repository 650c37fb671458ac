"""The schematic map of the synthetic city: outline, tessellation, udsatte byområder, layers.

Recognisable, not surveyed: the outline is drawn by hand, the divisions are grown around the published centroids and
areas. Everything here is independent of the seed of a city.
"""
