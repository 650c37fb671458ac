"""From the files of registers to typed, pseudonymised tables: layouts, readers, person keys, deliveries.

This package knows formats, agreements and verdicts. It knows nothing of the orchestrator, of dbt or of the warehouse.
Importing it imports nothing heavy; listing what waits in landing stays cheap.
"""
