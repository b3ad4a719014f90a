"""What a file leaves open: questions with a guess, and the answers that were given, remembered by header."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from cchc_metrics.faults import Fault, FaultError

NO_USE = "-"
# What is said of a word that nobody knows, by what it may be.
NONE = {"status": "không có trạng thái nào là", "channel": "không có kênh nào là"}
NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Question:
    """One thing that a file leaves open.

    `kind`: column (what a column is), group (which group a name of a row means), period, or source (which decision or
    page published the figures; a text of one's own is an answer too); of a table of tasks area and owner. `key` is what
    the answer is given for: the letter of a column, the name of a row, nothing for a period and a source. `words` are
    the officer's own: those over the column, or the name. `choices` are value and label (Vietnamese), `guess` the value
    of the likeliest one ("" where there is none), `samples` the first cells of the column. `header` is the fingerprint
    under which a column is remembered.
    """

    kind: Literal["column", "group", "period", "source", "area", "owner"]
    key: str
    place: str
    words: str
    choices: tuple[tuple[str, str], ...]
    guess: str = ""
    samples: tuple[str, ...] = ()
    header: str = ""

    @property
    def fault(self) -> Fault:
        """The question as a line of a list of faults."""
        labels = dict(self.choices)
        if self.kind == "period":
            return Fault(
                "open-question",
                self.place,
                self.words,
                "kỳ của số liệu: chọn một kỳ, hoặc ghi «Từ ngày … đến ngày …» trên bảng",
                "chọn kỳ trên trang Số liệu, hoặc thêm --period, ví dụ --period nam-2024",
            )
        if self.kind == "source":
            return Fault(
                "open-question",
                self.place,
                self.words,
                "số quyết định công bố, ghi trên bảng, trong tên tệp, hoặc trả lời một lần",
                "ghi nguồn trên trang Số liệu, hoặc thêm --source, ví dụ --source 'Quyết định 292/QĐ-BNV'",
            )
        guess = f"; có phải là «{labels[self.guess]}»?" if self.guess in labels else ""
        problem = {
            "group": f"{NONE[self.choices[0][0].partition(':')[0]]} «{self.words}»"
            if ":" in self.choices[0][0]
            else f"không có nhóm nào tên «{self.words}»",
            "area": f"chưa rõ «{self.words}» thuộc lĩnh vực nào",
            "owner": f"chưa rõ «{self.words}» là chức danh nào",
        }.get(self.kind, f"chưa rõ cột {self.key} («{self.words}») là cột nào") + guess
        expected = "một trong: " + "; ".join(f"{label} ({value})" for value, label in self.choices)
        answer = f"thêm --{self.kind} '{self.key}={self.guess or self.choices[0][0]}'"
        if self.kind in ("area", "owner"):
            return Fault("open-question", self.place, problem, expected, answer)
        return Fault(
            "open-question",
            self.place,
            problem,
            expected,
            f"chọn trên trang Số liệu, hoặc {answer}; câu trả lời được nhớ cho lần sau",
        )


@dataclass(frozen=True)
class Answers:
    """What was answered: columns by letter, groups by name, a period by two ISO days, a source, layouts by header.

    `source` is the id of a source of the plan, or the decision or page in words.
    `layouts` is what was learnt before: the fingerprint of a header → column number from 0 as text → column id, or "-"
    for a column that counts for nothing.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    period: tuple[str, str] | None = None
    layouts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    source: str = ""

    @classmethod
    def of(cls, details: Mapping[str, Any]) -> "Answers":
        """The answers that a ledger entry keeps."""
        period = details.get("period")
        return cls(
            details.get("columns", {}),
            details.get("groups", {}),
            (period[0], period[1]) if period else None,
            details.get("layouts", {}),
            details.get("source", ""),
        )

    @classmethod
    def to(cls, questions: Sequence["Question"], choices: Mapping[tuple[str, str], str] | None = None) -> "Answers":
        """Answers to the questions: what was chosen by kind and key, and the guess where nothing was.

        A period has no guess; it is chosen as two ISO days with «..» between them.
        """
        values = {(each.kind, each.key): (choices or {}).get((each.kind, each.key), each.guess) for each in questions}
        period = values.get(("period", ""), "")
        first, _, last = period.partition("..")
        return cls(
            {key: value for (kind, key), value in values.items() if kind == "column" and value},
            {key: value for (kind, key), value in values.items() if kind == "group" and value},
            (first, last) if last else None,
            source=values.get(("source", ""), ""),
        )

    @property
    def days(self) -> tuple[dt.date, dt.date] | None:
        """The two days of the period, None where no period was asked."""
        return (dt.date.fromisoformat(self.period[0]), dt.date.fromisoformat(self.period[1])) if self.period else None

    @property
    def details(self) -> dict[str, Any]:
        """The answers as a ledger entry keeps them; empty when there are none."""
        text = {"columns": dict(self.columns), "groups": dict(self.groups), "layouts": dict(self.layouts)}
        period = {"period": list(self.period)} if self.period else {}
        source = {"source": self.source} if self.source else {}
        return {name: part for name, part in text.items() if part} | period | source


NO_ANSWERS = Answers()


class Open(FaultError):
    """A file that is sound as far as it is known, and leaves something open: `questions` is not empty."""

    def __init__(self, questions: Sequence[Question], faults: Sequence[Fault] = (), cautions: Sequence[Fault] = ()):
        self.questions = tuple(dict.fromkeys(questions))
        super().__init__([*faults, *(question.fault for question in self.questions)], cautions)
