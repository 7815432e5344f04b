"""Heads of tables and labels of lines in French, German, Spanish, Italian, Portuguese and Dutch."""

import pytest
from sheets_read import numbers_in, sheet

STEP = """\
inputs: [0.7, 1.2]
targets: [1]
layers: [{weights: [[0.5, -0.2]], biases: [0.1], activation: sigmoid}]
loss: bce
optimizer: {name: sgd, learning_rate: 0.5}
"""


@pytest.mark.parametrize(
    "heads",
    [
        "Paramètre | Ancien poids | Gradient | Nouveau poids",
        "poids | valeur initiale | dérivée partielle | poids mis à jour",
        "Gewicht | altes Gewicht | Gradient | neues Gewicht",
        "Parameter | alter Wert | partielle Ableitung | neuer Wert",
        "Peso | Valor anterior | Gradiente | Nuevo peso",
        "Parámetro | valor inicial | derivada parcial | peso actualizado",
        "Peso | vecchio valore | gradiente | nuovo peso",
        "Peso | valor antigo | gradiente | novo peso",
        "Gewicht | oude waarde | gradiënt | nieuw gewicht",
    ],
)
@pytest.mark.parametrize("source", ["ada.md", "ada.csv"])
def test_a_table_of_parameters(heads: str, source: str) -> None:
    """Old value, gradient, new value."""
    row = "W1[1,1] | 0.5 | -0.21 | 0.605"
    table = f"| {heads} |\n|---|---|---|---|\n| {row} |\n"
    if source == "ada.csv":
        table = "\n".join(each.replace(" | ", ";") for each in (heads, row)) + "\n"
    found = sheet(table, source, STEP)
    assert numbers_in(found) == {"dL/dW1[1,1]": -0.21, "W1_new[1,1]": 0.605}
    assert (found.problems, found.remarks) == ((), ())


@pytest.mark.parametrize(
    "heads",
    [
        "Grandeur | Valeurs",
        "Quantité | Réponse",
        "Größe | Antwort",
        "Symbole | Résultats",
        "Cantidad | Respuesta",
        "Grandezza | Risposta",
        "Grandeza | Resposta",
        "Grootheid | Antwoord",
    ],
)
def test_a_table_of_answers(heads: str) -> None:
    """The answers stand below their head, whatever stands beside them."""
    name, answer = heads.split(" | ")
    table = f"| {name} | Nr | {answer} |\n|---|---|---|\n| z1[1] | 12.5 | 0.21 |\n"
    assert numbers_in(sheet(table, "ada.md", STEP)) == {"z1[1]": 0.21}


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("new weight W1[1,1]", "W1_new[1,1]"),
        ("the new value of W1[1,1]", "W1_new[1,1]"),
        ("Neues Gewicht W1[1,1]", "W1_new[1,1]"),
        ("neuer Wert von b1[1]", "b1_new[1]"),
        ("nouveau poids W1[1,1]", "W1_new[1,1]"),
        ("nouvelle valeur de b1[1]", "b1_new[1]"),
        ("poids mis à jour W1[1,1]", "W1_new[1,1]"),
        ("nuevo peso W1[1,1]", "W1_new[1,1]"),
        ("nuevo valor de W1[1,1]", "W1_new[1,1]"),
        ("nuovo peso W1[1,1]", "W1_new[1,1]"),
        ("novo peso W1[1,1]", "W1_new[1,1]"),
        ("nieuw gewicht W1[1,1]", "W1_new[1,1]"),
        ("gradient de W1[1,1]", "dL/dW1[1,1]"),
        ("le gradient par rapport à W1[1,1]", "dL/dW1[1,1]"),
        ("gradiente de W1[1,1]", "dL/dW1[1,1]"),
        ("Gradient von W1[1,1]", "dL/dW1[1,1]"),
        ("Der Wert von z1[1]", "z1[1]"),
        ("valeur de z1[1]", "z1[1]"),
        ("valor de z1[1]", "z1[1]"),
    ],
)
@pytest.mark.parametrize("sign", [":", " ="])
def test_a_label_before_a_name(label: str, name: str, sign: str) -> None:
    """What it says of the quantity whose name follows."""
    found = sheet(f"{label}{sign} 0.21\n", "ada.txt", STEP)
    assert (numbers_in(found), found.problems) == ({name: 0.21}, ())
