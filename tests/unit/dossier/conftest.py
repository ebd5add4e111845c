"""A hand-built dossier: one sheet that is known, one that cannot be told."""

from datetime import date

import pytest
import shapely

from contado.dossier import model as m
from contado.dossier.freeze import sealed
from contado.interventions.model import DeclaredMeasure, Intervention, SurfaceChange, Surfaces
from contado.norms import trace as t
from contado.terms import TERMS, Text


def say(it: str, en: str | None = None) -> Text:
    return Text(it=it, en=en or it)


def exact(value: float) -> t.Interval:
    return t.Interval(low=value, high=value)


def known(value: str, it: str, en: str) -> t.Answer:
    label = say(it, en)
    return t.Answer(
        state="known", value=value, label=label, possible=(value,), possible_labels=(label,)
    )


BREAKS = t.ParameterUse(
    parameter="idren.breaks",
    label=say("soglie dell'indice di superficie drenante", "breaks of the draining index"),
    value=[0.15, 0.3, 0.5, 0.7],
    unit="1",
    valid_from=date(2024, 2, 28),
    valid_to=None,
    checked=date(2026, 11, 21),
    reference=t.Reference(title="Regolamento locale d'igiene tipo, art. 3.2.3"),
    confidence="assumption",
)
MEASURE_SCORE = t.ParameterUse(
    parameter="measures.runoff_reduction",
    label=say("riduzione dei deflussi per misura", "runoff reduction by measure"),
    value={"NBS01": [50, 80], "NBS11": [15, 40]},
    unit="%",
    valid_from=None,
    valid_to=date(2025, 12, 31),
    checked=date(2026, 11, 21),
    reference=t.Reference(title="Letteratura, valori da confermare"),
    confidence="verify",
    expired=True,
)


def criterion(name, label, sentence, answer, fact, *, points=None, margin=None, children=()):
    return t.CriterionReason(
        criterion=name,
        kind="class",
        label=label,
        sentence=sentence,
        answer=answer,
        points=points,
        weight=1 / 3,
        margin=margin,
        facts=fact,
        parameters=(BREAKS,),
        children=children,
    )


INDEX = t.FactUse(
    fact="drainage.draining_index",
    label=say("indice di superficie drenante", "draining index"),
    unit="1",
    state="before",
    value=exact(0.12),
)
UNIT_SHARE = t.FactUse(
    fact="drainage.unit_low_share",
    label=say("residenti dell'UPA in classi basse", "residents of the UPA in low classes"),
    unit="1",
    state="before",
    value=t.Interval(low=0.46, high=0.58),
)
NO_SOILS = t.Lacking(
    code="no_layer",
    subject="night_temperature",
    text=say("strato della temperatura notturna estiva", "layer of summer night temperature"),
)
ANOMALY = t.FactUse(
    fact="heat.night_anomaly",
    label=say("anomalia della temperatura notturna", "night-temperature anomaly"),
    unit="degC",
    state="before",
    value=None,
    lacking=NO_SOILS,
)


