import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from genopipe.io.eight_bytes import eight_at
from genopipe.io.eight_bytes import find_byte
from genopipe.io.eight_bytes import first_of
from genopipe.io.eight_bytes import marks_no_digit
from genopipe.io.eight_bytes import marks_up_to
from genopipe.io.eight_bytes import number_of
from genopipe.kernels import kernel


@kernel
def _look(data, at):
    word = eight_at(data, at)
    controls, others = marks_up_to(word, 13), marks_no_digit(word)
    first = first_of(others) if others else 8
    return first_of(controls) if controls else 8, first, number_of(word, first) if first else -1


@kernel
def _find(data, byte, at, end):
    return find_byte(data, byte, at, end)


@settings(deadline=None)
@given(st.binary(min_size=8, max_size=24) | st.text("0189/:\t\n\r\x0eé", min_size=8).map(str.encode))
def test_a_word_tells_what_its_bytes_tell(content):
    data = np.frombuffer(content, dtype=np.uint8)
    for at in range(len(content) - 7):
        word = content[at : at + 8]
        control = next((place for place, byte in enumerate(word) if byte <= 13), 8)
        digits = next((place for place, byte in enumerate(word) if not 48 <= byte <= 57), 8)
        number = int(word[:digits]) if digits else -1
        assert _look(data, at) == (control, digits, number)


@settings(deadline=None)
@given(st.binary(max_size=60) | st.text("ab\n", max_size=200).map(str.encode), st.integers(0, 60))
def test_the_first_byte_is_found_and_none_behind_the_end(content, at):
    data, at = np.frombuffer(content, dtype=np.uint8), min(at, len(content))
    for end in (at, len(content)):
        expected = content.find(b"\n", at, end)
        assert _find(data, 10, at, end) == (end if expected < 0 else expected)


@pytest.mark.parametrize("text", ["00000000", "99999999", "12345678", "1234567\t"])
def test_eight_digits_are_one_number(text):
    assert _look(np.frombuffer(text.encode(), dtype=np.uint8), 0)[2] == int(text)
