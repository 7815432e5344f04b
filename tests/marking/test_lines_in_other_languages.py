"""Sheets in Polish, Turkish, Russian, Chinese, Japanese, Korean, Hindi and Arabic."""

import pytest
from sheets_read import TWO_STEPS, numbers_in, sheet

Z1 = {"z1[1]": 0.3775, "z1[2]": 0.3925}


@pytest.mark.parametrize(
    "text",
    [
        "Imię i nazwisko: Ada\nz1[1] wynosi 0,3775\nOdpowiedź: z1[2] = 0,3925\n",
        "Gizli katman: z1[1] = 0.3775\nÇıkış: z1[2] = 0.3925\n",
        "隐藏层：z1[1] = 0.3775\n出力：z1[2] = 0.3925\n",
        "Stąd z1[1] = 0,3775 oraz z1[2] = 0,3925\n",
        "Ad Soyad: Ada\nSonuç: z1[1] = 0,3775\nBuradan z1[2] = 0,3925 olarak bulunur.\n",
        "ФИО: Ада\nТогда z1[1] = 0,3775;\nОтвет: z1[2] равно 0,3925\n",
        "姓名：张三\nz1[1] 约等于 0.3775。\n所以z1[2]＝0.3925。\n",
        "1、z1[1] = 0.3775\n2、z1[2]为0.3925；\n",
        "氏名：花子\nよって、z1[1] = 0.3775\nz1[2]は0.3925となる。\n",
        "이름: 철수\n따라서 z1[1] = 0.3775\n정답: z1[2] = 0.3925 입니다.\n",
        "नाम: अदा\nअतः z1[1] = ०.३७७५\nउत्तर: z1[2] = ०.३९२५।\n",
        "الاسم: آدا\nإذن z1[1] = ٠٫٣٧٧٥\nالحل: z1[2] = ٠٫٣٩٢٥\n",
    ],
)
def test_words_around_answers(text: str) -> None:
    """What leads to an answer, says "is" and "and" and ends a sentence is none of it, nor is the name."""
    found = sheet(text, "ada.txt")
    assert (numbers_in(found), found.problems) == (Z1, ())


@pytest.mark.parametrize(
    "loss",
    [
        "Funkcja straty L = 0,25",
        "Błąd L wynosi 0,25",
        "Kayıp L = 0,25",
        "Функция потерь L = 0,25",
        "总损失L = 0.25",
        "損失は L = 0.25 です",
        "손실 L = 0.25",
        "हानि L = 0.25",
        "الخسارة L = 0.25",
    ],
)
def test_what_the_loss_is_called(loss: str) -> None:
    """The word before its letter is the loss as well."""
    assert numbers_in(sheet(f"{loss}\n", "ada.txt")) == {"L": 0.25}


@pytest.mark.parametrize(
    "heads",
    [
        ("Krok 1", "Krok 2"),
        ("Iteracja 1:", "Iteracja 2:"),
        ("1. adım", "2. adım"),
        ("Шаг 1", "Шаг 2"),
        ("第一步", "第二步"),
        ("第1次迭代：", "第2次迭代："),
        ("ステップ1", "ステップ2"),
        ("الخطوة 1", "الخطوة 2"),
    ],
)
def test_headings_of_steps(heads: tuple[str, str]) -> None:
    """What is below them is of that step."""
    text = f"{heads[0]}\nz1[1] = 0,21\n{heads[1]}\nz1[1] = 0,2424\n"
    assert numbers_in(sheet(text, "ada.txt", TWO_STEPS)) == {"z1[1]#1": 0.21, "z1[1]#2": 0.2424}


def test_a_step_before_its_answer() -> None:
    """Its ordinal is no number of a list."""
    text = "Kayıp değerleri\n1. adım: z1[1] = 0,21\n2. adım: z1[1] = 0,2424\n"
    assert numbers_in(sheet(text, "ada.txt", TWO_STEPS)) == {"z1[1]#1": 0.21, "z1[1]#2": 0.2424}


@pytest.mark.parametrize(
    "text",
    [
        "Если z1[1] = 0,3775",
        "如果 z1[1] = 0.3775",
        "यदि z1[1] = 0.3775",
        "إذا z1[1] = 0.3775",
        "만약 z1[1] = 0.3775",
    ],
)
def test_a_supposition(text: str) -> None:
    """It is no answer, in any language."""
    assert numbers_in(sheet(f"{text}\n", "ada.txt")) == {}


@pytest.mark.parametrize(
    ("hidden", "output"),
    [
        ("Versteckte Schicht", "Ausgabeschicht"),
        ("Couche cachée :", "Couche de sortie :"),
        ("## Capa oculta", "## Capa de salida"),
        ("Strato nascosto:", "Strato di uscita:"),
        ("**Camada oculta**", "**Camada de saída**"),
        ("Warstwa ukryta", "Warstwa wyjściowa"),
        ("Gizli katman", "Çıkış katmanı"),
        ("Скрытый слой:", "Выходной слой:"),
        ("隐藏层：", "输出层："),
        ("隠れ層", "出力層"),
    ],
)
def test_headings_of_layers(hidden: str, output: str) -> None:
    """Below them an index is enough, as in English."""
    text = f"{hidden}\nz₁ = 0.3775\nz₂ = 0.3925\n\n{output}\nz₁ = 0.9\nz₂ = 0.8\n"
    for ending in ("md", "txt"):
        assert numbers_in(sheet(text, f"ada.{ending}")) == Z1 | {"z2[1]": 0.9, "z2[2]": 0.8}
