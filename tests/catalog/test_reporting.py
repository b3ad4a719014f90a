"""The periods of reports and the offices as a plan folder may and may not give them."""

from pathlib import Path

import pytest

from tests.catalog.test_loader import edited, faults_of

PERIOD = """
[[period]]
id = "quy-9"
name = "Quý I"
order = 1
covers = "days"
first_day = {{ year = -1, month = 12, day = 15 }}
last_day = {{ month = {month}, day = {day} }}
due = {{ month = 3, day = 20 }}
cite = {{ document = "{document}" }}
"""


@pytest.mark.parametrize(
    ("month", "day", "document", "said"),
    [
        (2, 29, "kh-01", "không phải năm nào cũng có ngày 29 tháng 2"),
        (3, 25, "kh-01", "«due» không trước «last_day»"),
        (13, 1, "kh-01", "số không quá 12"),
        (3, 14, "cv-1", "không có văn bản nào mã «cv-1»"),
    ],
)
def test_a_period_that_cannot_be_is_refused(tmp_path: Path, month: int, day: int, document: str, said: str) -> None:
    folder = edited(tmp_path)
    (folder / "periods.toml").write_text(PERIOD.format(month=month, day=day, document=document), encoding="utf-8")

    assert said in "\n".join(map(str, faults_of(folder)))
