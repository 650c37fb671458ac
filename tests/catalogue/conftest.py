"""One tiny city for all tests of the catalogue."""

import pytest

from pipelines.catalogue.workshop import Workshop


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return Workshop(tmp_path_factory.mktemp("catalogue"))
