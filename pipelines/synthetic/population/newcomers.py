"""Persons before they are in the store: what forming households decides about them."""

from dataclasses import dataclass, fields

import numpy as np


@dataclass(frozen=True)
class Newcomers:
    """Parallel arrays of new persons; households are numbered from 0, pointers count from the first person."""

    stratum: np.ndarray
    age: np.ndarray
    is_male: np.ndarray
    household: np.ndarray
    is_child: np.ndarray
    partner: np.ndarray
    mother: np.ndarray
    father: np.ndarray


def joined(first: Newcomers, second: Newcomers) -> Newcomers:
    """Two sets of newcomers as one: households and pointers of the second continue those of the first."""
    persons, households = len(first.age), int(first.household.max(initial=-1)) + 1
    parts = {field.name: [getattr(first, field.name), getattr(second, field.name)] for field in fields(Newcomers)}
    parts["household"][1] = parts["household"][1] + households
    for pointer in ("partner", "mother", "father"):
        parts[pointer][1] = np.where(parts[pointer][1] < 0, -1, parts[pointer][1] + persons)
    return Newcomers(**{name: np.concatenate(values) for name, values in parts.items()})
