"""For every threshold of acmg.yaml: what the code says of a value on its near side, and whether that passed.

A probe takes a value and returns whether the value passes in the code that uses the threshold. A threshold without a
probe here fails a test: it would be a figure that nothing proves to be used.
"""

from collections.abc import Callable

from genopipe.acmg import VariantClass
from genopipe.acmg_codes import Criterion
from genopipe.acmg_codes import Strength
from genopipe.classify.combination import class_of_points
from genopipe.classify.combination import combine_weighed
from genopipe.io.acmg_file import shipped_acmg

Probe = Callable[[float], bool]


def _class_among(*wanted: VariantClass) -> Probe:
    return lambda points: class_of_points(int(points), shipped_acmg()) in wanted


def _accepted(points: float) -> bool:
    """Say whether so many points are taken over as likely benign: as many supporting criteria as there are points."""
    names = [Criterion.BP1, Criterion.BP2, Criterion.BP3, Criterion.BP4]
    made = combine_weighed([(name, Strength.SUPPORTING) for name in names[: -int(points)]], shipped_acmg())
    return made.variant_class is VariantClass.LIKELY_BENIGN


PROBES: dict[str, Probe] = {
    "class_pathogenic": _class_among(VariantClass.PATHOGENIC),
    "class_likely_pathogenic": _class_among(VariantClass.PATHOGENIC, VariantClass.LIKELY_PATHOGENIC),
    "class_likely_benign": _class_among(VariantClass.BENIGN, VariantClass.LIKELY_BENIGN),
    "class_accept_likely_benign": _accepted,
    "class_benign": _class_among(VariantClass.BENIGN),
}
