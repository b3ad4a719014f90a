"""Số liệu: hand in, the ledger with undo and approval, what is there and what is owed, and where it comes from."""

from cchc_metrics.text import words
from pages.parts import address, data, hand_in

chosen = data.choice()
part = address.pick_part("Phần", "phan", words.PARTS, default=next(iter(words.PARTS)))

match part:
    case "nop":
        hand_in.template(chosen)
        hand_in.files(chosen)
    case "so":
        hand_in.entries(chosen)
        hand_in.acts(chosen)
    case "co":
        hand_in.grid(chosen)
    case _:
        hand_in.sources(chosen)
