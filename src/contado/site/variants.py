"""Variants of a project as scenarios: an area drawn, uploaded or kept as a draft, with measures."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import shapely
from django.utils.translation import gettext as _

from contado.errors import BadInput, Problem
from contado.interventions import Intervention, as_declared, geometry_of
from contado.site import assessing
from contado.site.drafts import declaration_of
from contado.site.ground import territory
from contado.site.held import opened
from contado.site.jobs.asking import HandedFile
from contado.site.models import Draft

MOST = 4
MEASURES = 3
"""Measures that a variant may take in place of those declared."""

_PERCENT = 100.0
_FIELDS = ("title", "work", "draft")

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TypedVariant:
    """A variant as the form has it: where its area comes from, and what is done there."""

    number: int
    title: str
    work: str  # a sealed declaration
    draft: str
    measures: tuple[tuple[str, str], ...]  # code and share, %, as they were typed
    file: HandedFile | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        return not (self.work or self.draft or self.file or any(code for code, _ in self.measures))

    @property
    def name(self) -> str:
        """What the sealed declaration is called; empty where it is not ours."""
        try:
            return opened(self.work).name if self.work else ""
        except BadInput:
            return ""


def variants_of(values: Values, files: Mapping[str, HandedFile]) -> list[TypedVariant]:
    """Return the variants of a form, all of them."""
    return [_variant(at, values, files.get(f"file-{at}")) for at in range(1, MOST + 1)]


def _variant(at: int, values: Values, file: HandedFile | None) -> TypedVariant:
    title, work, draft = (values.get(f"{name}-{at}", "").strip() for name in _FIELDS)
    measures = tuple(
        (values.get(f"measure-{at}-{row}", ""), values.get(f"share-{at}-{row}", "").strip())
        for row in range(1, MEASURES + 1)
    )
    return TypedVariant(at, title, work, draft, measures, file)


@dataclass(frozen=True, slots=True)
class ScenarioForm:
    """What is asked of the variants together."""

    on: date
    rain: str  # mm; empty for that of the plan


def files_of(variants: Sequence[TypedVariant], form: ScenarioForm) -> list[HandedFile]:
    """Return the file of each variant's scenario.

    Raises
    ------
    BadInput
        Every problem of every variant, each with its number as the place.
    """
    filled = [each for each in variants if not each.is_empty]
    if not filled:
        raise BadInput(Problem("site.no_variant", "1"))
    problems: list[Problem] = []
    files = [file for each in filled if (file := _tried(each, filled[0], form, problems))]
    if problems:
        raise BadInput(problems)
    return files


def _tried(
    variant: TypedVariant, first: TypedVariant, form: ScenarioForm, problems: list[Problem]
) -> HandedFile | None:
    try:
        return _scenario(variant, first, form)
    except BadInput as refused:
        problems += [Problem(p.code, str(variant.number), p.values) for p in refused.problems]
        return None


def _scenario(variant: TypedVariant, first: TypedVariant, form: ScenarioForm) -> HandedFile:
    """Return the file of a variant's scenario."""
    works = _works(variant) or _works(first)
    if any(code for code, _share in variant.measures):
        measures = list(_measures(variant))
        features = [_feature(work, measures) for work in works]
    else:
        features = [_feature(work) for work in works]
    title = variant.title or (works[0].name if len(works) == 1 else "")
    content = {
        "scenario": "1",
        "id": f"variante-{variant.number}",
        "title": title or _("Variante {n}").format(n=variant.number),
        "on": form.on.isoformat(),
        "areas": {"geojson": _collection(features)},
    }
    if form.rain:
        content["model"] = {"rain": {"depth": _number(form.rain, "rain")}}
    return HandedFile(f"variante-{variant.number}.json", json.dumps(content).encode())


def _works(variant: TypedVariant) -> Sequence[Intervention]:
    if variant.file is not None:
        return assessing.read_bytes(variant.file.content, variant.file.name).interventions
    if variant.draft:
        draft = Draft.objects.filter(pk=variant.draft).first()
        return (declaration_of(draft),) if draft else ()
    return (opened(variant.work),) if variant.work else ()


def _measures(variant: TypedVariant) -> Iterator[dict[str, Any]]:
    for code, share in variant.measures:
        if code:
            yield {"measure": code, "share": _number(share, code) / _PERCENT}


def _number(text: str, where: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise BadInput(Problem("analyses.bad_value", where, {"value": text[:40]})) from None


def _feature(work: Intervention, measures: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """Return an intervention as a file would declare it, with other measures where there are some.

    Surfaces after the works are those of the measures declared: others do not keep them.
    """
    properties = as_declared(work)
    if measures is not None:
        properties["measures"] = measures
        properties["surfaces"] = {"before": properties["surfaces"]["before"]}
    return {
        "type": "Feature",
        "properties": _filled(properties),
        "geometry": shapely.geometry.mapping(geometry_of(work)),
    }


def _filled(value: Any) -> Any:  # noqa: ANN401 - plain values
    """Return plain values without those that are not given."""
    if isinstance(value, dict):
        inner = {name: _filled(each) for name, each in value.items()}
        return {name: each for name, each in inner.items() if each not in (None, {}, [])}
    return [_filled(each) for each in value] if isinstance(value, list) else value


def _collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    crs = {"type": "name", "properties": {"name": territory().crs}}
    return {"type": "FeatureCollection", "crs": crs, "features": features}
