"""An admin who chooses files of goals."""

import io

import pytest

from tests.okr.files import PAGE


@pytest.fixture
def browser(sign_in):
    return sign_in("ada")


@pytest.fixture
def choose(browser):
    """Let Ada choose this file."""

    def send(content, name="okr.csv"):
        form = {"file": (io.BytesIO(content), name)}
        return browser.post(PAGE, data=form, content_type="multipart/form-data")

    return send
