"""One quantity is one figure: what was entered for a criterion and what was handed in for its target agree or tell."""

from collections.abc import Callable
from typing import Any

import pytest

from cchc_metrics import metrics
from cchc_metrics.text import score_sentence, sentence
from cchc_metrics.workspace import Workspace
from tests.criteria.conftest import criterion, set_text

SET = {"thu.toml": set_text(criterion("1.1", '{ kind = "proportion" }', 10, 'indicator = "early"'))}
ENTERED = {
    "criterion": "1-1",
    "kind": "self",
    "numerator": 19,
    "denominator": 20,
    "document": "Danh sách",
    "document_date": "2022-12-01",
}


def told(workspace: Workspace) -> tuple[dict[Any, Any], str, str]:
    """The row of the target, its sentence, and that of the criterion."""
    targets = metrics.targets(workspace.store, unit="xa-thu", year=2022).set_index("indicator_id", drop=False)
    tree = metrics.score_tree(workspace.store, unit="xa-thu", criteria="bo-thu", year=2022)
    row = targets.loc["early"].to_dict()
    return row, sentence.sentence(row), score_sentence.explain(tree[tree["is_leaf"]].iloc[0].to_dict())


@pytest.mark.slow
def test_a_result_that_no_figure_has_is_told_at_both(scoring: Callable[..., Workspace]) -> None:
    row, target, scored = told(scoring(SET, [ENTERED]))

    assert row["level"] == "no_data"
    assert "Bảng chấm điểm, mục 1.1, ghi 95,00\N{NO-BREAK SPACE}% (19/20) mà chưa nộp thành số liệu." in target
    assert "chưa nộp thành số liệu" in scored


@pytest.mark.parametrize(("numerator", "differs"), [(18, True), (19, False)])
def test_another_figure_is_told_at_both_and_the_same_at_neither(
    scoring: Callable[..., Workspace], numerator: int, *, differs: bool
) -> None:
    figure = {"indicator_id": "early", "year": 2022, "numerator": numerator, "denominator": 20}

    _, target, scored = told(scoring(SET, [ENTERED], [figure]))

    assert ("ghi 95,00\N{NO-BREAK SPACE}% (19/20), khác số này." in target) is differs
    assert ("khác số liệu đã nộp" in scored) is differs
    # The points are those of the figure that was handed in.
    assert f"Đạt {5 * numerator}\N{NO-BREAK SPACE}%" in scored
