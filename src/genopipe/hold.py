"""When a case is on hold, and what its folder then says."""

import json

NOTE_OF_HOLD = (
    "This case is on hold: the laboratory is checking the samples and the family's data before they are interpreted. "
    "There is no report yet."
)
"""What stands in the folder of a case without a report; it tells nobody what is being checked."""


def is_stopped_by_itself(identity: str) -> bool:
    """Say whether a case's own family stops it.

    Args:
        identity: What `genopipe identity` wrote of the case's family, as JSON.
    """
    return any(family["verdict"] == "stop" for family in json.loads(identity)["families"].values())


def stopped_by_others(families: str) -> frozenset[str]:
    """Return the cases that stop because of a person of another family.

    Args:
        families: What `genopipe between families` wrote, as JSON.
    """
    cases = json.loads(families)["cases"]
    return frozenset(case for case, told in cases.items() if told["verdict"] == "stop")
