"""What was said before decides what a question means; a question that stands alone stays as it is.

Rules alone: no model, no index, but for the end, where a conversation is asked of one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from conftest import SIX
from hypothesis import given
from hypothesis import strategies as st

from index import Article, Index
from qa import Answer, Chat, Citation, Span, Turn, ask
from qa.antecedents import Said
from qa.chain import Request, build_chain
from qa.followup import (
    asked_now,
    context,
    goes_beyond,
    names_something,
    resolve,
    stands_alone,
)
from qa.reader import default_reader
from qa.steps import Steps

LIBRARY = "Was kostet die neue Bibliothek in Kleinhausen?"
NAMELESS = "Wie teuer war das neue Stadion?"  # and nobody: nothing for a "sie" or "he" to mean

LEANING = """
Und wann?
Und wie viele Lehrlinge trifft es?
Und wer noch?
Wann wurde die Firma gegründet?
Wer ist der Oberbürgermeister?
Who disagrees?
Who is the CEO of the company?
Und in Kiew?
Was sagte er dazu?
Wann wurde sie gebaut?
Was hat er danach getan?
Warum ist das so?
Was ist mit Putin?
Wie viel genau?
Seit wann?
Wer noch?
Warum?
Warum nicht?
Und warum?
Und wo genau?
Aber warum?
Wie reagierte Russland darauf?
Was sagt Trump dazu?
Wie viele Menschen leben dort?
Was ist seine Aufgabe?
Was ist ihre Rolle?
Wer unterstützt ihn?
Was geschah davor?
Mehr dazu
und wo
And when?
And in which year?
What about Putin?
How about the mayor?
When did she say that?
Why did they refuse?
How much exactly?
Who else?
Why?
Why not?
Since when?
But why?
So what?
What did he say there?
And who confirmed it?
How many people live there?
What does this mean?
What is his job?
Who are their allies?
Who supports her?
Tell me more
and who
Was bedeutet das?
Stimmt das?
Warum ist das wichtig?
Wer hat das gesagt?
Is that true?
What happened after that?
Und Donald Trump?
What about Jeff Bezos?
Und was sagt Putin?
Wann tritt es in Kraft?
Was sieht es vor?
Erzähl mir mehr
""".strip().splitlines()
ALONE = """
Wann wurde die Stadt Kassel gegründet?
Who is the CEO of the company Axios?
Does Teresa Quintanar nap herself?
Und wie viele Tote gab es in Kiew?
Wer nahm an dem Telefonat zwischen Trump und Selenskyj teil?
Wer hat zuerst über den Anruf berichtet?
Wie viel investierte der Super-PAC in den Wahlkampf?
Seit wann hat Musk Kontakt mit Putin?
Was sagte Peskow zu den Gesprächen?
Und wer bestätigte, dass Musk teilnahm?
Wann begann die russische Invasion?
Haben Sie Informationen über Starlink?
Was wissen Sie über Elon Musk?
Was ist Ihre Quelle für die Kosten der Bibliothek?
Was kostet die Bibliothek?
Warum streiken die Lokführer?
Wer ist Olaf Scholz?
wer ist olaf scholz
Who took part in the call between Trump and Zelensky?
Who first reported the call?
How much did the super PAC invest in the campaign?
Since when has Musk been in contact with Putin?
And who confirmed that Musk took part?
Is there a library in Kleinhausen?
Were there any injured people in Leeds?
What does Starlink do for the Ukrainian army?
Is it true that Musk joined the call?
Who is Elon Musk?
who is elon musk
Wer hat das Stadion gebaut?
Wie viele Menschen verloren ihr Leben?
Which company moved its headquarters?
Was it hot in Spain?
Is it safe to travel to Israel?
What time is it in Tokyo?
Wer sind die am stärksten betroffenen Länder?
Wer war bei dem Telefonat zwischen Trump und Selenskyj dabei?
Was spricht dafür, die Steuern zu senken?
What will happen this weekend?
What happened to those who fled?
Who is Musk and what does he do?
Wen trifft der Streik und wie lange dauert er?
Tell me about Musk
Nenne die Minister
""".strip().splitlines()


@pytest.mark.parametrize("question", LEANING)
def test_a_question_that_leans_is_never_asked_alone(question: str) -> None:
    assert not stands_alone(question)
    assert resolve(question, []) == question
    assert resolve(question, [NAMELESS]) != question
    earlier = ["Where did the family move?", NAMELESS]
    assert "Stadion" in resolve(question, earlier)
    assert "family" not in resolve(question, earlier)


@pytest.mark.parametrize("question", ALONE)
def test_a_question_that_stands_alone_takes_nothing(question: str) -> None:
    assert stands_alone(question)
    histories: list[list[Said | str]] = [
        ["Wer rief an?"],
        [Said("Who called?", "Anna Feld"), LIBRARY],
    ]
    for earlier in histories:
        assert resolve(f"  {question} ", earlier) == question


WHO = Said("Who is the spokesman?", "Dmitri Peskow")
WER = Said("Wer ist der Sprecher?", "Dmitri Peskow")
SHE = Said("Wer leitet die Stadt?", "Anna Feld")
MAYOR = Said("Who is the mayor?", "Anna Feld")
NAMED = (
    (WHO, "Was sagte er dazu?", "Was sagte Dmitri Peskow dazu?"),
    (WER, "Was sagte er?", "Was sagte Dmitri Peskow?"),
    (WER, "was sagte er", "was sagte Dmitri Peskow"),
    (WER, "Und was sagte er?", "Und was sagte Dmitri Peskow?"),
    (WER, "Wer unterstützt ihn?", "Wer unterstützt Dmitri Peskow?"),
    (WER, "Wer vertraut ihm?", "Wer vertraut Dmitri Peskow?"),
    (WER, "Was ist seine Rolle?", "Was ist Dmitri Peskows Rolle?"),
    (WER, "Was ist mit seiner Frau?", "Was ist mit Dmitri Peskows Frau?"),
    (WER, "Wann fiel sein Name?", "Wann fiel Dmitri Peskows Name?"),
    (SHE, "Wann trat sie zurück?", "Wann trat Anna Feld zurück?"),
    (SHE, "Was ist ihr Plan?", "Was ist Anna Felds Plan?"),
    (SHE, "Wie lautet ihre Antwort darauf?", "Wie lautet Anna Felds Antwort darauf?"),
    (WHO, "What did he say?", "What did Dmitri Peskow say?"),
    (WHO, "what did he say", "what did Dmitri Peskow say"),
    (WHO, "Who is he?", "Who is Dmitri Peskow?"),
    (WHO, "What is his role?", "What is Dmitri Peskow's role?"),
    (WHO, "And his wife?", "And Dmitri Peskow's wife?"),
    (WHO, "What about his wife?", "What about Dmitri Peskow's wife?"),
    (WHO, "Who supports him?", "Who supports Dmitri Peskow?"),
    (MAYOR, "When did she resign?", "When did Anna Feld resign?"),
    (MAYOR, "What is her opinion?", "What is Anna Feld's opinion?"),
    (MAYOR, "Who supports her?", "Who supports Anna Feld?"),
    (
        Said("Wer rief an?", "Jens Marx"),
        "Was ist seine Rolle?",
        "Was ist Jens Marx Rolle?",
    ),
    (
        Said("Who called?", "James Jones"),
        "What is his role?",
        "What is James Jones' role?",
    ),
    (
        Said("Wo wohnt Olaf Scholz?"),
        "Wie alt ist er und was ist seine Partei?",
        "Wie alt ist Olaf Scholz und was ist Olaf Scholz Partei?",
    ),
    (Said("What did Tesla announce?"), "How many did they sell?", "How many did Tesla sell?"),
)


@pytest.mark.parametrize(("before", "question", "expected"), NAMED)
def test_a_pronoun_becomes_the_name_it_stands_for(
    before: Said, question: str, expected: str
) -> None:
    assert resolve(question, [before]) == expected
    assert resolve(question, [Said("Where did the family move?", "York"), before]) == expected


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (LIBRARY, "Und wann wird sie fertig?", "Und wann wird die neue Bibliothek fertig?"),
        ("Wo steht der Eiffelturm?", "Wie hoch ist er?", "Wie hoch ist der Eiffelturm?"),
        (
            "Warum kritisiert der Minister die Opposition?",
            "Wann tritt er zurück?",
            "Wann tritt der Minister zurück?",
        ),
        ("Seit wann streiken die Lokführer?", "Warum tun sie das?", "die Lokführer"),
    ],
)
def test_a_german_pronoun_becomes_the_thing_of_its_gender(
    before: str, question: str, expected: str
) -> None:
    assert expected in resolve(question, [before])


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("Wie hoch ist der neue Turm?", "Wer hat ihn gebaut?", "Wer hat den neuen Turm gebaut?"),
        ("Wie hoch ist der neue Turm?", "Was steht bei ihm?", "Was steht bei dem neuen Turm?"),
        (LIBRARY, "Was wurde aus ihr?", "Was wurde aus der neuen Bibliothek?"),
        ("Was kostet eine alte Fabrik?", "Wem gehört sie?", "Wem gehört die alte Fabrik?"),
        ("Wo sind die Vermissten?", "Wer half ihnen?", "Wer half den Vermissten?"),
        ("Wann gewann der FC Brandenau?", "Wer half ihm?", "Wer half dem FC Brandenau?"),
    ],
)
@pytest.mark.parametrize("answer", ["", "80 Meter", "4 Millionen Euro"])
def test_a_thing_stands_in_the_pronouns_case(
    before: str, question: str, expected: str, answer: str
) -> None:
    """And a unit is no name that a pronoun could stand for."""
    assert resolve(question, [Said(before, answer)]) == expected


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("When did the volcano erupt?", "Is it still active?", "Is the volcano still active?"),
        ("What does the new library cost?", "Who built it?", "Who built the new library?"),
        ("When was the bridge built?", "Who designed it?", "Who designed the bridge?"),
        ("What do the farmers want?", "Why do they protest?", "Why do the farmers protest?"),
        ("Who leads the central bank?", "Where is it?", "Where is the central bank?"),
    ],
)
def test_an_english_thing_ends_before_its_verb(before: str, question: str, expected: str) -> None:
    assert resolve(question, [Said(before, "4 million")]) == expected


def test_who_did_and_who_it_was_done_to_are_two() -> None:
    called, appointed = "Wer rief Musk an?", "Who did Trump appoint?"
    said = Said(called, "Putin")
    assert resolve("Wann rief er ihn an?", [said]) == f"{called} Wann rief er ihn an?"
    said = Said(appointed, "Marco Rubio")
    assert resolve("Why him and not her?", [said]) == f"{appointed} Why him and not her?"
    assert resolve("Why did he appoint him?", [said]) == f"{appointed} Why did he appoint him?"


def test_a_things_owner_is_not_put_before_it() -> None:
    assert resolve("Wer ist ihr Architekt?", [LIBRARY]) == f"{LIBRARY} Wer ist ihr Architekt?"


def test_where_something_is_nobody_is_meant() -> None:
    before = Said("Seit wann arbeitet Frau Passlack am Klinikum Elbmarsch?", "seit 2011")
    assert resolve("Was rät sie?", [before]) == "Was rät Passlack?"
    where = "Seit wann gibt es Streit am Klinikum Elbmarsch?"
    assert resolve("Was rät er?", [where]) == f"{where} Was rät er?"


SWAPPED = (
    ("Was besitzt Musk?", "Was ist mit Putin?", "Was besitzt Putin?"),
    ("Was besitzt Musk?", "Und Putin?", "Was besitzt Putin?"),
    ("Was sagte Scholz zur Ukraine?", "Und Merz?", "Was sagte Merz zur Ukraine?"),
    ("What does Musk own?", "What about Putin?", "What does Putin own?"),
    ("What does Musk own?", "How about Putin?", "What does Putin own?"),
    ("What does Musk own?", "and Putin", "What does Putin own?"),
    ("Wie alt ist Musk?", "Und Donald Trump?", "Wie alt ist Donald Trump?"),
    ("How old is Musk?", "What about Jeff Bezos?", "How old is Jeff Bezos?"),
)


@pytest.mark.parametrize(("before", "question", "expected"), SWAPPED)
def test_another_name_alone_asks_the_same_of_it(before: str, question: str, expected: str) -> None:
    for earlier in ([before], [Said(before, "Tesla")], ["Where did the family move?", before]):
        assert resolve(question, earlier).strip("?") == expected.strip("?")


COMPLETED = (
    (Said("Wann wurde Loibl geboren?", "1931"), "Und wo?", "Wo wurde Loibl geboren?"),
    (Said("When did Orel resign?", "on Friday"), "Why?", "Why did Orel resign?"),
    (Said("Wer trat zurück?", "Orel"), "Wann?", "Wann trat Orel zurück?"),
    (Said("Wer trat zurück?", "Ihr Chef"), "Wo?", "Wo trat Chef zurück?"),
    (Said("Wer trat zurück?", "Der Chef"), "Wo?", "Wo trat der Chef zurück?"),
    (Said("Who resigned in Leeds?", "Ann Hill"), "When?", "Ann Hill resigned in Leeds – when?"),
    (Said("Ann Hill resigned – when?"), "And why?", "Ann Hill resigned – why?"),
    (Said("Wo hat es in Kassel gebrannt?"), "Wann genau?", "Wann hat es in Kassel gebrannt?"),
    (Said("Wieso trat Orel zurück?"), "Und wo das?", "Wo trat Orel zurück?"),
    (Said("Does Ann Hill sleep by day?"), "How so?", "Why does Ann Hill sleep by day?"),
    (Said("Wurde Orel gefasst?"), "Und wann?", "Wann wurde Orel gefasst?"),
    (Said("Wer ist gegen die Maut?", "Orel"), "Wer noch?", "Wer ist gegen die Maut?"),
    (Said("Who is against the toll?", "Ann Hill"), "And who else?", "Who is against the toll?"),
    (
        Said("What did Orel say about the toll?"),
        "And his mother?",
        "What did Orel's mother say about the toll?",
    ),
    (Said("Warum brach der Damm?"), "Und die Brücke?", "Warum brach die Brücke?"),
    (
        Said("Wer ist der Bürgermeister von Leeds?", "Orel"),
        "Und die Kämmerin?",
        "Wer ist die Kämmerin von Leeds?",
    ),
    (Said("Who is the CEO of Baltera?", "Ida"), "And the CFO?", "Who is the CFO of Baltera?"),
    (
        Said("Was sagte Nils Orel nach dem Spiel?"),
        "Und der Gästetrainer?",
        "Was sagte der Gästetrainer nach dem Spiel?",
    ),
    (
        Said("Warum hat Nils Orel keine Beregnung?"),
        "Und die Schwestern Anne Lohmeyer?",
        "Warum hat die Schwestern Anne Lohmeyer keine Beregnung?",
    ),
    (Said("Wo starb Nils Orel?", "Leeds"), "Woran?", "Woran starb Nils Orel?"),
    (Said("How much is the Aria 3?"), "And the Aria 2?", "How much is the Aria 2?"),
)


@pytest.mark.parametrize(("before", "question", "expected"), COMPLETED)
def test_an_adverb_alone_asks_otherwise(before: Said, question: str, expected: str) -> None:
    assert resolve(question, [before]) == expected
    assert resolve(question, [Said("Wer kam nach Leeds?"), before]) == expected


def test_what_was_just_asked_is_leaned_on_though_it_points_back_itself() -> None:
    before = [Said("Wer ist die Ministerin?", "Ida Donath"), Said("Warum macht sie das?", "")]
    assert resolve("Wer ist dagegen?", before) == "Warum macht Ida Donath das? Wer ist dagegen?"
    assert asked_now("Wer noch?", resolve("Wer noch?", [*before, Said("Wer ist dagegen?")])) == (
        "Wer ist dagegen?"
    )


def test_somebody_else_alone_is_asked_what_they_say() -> None:
    before = [Said("Wer will Baltera kaufen?", "Nordvik"), Said("Was sagt die Chefin dazu?")]
    expected = "Wer will Baltera kaufen? Was sagt die Gewerkschaft dazu?"
    assert resolve("Und die Gewerkschaft?", before) == expected
    mayor = "What did the mayor of Leeds say about tolls?"
    assert resolve("Was ist mit den Grünen?", before).endswith("? Was ist mit den Grünen?")
    expected = "What did the union say about tolls?"
    assert resolve("And the union?", [mayor]) == expected


def test_several_that_were_counted_are_a_group() -> None:
    before = [Said("Wer überfiel den Juwelier?", "Drei maskierte Männer")]
    assert resolve("Wurden sie gefasst?", before) == "Wurden drei maskierte Männer gefasst?"
    before.append(Said("Wurden sie gefasst?"))
    assert resolve("Was haben sie erbeutet?", before) == "Was haben drei maskierte Männer erbeutet?"


def test_one_adverb_after_the_other_asks_of_the_same() -> None:
    before = [Said("Who resigned in Leeds?", "Ann Hill"), Said("When?", "on Friday")]
    assert resolve("Why?", before) == "Ann Hill resigned in Leeds – why?"


def test_who_belongs_to_somebody_is_not_that_one() -> None:
    before = Said("Who is Victor Lansbury's lawyer?", "Helen Marsh")
    assert resolve("What did she say?", [before]) == "What did Helen Marsh say?"


def test_who_did_what_was_asked_is_meant() -> None:
    before = [Said("Who beat Ashford Rovers?", "Dinamo"), Said("When did Duarte score?", "in May")]
    assert resolve("Why was he late?", before) == "Why was Duarte late?"


def test_no_span_of_time_is_meant_by_it() -> None:
    before = Said("How much did Halvorsen earn a year earlier?", "2 million")
    assert resolve("How many people does it employ?", [before]) == (
        "How many people does Halvorsen employ?"
    )


def test_an_article_is_small_within_a_question() -> None:
    before = Said("Who spoke first?", "The former director")
    assert resolve("How old is he?", [before]) == "How old is the former director?"
    assert resolve("Did he resign?", [before]) == "Did the former director resign?"


def test_of_what_there_is_none_nothing_else_is_put() -> None:
    before = "Warum hat der Hof keine Frostberegnung?"
    assert resolve("Und die Nachbarn?", [before]) in (
        "Warum haben die Nachbarn keine Frostberegnung?",
        "Warum hat die Nachbarn keine Frostberegnung?",
        f"{before} Und die Nachbarn?",
    )


def test_no_museum_is_a_he_and_one_of_a_kind_is_nobodys_name() -> None:
    before = Said("Where is the Museum of Waste?", "in the hall")
    assert resolve("How old is he?", [before]) == f"{before.question} How old is he?"
    before = Said("Und was bietet die Landesbahn?", "eine Einmalzahlung von 1.800 Euro")
    assert "Einmalzahlungs" not in resolve("Wer ist ihr Chef?", [before])


def test_of_two_names_none_is_swapped() -> None:
    earlier = "Since when has Musk been in contact with Selenskyj?"
    assert resolve("And Putin?", [earlier]) == f"{earlier} And Putin?"


PUT_BEHIND = (
    (LIBRARY, "Und wann?"),
    ("Wer trat zurück?", "Warum?"),
    ("Hat Musk zugestimmt?", "Warum nicht?"),
    ("Wie hoch ist die Inflation in Frankreich?", "Und in Deutschland?"),
    ("Was beschloss die NATO?", "Wie reagierte Russland darauf?"),
    ("Warum streiken die Lokführer?", "Was sagt Trump dazu?"),
    ("How much did the PAC invest?", "And in which year?"),
    ("Who resigned?", "Why?"),
    ("How high is inflation in France?", "And in Germany?"),
    ("What is the capital of Iceland?", "How many people live there?"),
    ("Who won the election?", "What does this mean for Europe?"),
)


@pytest.mark.parametrize(("before", "question"), PUT_BEHIND)
def test_what_is_too_short_is_put_behind_what_it_leans_on(before: str, question: str) -> None:
    assert resolve(question, [before]) == f"{before} {question}"
    assert resolve(question, [Said("Wer kam nach Leeds?"), before]) == f"{before} {question}"


def test_whoever_it_was_stays_open_until_it_is_answered() -> None:
    assert resolve("Wo lebt er?", [Said("Wer rief an?")]) == "Wer rief an? Wo lebt er?"
    assert resolve("Wo lebt er?", [Said("Wer rief an?", "Ole Petersen")]) == "Wo lebt Ole Petersen?"


def test_a_description_stands_for_whoever_has_no_name() -> None:
    answered = Said("Wer rief an?", "der alte Hausmeister")
    assert resolve("Wo wohnt er?", [answered]) == "Wo wohnt der alte Hausmeister?"


def test_the_polite_form_means_nobody_who_was_named() -> None:
    for question in (
        "Haben Sie etwas über Peskow gelesen?",
        "Was ist Ihre Meinung über Starlink?",
        "Wie heißen Ihre Artikel über Starlink?",
    ):
        assert resolve(question, [SHE, MAYOR]) == question


def test_a_name_is_carried_on_from_question_to_question() -> None:
    said = [WHO]
    for question, expected in (
        ("What did he say about the talks?", "What did Dmitri Peskow say about the talks?"),
        ("And where was he born?", "And where was Dmitri Peskow born?"),
        ("Is he married?", "Is Dmitri Peskow married?"),
    ):
        assert resolve(question, said) == expected
        said.append(Said(question))
    assert resolve("Who is his wife?", said) == "Who is Dmitri Peskow's wife?"


def test_what_leans_on_what_leans_reaches_the_question_below() -> None:
    understood = resolve("Und wo?", [LIBRARY, "Und wann?"])
    assert understood.startswith(LIBRARY)
    assert understood.endswith("Und wo?")


def test_strings_are_questions_that_nobody_answered() -> None:
    for question in [*LEANING, *ALONE]:
        for earlier in ([LIBRARY], [NAMELESS, "Und wann?"], ["Wer rief an?"]):
            said = [Said(each) for each in earlier]
            mixed: list[Said | str] = [*earlier[:-1], said[-1]]
            assert resolve(question, earlier) == resolve(question, said) == resolve(question, mixed)


def test_resolving_is_tidy() -> None:
    assert resolve("Und\n wann?", [" Wer   kam aus Prag? "]) == "Wer kam aus Prag? Und wann?"
    assert resolve(" Wer\tkam?  ", []) == "Wer kam?"
    for nothing in ("", "  ", "\n"):
        assert resolve("Und wann?", [nothing]) == "Und wann?"
        assert resolve("Und wann?", [LIBRARY, nothing]) == f"{LIBRARY} Und wann?"
        assert resolve("Und wann?", [Said(nothing, "Anna Feld")]) == "Und wann?"
    assert resolve("Und wann?", ["Und wann?"]) == "Und wann?"


PIECES = st.sampled_from(
    "Und And wann when wer who was sagte did he she it er sie ihm his ihre dort there Musk "
    "Dmitri Peskow Anna die Bibliothek the library der Sprecher ? , ! … 👩‍🚀 e\u0302 \n".split(" ")
)
QUESTION = st.lists(PIECES, max_size=8).map(" ".join)
SAID = st.builds(Said, QUESTION, QUESTION)


@given(st.one_of(QUESTION, st.text(max_size=40)), st.lists(st.one_of(SAID, QUESTION), max_size=3))
def test_only_what_was_said_is_added(question: str, earlier: Sequence[Said | str]) -> None:
    tidy = " ".join(question.split())
    understood = resolve(question, earlier)
    assert understood == resolve(question, earlier)
    assert "\n" not in understood
    assert "  " not in understood
    if stands_alone(tidy) or not earlier:
        assert understood == tidy
    said = [each if isinstance(each, Said) else Said(each) for each in earlier]
    known = " ".join([tidy, *(f"{each.question} {each.answer}" for each in said)])
    letters = {char for char in understood.lower() if char.isalpha()}
    assert letters <= {*known.lower(), "s"}  # "Peskows Rolle"; "wann" begins a question: "Wann"


@given(st.text(max_size=60))
def test_any_text_either_stands_alone_or_leans(text: str) -> None:
    assert stands_alone(text) == stands_alone(text)
    assert resolve(text, []) == " ".join(text.split())


def test_only_the_last_exchanges_count() -> None:
    old = [Said("Who is the mayor?", "Anna Feld")]
    between = [Said("How high is inflation in France?", "2.1 per cent")] * 50
    assert "Anna" not in resolve("When did she resign?", [*old, *between])
    assert resolve("And why?", between) == "How high is inflation in France? And why?"


@pytest.mark.parametrize(
    "leaning", ["Und wann?", "Was sagte er dazu?", "And why did they do that?"]
)
def test_a_long_conversation_stays_short(leaning: str) -> None:
    """A thousand exchanges, none of which stands alone, are understood in the last dozen."""
    understood = resolve(leaning, [LIBRARY, *[leaning] * 1_000])
    assert len(understood) < 1_000
    assert understood.endswith(leaning)
    chat: list[Said | str] = [LIBRARY]
    for _ in range(30):  # as a chat does it: each is remembered as it was understood
        understood = resolve(leaning, chat)
        chat.append(Said(understood, "Das sagte Dmitri Peskow am Montag."))
    assert len(understood) < 1_000


def test_a_long_question_or_answer_does_not_spoil_the_next() -> None:
    endless = "Bibliothek " * 10_000
    for earlier in (endless, Said(endless, endless), Said(LIBRARY, endless)):
        understood = resolve("Und wann?", [earlier])
        assert understood.endswith("Und wann?")
        assert len(understood) < 600


@pytest.mark.parametrize(
    ("question", "understood", "expected"),
    [
        ("And in which year?", "How much did it invest? And in which year?", "in which year?"),
        ("Und  wann?", f"{LIBRARY} Und wann?", "wann?"),
        ("Warum?", f"{LIBRARY} Warum?", "Warum?"),
        ("Und was sagte er?", "Und was sagte Peskow?", "was sagte Peskow?"),
        ("Und Orel?", "Wer will Baltera? Was sagt Orel dazu?", "Was sagt Orel dazu?"),
        ("Ist er tot? Seit wann?", "Ist Orel tot? Seit wann?", "Ist Orel tot? Seit wann?"),
        ("Und?", f"{LIBRARY} Und?", "Und?"),
        (LIBRARY, LIBRARY, LIBRARY),
        ("Oder?", "Oder?", "Oder?"),
        ("Android?", "Android?", "Android?"),
    ],
)
def test_the_reader_is_asked_what_is_new(question: str, understood: str, expected: str) -> None:
    assert asked_now(question, understood) == expected


def test_a_question_word_alone_names_nothing() -> None:
    for question in ("Why?", "Und wann?", "And who else?", "Warum nicht?", "Seit wann?"):
        assert not names_something(question)
    for question in ("What did he call for?", "Und wer darf bleiben?", "Was ist mit Putin?"):
        assert names_something(question)


# --- asked of an index ----------------------------------------------------------------------------


def test_a_chat_understands_a_follow_up(built: Index) -> None:
    chat = Chat(built)
    first = chat.ask(LIBRARY)
    second = chat.ask("Und wann?")
    assert chat.history == (Turn(LIBRARY, first), Turn("Und wann?", second))
    assert second.question == "Und wann?"
    assert second.understood_as == f"{LIBRARY} Und wann?"
    third = chat.ask("Wer kündigte eine Klage vor dem Verwaltungsgericht an?")
    assert third.understood_as == third.question


def answered(built: Index, question: str, name: str, article: str) -> Answer:
    """An answer in short, whatever reader there is."""
    found = next(each for each in built.articles() if each.id == article)
    start = found.text.index(name)
    span = Span(name, start, start + len(name), 0.9)
    citation = Citation(1, found, start, start + len(name))
    return Answer(question, question, "de", name, span, True, 0.9, (citation,))


def test_a_turn_leaves_its_short_answer_and_how_it_was_understood(built: Index) -> None:
    who = "Wer kündigte eine Klage an?"
    answer = answered(built, who, "Ole Petersen", "sections.md")
    chain = build_chain(built)
    request = Request("Was sagte er dazu?", [Turn(who, answer)])
    assert Steps(built, default_reader()).follow_up(request).resolved.context == who
    resolved = chain.invoke(request)
    assert resolved.understood_as == "Was sagte Ole Petersen dazu?"
    assert resolved.question == "Was sagte er dazu?"
    later = [Turn(who, answer), Turn("Was sagte er dazu?", resolved)]
    assert chain.invoke(Request("Wo wohnt er?", later)).understood_as == "Wo wohnt Ole Petersen?"


TOWNS = ("Ahausen", "Bedorf", "Celmin", "Dorfen")


@pytest.fixture
def towns(tmp_path: Path) -> Iterator[Index]:
    """Four articles that say the same of different towns."""
    with Index.open(tmp_path / "towns") as index:
        index.add(
            Article(
                town,
                f"In {town} ist am Montag eine Brücke eingestürzt. Verletzt wurde niemand. "
                f"Gebaut wurde sie im Jahr 190{at}. Den Verkehr leitet die Polizei um.",
                title=f"Brücke in {town} eingestürzt",
                language="de",
            )
            for at, town in enumerate(TOWNS)
        )
        yield index


@pytest.mark.parametrize("town", TOWNS)
def test_a_follow_up_is_about_the_article_that_answered(towns: Index, town: str) -> None:
    chat = Chat(towns)
    first = chat.ask(f"Was ist in {town} eingestürzt?")
    assert [each.article_id for each in first.citations][:1] == [town]
    second = chat.ask("Und wann wurde sie gebaut?")
    assert [each.article_id for each in second.citations][:1] == [town]
    assert "Gebaut" in second.citations[0].quote


def test_filters_hold_for_what_was_talked_of(towns: Index) -> None:
    before = [Turn("Was ist in Bedorf eingestürzt?", Chat(towns).ask("Was stürzte in Bedorf ein?"))]
    asked = ask("Und wann wurde sie gebaut?", before, towns, articles=["Celmin"])
    found = {each.article_id for each in asked.citations} | {
        hit.article.id for hit in asked.nearest
    }
    assert found == {"Celmin"}


def test_behind_what_was_refused_a_mere_why_is_refused_too(towns: Index) -> None:
    chat = Chat(towns)
    for question in ("Wie heißt der Hund des Papstes?", "Warum?", "Und wann?"):
        assert not chat.ask(question).answered


def test_without_a_short_answer_the_quote_names_who_is_meant(built: Index) -> None:
    who = "Wer leitet die Stadt?"
    quote = "Die Bürgermeisterin Anna Feld nannte den Beschluss einen Meilenstein für die Stadt."
    answer = answered(built, who, quote, "twin-a.txt")
    quoted = Answer(who, who, "de", quote, None, True, 0.9, answer.citations)
    understood = ask("Wann trat sie zurück?", [Turn(who, quoted)], built).understood_as
    assert understood == "Wann trat Anna Feld zurück?"


def test_history_may_be_strings_or_turns(built: Index) -> None:
    answer = ask(LIBRARY, index=built)
    histories: list[Sequence[Turn | str]] = [
        [LIBRARY],
        (Turn(LIBRARY),),
        [Turn(LIBRARY, answer)],
        ["Wer kam nach Leeds?", Turn(LIBRARY)],
    ]
    results = [ask("Und wann?", history, built) for history in histories]
    assert {result.understood_as for result in results} == {f"{LIBRARY} Und wann?"}
    assert len({result.citations for result in results}) == 1
    assert Chat(built, [LIBRARY]).history == (Turn(LIBRARY),)


def test_a_history_of_strings_is_answered_to_know_who_is_meant(built: Index) -> None:
    """As a chat would have it; the filters hold for what was asked before, too."""
    who = "Wer kündigte eine Klage vor dem Verwaltungsgericht an?"
    chat = Chat(built)
    chat.ask(who)
    asked = chat.ask("Was sagte er?")
    assert ask("Was sagte er?", [who], built).understood_as == asked.understood_as
    elsewhere = ask("Was sagte er?", [who], built, articles=["short.txt"])
    assert "Petersen" not in elsewhere.understood_as
    assert "Petersen" in SIX["sections.md"]


def test_a_greeting_leans_on_nothing(built: Index) -> None:
    for question in ("Danke!", "Hello!", "Hilfe"):
        answer = ask(question, [LIBRARY], built)
        assert answer.understood_as == question
        assert (answer.answered, answer.citations) == (False, ())


# --- what real questions taught ---


@pytest.mark.parametrize(
    "question",
    [
        "Was kostet die neue Bibliothek in Kleinhausen?",
        "Was plant die neue Regierung?",
        "Is it true that Musk joined the call?",
        "What happened in Gaza this week?",
        "Was geschah dieses Jahr in Gaza?",
        "Will there be an election in Berlin?",
        "Wer ist der Mann, dessen Firma Raketen baut?",
        "Wann hielt die Partei ihren Parteitag ab?",
        "An wessen Seite kämpfte Ossie Davis, als er sich für Bürgerrechte einsetzte?",
        "Was sagt Istvan Kovacs dazu, wie man die Roma schützen soll?",
        "Wie viel Kartoffelstärke stellt die Emsland Stärke GmbH im Jahr her?",
        "Who resigned?",
    ],
)
def test_what_points_within_itself_or_nowhere_stands_alone(question: str) -> None:
    assert stands_alone(question)


@pytest.mark.parametrize(
    ("question", "before", "expected"),
    [
        ("Where does he live?", ("Who called?", "the mayor of Leeds"), "the mayor of Leeds live"),
        ("How old is he?", ("Who is Olaf Scholz?", "the successor of Merkel"), "is Olaf Scholz?"),
        ("Was macht der bei der Stiftung?", ("Wer schrieb das?", "Hubert Primus"), "Hubert Primus"),
        ("Was wollen sie?", ("Wer protestiert?", "buddhistische Mönche"), "buddhistische Mönche"),
        ("Did Trump tell her yesterday?", ("Who called?", "Angela Merkel"), "tell Angela Merkel"),
    ],
)
def test_who_is_meant(question: str, before: tuple[str, str], expected: str) -> None:
    assert expected in resolve(question, [Said(*before)])


def test_two_pronouns_are_not_the_same_person() -> None:
    asked = "Wo war sie mit ihm zu sehen?"
    assert resolve(asked, [Said("Wie heißt seine Frau?", "Ruby Dee")]).count("Ruby Dee") < 2


def test_thanks_are_no_question_to_lean_on(built: Index) -> None:
    earlier = "Was kostet die Bibliothek in Kleinhausen?"
    assert ask("Und wann?", [earlier, "Danke!"], built).understood_as == f"{earlier} Und wann?"


@pytest.mark.parametrize(
    ("question", "resolved", "expected"),
    [
        ("Was sagte er?", "Was sagte Dmitri Peskow?", "Wer dementierte den Anruf?"),
        ("Und wann?", "Wann dementierte Dmitri Peskow den Anruf?", "Wer dementierte den Anruf?"),
        ("Wer leitet das Museum in Celle?", "Wer leitet das Museum in Celle?", ""),
    ],
)
def test_what_else_is_searched_for(question: str, resolved: str, expected: str) -> None:
    before = [Said("Wer leitet die Bahn?"), Said("Wer dementierte den Anruf?", "Dmitri Peskow")]
    assert resolve(question, before) == resolved
    assert context(question, before, resolved) == expected
    assert context(question, [], question) == ""


@pytest.mark.parametrize(
    ("before", "speaker", "question", "understood"),
    [
        (
            "What did the mayor of Hooge say during the storm?",
            "Bürgermeisterin Katja Hinrichsen",
            "What was she worried about?",
            "What was Katja Hinrichsen worried about?",
        ),
        (
            "What did the mayor of Hooge say?",
            "Anna Schmidt",
            "What was she afraid of?",
            "What was Anna Schmidt afraid of?",
        ),
        (
            "Was hat die Bürgermeisterin von Hooge gesagt?",
            "Anna Schmidt",
            "Wovor hatte sie Angst?",
            "Wovor hatte Anna Schmidt Angst?",
        ),
        (  # he was spoken of, and is nobody's speaker
            "What did the union say about Musk yesterday?",
            "Dan Moore",
            "How old is he?",
            "How old is Musk?",
        ),
        (
            "Was sagte Peskow über Musk?",
            "Kremlsprecher Dmitri Peskow",
            "Wann sagte er das?",
            "Wann sagte Dmitri Peskow das?",
        ),
        (  # she is named in the question itself
            "What did the spokesman say about Angela Merkel?",
            "spokesman Dmitri Peskov",
            "When was she born?",
            "When was Angela Merkel born?",
        ),
        (  # he is asked for, whoever reports it
            "Wo wohnt Musk?",
            "Dmitri Peskow",
            "Wie alt ist er?",
            "Wie alt ist Musk?",
        ),
    ],
)
def test_a_pronoun_may_stand_for_who_said_what_was_asked_for(
    before: str, speaker: str, question: str, understood: str
) -> None:
    assert resolve(question, [Said(before, "Es war kurz.", speaker)]) == understood


@pytest.mark.parametrize(
    ("question", "short", "quote", "more"),
    [
        ("Why?", "1.1 million", "It cost 1.1 million.", False),
        ("Why?", "", "It cost 1.1 million.", False),
        ("Why?", "", "He cost 1.1 million since he scores.", True),
        ("When?", "", "It was at noon.", True),
        ("When?", "", "He may come.", False),
        ("When?", "", "He came in May.", True),
        ("Why?", "he was hurt", "They sold him since he was hurt.", True),
        ("And when?", "Axios", "Axios reported it.", False),
        ("And when?", "Sunday", "It was on Sunday.", True),
        ("Wann?", "", "Am Mittwoch kostete er 1.1 million.", True),
        ("Wo?", "Axios", "Axios meldete es.", True),
        ("Wer noch?", "", "It cost 1.1 million.", False),
        ("Who else?", "Axios", "Axios reported it.", True),
    ],
)
def test_a_bare_question_asks_for_more_than_was_told(
    question: str, short: str, quote: str, more: bool
) -> None:
    told = ("1.1 million", "It cost 1.1 million. That is much.")
    assert goes_beyond(question, short, quote, told) == more


def test_what_follows_a_bare_question_leans_on_the_one_before_that() -> None:
    price = "How much did the club pay for Silva?"
    assert resolve("When?", [Said(price, "1.1 million"), Said("Why?")]) == f"{price} When?"
    assert resolve("What did they say?", [Said(price), Said("And who said so?", "Axios")]) == (
        "What did Axios say?"
    )


HARBOUR = Said(
    "Was kostet der Hafen?", "9 Millionen", "die Stadt", "Der Bau kostet 9 Millionen, so die Stadt."
)


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("Wer hat das gesagt?", "Wer sagte: „Der Bau kostet 9 Millionen, so die Stadt.“?"),
        ("Und laut wem?", "Wer sagte: „Der Bau kostet 9 Millionen, so die Stadt.“?"),
        ("von wem stammt die Zahl", "Wer sagte: „Der Bau kostet 9 Millionen, so die Stadt.“?"),
        ("Says who?", "Who said: “Der Bau kostet 9 Millionen, so die Stadt.”?"),
        ("Who said that?", "Who said: “Der Bau kostet 9 Millionen, so die Stadt.”?"),
    ],
)
def test_whose_words_they_are_is_asked_of_what_was_just_quoted(question: str, alone: str) -> None:
    assert not stands_alone(question)
    assert resolve(question, [Said("Wer regiert?", "Ina Kern"), HARBOUR]) == alone
    assert context(question, [HARBOUR], alone) == ""


def test_whose_words_is_no_question_of_itself_with_more_in_it() -> None:
    question = "Wer hat gesagt, dass der Hafen teurer wird?"
    assert resolve(question, [HARBOUR]) == question
