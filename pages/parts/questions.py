"""Questions on Số liệu: what a file leaves open, each with the guess already chosen and the first cells beside it."""

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from cchc_metrics.workspace import NO_ANSWERS, Answers, Question
from pages.parts.html import line

STATE = "questions of this batch of files, and what was chosen"
# The kinds of questions, as the label of a field says them.
LABELS = {
    "column": "Cột {key} («{words}») là",
    "group": "Dòng «{words}» thuộc nhóm",
    "period": "Số liệu của kỳ",
    "source": "Số quyết định hoặc nơi công bố",
}


def answers(batch: int) -> Answers:
    """What was chosen for the files of this batch so far."""
    questions, choices = _state(batch)
    return Answers.to(list(questions.values()), choices) if questions else NO_ANSWERS


def form(batch: int, questions: Sequence[Question]) -> None:
    """Ask the questions; a click on the button keeps the answers and starts a new run."""
    known, choices = _state(batch)
    with st.form(f"questions {batch} {len(known)}", enter_to_submit=False):
        line(f"Tệp còn {len(questions)} chỗ cần hỏi. Mỗi ô đã chọn sẵn điều có vẻ đúng nhất; câu trả lời được nhớ.")
        values = {(question.kind, question.key): _field(question) for question in questions}
        if st.form_submit_button("Xem thử", type="primary"):
            missing = [question for question in questions if not values[question.kind, question.key]]
            if missing:
                st.error("Chưa chọn: " + "; ".join(_label(question) for question in missing))
                return
            known |= {(question.kind, question.key): question for question in questions}
            choices |= {key: str(value) for key, value in values.items()}
            st.rerun()


def _field(question: Question) -> str | None:
    labels: Mapping[str, str] = dict(question.choices)
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    with left:
        choice: str | None = st.selectbox(
            _label(question),
            list(labels),
            index=list(labels).index(question.guess) if question.guess in labels else None,
            format_func=lambda value: labels.get(value, value),
            placeholder="chọn một",
            # A decision is written, not chosen.
            accept_new_options=question.kind == "source",
            key=f"{question.kind} {question.key} {question.place}",
        )
    with right:
        samples = " · ".join(escape(sample) for sample in question.samples)
        st.html(f"<p><small>{escape(question.place)}</small>{f'<br>{samples}' if samples else ''}</p>")
    return choice


def _label(question: Question) -> str:
    return LABELS[question.kind].format(key=question.key, words=question.words)


def _state(batch: int) -> tuple[dict[tuple[str, str], Question], dict[tuple[str, str], str]]:
    """The questions asked of a batch so far, and the answers; a new batch begins with none."""
    state = st.session_state.get(STATE)
    if state is None or state[0] != batch:
        state = (batch, {}, {})
        st.session_state[STATE] = state
    return state[1], state[2]
