"""The catalogue of defects at work: each is delivered to a small settled city, and its verdict held against the table.

What the defects are belongs to ``synthetic``, what becomes of deliveries to ``registers``; this folder may know both.
"""
