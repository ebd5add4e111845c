"""Words of the atlas that are neither the plan's nor the catalogue's."""

from contado.terms import Text

WORDS: dict[str, Text] = {
    "soils_unknown": Text(
        it="Gruppi idrologici del suolo non noti: limiti su tutti e quattro",
        en="Soil groups not known: bounds over all four",
    ),
    "ages_unknown": Text(
        it="Età dei residenti non note: conta la sola densità",
        en="Ages of residents not known: density alone counts",
    ),
    "modelled": Text(
        it="Temperatura notturna non misurata: quella del modello",
        en="Night temperature not measured: that of the model",
    ),
    "within_bounds": Text(
        it="L'indice è noto solo tra {low} e {high}",
        en="The index is known only between {low} and {high}",
    ),
    "answer": Text(
        it="Luoghi: {units}. In classe 4 o 5: {high}; con più classi possibili: {cannot_tell}; "
        "non calcolabili: {not_computable}.",
        en="Places: {units}. In class 4 or 5: {high}; with several possible classes: "
        "{cannot_tell}; not computable: {not_computable}.",
    ),
    "territory": Text(it="Territorio", en="Territory"),
    "plan": Text(it="Piano", en="Plan"),
    "last_values": Text(it="valori ultimi", en="last values"),
    "method": Text(it="Metodo", en="Method"),
    "map": Text(it="Classe di vulnerabilità", en="Class of vulnerability"),
    "best": Text(it="Nel caso migliore possibile", en="In the best possible case"),
    "worst": Text(it="Nel caso peggiore possibile", en="In the worst possible case"),
    "untold": Text(it="più classi possibili", en="several classes possible"),
    "missing": Text(it="non calcolabile: manca un dato", en="not computable: a datum is missing"),
    "place": Text(it="Luogo", en="Place"),
    "class": Text(it="Classe", en="Class"),
    "vulnerability": Text(it="Indice", en="Index"),
    "pressure": Text(it="Pressione", en="Pressure"),
    "sensitivity": Text(it="Sensibilità", en="Sensitivity"),
    "adaptation": Text(it="Adattamento", en="Adaptation"),
    "residents": Text(it="Residenti (stima)", en="Residents (estimate)"),
    "coverage": Text(it="Copertura del dato", en="Coverage of the data"),
    "reason": Text(it="Perché non si può dire", en="Why it cannot be told"),
    "flags": Text(it="Avvertenze", en="Beware"),
    "places": Text(it="Luoghi", en="Places"),
    "count": Text(it="Celle", en="Cells"),
    "area_share": Text(it="Quota dell'area", en="Share of the area"),
    "how": Text(it="Come si legge", en="How to read it"),
    "how_text": Text(
        it="Classe 1 la meno vulnerabile, 5 la più vulnerabile. L'indice compone pressione, "
        "sensibilità e adattamento, ciascuno da 0 a 1 tra i limiti scritti nei valori del piano; "
        "metodo: {method}. Dove i dati danno solo limiti la classe è detta se i limiti vi stanno "
        "dentro; altrimenti le mappe dei due casi estremi dicono tra quali classi sta il luogo.",
        en="Class 1 is the least vulnerable, 5 the most. The index is made of pressure, "
        "sensitivity and adaptation, each from 0 to 1 between the bounds written among the values "
        "of the plan; method: {method}. Where the data give bounds only, a class is told if they "
        "lie within it; else the maps of the two extreme cases tell between which classes a place "
        "stands.",
    ),
    "table": Text(it="Luoghi, dal più vulnerabile", en="Places, the most vulnerable first"),
    "by_class": Text(it="Celle di 100 m per classe", en="Cells of 100 m by class"),
    "landscape_units": Text(it="per UPA", en="by UPA"),
    "municipalities": Text(it="per comune", en="by municipality"),
    "zones": Text(it="per zona omogenea", en="by homogeneous zone"),
    "districts": Text(it="per quartiere", en="by district"),
    "cells": Text(it="per cella di 100 m", en="by cell of 100 m"),
}
