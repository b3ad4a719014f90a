"""What no case came of is told as that, and not as a figure that nobody has."""

from collections.abc import Callable

from cchc_metrics.charts import look
from cchc_metrics.views import VIEWS, ViewRequest
from cchc_metrics.workspace import Workspace


def test_a_group_without_cases_had_no_activity(given: Callable[..., Workspace]) -> None:
    figure = {"indicator_id": "on-time", "year": 2022, "breakdown_id": "field"}
    workspace = given(
        published=[
            figure | {"group_id": "land", "numerator": 8, "denominator": 10},
            figure | {"group_id": "civil-status", "numerator": 0, "denominator": 0},
        ]
    )

    view = VIEWS["theo-nhom"](
        workspace.store, workspace.catalog, ViewRequest("xa-thu", 2022, indicator="on-time", breakdown="field")
    )

    assert view.draw is not None
    for told in (view.said, str(view.draw(look.HALF).to_dict())):
        told = told.replace("\N{NO-BREAK SPACE}", " ")
        assert "(8/10)" in told
        assert "không phát sinh (0/0)" in told
        assert "chưa có số liệu" not in told


def test_a_year_without_cases_had_no_activity(given: Callable[..., Workspace]) -> None:
    figure = {"indicator_id": "on-time", "numerator": 0, "denominator": 0}
    workspace = given(published=[figure | {"year": 2021, "numerator": 8, "denominator": 10}, figure | {"year": 2022}])
    asked = ViewRequest("xa-thu", 2022, area="procedures", indicator="on-time")

    said = {
        name: VIEWS[name](workspace.store, workspace.catalog, asked).said
        for name in ("chi-tieu", "qua-cac-nam", "dien-bien-chi-tieu")
    }

    assert "Đúng hạn 2022: Không phát sinh;" in said["chi-tieu"]
    assert "Đúng hạn 2022: Không phát sinh;" in said["qua-cac-nam"]
    assert ", chưa có số liệu" not in said["chi-tieu"]
    assert "2022: 0/0" in said["dien-bien-chi-tieu"]
