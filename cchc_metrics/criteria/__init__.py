"""Criteria sets as data, what officers say of them, and the way of an assessment as ledger entries."""
