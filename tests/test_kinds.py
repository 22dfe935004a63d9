"""What a question wants, in which language to answer, and what a broad one is about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.kinds import (
    CHAT,
    QuestionKind,
    asks_for_latest,
    happened_to,
    is_of_article,
    kind,
    language,
    names_article,
    topic,
    topic_of,
    unwrapped,
    who_is,
    without_now,
    without_opener,
)
from qa.texts import chat

QUESTIONS: dict[QuestionKind, str] = {
    "greeting": """
Hallo
Hallo!
Wie geht es dir?
How are you?
hallo zusammen
Guten Tag.
Guten Morgen!
Moin
Hello
Hi there!
hey
Good evening
""",
    "thanks": """
Danke
Danke!
danke schön
Dankeschön.
Vielen Dank!
ok, danke
Super, danke :)
Thanks
thank you
Thank you very much!
thanks a lot
great, thanks!
Danke dir
Danke für die Hilfe!
Thanks for your help
Danke, das hilft mir.
Thanks, that's very helpful!
""",
    "okay": """
ok
Okay!
Alles klar
got it
""",
    "farewell": """
bye
Bye bye!
Tschüs
Tschüss!
Danke, tschüss
Auf Wiedersehen
""",
    "help": """
Kannst du mir helfen?
Can you help me?
Hilfe
Hilfe!
Was kannst du?
Was kannst du alles?
Was weißt du?
What can I ask?
Are you an AI?
Wer bist du?
Wie funktioniert das?
Was kann ich hier fragen?
help
What can you do?
Who are you?
How does this work?
What can you do for me?
""",
    "articles": """
Welche Artikel gibt es?
Welche Artikel hast du?
Zeige mir alle Artikel
Liste die Artikel auf
Which articles do you have?
What articles are there?
List all articles
show me the articles
""",
    "broad": """
Worum geht es?
What's the article about?
Kannst du den Artikel zusammenfassen?
Gib mir eine Zusammenfassung
Gib mir bitte eine kurze Zusammenfassung
Um was geht es?
Can you give me a summary?
Can you tell me about the strike?
I'd like a brief summary of the strike
Können Sie mir etwas über Starlink sagen?
Hallo, worum geht es in dem Artikel?
What are the key takeaways?
Erzähl mir mehr
Worum geht es in dem Artikel?
worum geht es hier
Worüber berichtet der Artikel?
Wovon handelt der Text?
Was steht in dem Artikel?
Was sagt der Artikel über Putin?
Was ist bekannt über den Anruf?
Was weißt du über Musk?
Was gibt es Neues?
Fasse den Artikel zusammen
Fass das bitte zusammen
Bitte fasse die Sicherheitsbedenken zusammen.
Gib mir einen Überblick
Erzähl mir etwas über Musk
Zusammenfassung
What is this article about?
What is the text about
What are these articles about?
What is it about?
What does the article say about Putin?
Summarize the article
Please summarise the security concerns
Can you sum up the text?
Give me a summary
Give me an overview of the war
Tell me about Musk
Tell me more about the library
What is known about the call?
What do you know about Musk?
What are the key points?
TL;DR
""",
    "polar": """
Hat Musk zugestimmt?
Haben die Fischer geklagt?
Ist die Bibliothek fertig?
Wird der Hafen ausgebaut?
Gibt es eine Bibliothek in Kleinhausen?
Stimmt es, dass Musk teilnahm?
Und ist sie fertig?
Erzählt Musk die Wahrheit?
Plant Voltheim Entlassungen?
Und kommt er wieder in die Wohnung?
Did Musk join?
Is the library finished?
Has Musk confirmed it?
Will the harbour be extended?
And did Putin agree?
Are there articles about Musk?
""",
    "fact": """
