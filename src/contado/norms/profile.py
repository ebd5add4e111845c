"""A plan as it lies on disk: a folder of YAML, which may extend another."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ValidationError, model_validator

from contado.errors import BadInput, Problem
from contado.norms.dated import Part
from contado.norms.measures import MeasureEntry
from contado.norms.parameters import Category, Parameter
from contado.norms.reading import Document, Place, entries, read_document
from contado.norms.sheets import Sheet
from contado.terms import Text

BUILT_IN = "contado"
M = TypeVar("M", bound=BaseModel)


class Signature(Part):
    """Who made a profile its own, and by which act. An office, never a person's name."""

    office: str
    act: str
    date: date


class Profile(Part):
    """What a plan says of itself."""

    profile: str
    label: Text
    status: Literal["proposed", "signed"]
    signed: Signature | None = None
    extends: str | None = None

    @model_validator(mode="after")
    def _signed_by_someone(self) -> Profile:
        if (self.status == "signed") != (self.signed is not None):
            raise ValueError("a signed profile names office, act and date; a proposed one does not")
        return self


@dataclass(slots=True)
class Source:
    """Where a definition of the plan stands."""

    document: Document
    place: Place

    def where(self, *below: str | int) -> str:
        """Return ``file:line`` of something inside the definition."""
        return self.document.where((*self.place, *below))


@dataclass(slots=True)
class Plan:
    """Everything a folder of the plan defines, with the places for messages.

    ``declared`` holds every identifier seen, also of definitions that did not pass: a use of one
    of them is not reported a second time.
    """

    profile: Profile | None = None
    categories: dict[str, Category] = field(default_factory=dict)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    measures: dict[str, MeasureEntry] = field(default_factory=dict)
    sheets: dict[str, Sheet] = field(default_factory=dict)
    sources: dict[tuple[str, str], Source] = field(default_factory=dict)
    declared: set[tuple[str, str]] = field(default_factory=set)

    def overlay(self, above: Plan) -> Plan:
        """Return this plan with the definitions of ``above`` put over it, by identifier."""
        return Plan(
            above.profile,
            self.categories | above.categories,
            self.parameters | above.parameters,
            self.measures | above.measures,
            self.sheets | above.sheets,
            self.sources | above.sources,
            self.declared | above.declared,
        )


def read_plan(profile: str | Path, problems: list[Problem]) -> Plan:
    """Read a profile and all it extends.

    Parameters
    ----------
    profile
        ``contado`` for the plan that comes with the software, or a folder.
    problems
        Receives everything wrong with the form of the files.

    Raises
    ------
    BadInput
        ``norms.no_profile`` or ``norms.profile_circle``: nothing to go on with.
    """
    return _read_chain(profile, problems, ())


def _read_chain(profile: str | Path, problems: list[Problem], seen: tuple[Path, ...]) -> Plan:
    folder = _folder(profile)
    if folder in seen:
        raise BadInput(Problem("norms.profile_circle", str(profile)))
    plan = _read_folder(folder, problems)
    below = plan.profile.extends if plan.profile else None
    if below is None:
        return plan
    base: str | Path = below if below == BUILT_IN else folder / below
    return _read_chain(base, problems, (*seen, folder)).overlay(plan)


def _folder(profile: str | Path) -> Path:
    if profile == BUILT_IN:
        return Path(str(resources.files("contado") / "plan"))
    folder = Path(profile).resolve()
    if not (folder / "profile.yaml").is_file():
        raise BadInput(Problem("norms.no_profile", str(profile)))
    return folder


def _read_folder(folder: Path, problems: list[Problem]) -> Plan:
    plan = Plan()
    _read_profile(plan, folder, problems)
    for name, kind, model in (
        ("categories.yaml", "category", Category),
        ("measures.yaml", "measure", MeasureEntry),
    ):
        if (folder / name).is_file():
            _read_entries(plan, folder, folder / name, kind, model, problems)
    for file in sorted((folder / "parameters").glob("*.yaml")):
        _read_entries(plan, folder, file, "parameter", Parameter, problems)
    for file in sorted((folder / "sheets").glob("*.yaml")):
        _read_sheet(plan, folder, file, problems)
    return plan


def _read_profile(plan: Plan, folder: Path, problems: list[Problem]) -> None:
    document = read_document(folder / "profile.yaml", "profile.yaml", problems)
    if document is not None:
        plan.profile = _model(Profile, document.data, Source(document, ()), problems)


def _read_entries(
    plan: Plan, folder: Path, file: Path, kind: str, model: type[BaseModel], problems: list[Problem]
) -> None:
    document = read_document(file, file.relative_to(folder).as_posix(), problems)
    for key, data in entries(document) if document else ():
        _define(plan, (kind, key), data, Source(document, (key,)), model, problems)


def _read_sheet(plan: Plan, folder: Path, file: Path, problems: list[Problem]) -> None:
    document = read_document(file, file.relative_to(folder).as_posix(), problems)
    if document is not None:
        name = document.data.get("sheet") if isinstance(document.data, dict) else None
        key = name if isinstance(name, str) else file.stem
        _define(plan, ("sheet", key), document.data, Source(document, ()), Sheet, problems)


def _define(
    plan: Plan,
    name: tuple[str, str],
    data: Any,  # noqa: ANN401 - before validation it is anything
    source: Source,
    model: type[BaseModel],
    problems: list[Problem],
) -> None:
    kind, key = name
    if name in plan.declared:
        problems.append(Problem("norms.duplicate_key", source.where(), {"key": key}))
        return
    plan.declared.add(name)
    made = _model(model, data, source, problems)
    if made is not None:
        plan.sources[name] = source
        shelf: dict[str, Any] = {
            "category": plan.categories,
            "parameter": plan.parameters,
            "measure": plan.measures,
            "sheet": plan.sheets,
        }[kind]
        shelf[key] = made


def _model(
    model: type[M],
    data: Any,  # noqa: ANN401 - before validation it is anything
    source: Source,
    problems: list[Problem],
) -> M | None:
    try:
        return model.model_validate_json(json.dumps(data))
    except ValidationError as error:
        problems.extend(_said(error, source))
    return None


def _said(error: ValidationError, source: Source) -> Iterator[Problem]:
    for wrong in error.errors(include_url=False, include_input=False):
        place = tuple(step for step in wrong["loc"] if isinstance(step, (str, int)))
        yield _problem(wrong["type"], wrong["msg"], place, source)


def _problem(kind: str, message: str, place: Place, source: Source) -> Problem:
    where = source.where(*place)
    last = str(place[-1]) if place else ""
    if kind == "missing" and last in ("it", "en"):
        return Problem("norms.missing_language", where, {"language": last})
    if kind == "missing":
        return Problem("norms.missing_field", where, {"field": last})
    if kind == "extra_forbidden":
        return Problem("norms.unknown_field", where, {"field": last})
    return Problem("norms.wrong_value", where, {"field": last, "detail": message})


def as_json(shelf: Mapping[str, BaseModel]) -> dict[str, Any]:
    """Return definitions as JSON-ready data, as they would be written."""
    return {
        key: made.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        for key, made in shelf.items()
    }
