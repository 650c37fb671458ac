"""What the words of the command ``byomraader`` do, by stage; ``pipelines.cli`` puts them together.

Thin: each parses what was typed, calls a stage of the platform and says what came of it.
"""
