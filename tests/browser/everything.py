"""Every screen of every presentation at every size, and contrast as axe-core measures it. By name only, some minutes.

pytest tests/browser/everything.py -k screen      the full product of screens and sizes, for axe-core too
pytest tests/browser/everything.py -k page        pages and what lies over them
"""

import pytest

from tests.browser.conftest import SIZE, Visit, findings
from tests.browser.test_presentation import LONG_DECISIONS, SEQUENCES, SIZES, legible, screens
from tests.browser.test_working_view import LAYERS, LOOKS, layers

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("way", [*SEQUENCES, LONG_DECISIONS])
def test_every_screen_at_every_size(common_tab: Visit, way: str) -> None:
    for number in screens(common_tab.open(way)):
        legible(common_tab, SIZES)
        assert findings(common_tab.resize(**SIZE), pale=True) == [], number


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_has_its_contrast_for_axe_core_too(visit: Visit, scheme: str) -> None:
    visit.page.emulate_media(color_scheme=scheme)
    faults = {}
    for way in LOOKS:
        faults[way] = findings(visit.open(way), pale=True)
        for button in layers(visit, LAYERS.get(way, ()), every=True):
            faults[f"{way} {button}"] = findings(visit, pale=True)
    assert {way: problems for way, problems in faults.items() if problems} == {}
