"""What a file leaves open is asked with the guess chosen, and asked again until everything is answered."""

from streamlit.testing.v1 import AppTest


def page() -> None:
    """A page with one question that has a guess and one that has none."""
    import streamlit as st

    from cchc_metrics.workspace import Question
    from pages.parts import hand_in

    columns = (("settled", "đã giải quyết"), ("-", "không dùng"))
    asked = [
        Question("column", "D", "bang.xlsx", "Đã xử lý", columns, "settled", ("12", "<30>")),
        Question("period", "", "bang.xlsx", "", (("2025-01-01..2025-03-31", "Quý I"),)),
    ]
    answers = hand_in.answers_of(1)
    st.text(f"{dict(answers.columns)} {answers.period}")
    if not answers.columns:
        hand_in.question_form(1, asked)


def test_a_guess_is_chosen_and_a_period_must_be() -> None:
    app = AppTest.from_function(page, default_timeout=60).run()
    assert [box.value for box in app.selectbox] == ["settled", None]
    assert "&lt;30&gt;" in "".join(text.proto.body for text in app.get("html"))

    app.button[0].click()
    app.run()
    assert app.error[0].value == "Chưa chọn: Số liệu của kỳ"

    app.selectbox[1].set_value("2025-01-01..2025-03-31")
    app.button[0].click()
    app.run()
    assert app.text[0].value == "{'D': 'settled'} ('2025-01-01', '2025-03-31')"
    assert not app.selectbox
