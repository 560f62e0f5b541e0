"""The command line: every command of the package `commands`."""
from __future__ import annotations

import os
import sys
from importlib import import_module
from pkgutil import iter_modules

from symderive import commands
from symderive.commands.base import HOLDS, cli, separated

__all__ = ["cli", "main", "separated"]

for module in iter_modules(commands.__path__):
    import_module(f"{commands.__name__}.{module.name}")


def main() -> None:
    """The entry point of the command `symderive`."""
    try:
        cli.main(prog_name="symderive")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(HOLDS)
