"""The report as JSON: the model itself, keys in the order of the model, those of mappings sorted."""

import json

from genopipe.report.case import CaseReport


def make_json(report: CaseReport) -> str:
    """Return the report as JSON text; its JSON schema is `CaseReport.model_json_schema()`."""
    data = report.model_dump(mode="json")
    if report.versions is not None:
        data["versions"]["resources"] = dict(sorted(report.versions.resources.items()))
    return json.dumps(data, ensure_ascii=True, allow_nan=False, indent=1) + "\n"
