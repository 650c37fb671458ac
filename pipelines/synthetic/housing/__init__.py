"""The built city: roads, access addresses, dwellings, units and buildings, calibrated per kvarter."""
