"""The configuration as a commented file, made from the settings themselves, so that it never goes stale.

A comment is `# ` and words. An option that keeps its default is `#` and the option: without the `#` it stands at its
place. An option that must be filled in is written out under a comment that says so.
"""

import json
import textwrap
from collections.abc import Collection
from collections.abc import Iterator

from pydantic import BaseModel

from genopipe.config import Settings
from genopipe.settings_fields import SettingsField
from genopipe.settings_fields import fields_of

FILL_IN = "FILL IN"
WIDTH = 110
_STEP = "  "
_HEAD = f"""\
# Settings of a genopipe run. Paths are relative to the project's folder: the one in which config/ stands.
# {FILL_IN} marks what must be given. A line `#option: value` shows a default: take the # away to change it.
# `genopipe check` checks this file and everything that it names; a misspelt option is an error.
"""


def make_settings_text(written: dict[str, str], wanted: Collection[str]) -> str:
    """Return the configuration as text.

    Args:
        written: Option to the value that this project starts with, such as `{"genome.build": "GRCh37"}`.
        wanted: Options that are written out, to be looked at, even where they keep their default.
    """
    lines = [_HEAD]
    for section in fields_of(Settings):
        assert section.section is not None
        lines += [*_comment(section.doc, ""), f"{section.name}:"]
        for field in fields_of(section.section):
            lines += _option(field, f"{section.name}.", written, wanted)
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _option(field: SettingsField, path: str, written: dict[str, str], wanted: Collection[str]) -> Iterator[str]:
    name = path + field.name
    yield from (_STEP + line for line in _comment(_words(field), _STEP))
    if field.section is not None:
        yield from (_STEP + "#" + line for line in _block(field, field.section))
        return
    value = written.get(name, field.value)
    mark = "" if field.required or name in written or name in wanted else "#"
    yield f"{_STEP}{mark}{field.name}: {_scalar(value)}"


def _block(field: SettingsField, section: type[BaseModel]) -> Iterator[str]:
    """Yield a section that may be left out, all of it commented out by the caller."""
    yield f"{field.name}:"
    for inner in fields_of(section):
        yield from (_STEP + line for line in _comment(_words(inner, FILL_IN.lower()), _STEP * 2))
        yield f"{_STEP}{inner.name}: {_scalar(inner.value)}"


def _words(field: SettingsField, needed: str = FILL_IN) -> str:
    """Return an option's meaning, kind, range and default in one line."""
    facts = [field.kind, field.limits]
    default = "none" if field.optional else _scalar(field.value)
    facts.append(needed if field.required else f"default {default}")
    return f"{field.doc} [{'; '.join(fact for fact in facts if fact and fact != 'section')}]"


def _comment(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, WIDTH - len(indent), initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)


def _scalar(value: object) -> str:
    """Return a value as YAML on one line; JSON is YAML, and plain words need no quotes."""
    if isinstance(value, str) and value and all(part.isidentifier() for part in _parts(value)):
        return value
    return json.dumps(value, ensure_ascii=False)


def _parts(value: str) -> list[str]:
    return value.replace("/", ".").split(".")
