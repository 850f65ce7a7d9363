"""The workflow's rules as text: enough of the language to hold it to the laws."""

import ast
import re
import shlex
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

from house.sources import ROOT

WORKFLOW = ROOT / "workflow"
HEADER = re.compile(r"(?P<indent> *)(?:rule|checkpoint) (?P<name>\w+)\s*:\s*$")
SECTION = re.compile(r"(?P<indent> +)(?P<name>[a-z_]+):(?P<rest>.*)$")
PLACEHOLDER = re.compile(r"(?<!\{)\{([^{}]+)\}(?!\})")
# Placeholders that are numbers by their nature and may stand unquoted.
NUMBERS = re.compile(r"threads|resources\.(mem_mb|disk_mb|runtime|threads)")
_SHELL_TEXT = """
    set cd echo printf test [ [[ ]] true false exit trap export exec read local wait :
    mkdir mv rm cp ln cat touch rmdir mktemp head tail sort uniq cut wc tr cmp tee sed awk grep paste seq
    dirname basename sha256sum gzip zcat env nproc
"""
SHELL_WORDS = set(_SHELL_TEXT.split())
# bwa tells its version only by failing.
ALLOWED_TO_FAIL = "(bwa 2>&1 || true)"
# Commands of the Python environment, which every rule has.
PYTHON_COMMANDS = {"genopipe", "multiqc", "snakemake", "whatshap"}
KEYWORDS = {
    "if",
    "then",
    "elif",
    "else",
    "fi",
    "for",
    "in",
    "do",
    "done",
    "esac",
    "while",
    "until",
    "!",
    "{",
    "}",
    "time",
}
OPERATORS = {"|", "||", "&&", ";", "&", "(", "|&", ";;"}


@dataclass(frozen=True)
class Rule:
    """One rule: where it stands, and the text of its sections."""

    path: Path
    line: int
    name: str
    sections: dict[str, str] = field(default_factory=dict)
    text: str = ""

    @property
    def place(self) -> str:
        """Name the rule as a message does."""
        return f"{self.path.name}:{self.line} rule {self.name}"

    @property
    def is_target(self) -> bool:
        """Say whether the rule only gathers files."""
        return not {"shell", "output", "run", "script", "wrapper"} & set(self.sections)

    @property
    def is_excused(self) -> bool:
        """Say whether the rule is a localrule that states its reason in a comment."""
        lines = self.text.splitlines()
        found = [number for number, line in enumerate(lines) if line.strip().startswith("localrule:")]
        return any("#" in lines[number] or lines[max(number - 1, 0)].strip().startswith("#") for number in found)


def workflow_files() -> list[Path]:
    """Return the Snakefile and every file of rules."""
    return sorted(path for path in WORKFLOW.rglob("*") if path.name == "Snakefile" or path.suffix == ".smk")


def rules_of(path: Path, text: str | None = None) -> Iterator[Rule]:
    """Give the rules of a file; snakefmt sees to it that sections stand four spaces in."""
    lines = (path.read_text(encoding="utf-8") if text is None else text).splitlines()
    for number, line in enumerate(lines):
        if header := HEADER.match(line):
            depth = len(header["indent"])
            body = []
            for follower in lines[number + 1 :]:
                if (
                    follower.strip()
                    and len(follower) - len(follower.lstrip()) <= depth
                    and not follower.startswith(")")
                ):
                    break
                body.append(follower)
            yield Rule(path, number + 1, header["name"], sections_of(body, depth + 4), "\n".join(body))


def sections_of(body: list[str], depth: int) -> dict[str, str]:
    """Part a rule's body into its sections."""
    sections: dict[str, str] = {}
    current = ""
    for line in body:
        header = SECTION.match(line)
        if header and len(header["indent"]) == depth:
            current = header["name"]
            sections[current] = header["rest"] + "\n"
        elif current:
            sections[current] += line + "\n"
    return sections


def all_rules() -> list[Rule]:
    """Return every rule of the workflow."""
    return [rule for path in workflow_files() for rule in rules_of(path)]


def unnamed(section: str) -> list[str]:
    """Return the items of an input, or output section that carry no name."""
    call = ast.parse(f"f({textwrap.dedent(section).strip()}\n)", mode="eval").body
    assert isinstance(call, ast.Call)
    texts = (ast.unparse(item) for item in call.args)
    return [text for text in texts if not text.startswith("unpack(")]  # unpack: the function's dictionary has the names


