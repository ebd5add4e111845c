"""A plan as it lies on disk: a folder of YAML, which may extend another."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from pydantic import BaseModel, ValidationError, model_validator

from contado.errors import BadInput, Problem
from contado.faults import Unfit, fault
from contado.norms.dated import PlanRecord
from contado.norms.measures import MeasureEntry
from contado.norms.parameters import Category, Parameter
from contado.norms.reading import Document, Place, entries, read_document
from contado.norms.sheets import Sheet
from contado.terms import Text

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

BUILT_IN = "contado"
M = TypeVar("M", bound=BaseModel)


class Signature(PlanRecord):
    """Who made a profile its own, and by which act. An office, never a person's name."""

    office: str
    act: str
    date: date


class Profile(PlanRecord):
    """What a plan says of itself.

    Parameters
    ----------
    identity
        The facts that tell which place a document is of, by kind of place: a document freezes them
        whichever sheets it applies. What a profile leaves out is that of the one it extends.
    """

    profile: str
    label: Text
    status: Literal["proposed", "signed"]
    signed: Signature | None = None
    extends: str | None = None
    identity: Mapping[str, tuple[str, ...]] = {}

    @model_validator(mode="after")
    def _signed_by_someone(self) -> Profile:
        if (self.status == "signed") != (self.signed is not None):
            raise Unfit.of("signature")
        return self

    def above(self, below: Profile | None) -> Profile:
        """Return this profile with what it leaves out taken from the one it extends."""
        if below is None or self.identity:
            return self
        return self.model_copy(update={"identity": below.identity})


@dataclass(slots=True)
class PlanEntry:
    """Where a definition of the plan stands."""

    document: Document
    place: Place

    def where(self, *below: str | int) -> str:
        """Return ``file:line`` of something inside the definition."""
        return self.document.where((*self.place, *below))


@dataclass(slots=True)
class PlanContent:
    """Everything a folder of the plan defines, with the places for messages.

    ``declared`` holds every identifier seen, also of definitions that did not pass: a use of one
    of them is not reported a second time.
    """

    profile: Profile | None = None
    categories: dict[str, Category] = field(default_factory=dict)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    measures: dict[str, MeasureEntry] = field(default_factory=dict)
    sheets: dict[str, Sheet] = field(default_factory=dict)
    sources: dict[tuple[str, str], PlanEntry] = field(default_factory=dict)
    declared: set[tuple[str, str]] = field(default_factory=set)

    def overlay(self, above: PlanContent) -> PlanContent:
        """Return this plan with the definitions of ``above`` put over it, by identifier."""
        return PlanContent(
            above.profile and above.profile.above(self.profile),
            self.categories | above.categories,
            self.parameters | above.parameters,
            self.measures | above.measures,
            self.sheets | above.sheets,
            self.sources | above.sources,
            self.declared | above.declared,
        )


def read_plan(profile: str | Path, problems: list[Problem]) -> PlanContent:
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


def _read_chain(
    profile: str | Path, problems: list[Problem], seen: tuple[Path, ...]
) -> PlanContent:
    folder = folder_of(profile)
    if folder in seen:
        raise BadInput(Problem("norms.profile_circle", str(profile)))
    plan = _read_folder(folder, problems)
    base = _base(folder, plan.profile)
    if base is None:
        return plan
    return _read_chain(base, problems, (*seen, folder)).overlay(plan)


def chain(profile: str | Path) -> Iterator[Path]:
    """Yield the folder of a profile, and those of all it extends.

    Raises
    ------
    BadInput
        As `read_plan`.
    """
    seen: list[Path] = []
    base: str | Path | None = profile
    while base is not None:
        folder = folder_of(base)
        if folder in seen:
            raise BadInput(Problem("norms.profile_circle", str(profile)))
        yield folder
        seen.append(folder)
        base = _base(folder, _FolderReader(folder, []).head())


def _base(folder: Path, profile: Profile | None) -> str | Path | None:
    """Return the profile that one in a folder extends."""
    below = profile.extends if profile else None
    return below if below in (None, BUILT_IN) else folder / below


def folder_of(profile: str | Path) -> Path:
    """Return the folder of a profile.

    Raises
    ------
    BadInput
        ``norms.no_profile``.
    """
    if profile == BUILT_IN:
        return Path(str(resources.files("contado") / "plan"))
    folder = Path(profile).resolve()
    if not (folder / "profile.yaml").is_file():
        raise BadInput(Problem("norms.no_profile", str(profile)))
    return folder


