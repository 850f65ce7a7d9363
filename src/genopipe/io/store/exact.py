"""Single-precision numbers read as the short decimals that they were written as."""

import numpy as np
import numpy.typing as npt

from genopipe.io.allele_batch import Real
from genopipe.io.unowned import frozen
from genopipe.kernels import kernel

_FEWEST = 6
_MOST = 9
"""Decimal digits that single precision always keeps, and that always tell it (IEEE 754-2019, section 5.12.2)."""

_LARGEST_POWER = 22
"""Powers of ten up to here are exact in double precision."""


@kernel
def _shortest(value: np.float32) -> np.float64:
    wide = np.float64(value)
    if value == 0 or not np.isfinite(wide):
        return wide
    magnitude = int(np.floor(np.log10(abs(wide))))
    for digits in range(_FEWEST, _MOST + 1):
        power = digits - 1 - magnitude
        if power > _LARGEST_POWER or power < -_LARGEST_POWER:
            return wide
        scale = 10.0 ** abs(power)
        decimal = np.rint(wide * scale) / scale if power >= 0 else np.rint(wide / scale) * scale
        if np.float32(decimal) == value:
            return np.float64(decimal)
    return wide


@kernel
def _widen(values: npt.NDArray[np.float32], out: Real) -> None:
    for place in range(len(values)):
        out[place] = _shortest(values[place])


def widen(values: npt.NDArray[np.float32]) -> Real:
    """Return numbers in double precision, each the shortest decimal that single precision tells apart.

    Args:
        values: Numbers as a VCF's `Float` holds them: 0.01 is there 0.00999999977...

    Returns:
        The numbers as they were written (up to 6-9 digits): 0.01. NaN stays NaN.
    """
    out = np.empty(len(values), np.float64)
    _widen(frozen(values), out)
    return out


def warm() -> None:
    """Compile the kernels of this module, or load them from the cache."""
    widen(np.array([0.1], np.float32))
