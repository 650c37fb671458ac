"""The platform in Dagster: assets, checks, jobs, partitions, sensors and resources.

The only folder that imports dagster. Assets are thin: they call a stage of the platform and report counts. Asset
modules do without ``from __future__ import annotations``: Dagster 1.13 reads annotations at run time.
"""
