"""What a meeting decided is read strictly, and everything wrong with it is said at once."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest

from cchc_metrics.catalog import Catalog
from cchc_metrics.decisions import decision, follow
from cchc_metrics.faults import FaultsFound

CASES = tomllib.loads((Path(__file__).parent / "faults.toml").read_text(encoding="utf-8"))["case"]
SOUND = {"what": "Rà soát hồ sơ trễ", "owner_id": "van-phong", "decided": "2026-11-20", "due": "2026-12-15"}
ON = dt.date(2026, 11, 25)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_each_fault_is_named_at_its_place(case: dict[str, Any], mini: Catalog) -> None:
    change = dict(case["change"])
    if "times" in case:
        change["what"] *= case["times"]

    with pytest.raises(FaultsFound) as found:
        decision(SOUND | change, mini, unit_id="xa-thu", on=ON)

    told = {fault.place: fault.expected for fault in found.value.faults}
    assert set(told) == set(case["faults"])
    assert all(said in told[place] for place, said in case["faults"].items()), told


@pytest.mark.parametrize(("unit", "said"), [("xa-la", "không có đơn vị nào"), ("tinh-a", "không giao việc cho Tỉnh A")])
def test_only_a_unit_of_the_plan_decides(mini: Catalog, unit: str, said: str) -> None:
    with pytest.raises(FaultsFound, match=said):
        decision(SOUND, mini, unit_id=unit, on=ON)


def test_a_sound_decision_is_what_was_given(mini: Catalog) -> None:
    read = decision({**SOUND, "what": "  Rà soát hồ sơ trễ ", "indicator_id": "on-time"}, mini, unit_id="xa-thu", on=ON)

    assert (read.what, read.due, read.indicator_id, read.area_id) == (
        "Rà soát hồ sơ trễ",
        dt.date(2026, 12, 15),
        "on-time",
        None,
    )


def test_a_decision_that_is_done_names_what_shows_it() -> None:
    with pytest.raises(FaultsFound, match="chưa nêu căn cứ"):
        follow({"state": "done"})

    assert follow({"state": "done", "evidence": "Báo cáo 12/BC"}).evidence == "Báo cáo 12/BC"


@pytest.mark.parametrize("state", ["late", "xong", None, 1])
def test_other_states_are_refused(state: object) -> None:
    with pytest.raises(FaultsFound, match="Tình trạng"):
        follow({"state": state})