def _read_folder(folder: Path, problems: list[Problem]) -> PlanContent:
    return _FolderReader(folder, problems).read()


class _FolderReader:
    """Reads the files of one folder into a plan."""

    def __init__(self, folder: Path, problems: list[Problem]) -> None:
        self.folder = folder
        self.problems = problems
        self.plan = PlanContent()

    def head(self) -> Profile | None:
        """Return what the profile says of itself."""
        document = self.document(self.folder / "profile.yaml")
        return self.made(Profile, document.data, PlanEntry(document, ())) if document else None

    def read(self) -> PlanContent:
        self.plan.profile = self.head()
        self.entries("category", self.folder / "categories.yaml", Category, self.plan.categories)
        self.entries("measure", self.folder / "measures.yaml", MeasureEntry, self.plan.measures)
        for file in self.files("parameters"):
            self.entries("parameter", file, Parameter, self.plan.parameters)
        for file in self.files("sheets"):
            self.sheet(file)
        return self.plan

    def files(self, name: str) -> Iterator[Path]:
        """Yield the files of a folder of the plan; what stands in their place is refused."""
        folder = self.folder / name
        if folder.exists() and not folder.is_dir():
            self.problems.append(Problem("norms.not_a_folder", name, {"name": name}))
            return
        for file in sorted(folder.glob("*.yaml")):
            if file.is_file():
                yield file
            else:
                where = file.relative_to(self.folder).as_posix()
                self.problems.append(Problem("norms.not_a_file", where, {"name": where}))

    def document(self, file: Path) -> Document | None:
        name = file.relative_to(self.folder).as_posix()
        return read_document(file, name, self.problems) if file.is_file() else None

    def entries(self, kind: str, file: Path, model: type[M], shelf: dict[str, M]) -> None:
        if document := self.document(file):
            for key, data in entries(document, self.problems):
                source = PlanEntry(document, (key,))
                if self.is_new((kind, key), source) and (made := self.made(model, data, source)):
                    shelf[key] = made

    def sheet(self, file: Path) -> None:
        document = self.document(file)
        if document is None:
            return
        name = document.data.get("sheet") if isinstance(document.data, dict) else None
        key, source = name if isinstance(name, str) else file.stem, PlanEntry(document, ())
        if self.is_new(("sheet", key), source):
            made = self.made(Sheet, document.data, source)
            if made is not None:
                self.plan.sheets[key] = made

    def is_new(self, name: tuple[str, str], source: PlanEntry) -> bool:
        if name in self.plan.declared:
            values = {"key": name[1]}
            self.problems.append(Problem("norms.duplicate_key", source.where(), values))
            return False
        self.plan.declared.add(name)
        self.plan.sources[name] = source
        return True

    def made(self, model: type[M], data: Any, source: PlanEntry) -> M | None:  # noqa: ANN401 - YAML is anything
        try:
            return model.model_validate_json(json.dumps(data))
        except ValidationError as error:
            self.problems.extend(model_problems(error, source))
        return None


def model_problems(error: ValidationError, source: PlanEntry) -> Iterator[Problem]:
    """Yield what is wrong with a definition, each at its line.

    A list whose entries are wrong counts them as lacking: that is not said beside what they are.
    """
    errors = error.errors(include_url=False, include_input=False)
    deep = {wrong["loc"][:end] for wrong in errors for end in range(len(wrong["loc"]))}
    for wrong in errors:
        if wrong["type"] != "too_short" or wrong["loc"] not in deep:
            place = tuple(step for step in wrong["loc"] if isinstance(step, (str, int)))
            yield _problem(wrong, place, source)


def _problem(wrong: ErrorDetails, place: Place, source: PlanEntry) -> Problem:
    kind, where = wrong["type"], source.where(*place)
    last = str((source.document.name, *source.place, *place)[-1])
    if kind == "missing" and last in ("it", "en"):
        return Problem("norms.missing_language", where, {"language": last})
    if kind == "missing":
        return Problem("norms.missing_field", where, {"field": last})
    if kind == "extra_forbidden":
        return Problem("norms.unknown_field", where, {"field": last})
    return Problem("norms.wrong_value", where, {"field": last, "detail": fault(wrong)})


def as_json(shelf: Mapping[str, BaseModel]) -> dict[str, Any]:
    """Return definitions as JSON-ready data, as they would be written."""
    return {
        key: made.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        for key, made in shelf.items()
    }
