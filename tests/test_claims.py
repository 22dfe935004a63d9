"""Questions for who said something: what was said, and the answer with who did."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Article, Hit
from index.hashed import HashedEncoder
from index.types import Block, Passage
from qa.claims import claim, speaker_first, spoken
from qa.evidence import Sentence
from qa.texts import NAMES_NOBODY
from qa.types import Answer, Citation, Span


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Who claimed Musk joined the call?", "Musk joined the call"),
        ("Who claimed that Musk joined the call?", "Musk joined the call"),
        ("Who has said that the bridge is safe?", "the bridge is safe"),
        ("Who told CNN that the call was long?", "the call was long"),
        ("Which source reported the meeting took place?", "the meeting took place"),
        ("According to whom is Starlink unsafe?", "is Starlink unsafe"),
        ("And who confirmed the deal?", "the deal"),
        ("Wer behauptete, dass er kommt?", "er kommt"),
        ("Wer behauptet, Musk habe teilgenommen?", "Musk habe teilgenommen"),
        ("Wer hat behauptet, dass Musk dabei war?", "Musk dabei war"),
        ("Wer hat die Teilnahme von Musk bestätigt?", "die Teilnahme von Musk"),
        ("Wer sagte: „Das Wasser steigt weiter“?", "Das Wasser steigt weiter"),
        ("Wer schrieb, dass der Film gut sei?", "der Film gut sei"),
        ("Wer teilte mit, dass es brennt?", "es brennt"),
        ("Wer sagte, Musk rufe Putin an?", "Musk rufe Putin an"),
        ("Who said “Who is it?”?", "Who is it"),
        ("Who denied that the dam has cracks?", "the dam has cracks"),
        ("Who called it humiliating that he was listening?", "he was listening"),
        ("Wer bestreitet, dass es einen Brief gab?", "es einen Brief gab"),
        ("What was the source of the claim that it burns?", "it burns"),
        ("Laut wem war das Gespräch gut?", "war das Gespräch gut"),
        ("Von wem stammt die Aussage, dass es regnet?", "es regnet"),
        ("Welche Quelle sagte, dass das Telefonat lang war?", "das Telefonat lang war"),
        ("Wer hat bestritten, dass die Brücke marode ist?", "die Brücke marode ist"),
        ("Wer kündigte an, dass die Steuern steigen?", "die Steuern steigen"),
        ("Wer hat als Erster gesagt, dass Musk dabei war?", "Musk dabei war"),
        ("Wer hat davor gewarnt, dass das Wasser steigt?", "das Wasser steigt"),
        ("Welcher deutsche Politiker sagte, dass es brennt?", "es brennt"),
        ("Wer soll gesagt haben, dass Musk dabei war?", "Musk dabei war"),
        ("Wer sagte dem Spiegel, dass die Brücke marode ist?", "die Brücke marode ist"),
        ("Laut welcher Zeitung war Musk dabei?", "war Musk dabei"),
        ("Who first reported that Musk joined the call?", "Musk joined the call"),
        ("Who else said the bridge is safe?", "the bridge is safe"),
        ("Which German minister said that taxes rise?", "taxes rise"),
        ("Which of the ministers said that taxes rise?", "taxes rise"),
        ("Who made the claim that Musk joined?", "Musk joined"),
        ("Who told the New York Times that the bridge is safe?", "the bridge is safe"),
        ("Who warned Trump that AI is dangerous?", "AI is dangerous"),
    ],
)
def test_what_was_said(question: str, said: str) -> None:
    assert claim(question) == said


@pytest.mark.parametrize(
    "question",
    [
        "Wer sagte das?",
        "Who said it?",
        "Wer hat das gesagt?",
        "Was sagte Musk über Starlink?",
        "What did Putin say?",
        "Wer ist Angela Merkel?",
        "Who is the president?",
        "Wann begann das Telefonat?",
        "Who?",
        "",
        "Who reported the call? And when?",
        "Wer berichtete zuerst über den Anruf? Und wann?",
        "Wer schrieb das Buch, nach dem Das Boot verfilmt wurde?",
        "Wer schrieb zusammen mit Hitchcock am Drehbuch des Films?",
        "Wer teilte die Evolutionsforschung in zwei Lager?",
        "Wer meldete Insolvenz an?",
        "Wer sagte das Treffen mit Putin ab?",
        "What was the source of the fire?",
        "Who called the police that night?",
        "Wer drohte mit einem Streik?",
        "Wer sorgte dafür, dass die Brücke gebaut wird?",
        "Wer sagte was zu den Zöllen?",
        "Wer forderte Trump heraus?",
        "Who said what about the tariffs?",
        "Who is the president that was elected?",
        "Who won the award that Musk founded?",
    ],
)
def test_other_questions_ask_for_no_speaker(question: str) -> None:
    assert claim(question) is None


@given(st.text(max_size=80))
def test_a_claim_is_a_part_of_its_question(question: str) -> None:
    said = claim(question)
    assert said is None or (said in question and len(said.split()) > 1)


TEXT = (
    "Musk nahm an dem Gespräch teil. Das bestätigte eine Quelle gegenüber CNN.\n"
    "Es dauerte 25 Minuten. Später sagte der Sprecher nichts."
)
FIRST = TEXT.split("\n")[0]
ARTICLE = Article(
    "a",
    TEXT,
    version=1,
    language="de",
    blocks=(Block("body", 0, len(FIRST)), Block("body", len(FIRST) + 1, len(TEXT))),
)


def answer(*quotes: str, who: str | None) -> Answer:
    span = Span(who, TEXT.index(who), TEXT.index(who) + len(who)) if who else None
    citations = tuple(
        Citation(n, ARTICLE, TEXT.index(quote), TEXT.index(quote) + len(quote), span)
        for n, quote in enumerate(quotes, 1)
    )
    return Answer("Wer?", "Wer?", "de", "?", None, True, 0.9, citations)


SAID, SOURCE = TEXT.split(". ")[0] + ".", "eine Quelle gegenüber CNN"


def test_the_speaker_is_the_short_answer() -> None:
    found = speaker_first(answer(FIRST, who=SOURCE))
    assert found.short
    assert found.short.text == SOURCE
    assert found.citations == answer(FIRST, who=SOURCE).citations
    assert found.text == f"{SOURCE} – {FIRST}"


def test_the_citation_grows_to_the_sentence_that_names_the_speaker() -> None:
    found = speaker_first(answer(SAID, who=SOURCE))
    assert [each.quote for each in found.citations] == [FIRST]
    assert found.short
    both = speaker_first(answer(SAID, FIRST.split(". ")[1], "Es dauerte", who=SOURCE))
    assert [(each.number, each.quote) for each in both.citations] == [
        (1, FIRST),
        (2, "Es dauerte"),
    ]


def test_where_nobody_is_named_the_answer_says_so() -> None:
    nobody = answer(SAID, who=None)
    assert speaker_first(nobody) == replace(nobody, notice=NAMES_NOBODY["de"])


def test_a_speaker_named_elsewhere_is_cited_first() -> None:
    found = speaker_first(answer(SAID, who="der Sprecher"))  # of another paragraph
    assert [each.quote for each in found.citations] == ["Später sagte der Sprecher nichts.", SAID]
    assert [each.number for each in found.citations] == [1, 2]
    assert found.short
    assert found.short.text == "der Sprecher"


def test_the_source_is_given_as_it_was_introduced() -> None:
    text = (
        "Musk nahm teil. Das berichtete eine mit der Sache vertraute Quelle gegenüber CNN.\n"
        "Die Quelle bestätigte, dass Musk dabei war."
    )
    cut = text.index("\n")
    blocks = (Block("body", 0, cut), Block("body", cut + 1, len(text)))
    article = Article("a", text, version=1, language="de", blocks=blocks)
    who = Span("Die Quelle", cut + 1, cut + 11)
    cited = Citation(1, article, cut + 1, len(text), who)
    found = speaker_first(Answer("Wer?", "Wer?", "de", "?", None, True, 0.9, (cited,)))
    assert found.short
    assert found.short.text == "eine mit der Sache vertraute Quelle"
    assert [each.quote for each in found.citations] in ([text], text.split("\n"))


def candidates(*texts: tuple[str, float]) -> list[Sentence]:
    whole = Article("a", "\n".join(text for text, _ in texts), version=1)
    hit = Hit(Passage(1, whole, 0, len(whole.text)), 0.5)
    found = []
    at = 0
    for text, probability in texts:
        found.append(Sentence(hit, at, at + len(text), probability))
        at += len(text) + 1
    return found


def test_the_sentence_nearest_to_what_was_said_is_first() -> None:
    found = candidates(
        ("Musk lehnte es ab, sich zu äußern.", 0.4),
        ("Eine Quelle sagte, Musk nahm an dem Gespräch teil.", 0.2),
        ("Es regnete.", 0.01),
    )
    ranked = spoken(HashedEncoder(), "Musk nahm an dem Gespräch teil", found)
    assert [each.text for each in ranked] == [found[at].text for at in (1, 0, 2)]
    probabilities = [each.probability for each in ranked]
    assert probabilities == sorted(probabilities, reverse=True)
    assert probabilities[0] > 0.5 > probabilities[1]
    assert spoken(HashedEncoder(), "Musk", []) == ()


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("Die Regierung schätzt den Schaden auf 900 Millionen Euro.", True),
        ("Die Versicherer schätzen den Schaden auf 0,6 Milliarden Euro.", False),
        ("The damage is estimated at 600 million euros, insurers say.", False),
        ("Die Versicherer schätzen den Schaden so hoch.", False),  # which number is not said there
        ("Am Montag schätzten die Versicherer den Schaden.", False),  # a day is no such number
    ],
)
def test_who_names_another_number_said_something_else(text: str, lost: bool) -> None:
    (found,) = candidates((text, 0.9))
    (ranked,) = spoken(HashedEncoder(), "den Schaden auf 600 Millionen Euro", [found])
    (asked,) = spoken(HashedEncoder(), "den Schaden auf Millionen Euro", [found])
    assert (ranked.probability < 0.1 * asked.probability) == lost


def test_a_speaker_is_not_cited_from_a_heading() -> None:
    text = "Eine geheime Quelle packt aus\nDie Quelle bestätigte, dass Musk dabei war."
    cut = text.index("\n")
    blocks = (Block("heading", 0, cut), Block("body", cut + 1, len(text)))
    article = Article("a", text, version=1, language="de", blocks=blocks)
    who = Span("Die Quelle", cut + 1, cut + 11)
    cited = Citation(1, article, cut + 1, len(text), who)
    found = speaker_first(Answer("Wer?", "Wer?", "de", "?", None, True, 0.9, (cited,)))
    assert found.citations == (cited,)
    assert found.short == who
    heading = replace(cited, attributed_to=Span("Eine geheime Quelle", 0, 19))
    answered = Answer("Wer?", "Wer?", "de", "?", None, True, 0.9, (heading,))
    assert speaker_first(answered) == answered
