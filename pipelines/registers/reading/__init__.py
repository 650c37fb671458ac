"""From bytes to typed rows: one module per form of file, and what they share.

The way in is ``registers.reader``. What becomes of a file once it is read belongs to ``registers.intake``.
"""
