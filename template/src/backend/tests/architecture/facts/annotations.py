"""What is said about types, and is never run."""

import ast

from backend.tests.architecture.engine.source import Source


def annotations_in(source: Source) -> set[int]:
    """Return the ids of all nodes of annotations."""
    found: list[ast.expr | None] = [node.returns for node in source.functions]
    found += [node.annotation for node in source.nodes(ast.arg)]
    found += [node.annotation for node in source.nodes(ast.AnnAssign)]
    return {id(inner) for annotation in found if annotation for inner in ast.walk(annotation)}
