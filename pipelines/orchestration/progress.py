"""What a run says on the command line: how far each stage has come, and nothing of Dagster's own events."""

import logging
import sys
import time

import dagster as dg

LOGGER = "plain"
_STAGES = ("landing:", "geography:", "residence:", "workshop:", "quality:", "shelf:", "edition:")


class _PlainHandler(logging.Handler):
    """Writes a message with the seconds since the run began."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self._began = time.monotonic()

    def emit(self, record: logging.LogRecord) -> None:
        """Write the message, if it says how far a stage has come."""
        meta = getattr(record, "dagster_meta", {}) or {}
        message = meta.get("orig_message") or record.getMessage()
        if message.startswith(_STAGES):
            sys.stderr.write(f"{time.monotonic() - self._began:6.1f} s  {message}\n")
            sys.stderr.flush()


@dg.logger({}, description="Lines that assets log, with the seconds since the run began.")
def plain_logger(init_context: dg.InitLoggerContext) -> logging.Logger:
    """Return the logger of the command line."""
    del init_context
    logger = logging.getLogger("byomraader.run")
    logger.handlers = [_PlainHandler()]
    logger.setLevel(logging.INFO)
    logger.propagate = False
    return logger
