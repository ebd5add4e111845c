"""Words of the atlas that are neither the plan's nor the catalogue's."""

from contado.terms import Text

WORDS: dict[str, Text] = {
    "soils_unknown": Text(
        it="gruppi idrologici del suolo non noti: limiti su tutti e quattro",
        en="soil groups not known: bounds over all four",
    ),
    "ages_unknown": Text(
        it="età dei residenti non note: conta la sola densità",
        en="ages of residents not known: density alone counts",
    ),
    "modelled": Text(
        it="temperatura notturna non misurata: quella del modello",
        en="night temperature not measured: that of the model",
    ),
    "within_bounds": Text(
        it="l'indice è noto solo tra {low} e {high}",
        en="the index is known only from {low} to {high}",
    ),
    "title": Text(it="Vulnerabilità: {noun}", en="Vulnerability: {noun}"),
    "map": Text(it="Classe di vulnerabilità", en="Class of vulnerability"),
    "best": Text(it="Nel caso migliore possibile", en="In the best possible case"),
    "worst": Text(it="Nel caso peggiore possibile", en="In the worst possible case"),
    "legend": Text(it="Legenda", en="Legend"),
    "untold": Text(it="non determinabile: più classi possibili", en="cannot tell: several classes"),
    "missing": Text(it="non calcolabile: manca un dato", en="not computable: a datum is missing"),
    "place": Text(it="Luogo", en="Place"),
    "class": Text(it="Classe", en="Class"),
    "index": Text(it="Indice", en="Index"),
    "pressure": Text(it="Pressione", en="Pressure"),
    "sensitivity": Text(it="Sensibilità", en="Sensitivity"),
    "adaptation": Text(it="Adattamento", en="Adaptation"),
    "residents": Text(it="Residenti (stima)", en="Residents (estimate)"),
    "coverage": Text(it="Copertura del dato", en="Coverage of the data"),
    "reason": Text(it="Perché no", en="Why not"),
    "flags": Text(it="Avvertenze", en="Beware"),
    "beware": Text(it="Da sapere", en="To beware of"),
    "places": Text(it="Luoghi", en="Places"),
    "area_share": Text(it="Quota dell'area", en="Share of the area"),
    "how": Text(it="Come si legge", en="How to read it"),
    "how_text": Text(
        it="Classe 1 la meno vulnerabile, 5 la più vulnerabile. L'indice compone pressione, "
        "sensibilità e adattamento, ciascuno da 0 a 1 tra i limiti scritti nei valori del piano; "
        "metodo: {method}. Dove i dati danno solo limiti la classe è detta solo se i limiti vi "
        "stanno dentro, e le due mappe dei casi estremi dicono tra quali classi sta il luogo.",
        en="Class 1 is the least vulnerable, 5 the most. The index is made of pressure, "
        "sensitivity and adaptation, each from 0 to 1 between the bounds written among the values "
        "of the plan; method: {method}. Where the data give bounds only, a class is told only if "
        "they lie within it, and the two maps of the extreme cases tell between which classes a "
        "place stands.",
    ),
    "layers": Text(it="Dati usati", en="Data used"),
    "parameters": Text(it="Valori del piano usati", en="Values of the plan used"),
    "table": Text(it="Luoghi, dal più vulnerabile", en="Places, the most vulnerable first"),
    "by_class": Text(it="Celle di 100 m per classe", en="Cells of 100 m by class"),
    "description": Text(it="{count} luoghi. {counts}", en="{count} places. {counts}"),
    "landscape_units": Text(it="per UPA", en="by UPA"),
    "municipalities": Text(it="per comune", en="by municipality"),
    "zones": Text(it="per zona omogenea", en="by homogeneous zone"),
    "districts": Text(it="per quartiere", en="by district"),
    "cells": Text(it="per cella di 100 m", en="by cell of 100 m"),
}
