"""What may become of a damaged file: a report or a refusal, in good time and little memory. Nothing else."""

import resource
import time
from dataclasses import dataclass
from pathlib import Path

from pipelines.registers.inspecting import inspect, report_lines
from pipelines.registers.reader import examine_file
from pipelines.registers.refusals import RefusedError

LONGEST_SECONDS = 5.0
MOST_MEMORY_KB = 500 << 10


@dataclass(frozen=True)
class Sample:
    """A sound file of a layout."""

    layout: str
    name: str
    data: bytes


def fault_of(path: Path, layout: str) -> str | None:
    """Read a file as its layout, and again without being told; return what was wrong with how that went."""
    memory, start = _peak_memory_kb(), time.monotonic()
    try:
        examine_file(path, layout)
        report_lines(inspect(path))
    except RefusedError:
        pass
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return f"{type(error).__name__}: {str(error)[:200]}"
    if (seconds := time.monotonic() - start) > LONGEST_SECONDS:
        return f"took {seconds:.1f} s"
    if (grown := _peak_memory_kb() - memory) > MOST_MEMORY_KB:
        return f"took {grown >> 10} MB"
    return None


def _peak_memory_kb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
