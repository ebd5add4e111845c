"""A plan as a dossier froze it, read back by someone who does not trust it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from contado.errors import BadInput, Problem
from contado.norms.catalogue import FactSpec
from contado.norms.check import check
from contado.norms.measures import MeasureEntry
from contado.norms.name_order import ordered
from contado.norms.parameters import Category, Parameter
from contado.norms.profile import PlanContent, PlanEntry, Profile, model_problems
from contado.norms.reading import Document, Place
from contado.norms.sheets import Sheet
from contado.phrases import Phrases
from contado.terms import Text

M = TypeVar("M", bound=BaseModel)
_NAME = "plan.embedded"
_WORDS = Phrases.of("contado.norms")


class _FrozenDocument(Document):
    """What a dossier embeds, where places are paths: it has no lines."""

    def where(self, place: Place) -> str:
        return ".".join((_NAME, *map(str, place)))


def thawed(embedded: Mapping[str, Any]) -> tuple[PlanContent, Profile, date, dict[str, FactSpec]]:
    """Return the plan, its profile, its day and the facts that `Rules.embed` froze.

    Raises
    ------
    BadInput
        Everything wrong with it, as with the files of a plan, each with its path.
    """
    embedded = ordered(embedded)
    thaw = _Thaw(embedded)
    plan, profile = thaw.plan(), thaw.made(Profile, embedded.get("profile"), "profile")
    on, facts = thaw.day(), thaw.shelf("facts", FactSpec, "fact")
    if not thaw.problems:
        thaw.problems += check(plan, facts)
    if thaw.problems or profile is None or on is None:
        raise BadInput(thaw.problems)
    return plan, profile, on, facts


class _Thaw:
    """Reads shelf after shelf, and gathers what is wrong with any."""

    def __init__(self, embedded: Mapping[str, Any]) -> None:
        self.embedded = embedded
        self.document = _FrozenDocument(_NAME, embedded)
        self.problems: list[Problem] = []
        self.sources: dict[tuple[str, str], PlanEntry] = {}

    def plan(self) -> PlanContent:
        plan = PlanContent(
            categories=self.shelf("categories", Category, "category"),
            parameters=self.shelf("parameters", Parameter, "parameter"),
            measures=self.shelf("measures", MeasureEntry, "measure"),
            sheets=self.shelf("sheets", Sheet, "sheet"),
        )
        plan.sources, plan.declared = self.sources, set(self.sources)
        sizings = [sizing for entry in plan.measures.values() for sizing in entry.values]
        # Sheets that measures belong to, of which only the applied ones are embedded.
        plan.declared |= {("sheet", sheet) for sizing in sizings for sheet in sizing.sheets}
        return plan

    def shelf(self, name: str, model: type[M], kind: str) -> dict[str, M]:
        data, models = self.embedded.get(name), {}
        if not isinstance(data, Mapping):
            self.wrong(_WORDS["sentences.fields"], name)
            return {}
        for key, content in data.items():
            made = self.made(model, content, name, key)
            self.sources[kind, key] = PlanEntry(self.document, (name, key))
            if isinstance(made, Sheet) and made.sheet != key:
                self.wrong(_WORDS["sentences.sheet_renamed"], name, key)
            if made is not None:
                models[key] = made
        return models

    def made(self, model: type[M], data: object, *place: str) -> M | None:
        try:
            return model.model_validate_json(json.dumps(data))
        except ValidationError as error:
            self.problems += model_problems(error, PlanEntry(self.document, place))
        return None

    def day(self) -> date | None:
        try:
            return date.fromisoformat(self.embedded["on"])
        except (KeyError, TypeError, ValueError):
            self.wrong(_WORDS["sentences.day"], "on")
        return None

    def wrong(self, detail: Text, *place: str) -> None:
        values = {"field": place[-1], "detail": detail}
        self.problems.append(Problem("norms.wrong_value", self.document.where(place), values))
