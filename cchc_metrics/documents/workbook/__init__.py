"""The workbook that an officer fills in: one for a unit, a year and a post, made from the plan."""

from cchc_metrics.documents.workbook.template import File, name_of, template

__all__ = ["File", "name_of", "template"]
