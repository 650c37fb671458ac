"""The people of the city: households, births, deaths and moves as one history over the years."""
