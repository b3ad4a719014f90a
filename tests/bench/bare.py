"""A bare Streamlit page with the same three filters, four numbers and a line, to measure what Streamlit itself costs.

With ?native in its address it shows them as Streamlit's own tiles with lines, a chart and a table.
"""

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
first, second, third = st.columns(3)
unit = first.selectbox(
    "Đơn vị", sorted(rows["unit_id"].unique()), index=sorted(rows["unit_id"].unique()).index("nhat-quang")
)
year = second.segmented_control("Năm", [2020, 2021, 2022, 2023, 2024, 2025], default=2025)
third.selectbox("Lĩnh vực", ["Tất cả lĩnh vực"])
native = "native" in st.query_params
of_unit = rows[(rows["unit_id"] == unit) & (rows["year"] <= (year or 2025)) & rows["value"].notna()]
of_year = rows[(rows["unit_id"] == unit) & (rows["year"] == year)]
for column, (indicator, of) in zip(st.columns(4), list(of_year.groupby("indicator_id"))[:4], strict=False):
    line = of_unit[of_unit["indicator_id"] == indicator].groupby("year")["value"].max()
    column.metric(str(indicator), of["value"].max(), chart_data=line if native else None)
if native:
    st.line_chart(of_unit.groupby(["year", "indicator_id"])["value"].max().unstack())
    st.dataframe(of_year[["indicator_id", "value", "numerator", "denominator"]], hide_index=True)
st.write(f"{len(of_year)} dòng")
