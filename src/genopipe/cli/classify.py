"""`genopipe classify`: classes after ACMG/AMP, of a case or of criteria that are given."""

import click

from genopipe.cli.classify_case import case


class _CaseFirst(click.Group):
    """A group of which `case` is meant where no command is named: `genopipe classify CASE_DIR`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        named = args and (args[0] in self.commands or args[0] in ("-h", "--help"))
        return super().parse_args(ctx, args if named or not args else ["case", *args])


@click.group("classify", cls=_CaseFirst)
def command() -> None:
    """Classify alleles after ACMG/AMP: each criterion with its evidence, and their combination to a class."""


command.add_command(case)
