"""What would change the verdict, against trying everything from scratch."""

from datetime import date
from itertools import combinations

import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from contado.dossier.changes import changes
from contado.facts import specs
from contado.interventions.model import REALISATION_ITEMS, DeclaredMeasure, Intervention
from contado.norms import Rules, evaluate
from contado.norms.testing import table_of
from contado.survey import Measures

RULES = Rules.load(on=date(2024, 6, 1), facts=specs())
LOT = 1000.0
CODES = tuple(RULES.measures)
SHEETS = ("scheda-norma-1", "scheda-norma-2")
ITEMS = ("answer", "realisation")
unit = st.floats(0, 1) | st.none()
places = st.fixed_dictionaries(
    {
        "drainage.unit_low_share": unit,
        "drainage.draining_index": unit,
        "nature.runoff_regulation_rank": unit,
        "heat.unit_hot_share": unit,
        "heat.night_anomaly": st.floats(-1, 5) | st.none(),
        "nature.microclimate_regulation_rank": unit,
    }
)
answers = st.dictionaries(
    st.sampled_from(REALISATION_ITEMS),
    st.sampled_from(["yes", "partly", "no", "not_applicable"]),
)


@st.composite
def works(draw):
    codes = draw(st.lists(st.sampled_from(CODES), max_size=3, unique=True))
    left, measures = 1.0, []
    for code in codes:
        share = round(draw(st.floats(0, left)), 9)
        overlapping = draw(st.booleans())
        left = max(0.0, left if overlapping else left - share)
        measures.append(declared(code, share, overlapping))
    return Intervention(
        id="a",
        name="Piazza",
        geometry=shapely.box(0, 0, 50, 20).wkb_hex,
        measures=tuple(measures),
        realisation=draw(answers),
    )


def declared(code, share, overlapping):
    return DeclaredMeasure(measure=code, share=share, area=share * LOT, overlapping=overlapping)


def treated(one):
    if not one.measures:
        return None
    low, high = Measures.of([one.measures]).treated(1)
    return float(low[0]), float(high[0])


def judged(sheet, place, some):
    """Judge interventions on the same place, each built from nothing."""
    rows = [
        {
            **place,
            "measures.incidence": treated(one),
            **{f"realisation.{item}": said for item, said in one.realisation.items()},
        }
        for one in some
    ]
    below = [
        [
            {
                "measure.kind": m.measure,
                "measure.area": m.area,
                "measure.share": m.share,
                **{
                    f"measure.{name}": RULES.measures[m.measure].quantity(name).midpoint
                    for name in ("runoff_reduction", "cooling")
                },
            }
            for m in one.measures
        ]
        for one in some
    ]
    return evaluate(RULES, sheet, table_of(RULES, rows, below))


def classes(sheet, place, some):
    """Return the known class of each intervention, -1 where it cannot be told."""
    return judged(sheet, place, some).codes("D").tolist() if some else []


def with_share(one, code, share):
    measures = [
        declared(code, share, m.overlapping) if m.measure == code else m for m in one.measures
    ]
    return one.model_copy(update={"measures": tuple(measures)})


def with_measure(one, old, new):
    measures = [
        m.model_copy(update={"measure": new}) if m.measure == old else m for m in one.measures
    ]
    return one.model_copy(update={"measures": tuple(measures)})


def with_items(one, items):
    answered = {**one.realisation, **{item.removeprefix("realisation."): "yes" for item in items}}
    return one.model_copy(update={"realisation": answered})


def applied(one, change):
    if change.kind in ITEMS:
        return with_items(one, [part.field for part in change.changed])
    (part,) = change.changed
    code = part.field.split(".")[1]
    if change.kind == "measure_share":
        return with_share(one, code, part.after.low)
    return with_measure(one, code, part.after)


def smaller(one, change):
    """Return everything of the same kind that is less than a change."""
    if change.kind in ITEMS:
        open_ = [
            item
            for item in REALISATION_ITEMS
            if one.realisation.get(item) not in ("yes", "not_applicable")
        ]
        return [
            with_items(one, some)
            for count in range(1, len(change.changed))
            for some in combinations(open_, count)
            if all(item not in one.realisation for item in some) == (change.kind == "answer")
        ]
    (part,) = change.changed
    if change.kind == "measure_share":
        code = part.field.split(".")[1]
        below = [p / 100 for p in range(101) if part.before.low < p / 100 < part.after.low - 1e-9]
        return [with_share(one, code, share) for share in below]
    return []


@settings(max_examples=60, deadline=None)
@given(works(), places, st.sampled_from(SHEETS))
def test_a_change_reaches_its_class_and_nothing_smaller_does(one, place, sheet):
    verdicts = judged(sheet, place, [one])
    names = verdicts.names
    for change in changes(one, verdicts, 0):
        reached = names.index(change.outcome_after.value)
        assert classes(sheet, place, [applied(one, change)]) == [reached]
        if change.kind in ITEMS:
            asked = [part.before is None for part in change.changed]
            assert all(asked) == (change.kind == "answer")
        assert reached > min(names.index(name) for name in change.outcome_before.possible)
        # the change may also be the least for a class below the one it reaches
        tried = [c for c in classes(sheet, place, smaller(one, change)) if c >= reached]
        assert tried == []


@settings(max_examples=60, deadline=None)
@given(works(), places, st.sampled_from(SHEETS))
def test_where_no_share_is_offered_no_share_reaches_a_better_class(one, place, sheet):
    verdicts = judged(sheet, place, [one])
    offered = [c for c in changes(one, verdicts, 0) if c.kind == "measure_share"]
    best = max((verdicts.names.index(c.outcome_after.value) for c in offered), default=None)
    possible = int(verdicts.possible[0])
    worst = (possible & -possible).bit_length() - 1
    taken = sum(m.share for m in one.measures if not m.overlapping)
    tried = [
        with_share(one, m.measure, percent / 100)
        for m in one.measures
        for percent in range(101)
        if m.share < percent / 100 <= m.share + 1 - (m.share if m.overlapping else taken) + 1e-9
    ]
    assert max([worst, *classes(sheet, place, tried)]) == (worst if best is None else best)
