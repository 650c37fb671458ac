"""What others may read: the marts on the shelf. Nothing here computes a figure."""