def drainage_sheet() -> t.SheetReason:
    high, medium = say("alta", "high"), say("media", "medium")
    a1 = t.Answer(
        state="cannot_tell",
        value=None,
        label=TERMS["cannot_tell"],
        possible=("medium", "high"),
        possible_labels=(medium, high),
        deciding=(),
    )
    return t.SheetReason(
        sheet="scheda-norma-1",
        label=say("Scheda Norma 1 (drenaggio)", "Norm sheet 1 (drainage)"),
        on=date(2024, 6, 1),
        in_force=True,
        outcome=known("high", "alta efficacia", "high effectiveness"),
        sentence=say(
            "Le parti A e B sono alte e la parte C è media: la classe finale è alta efficacia.",
            "Parts A and B are high and part C is medium: the final class is high effectiveness.",
        ),
        parts=(
            t.PartReason(
                part="A",
                label=say("Localizzazione dell'intervento", "Location of the intervention"),
                sentence=say(
                    "Il punteggio medio pesato è fra 0,83 e 1,00: la priorità del luogo è alta.",
                    "The weighted mean score is between 0.83 and 1.00: priority is high.",
                ),
                answer=known("high", "alta", "high"),
                score=t.Interval(low=0.83, high=1.0),
                criteria=(
                    criterion(
                        "A1",
                        say("Vulnerabilità dell'UPA", "Vulnerability of the UPA"),
                        say(
                            "Fra il 46 % e il 58 % dei residenti dell'UPA vive in classi basse.",
                            "Between 46 % and 58 % of the UPA's residents live in low classes.",
                        ),
                        a1,
                        (UNIT_SHARE,),
                        points=t.Interval(low=0.5, high=1.0),
                    ),
                    criterion(
                        "A2",
                        say("Indice di superficie drenante", "Draining index"),
                        say(
                            "L'indice è 0,12, sotto 0,15: molto basso.",
                            "The index is 0.12, below 0.15: very low.",
                        ),
                        known("very_low", "molto basso", "very low"),
                        (INDEX,),
                        points=exact(1.0),
                        margin=t.Margin(
                            distance=0.03,
                            edge=0.15,
                            beyond="low",
                            beyond_label=say("basso", "low"),
                            sentence=say(
                                "Da 0,15 in su diventa «basso» (margine 0,03)",
                                "From 0.15 up it becomes “low” (margin 0.03)",
                            ),
                        ),
                    ),
                ),
                parameters=(),
            ),
            t.PartReason(
                part="B",
                label=say("Tipo di intervento", "Type of intervention"),
                sentence=say("La media pesata dei ranghi è 2,6 su 3.", "The mean is 2.6 of 3."),
                answer=known("high", "alta", "high"),
                score=exact(0.87),
                criteria=(
                    criterion(
                        "B1",
                        say("Efficacia delle misure", "Effectiveness of the measures"),
                        say("Due misure, rango medio 2,6.", "Two measures, mean rank 2.6."),
                        known("score", "2,6 su 3", "2.6 of 3"),
                        (),
                        points=exact(0.87),
                    ),
                ),
                parameters=(MEASURE_SCORE,),
            ),
            t.PartReason(
                part="C",
                label=say("Modalità di realizzazione", "Way of realisation"),
                sentence=say("Cinque voci su otto sono sì.", "Five items of eight are yes."),
                answer=known("medium", "media", "medium"),
                score=t.Interval(low=0.56, high=0.62),
                criteria=(),
                parameters=(),
            ),
        ),
    )


def heat_sheet() -> t.SheetReason:
    low, medium = say("bassa efficacia", "low effectiveness"), say("media efficacia", "medium")
    unknown = t.Answer(
        state="cannot_tell",
        value=None,
        label=TERMS["cannot_tell"],
        possible=("low", "medium"),
        possible_labels=(low, medium),
        deciding=(NO_SOILS,),
    )
    return t.SheetReason(
        sheet="scheda-norma-2",
        label=say("Scheda Norma 2 (isola di calore)", "Norm sheet 2 (heat island)"),
        on=date(2024, 6, 1),
        in_force=True,
        outcome=unknown,
        sentence=say(
            "Senza la temperatura notturna la parte A non si può dire.",
            "Without night temperature part A cannot be told.",
        ),
        parts=(
            t.PartReason(
                part="A",
                label=say("Localizzazione dell'intervento", "Location of the intervention"),
                sentence=say("Manca la temperatura notturna.", "Night temperature is missing."),
                answer=unknown,
                score=t.Interval(low=0.0, high=1.0),
                criteria=(
                    criterion(
                        "A2",
                        say("Temperature notturne estive", "Summer night temperatures"),
                        say("Il dato manca.", "The datum is missing."),
                        unknown,
                        (ANOMALY,),
                        points=t.Interval(low=0.0, high=1.0),
                    ),
                ),
                parameters=(),
            ),
        ),
    )


def reading(fact: t.FactUse, **more) -> m.FactReading:
    base = {
        "fact": fact.fact,
        "label": fact.label,
        "unit": fact.unit,
        "state": fact.state,
        "value": fact.value,
        "lacking": fact.lacking,
        "measured": fact.value,
        "source": "measured",
        "method": f"{fact.fact}.v1",
    }
    return m.FactReading(**{**base, **more})


