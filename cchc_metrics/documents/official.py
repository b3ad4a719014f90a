"""The spelling of official documents, for every text that a document takes from the sentences of the screens.

Nghị định 30/2020/NĐ-CP: a percentage stands with its figure (80%), months after February have no zero (01/7/2025);
officers quote with “…” and write a lower limit as “80% trở lên”.
"""

import re
from collections.abc import Mapping
from typing import Any

from cchc_metrics.documents.cells import printable

QUOTED = str.maketrans({"«": "“", "»": "”"})
PERCENT = re.compile(r"(?<=\d)[ \N{NO-BREAK SPACE}]%")
NUMBER = r"[ \N{NO-BREAK SPACE}]?(\d[\d.,]*(?:%|[ \N{NO-BREAK SPACE}]điểm)?)(?!\d)"
LIMITS = (
    (re.compile(f"≥{NUMBER}"), r"\1 trở lên"),
    (re.compile(f"≤{NUMBER}"), r"không quá \1"),
    (re.compile(f">{NUMBER}"), r"trên \1"),
    (re.compile(f"<{NUMBER}"), r"dưới \1"),
)
NEED = re.compile(r"\b([Cc])ần (?=\d)")
DAY = re.compile(r"\b(\d\d)/0([3-9])/(\d{4})\b")


def official(text: str) -> str:
    """The text as an official document spells it.

    >>> official("«Hồ sơ đúng hạn» cần ≥ 80 %, kỳ 01/07/2025")
    '“Hồ sơ đúng hạn” cần đạt 80% trở lên, kỳ 01/7/2025'
    """
    text = PERCENT.sub("%", text.translate(QUOTED))
    for limit, words in LIMITS:
        text = limit.sub(words, text)
    return DAY.sub(r"\1/\2/\3", NEED.sub(r"\1ần đạt ", text))


def spelled(value: Any) -> Any:
    """Every text within a value, its mappings and lists, as an official document spells it."""
    if isinstance(value, str):
        return official(printable(value))
    if isinstance(value, Mapping):
        return {key: spelled(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [spelled(inner) for inner in value]
    return value
