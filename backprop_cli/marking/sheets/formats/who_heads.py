"""What people write above what says who they are: the head of a column in a form, a line of their sheet."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

FIRST, LAST = "first name", "last name"
_NUMBERED = (
    *("id", "student", "student id", "matriculation", "matric", "matrikel", "matr", "roll", "registration"),
    *("reg", "enrolment", "enrollment"),
)
WHO_HEADS = {
    "student": "student", "name": "student", "full name": "student", "student name": "student",
    "your name": "student", "name of student": "student", "name of the student": "student",
    "author": "student", "first name": FIRST, "given name": FIRST, "firstname": FIRST, "forename": FIRST,
    "vorname": FIRST, "last name": LAST, "surname": LAST, "family name": LAST, "lastname": LAST,
    "nachname": LAST,
    "id": "id", "student id": "id", "matrikelnummer": "id", "matrikelnr": "id", "matrnr": "id",
    "sid": "id", "orgdefinedid": "id",
    **{f"{kind} {number}": "id" for kind in _NUMBERED for number in ("number", "no", "nr")},
    "email": "email", "e mail": "email", "mail": "email", "email address": "email", "e mail address": "email",
    "mail address": "email", "e mail adresse": "email",
    "vor und nachname": "student", "nom": LAST, "prénom": FIRST, "nom de famille": LAST,
    **dict.fromkeys(("nom et prénom", "prénom et nom", "nom prénom", "nom complet", "étudiant", "étudiante"),
                    "student"),
    **dict.fromkeys(("numéro étudiant", "numéro d'étudiant", "no étudiant", "n étudiant"), "id"),
    "nombre": FIRST, "apellido": LAST, "apellidos": LAST,
    **dict.fromkeys(("nombre y apellido", "nombre y apellidos", "nombre completo", "alumno", "alumna",
                     "estudiante"), "student"),
    "nome": FIRST, "cognome": LAST, "sobrenome": LAST, "apelido": LAST,
    **dict.fromkeys(("nome e cognome", "nome completo", "studente", "studentessa", "aluno", "aluna",
                     "estudante"), "student"),
    **dict.fromkeys(("matricula", "numero di matricola", "matricola", "legajo"), "id"),
    "voornaam": FIRST, "achternaam": LAST, "naam": "student", "studentnummer": "id",
    **dict.fromkeys(("correo", "correo electrónico", "courriel", "adresse mail"), "email"),
    "imię i nazwisko": "student", "ad soyad": "student", "adı soyadı": "student", "фио": "student",
    "имя и фамилия": "student", "姓名": "student", "氏名": "student", "이름": "student", "नाम": "student",
    "الاسم": "student", "nr indeksu": "id", "numer indeksu": "id", "öğrenci no": "id", "学号": "id",
    "學號": "id", "学籍番号": "id", "학번": "id",
}  # fmt: skip
"""As forms and learning platforms have it as well, and what each says: a part of `Who`, `FIRST` or `LAST`."""
_BETWEEN = re.compile(r"[\s.*_`:°-]+")
"""What may stand between the words of a head, and around them: spaces, stops, hyphens, emphasis."""
_WORD = re.compile(r"[^\s,;|/(·–—]+")
_SIGN = re.compile("[:=]")
MOST_WORDS = 4
"""Words of a head."""


class Said(NamedTuple):
    """What a line says behind a head."""

    key: str
    """A part of `Who`, `FIRST` or `LAST`; empty of what stands before the first head."""
    text: str


def _plain(written: str) -> str:
    """A head without its case, stops, accents and emphasis."""
    if not written.isascii():
        written = "".join(
            each for each in unicodedata.normalize("NFKD", written) if not unicodedata.combining(each)
        )
    return _BETWEEN.sub(" ", written.casefold()).strip()


_PLAIN_HEADS = {_plain(head): said for head, said in WHO_HEADS.items()}


def who_head(written: str) -> str:
    """What a head says; nothing where it says something else."""
    return _PLAIN_HEADS.get(_plain(written), "")


def heads_on(line: str) -> Iterator[Said]:
    """What a line says behind each head on it, `Ada  ID: 17`; the first is what stands before them."""
    key, start = "", 0
    for sign in _SIGN.finditer(line):
        if head := _head_before(line[start : sign.start()]):
            yield Said(key, line[start : start + head.start()])
            key, start = who_head(head.string[head.start() :]), sign.end()
    yield Said(key, line[start:])


def _head_before(text: str) -> re.Match[str] | None:
    """The word with which the head begins that a text ends with."""
    words = list(_WORD.finditer(text))[-MOST_WORDS:]
    return next((each for each in words if who_head(text[each.start() :])), None)
