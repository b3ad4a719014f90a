"""The page of many units in a browser: no finding of axe-core, nothing sideways."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext

from cchc_metrics.workspace import Workspace
from tests.browser.conftest import Visit, served
from tests.browser.test_for_everyone import findings
from tests.browser.test_working_view import OVER, SMALL
from tests.conftest import DATA

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def province(context: BrowserContext, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """A tab on the dashboard of a province of twelve communes."""
    folder = tmp_path_factory.mktemp("province")
    (folder / "data" / "plans").mkdir(parents=True)
    (folder / "data" / "plans" / "tinh").symlink_to(DATA / "plans" / "tinh")
    Workspace.open(folder, "tinh").build()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CCHC_PLAN", "tinh")
        with served("app.py", folder) as base:
            visit = Visit(context.new_page(), base)
            yield visit
            visit.page.close()


@pytest.mark.parametrize("topic", ["", "?xem=xep-hang", "?xem=toan-bo", "?xem=con-no", "?xem=ban-do"])
def test_no_finding_nothing_small_and_nothing_sideways(province: Visit, topic: str) -> None:
    visit = province.open(f"cac-xa{topic}")

    assert findings(visit) == []
    for width, height in ((1366, 768), (1024, 768), (390, 844)):
        visit.resize(width, height)
        assert max(visit.page.evaluate(OVER)[1::2]) <= 0, (width, height)
        assert visit.page.evaluate(SMALL) == [], (width, height)
    visit.resize(1366, 768).sound()