INTERVENTION = Intervention(
    id="piazza-trento",
    name="Piazza Trento e Trieste",
    geometry=shapely.to_wkb(shapely.box(514200, 5034000, 514300, 5034050), hex=True),
    municipality="015146",
    filed_on=date(2024, 6, 1),
    measures=(
        DeclaredMeasure(measure="NBS01", area=2500.0, share=0.5),
        DeclaredMeasure(measure="NBS11", area=1000.0, share=0.2, overlapping=True),
    ),
    surfaces=SurfaceChange(
        before=Surfaces(sealed=4000.0, semi_permeable=500.0, permeable=500.0),
        after=Surfaces(sealed=1500.0, semi_permeable=500.0, permeable=3000.0),
    ),
    realisation={"treated_area": "yes", "native_species": "yes", "monitoring": "no"},
    cadastral=("foglio 12, particella 345",),
    state="autovalutata",
)

DRAWN = m.MapSheet(
    width=1700,
    height=850,
    metres=600.0,
    shapes=(
        m.Shape(
            role="parks", label=say("parchi", "parks"), path="M100 100L500 120L450 420L90 380Z"
        ),
        m.Shape(role="municipalities", label=None, path="M0 500L600 450L1700 620"),
        m.Shape(role="intervention", label=None, path="M780 380L1000 360L1020 500L790 520Z"),
    ),
    names=(m.Name(x=300, y=260, text="Parco di prova"),),
    locator=(m.Shape(role="municipalities", label=None, path="M20 20L180 30L160 180L30 150Z"),),
    locator_at=(90.0, 90.0),
    attributions=("ISTAT, confini comunali (CC BY 4.0)",),
)


def built() -> m.Dossier:
    return m.Dossier(
        disclaimer=TERMS["proposed_values"],
        state="autovalutata",
        intervention=INTERVENTION,
        on=date(2024, 6, 1),
        filed_on=date(2024, 6, 1),
        territory=m.TerritoryName(name="Milano", crs="EPSG:32632"),
        snapshot="5" * 64,
        verdicts=(drainage_sheet(), heat_sheet()),
        changes=(
            m.LeastChange(
                sheet="scheda-norma-1",
                kind="realisation",
                sentence=say(
                    "Senza il piano di manutenzione l'esito scende a media efficacia.",
                    "Without the maintenance plan the verdict falls to medium effectiveness.",
                ),
                changed=(
                    m.Changed(
                        field="realisation.maintenance_plan",
                        label=say("piano di manutenzione", "maintenance plan"),
                        before="yes",
                        after="no",
                    ),
                ),
                outcome_before=known("high", "alta efficacia", "high effectiveness"),
                outcome_after=known("medium", "media efficacia", "medium effectiveness"),
            ),
        ),
        warnings=(
            m.Notice(
                code="simulated",
                subjects=("land_cover@1",),
                text=say("Dati simulati: land_cover@1.", "Simulated data: land_cover@1."),
            ),
        ),
        facts=(
            reading(
                INDEX,
                declared=exact(0.1),
                value=exact(0.12),
                flags=("coarse",),
                coverage=0.93,
                layers=("land_cover@1",),
            ),
            reading(UNIT_SHARE, flags=("simulated", "stand_in"), layers=("land_cover@1",)),
            reading(ANOMALY, source="missing"),
        ),
        assumptions=(BREAKS, MEASURE_SCORE),
        provenance=(
            m.LayerUse(
                layer="land_cover@1",
                role="land_cover",
                title=say("copertura del suolo", "land cover"),
                producer="Simulazione",
                date="2024-05-01",
                licence="CC0-1.0",
                attribution="Dati simulati da Contado",
                sha256="a" * 64,
                flags=("simulated",),
            ),
        ),
        references=(),
        plan=m.FrozenPlan(
            profile="contado",
            status="proposed",
            embedded={"sheets": {}, "parameters": {}},
            scales={
                "scheda-norma-1": (
                    say("bassa efficacia", "low effectiveness"),
                    say("media efficacia", "medium effectiveness"),
                    say("alta efficacia", "high effectiveness"),
                )
            },
        ),
        acts=(
            m.Act(
                kind="self_assessment",
                office="Ufficio tecnico comunale",
                role="responsabile del procedimento",
                date=date(2024, 6, 3),
            ),
        ),
        geometry={
            "type": "Polygon",
            "coordinates": [[[9.18, 45.46], [9.19, 45.46], [9.19, 45.47], [9.18, 45.46]]],
        },
        map=DRAWN,
        software="contado 0.1.0",
    )


@pytest.fixture(scope="session")
def sample() -> m.Dossier:
    return sealed(built())
