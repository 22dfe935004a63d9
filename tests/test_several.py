"""How much of an answer a question asks for: a fact, a way or a reason, or several things."""

from __future__ import annotations

import pytest

from qa.several import Form, form, is_plural

_ASKED: dict[Form, str] = {
    "several": """
        Welche Folgen hatte der Streik für den Verkehr?
        Welche Städte sind von dem Streik betroffen?
        welche parteien sitzen im stadtrat
        Welche wilden Tiere leben im Reservat?
        welche wilden tiere leben im park
        Welche städte sind betroffen
        welche folgen hat der Streik
        aus welchen gründen trat er zurück
        Welche Ergebnisse brachte die Wahl?
        Wer hat alles dagegen gestimmt?
        Nennen Sie die Sieger.
        Was sind ihre Forderungen?
        Which countries called for a ceasefire?
        Mit welchen Mitteln ging die Polizei vor?
        Welche Jagdunfälle gab es in diesem Jahr?
        Welche anderen Länder lehnen das ab?
        Nenne die Rennen, die sie gewann.
        Was sind die Unterschiede zwischen den beiden Entwürfen?
        Wer war alles Minister?
        Wo steht das Haus und was kostet es?
        Which countries took part?
        Which wild animals live on the plateau?
        What problems did the expedition have?
        Which party bosses were replaced?
        What are the concerns about the bridge?
        Name the theatres in Hanover.
        Folgen des Sturms?
        reasons for the delay
        Give me a list of the winners.
        How many seats did each party win?
        Between which places was he travelling?
    """,
    "open": """
        Warum wurde die Brücke gesperrt?
        Wie reagierte der Senat auf das Urteil?
        Wie geht die Polizei gegen die Bande vor?
        Was sagte der Minister zu dem Vorwurf?
        Was weiß man über den Täter?
        Wodurch unterscheiden sich die Arten?
        Welche Kritik gibt es an dem Entwurf?
        Welcher Schaden entstand?
        What role did the harbour play?
        Why was the bridge closed?
        How did the union respond?
        What did the minister say about it?
        What should passengers do?
        Und warum?
        Warum protestieren alle?
        Was sagte er über die heiße Phase?
        Why did costs rise?
        Why was the meeting called off?
        What happened on Monday?
        was ist am flughafen passiert
        What is the treasurer accused of?
        Womit begründet der Senat die Absage?
    """,
    "one": """
        Wer ist Bürgermeisterin von Kleinhausen?
        Wie hoch ist der Schaden?
        Wie heißt der Richter?
        Was heißt das auf Deutsch?
        Was glaubt man, wie sie hieß?
        Was kostet die Brücke?
        Was ist Osmose?
        Welche Strafe forderte die Anklägerin?
        Welche Partei gewann die Wahl?
        Welchen Status behielt die Stadt?
        Wann war das Feuer?
        Who is the mayor?
        What does VWN stand for?
        What is the dish called?
        Which city hosts the games?
        What makes the river rise?
        Which status does the town have?
        Was the bridge closed?
        Und wer ist der Täter?
        And when was that?
        Wer bezahlt das alles?
        Name des Täters?
        Who is the best player of all time?
        Which team plays next?
        Which sports minister resigned?
        What did the bridge cost?
        Was hat der Umbau gekostet?
        Wie ist der Name des Hundes?
        Welche Note bekam der Film?
        Which bus goes there?
        How many people were hurt?
    """,
}
QUESTIONS = [
    (question.strip(), wanted)
    for wanted, questions in _ASKED.items()
    for question in questions.strip().splitlines()
]


@pytest.mark.parametrize(("question", "wanted"), QUESTIONS)
def test_how_much_of_an_answer_is_asked_for(question: str, wanted: Form) -> None:
    assert form(question) == wanted
    assert form(f"  {question}\n") == wanted


@pytest.mark.parametrize(
    "noun",
    "Gründe Städte Kräfte Forscher Firmen Maßnahmen Opferzahlen Erdbeben Parteien Vorwürfe Leute "
    "Preise Werke Länder Orte Auszeichnungen Pläne Vorgruppen Kosten".split(),
)
def test_several(noun: str) -> None:
    assert is_plural(noun)


@pytest.mark.parametrize(
    "noun",
    "Kritik Rolle Strafe Grenze Schule Stadt Macht Nummer Firma Partei Hilfe Folge Reihe Wahl Zahl "
    "Sprache Hand Insel Klage Prozentregel Jahreszahl Anlage".split(),
)
def test_one(noun: str) -> None:
    assert not is_plural(noun)


def test_a_question_of_any_length_is_told_at_once() -> None:
    for asked in ("wie ", "welche ", "which ", "was ", "was ist "):
        assert form(f"{asked}{'a' * 100_000} hieß") == form(f"{asked}{'a b ' * 25_000} hieß")


def test_nothing_is_one() -> None:
    assert form("") == form("?") == form("Welche") == form("which") == "one"
