"""`python -m seatwise.bench.inside STEP …`: a step of the measurement that needs Django, in a process of its own.

The settings' module and the database come from the environment, as for every program of Seatwise.
"""

import importlib
import sys

import django


def main() -> None:
    """This function will set Django up and run the step that the command line names: data or counting."""
    django.setup()
    step, *arguments = sys.argv[1:]
    print(importlib.import_module(f"seatwise.bench.{step}").run(*arguments))


if __name__ == "__main__":
    main()
