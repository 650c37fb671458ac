"""Persons -> atoms: where people live and have lived, told by atom and dwelling key and never by address.

The one stage that reads the addresses kept in the archive. What it makes holds no address, no address id and no sign
of protection; counting belongs to dbt.
"""
