"""Số liệu: shows the upload with its preview, the ledger with its acts, what is there and what is owed, the sources.

Asks which of these four parts.
"""

from cchc_metrics.text import words
from pages.parts import address, data, figures, hand_in

choice = data.choice()
part = address.pick_part("Phần", "phan", words.PARTS, default=next(iter(words.PARTS)))

match part:
    case "nop":
        if not hand_in.has_files():
            hand_in.template(choice)
        hand_in.upload(choice)
    case "so":
        figures.entries(choice)
        figures.act_forms(choice)
    case "co":
        figures.coverage_table(choice)
    case _:
        figures.sources(choice)
