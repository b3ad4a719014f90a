"""A bare Streamlit page with the same three filters, showing four numbers and a line: what Streamlit itself costs."""

from pathlib import Path

import pandas as pd
import streamlit as st

DATA = Path(__file__).parents[2] / "data"


@st.cache_data
def figures() -> pd.DataFrame:
    """Every figure that ships with the program."""
    return pd.concat(
        pd.read_csv(path)
        for layer in ("published", "demo")
        for path in sorted((DATA / layer).glob("*.csv"))
        if path.name != "tasks.csv"
    )


st.set_page_config(layout="wide")
rows = figures()
left, middle, right = st.columns(3)
unit = left.selectbox(
    "Đơn vị", sorted(rows["unit_id"].unique()), index=sorted(rows["unit_id"].unique()).index("nhat-quang")
)
year = middle.segmented_control("Năm", [2020, 2021, 2022, 2023, 2024, 2025], default=2025)
right.selectbox("Lĩnh vực", ["Tất cả lĩnh vực"])
shown = rows[(rows["unit_id"] == unit) & (rows["year"] == year)]
for column, (indicator, of) in zip(st.columns(4), list(shown.groupby("indicator_id"))[:4], strict=False):
    column.metric(str(indicator), of["value"].max())
st.write(f"{len(shown)} dòng")
