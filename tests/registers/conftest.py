"""Tests of readers write hundreds of small files; bringing each to disk would take longer than the tests."""

import os

import pytest


@pytest.fixture(autouse=True)
def disk_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Skip the waiting, not the writing."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