Was kostet die Bibliothek?
Fassungslos war wer?
Sagt er, wann er kommt?
Erste Frau im Amt?
Rote Karte für Kern?
Nicht Musk?
Worüber berichtete CNN zuerst?
May 2024: what happened?
Wer kündigte eine Klage an?
Wann begann die Invasion?
Wie viel kostet die Bibliothek?
Wem gehört X?
Seit wann hat Musk Kontakt mit Putin?
Welche Rolle spielt Musk?
Warum streiken die Lokführer?
Und wann?
Hallo, wer ist Musk?
Danke. Und wer ist Putin?
Hilfe für die Ukraine
Wer bist du laut Platon?
Who first reported the call?
When did the volcano erupt?
What does Musk own?
What happened?
How many guests came?
Which articles of the constitution were changed?
Hi, who is Musk?
Who helps the poor?
thanks to whom did Musk win?
who are you to judge
""",
}
EVERY = [(asked, each) for each, lines in QUESTIONS.items() for asked in lines.strip().splitlines()]


@pytest.mark.parametrize(("question", "expected"), EVERY)
def test_what_a_question_wants(question: str, expected: QuestionKind) -> None:
    assert kind(question) == expected
    assert kind(f"  {question}\n") == expected


@pytest.mark.parametrize("question", ["", " ", "?", "…", "👋", "\u0301", "42", "x" * 100_000])
def test_what_is_no_question_is_treated_as_one(question: str) -> None:
    assert kind(question) == "fact"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Hallo", "de"),
        ("Guten Tag", "de"),
        ("Vielen Dank!", "de"),
        ("Danke", "de"),
        ("Hilfe", "de"),
        ("Was kannst du?", "de"),
        ("Welche Artikel gibt es?", "de"),
        ("Hello!", "en"),
        ("Thank you very much!", "en"),
        ("What can you do?", "en"),
        ("Which articles do you have?", "en"),
        ("Wer kündigte eine Klage vor dem Verwaltungsgericht an?", "de"),
        ("Who announced a lawsuit at the administrative court?", "en"),
        ("Was will Putin?", "de"),
        ("Und in Kiew?", "de"),
        ("Bis wann?", "de"),
        ("Wer schuf die Plastik „The Spirit of Detroit“?", "de"),
        ("Was Musk on the call?", "en"),
        ("Was he there?", "en"),
        ("Is Scholz ill?", "en"),
        ("When did Armin Laschet resign?", "en"),
        ("And in Berlin?", "en"),
    ],
)
def test_the_answer_is_in_the_language_of_the_question(question: str, expected: str) -> None:
    assert language(question, kind(question)) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Worum geht es?", ""),
        ("Worum geht es in dem Artikel?", ""),
        ("Wovon handelt der Text?", ""),
        ("Fasse den Artikel bitte kurz zusammen!", ""),
        ("Zusammenfassung", ""),
        ("What is this article about?", ""),
        ("What is it about?", ""),
        ("Please summarize the article", ""),
        ("Give me a summary", ""),
        ("Fasse die Sicherheitsbedenken zusammen", "Sicherheitsbedenken"),
        ("Was weißt du über Elon Musk?", "Elon Musk"),
        ("Was sagt der Artikel über Putin?", "Putin"),
        ("Überblick über den Krieg", "Krieg"),
        ("What does the article say about Putin?", "Putin"),
        ("Tell me about the new library", "new library"),
        ("Summarise the security concerns, please", "security concerns"),
        ("What do you know about the Super-PAC?", "Super-PAC"),
        ("What is known about Zoë Dvořák?", "Zoë Dvořák"),
    ],
)
def test_what_a_broad_question_is_about(question: str, expected: str) -> None:
    assert kind(question) == "broad"
    assert topic(question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Wer ist derzeit Minister?", True),
        ("Wer ist der aktuelle Kanzler?", True),
        ("Was ist die neueste Meldung?", True),
        ("Was kostet das jetzt?", True),
        ("Who is currently the minister?", True),
        ("Who is the current chancellor?", True),
        ("What is the latest news?", True),
        ("Who is it now?", True),
        ("Wer war 2015 Minister?", False),
        ("Who knows the answer?", False),
        ("Wer hat sich nowotny genannt?", False),
        ("Wie stark sind die Niederlande, currents inbegriffen?", False),
    ],
)
def test_whether_the_newest_article_answers_best(question: str, expected: bool) -> None:
    assert asks_for_latest(question) is expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Was kostet der Radweg nach aktuellem Stand?", "Was kostet der Radweg?"),
        ("Wie viele sind nach dem neuesten Stand betroffen?", "Wie viele sind betroffen?"),
        ("According to the latest news, who won?", "who won?"),
        ("Until when are they safe, as things stand now?", "Until when are they safe?"),
        ("Stand jetzt", "Stand jetzt"),
        ("Who is currently the minister?", "Who is currently the minister?"),
        ("Wer stand am Rand?", "Wer stand am Rand?"),
    ],
)
def test_that_it_is_to_be_the_latest_is_not_read(question: str, expected: str) -> None:
    assert without_now(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Was kostet der Radweg nach aktuellem Stand?",
        "Was kostet er nach jetzigem Stand?",
        "Until when are they safe, as things stand?",
    ],
)
def test_what_is_not_read_still_says_that_the_latest_is_asked_for(question: str) -> None:
    assert asks_for_latest(question)
    assert not asks_for_latest(without_now(question))


def test_every_chat_has_its_reply_in_both_languages() -> None:
    for each in CHAT:
        german, english = (chat(each, language, ()) for language in ("de", "en"))
        assert german.strip()
        assert german != english.strip() != ""
    assert chat("farewell", "en", ()) == "Goodbye!"


@given(st.text(max_size=80))
def test_any_text_is_of_one_kind(text: str) -> None:
    found = kind(text)
    assert found in QUESTIONS
    assert found == kind(text.strip())
    assert language(text, found) in {"de", "en"}
    assert topic(text) == " ".join(topic(text).split())
    assert asks_for_latest(text) in {True, False}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Fasse den Artikel zusammen", True),
        ("Summarise this article", True),
        ("Worum geht es?", True),
        ("What is this about?", True),
        ("Worum geht es in diesem Artikel?", True),
        ("tl;dr", True),
        ("Fasse das zusammen", False),
        ("Worum geht es darin?", False),
        ("Tell me more about that", False),
        ("Tell me more about him", False),
        ("Fasse die Sicherheitsbedenken zusammen", False),
        ("Wer schrieb den Artikel?", False),
    ],
)
def test_whether_an_article_as_such_is_asked_for(question: str, expected: bool) -> None:
    assert is_of_article(question) is expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Worum geht es in dem Artikel über das Erdbeben in Peru?", True),
        ("Worum geht es im Interview mit Olaf Petersen?", True),
        ("Worum geht es in „Der neue Flughafen“?", True),
        ("Worum geht es in dem Artikel der Saltmere Gazette?", True),
        ("What is the interview with Olaf Petersen about?", True),
        ("What is the Meridian article about the leaked recording about?", True),
        ("What is the report in the Altenroder Bote about?", True),
        ("Fasse die Pressemitteilung der Kliniken zusammen", True),
        ("Summarise the article about the flood", True),
        ("Worum geht es im Nachruf auf Eva Kern?", True),
        ("What is the obituary for Eva Kern about?", True),
        ("What is the flood article about?", True),
        ("Was steht im Ticker?", True),
        ("Worum geht es in dem Artikel?", False),
        ("What is this article about?", False),
        ("What is the whole article about?", False),
        ("Was sagt der Artikel über Starlink?", False),
        ("What does the article say about Putin?", False),
        ("Worum geht es beim Streik?", False),
        ("Fasse die Sicherheitsbedenken zusammen", False),
        ("Who wrote the article about the flood?", False),
    ],
)
def test_whether_it_names_the_article(question: str, expected: bool) -> None:
    assert names_article(question) is expected
    assert not (expected and is_of_article(question))


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("What does this article say about the security concerns?", "security concerns"),
        ("Worum geht es darin?", "rief Worum darin"),
        ("Tell me more about him", "rief Tell him"),
    ],
)
def test_a_topic_is_the_questions_own_where_it_has_one(question: str, found: str) -> None:
    assert topic_of(question, f"Wer rief an? {question}") == found
    assert topic_of(question, question) == topic(question)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Can you tell me who the new chancellor is?", "who the new chancellor is?"),
        ("Do you know when it reopens?", "when it reopens?"),
        ("Kannst du mir sagen, wer dabei war?", "wer dabei war?"),
        ("Weißt du, warum sie streiken?", "warum sie streiken?"),
        ("Tell me about Musk", "Tell me about Musk"),
        ("Weißt du das?", "Weißt du das?"),
        ("Did Musk tell you who called?", "Did Musk tell you who called?"),
    ],
)
def test_what_is_asked_without_whether_it_can_be_told(question: str, expected: str) -> None:
    assert unwrapped(question) == expected
    assert kind(question) == kind(expected)


@pytest.mark.parametrize(
    ("wrapped", "plain"),
    [
        ("Can you tell me what is known about Zoë Dvořák?", "What is known about Zoë Dvořák?"),
        ("Do you know what this article is about?", "What is this article about?"),
        ("Can you tell me what it's all about?", "What is it about?"),
        ("Could you tell us what these articles are about?", "What are these articles about?"),
        (
            "Can you tell me what the interview with Olaf Petersen is about?",
            "What is the interview with Olaf Petersen about?",
        ),
        ("Kannst du mir sagen, worum es in diesem Artikel geht?", "Worum geht es in dem Artikel?"),
        ("Weißt du, worum es geht?", "Worum geht es?"),
        ("Können Sie mir sagen, wovon der Text handelt?", "Wovon handelt der Text?"),
        (
            "Sag mir bitte, worum es im Interview mit Olaf Petersen geht!",
            "Worum geht es im Interview mit Olaf Petersen?",
        ),
        ("Kannst du mir sagen, was über Musk bekannt ist?", "Was ist über Musk bekannt?"),
        ("Weißt du, was in Kassel passiert ist?", "Was ist in Kassel passiert?"),
    ],
)
def test_a_wrapped_question_wants_what_the_plain_one_does(wrapped: str, plain: str) -> None:
    assert kind(wrapped) == kind(plain)
    assert is_of_article(wrapped) is is_of_article(plain)
    assert names_article(wrapped) is names_article(plain)
    if kind(plain) == "broad":
        assert topic(wrapped) == topic(plain)


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("Wer ist Gisbert Hövel?", "Gisbert Hövel"),
        ("Und wer war eigentlich Loibl?", "Loibl"),
        ("Who is Morag Sinclair?", "Morag Sinclair"),
        ("Wer ist der Trainer?", None),
        ("Who is the CEO of Tessaro?", None),
        ("Wer ist Bürgermeister von Köln?", None),
        ("Who is Morag Sinclair's sister?", None),
        ("Was ist Tessaro?", None),
    ],
)
def test_whom_a_question_wants_to_know_about(question: str, who: str | None) -> None:
    assert who_is(question) == who


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("Was ist mit Eva Kern passiert?", "Eva Kern"),
        ("Was geschah mit Jo Lam?", "Jo Lam"),
        ("Und was wurde aus Eva Kern?", "Eva Kern"),
        ("What happened to Jo Lam?", "Jo Lam"),
        ("What happened to the bridge?", None),
        ("Was ist mit der Brücke passiert?", None),
        ("Was ist in Kassel passiert?", None),
    ],
)
def test_whose_fate_a_question_wants(question: str, who: str | None) -> None:
    assert happened_to(question) == who
    assert not who or kind(question) == "fact"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Anderes Thema: wer kam?", "Wer kam?"),
        ("By the way, who came?", "Who came?"),
        ("Noch eine Frage: Wer kam?", "Wer kam?"),
        ("Übrigens, wer kam?", "Wer kam?"),
        ("Eine andere Frage ist, wer kam.", "Eine andere Frage ist, wer kam."),
        ("Anderes Thema", "Anderes Thema"),
    ],
)
def test_that_a_question_comes_is_not_asked(question: str, expected: str) -> None:
    assert without_opener(question) == expected


def test_a_barrel_is_no_summary() -> None:
    assert kind("Fass Bier kostet was?") == "fact"
    assert kind("Fass den Artikel bitte kurz zusammen") == "broad"
