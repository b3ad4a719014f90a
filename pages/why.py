"""Vì sao?: the rule, the inputs and the arithmetic of one verdict, and the cell of the file that a figure came from."""

from html import escape

import streamlit as st

from cchc_metrics.text import words
from cchc_metrics.views import Asked
from pages import _address, _cards, _parts, _views
from pages._block import block

chosen = _parts.choice()
plan = _parts.catalog()
names = {row.id: row.name for row in plan.indices.values()}
if plan.binds(chosen.unit):
    names |= {row.id: row.name for row in plan.targets.values()
              if chosen.area is None or row.area == chosen.area}
indicator = _address.pick(words.OF_WHAT, "cua", names, default=next(iter(names)))

asked = Asked(chosen.unit, chosen.year, indicator=indicator)
reasons = _views.reasons(asked)
if reasons is None:
    st.info(words.NOT_JUDGED.format(year=chosen.year))
else:
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(said)}</dd>" for name, said in reasons.facts.items())
    steps = "".join(f"<li>{escape(step)}</li>" for step in reasons.steps)
    arithmetic = f'<ol class="steps">{steps}</ol><p>{words.UNROUNDED}</p>' if steps else f"<p>{words.NO_ARITHMETIC}</p>"
    status = f"{_cards.status(reasons.level)} · " if reasons.level else ""
    block(
        f'<p class="says">{status}{escape(reasons.said)}</p><div class="halves">'
        f'<section class="view"><h2>{words.WHY}</h2><dl class="facts">{facts}</dl></section>'
        f'<section class="view"><h2>{words.ARITHMETIC}</h2>{arithmetic}</section></div>',
        "reasons",
    )
rows = _parts.rows("history", unit=chosen.unit, indicator=indicator)
cell = _address.named("o", [f"{row['entry']}:{row['place']}" for row in rows])
if cell is not None:
    entry, place = cell.split(":", 1)
    block(_cards.excerpt(place, _parts.workspace().excerpt(int(entry), place)), "cell")
_views.show("lich-su", asked, opened=True)
