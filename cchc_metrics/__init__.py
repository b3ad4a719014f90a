"""Figures of administrative reform become verdicts: plan and figures in, answers with their sources out."""