def shell_of(rule: Rule, file: str = "") -> str:
    """Return a rule's shell block as bash would see it, placeholders unfilled.

    A block may be put together with `+` from strings and from choices `NAME[...]` of a dictionary of plain strings in
    the same file; all of the choices are then part of what is looked at.

    Raises:
        ValueError: It is made of something else.
    """
    expression = ast.parse(f"({textwrap.dedent(rule.sections['shell']).strip()}\n)", mode="eval").body
    return _joined(expression, file)


def _joined(node: ast.expr, file: str) -> str:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _joined(node.left, file) + _joined(node.right, file)
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        name = node.value.id
        if found := re.search(rf"^{name} = (\{{.*?^\}})", file, re.MULTILINE | re.DOTALL):
            return "\n".join(ast.literal_eval(found.group(1)).values())
    return str(ast.literal_eval(node))


def unquoted(shell: str) -> list[str]:
    """Return the placeholders that are neither quoted by `:q` nor numbers."""
    found = (match.group(1) for match in PLACEHOLDER.finditer(shell))
    return [name for name in found if not name.endswith(":q") and not NUMBERS.fullmatch(name)]


def commands_of(shell: str) -> list[str]:
    """Return the words of a shell block that stand where a command does, in order."""
    found = []
    text = PLACEHOLDER.sub("PLACEHOLDER", shell).replace("{{", "{").replace("}}", "}")
    own = set(re.findall(r"^\s*(\w+)\(\) \{", text, re.MULTILINE))
    for noise, left in (
        (r"\d*[<>]+&\d", ""),  # redirections
        (r"\(\([^()]*\)\)", ":"),  # arithmetic
        (r"(\w\+?=)\((?:[^()]|\([^()]*\))*\)", r"\1"),  # arrays
        (r"^\s*case .* in$", ""),
        (r"^\s*[\w*|-]+\) ", ""),  # choices of a case
        (r"^\s*\w+\(\) (?=\{)", ""),  # heads of functions
    ):
        text = re.sub(noise, left, text, flags=re.MULTILINE)
    for line in text.replace("\\\n", " ").replace("$(", " ( ").replace("<(", " ( ").replace(">(", " ( ").splitlines():
        lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;()")
        lexer.whitespace_split = True
        expected = True
        for word in lexer:
            if word in OPERATORS or word in KEYWORDS - {"for", "in"}:
                expected = True
            elif word == "for":
                expected = False
            elif expected and not re.match(r"[A-Za-z_]\w*\+?=", word):
                found.append(word)
                expected = False
    return [word for word in found if word not in own]


def faults_of(rule: Rule, tools: set[str], file: str = "") -> list[str]:
    """Return what is wrong with a rule, in words.

    Args:
        rule: The rule.
        tools: Commands for which there is an environment file.
        file: Text of the file in which the rule stands.
    """
    faults = [
        f"has {name}:" for name in ("run", "script", "wrapper", "notebook", "template_engine") if name in rule.sections
    ]
    faults += ["has a lambda"] if re.search(r"\blambda\b", rule.text) else []
    for name in ("input", "output"):
        if name in rule.sections and (bare := unnamed(rule.sections[name])):
            faults.append(f"{name} without a name: {', '.join(bare)}")
    if rule.is_target:
        return faults
    needed = {"output", "log", "threads", "resources", "benchmark", "shell"}
    needed -= {"benchmark"} if rule.is_excused else set()
    faults += [f"lacks {name}:" for name in sorted(needed - set(rule.sections))]
    return faults + (shell_faults(rule, tools, file) if "shell" in rule.sections else [])


def shell_faults(rule: Rule, tools: set[str], file: str) -> list[str]:
    """Return what is wrong with a rule's shell block."""
    try:
        shell = shell_of(rule, file)
    except (ValueError, SyntaxError):
        return ["shell: is not made of plain strings"]
    faults = [f"placeholder without :q {{{name}}}" for name in unquoted(shell)]
    plain = shell.replace(ALLOWED_TO_FAIL, "")
    faults += [f"shell: hides failure by {word}" for word in ("set +", "|| true", "|| :") if word in plain]
    try:
        called = commands_of(shell)
    except ValueError:
        return [*faults, "shell: a quoted text spans lines: let a genopipe command do that"]
    known = tools | SHELL_WORDS | PYTHON_COMMANDS
    faults += [
        f"calls {word}, which is not in setup/tools.tsv with a file in envs/" for word in called if word not in known
    ]
    return faults
