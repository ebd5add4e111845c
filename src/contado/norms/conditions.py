"""Conditions as the plan writes them: declarative, never text to be run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from contado.faults import Unfit
from contado.norms.catalogue import State
from contado.norms.dated import PlanRecord

NUMBER_TESTS = ("at_least", "at_most", "above", "below", "between")
NAME_TESTS = ("is", "one_of", "on_sheet")


class Reduce(PlanRecord):
    """One number from the children of a place."""

    fact: str
    over: str
    by: Literal["max", "min", "sum", "count"]


class Compare(PlanRecord):
    """A fact, or a number reduced from children, set against the plan.

    ``at_least``, ``at_most``, ``above`` and ``below`` name a parameter that is a number,
    ``between`` one that is bounds (closed below, open above); ``is`` and ``one_of`` give names of
    the fact; ``on_sheet`` holds for the measures that the abacus puts on that sheet.
    """

    fact: str | None = None
    reduce: Reduce | None = None
    state: State = "before"
    at_least: str | None = None
    at_most: str | None = None
    above: str | None = None
    below: str | None = None
    between: str | None = None
    is_: str | None = Field(default=None, alias="is")
    one_of: tuple[str, ...] | None = None
    on_sheet: str | None = None

    @model_validator(mode="after")
    def _one_test(self) -> Compare:
        if (self.fact is None) == (self.reduce is None):
            raise Unfit.of("either", one="fact", other="reduce")
        if len([t for t in self._tests() if t[1] is not None]) != 1:
            raise Unfit.of("exactly_one", names=", ".join(NUMBER_TESTS + NAME_TESTS))
        return self

    def _tests(self) -> Iterator[tuple[str, str | tuple[str, ...] | None]]:
        for name in (*NUMBER_TESTS, *NAME_TESTS):
            yield name, getattr(self, "is_" if name == "is" else name)

    @property
    def test(self) -> tuple[str, str | tuple[str, ...]]:
        """The test and what it compares with."""
        return next((name, value) for name, value in self._tests() if value is not None)


class All(PlanRecord):
    """Holds where every condition holds."""

    all: tuple[Condition, ...] = Field(min_length=1)


class Any_(PlanRecord):  # noqa: N801 - typing has taken the name
    """Holds where some condition holds."""

    any: tuple[Condition, ...] = Field(min_length=1)


class Not(PlanRecord):
    """Holds where the condition does not."""

    not_: Condition = Field(alias="not")


class EachChild(PlanRecord):
    """The children of a kind, and what each must satisfy."""

    of: str
    holds: Condition


class Each(PlanRecord):
    """Holds where every child of a kind satisfies a condition; true where there are none."""

    each: EachChild


def _form(value: Any) -> str:  # noqa: ANN401 - before validation it is anything
    if isinstance(value, dict):
        return next((form for form in _FORMS if form in value), "compare")
    return next((form for form, model in _FORMS.items() if isinstance(value, model)), "compare")


_FORMS: dict[str, type[PlanRecord]] = {"all": All, "any": Any_, "not": Not, "each": Each}


Condition = Annotated[
    Annotated[Compare, Tag("compare")]
    | Annotated[All, Tag("all")]
    | Annotated[Any_, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[Each, Tag("each")],
    Discriminator(_form),
]
"""A condition, whose keys say of which kind it is."""

for _model in (All, Any_, Not, EachChild, Each):
    _model.model_rebuild()

Place = tuple[str | int, ...]


def comparisons(
    condition: Condition, kind: str, place: Place = ()
) -> Iterator[tuple[Compare, str, Place]]:
    """Yield every comparison in a condition, the kind of place it is about, and where it stands."""
    match condition:
        case Compare():
            yield condition, kind, place
        case All(all=inner):
            for i, one in enumerate(inner):
                yield from comparisons(one, kind, (*place, "all", i))
        case Any_(any=inner):
            for i, one in enumerate(inner):
                yield from comparisons(one, kind, (*place, "any", i))
        case Not(not_=one):
            yield from comparisons(one, kind, (*place, "not"))
        case Each(each=EachChild(of=child, holds=one)):
            yield from comparisons(one, child, (*place, "each", "holds"))
