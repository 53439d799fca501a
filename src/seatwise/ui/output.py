"""How templates put values on a page: as Jinja does, without a second look at what is markup or has nothing to escape."""

import re

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

_special = re.compile("[&<>\"']").search


def escaped(value: object) -> str:
    """This function will answer a value as it may stand on a page, as markupsafe.escape(); a page asks it hundreds of times."""
    if type(value) is Markup or (type(value) is str and _special(value) is None):
        return value
    return escape(value)


class Output(CodeGenerator):
    """Compiles {{ … }} to escaped() where Jinja compiles it to markupsafe.escape(), and everything else as Jinja does."""

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.escaped(")
        else:
            super()._output_child_pre(node, frame, finalize)
