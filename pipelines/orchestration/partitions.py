"""How assets are divided: what arrives by reference year, what is frozen by edition.

What is computed is not divided.
"""

import dagster as dg

from pipelines.editions.freezing import edition_years

# A year becomes a partition when the first delivery of it is accepted: no year is promised that no one will deliver.
REFERENCE_YEARS = dg.DynamicPartitionsDefinition(name="reference_year")
EDITIONS = dg.StaticPartitionsDefinition([str(year) for year in edition_years()])
