"""The full product: every page for every unit, year and area. Takes long, so it is asked for by name.

pytest tests/pages/every.py                    everything, about 20 minutes on two cores
pytest tests/pages/every.py -n 0 -s -k tinh    what a word of the unit's id picks
"""

import random
import sys

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import at, turn_to
from tests.pages.test_pages import PAGES, areas, units

# In an order of chance that is always the same, so that a run that is stopped has seen units of every kind.
UNITS = random.Random(0).sample(units(), len(units()))


@pytest.mark.parametrize("unit", UNITS)
def test_every_page_year_and_area(app: AppTest, unit: str) -> None:
    wrong, seen = [], 0
    for page in PAGES:
        turn_to(app, page)
        for year in at(app, don_vi=unit).get("button_group")[0].options:
            for area in areas():
                try:
                    at(app, don_vi=unit, nam=year, linh_vuc=area)
                    assert app.get("button_group")[0].value == year
                except AssertionError as error:
                    wrong.append(f"{page} {year} {area}: {error}")
                seen += 1
    sys.stdout.write(f"\n{unit}: {seen} combinations, {len(wrong)} wrong\n")
    assert wrong == []
