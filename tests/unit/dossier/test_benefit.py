"""What is gained, beside the class: sentences a mayor reads, and where class and effect differ."""

import pytest

from contado.dossier.model import Dossier, EffectSide, Interval, WorksEffect
from contado.dossier.pages.benefit import benefits
from contado.norms import SheetReason
from contado.terms import Text

LABELS = {name: Text(it=name, en=name) for name in ("bassa", "media", "alta")}


def row(unit: str, low: float, high: float, outcome: str, *, area: float = 2000.0) -> dict:
    """Return the benefit of an intervention of some m², whose plan has a rain of 60 mm."""
    import shapely

    from contado.interventions import DeclaredMeasure, Intervention
    from contado.norms import Answer

    fact, sheet = {
        "m3": ("drainage.event_runoff_volume", "one"),
        "degC": ("heat.air_temperature", "one"),
    }[unit]
    nothing = EffectSide(value=None, source="missing")
    effect = WorksEffect(
        fact=fact, label=LABELS["alta"], unit=unit, sheets=(sheet,), before=nothing, after=nothing,
        difference=EffectSide(value=Interval(low=low, high=high), source="abacus"), method="m.v1",
    )  # fmt: skip
    work = Intervention(
        id="a", name="a", geometry=shapely.to_wkb(shapely.box(0, 0, area, 1), hex=True),
        measures=(DeclaredMeasure(measure="NBS01", area=3, share=3 / area),),
    )  # fmt: skip
    answer = Answer.model_construct(state="known", value="x", label=LABELS[outcome])
    reason = SheetReason.model_construct(sheet=sheet, outcome=answer)
    values = {
        "runoff.design_rain": 60,
        "effects.appreciable_rain": 0.01,
        "effects.appreciable_temperature": 0.1,
    }
    plan = _Plan(
        {"parameters": {name: {"values": [{"value": v}]} for name, v in values.items()}},
        {sheet: tuple(LABELS.values())},
    )
    dossier = Dossier.model_construct(effects=(effect,), intervention=work, plan=plan)
    return benefits(reason, dossier, "it")[0]


class _Plan:
    def __init__(self, embedded: dict, scales: dict) -> None:
        self.embedded, self.scales = embedded, scales


@pytest.mark.parametrize(
    ("unit", "low", "high", "sentence"),
    [
        ("m3", -1400.0, -850.0, "Trattiene da 850 a 1.400 m³ in più di una pioggia di 60 mm."),
        ("m3", 0.0, 32.0, "Lascia defluire fino a 32 m³ in più di una pioggia di 60 mm"),
        ("m3", -12.0, 5.0, "Può trattenere fino a 12 m³ in più di una pioggia di 60 mm"),
        # 2 000 m² under 60 mm are 120 m³: 1 % is 1.2 m³
        ("m3", -1.0, 0.9, "non cambia in modo apprezzabile"),
        ("degC", -0.3, -0.2, "La temperatura media dell'aria sull'area scende: da 0,2"),
        ("degC", -0.001, -0.001, "La temperatura non cambia in modo apprezzabile"),
    ],
)
def test_an_effect_is_a_sentence_with_its_interval(
    unit: str, low: float, high: float, sentence: str
) -> None:
    assert sentence in row(unit, low, high, "media")["sentence"]


@pytest.mark.parametrize(
    ("unit", "low", "high", "outcome", "contrast"),
    [
        ("degC", -0.001, -0.001, "alta", "sotto la soglia di ciò che si apprezza"),
        ("m3", -20.0, 12.0, "alta", "può essere nullo o di segno contrario"),
        ("m3", 5.0, 12.0, "alta", "di segno contrario"),
        ("m3", -30.0, -20.0, "bassa", "l'effetto è apprezzabile"),
        ("m3", -30.0, -20.0, "alta", ""),
        ("m3", 5.0, 12.0, "bassa", ""),
    ],
)
def test_where_class_and_effect_disagree_it_says_so_and_why(
    unit: str, low: float, high: float, outcome: str, contrast: str
) -> None:
    given = row(unit, low, high, outcome)["contrast"]
    assert contrast in given
    assert bool(given) == bool(contrast)


def test_a_small_effect_says_how_little_of_the_area_is_treated() -> None:
    assert "3 m² su 2.000 m²" in row("m3", -0.5, -0.1, "alta")["contrast"]
