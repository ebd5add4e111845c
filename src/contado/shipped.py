"""The YAML pages that ship inside the package."""

from __future__ import annotations

from importlib import resources
from typing import Any


def read_yaml(text: str) -> Any:  # noqa: ANN401 - whatever YAML holds
    """Return the content of a YAML text, read safely and by the compiled parser where there is one.

    Examples
    --------
    >>> read_yaml("a: [1, 2]")
    {'a': [1, 2]}
    """
    import yaml

    loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(text, Loader=loader)  # noqa: S506 - both loaders are safe ones


def page(package: str, name: str) -> Any:  # noqa: ANN401 - whatever YAML holds
    """Return the content of the page ``name`` of a package.

    Examples
    --------
    >>> page("contado.messages", "crs.yaml")["crs.missing"]["it"]["what"]
    'Manca il sistema di riferimento (CRS).'
    """
    return read_yaml((resources.files(package) / name).read_text(encoding="utf-8"))
