"""Names and things in questions and answers: what a follow-up's pronoun may stand for."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.mentions import EntityType, Name, kind_of, merged, names, things


def written(text: str) -> list[str]:
    return [each.text for each in names(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Was besitzt Musk?", ["Musk"]),
        ("What does Elon Musk own?", ["Elon Musk"]),
        ("Musk und Putin telefonierten.", ["Musk", "Putin"]),
        ("Trump and Zelensky spoke.", ["Trump", "Zelensky"]),
        ("Was sagte Donald Trump über Angela Merkel?", ["Donald Trump", "Angela Merkel"]),
        ("Was ist mit Xi Jinping?", ["Xi Jinping"]),
        ("How good is the Aria 3?", ["Aria 3"]),
        ("In Kyiv 12 people died.", ["Kyiv"]),
        ("Wann wurde Musk 50?", ["Musk"]),
        ("Drei maskierte Männer flohen.", []),
        ("Drei Männer flohen vor Musk.", ["Musk"]),
        ("Wer gründete Vier Pfoten?", ["Vier Pfoten"]),
        ("Gestern begrüßte Zoë Dvořák 1.200 Gäste.", ["Zoë Dvořák"]),
        ("Recep Tayyip Erdoğan", ["Recep Tayyip Erdoğan"]),
        ("Jean-Claude Juncker", ["Jean-Claude Juncker"]),
        ("O'Brien spoke.", ["O'Brien"]),
        ("Prof. Dr. Jürgen Müßig", ["Jürgen Müßig"]),
        ("Bundeskanzlerin Angela Merkel", ["Angela Merkel"]),
        ("Herr Müßig und Frau Merkel", ["Müßig", "Merkel"]),
        ("Musk's company and Tesla’s boss", ["Musk", "Tesla"]),
        ("The New York Times reported it.", ["New York Times"]),
        ("Bank of America", ["Bank of America"]),
        ("University of Oxford", ["University of Oxford"]),
        ("What does the EU do?", ["EU"]),
        ("Was macht die EU?", ["EU"]),
        ("Ist SpaceX profitabel?", ["SpaceX"]),
        ("When did Russia attack Ukraine?", ["Russia", "Ukraine"]),
        ("Heute spricht Merkel in Paris.", ["Merkel", "Paris"]),
        ("On Monday in March he won.", []),
        ("Am Montag kamen im November alle.", []),
        ("What was opened in Sept. 2025?", []),
        ("What happened in Oct 2024 in Kyiv, and what on Dec. 5?", ["Kyiv"]),
        ("Was geschah seit Okt. 2024, was im Jän. 2025 und was am 5. Feb.?", []),
        ("What did Jan say on Jan 5?", ["Jan"]),
        ("Was sagte Jan Müller im Jan. 2024?", ["Jan Müller"]),
        ("Wer ist Mar Lopez, und wer Jun Li?", ["Mar Lopez", "Jun Li"]),
        ("Was ist seit Mar. 2024 in Jun 2025 passiert?", []),
        ("Was kostet die neue Bibliothek?", []),
        ("Warum streiken die Lokführer?", []),
        ("What does the library cost?", []),
        ("Und wann? Warum nicht? Why not? I think so.", []),
        ("Um wie viel steigt der Käsepreis?", []),
        ("Wie viel Prozent bekam Merz?", ["Merz"]),
        ("Gab es Tote in Görlitz?", ["Görlitz"]),
        ("Wie viele Verletzte gab es in Görlitz?", ["Görlitz"]),
        ("Wer ist der Bürgermeister von Zgorzelec?", ["Zgorzelec"]),
        ("Wer ist Chef von Tesla?", ["Tesla"]),
        ("Was sagte die Präsidentin von der Leyen?", ["von der Leyen"]),
        ("Was sagte Frau von Storch?", ["von Storch"]),
        ("Es siegte das Team von Trainerin Eva Kern.", ["Eva Kern"]),
        ("Wer sah Tote Hosen in Görlitz?", ["Tote Hosen", "Görlitz"]),
        ("wer ist olaf scholz", []),
        ("Trump sprach. Trump schwieg.", ["Trump", "Trump"]),
        ("", []),
        (" \n", []),
        ("?!", []),
        ("👩‍🚀 12", []),
    ],
)
def test_names_in_their_order_and_no_other_capitals(text: str, expected: list[str]) -> None:
    assert written(text) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Die Bürgermeisterin Anna Feld", "woman"),
        ("Frau Merkel", "woman"),
        ("the actress Jodie Foster", "woman"),
        ("Was sagte Sahra Wagenknecht?", "woman"),
        ("Der Sprecher Ole Petersen", "man"),
        ("den Präsidenten Emmanuel Macron", "man"),
        ("Mr. Smith", "man"),
        ("König Charles", "man"),
        ("What does Elon Musk own?", "person"),
        ("Who wrote The Salt Ledger?", "other"),
        ("Who is the late Tom Kern?", "person"),
        ("Was macht die EU?", "group"),
        ("die Süddeutsche Zeitung", "group"),
        ("the University of Oxford", "group"),
        ("Wer wohnt in Kleinhausen?", "place"),
        ("a flight from Oslo", "place"),
        ("Was besitzt Musk?", "other"),
    ],
)
def test_what_kind_of_name_it_is(text: str, kind: EntityType) -> None:
    (name,) = names(text)
    assert name.kind == kind


def test_a_single_word_that_begins_a_sentence_may_be_any_word() -> None:
    sure = {each.text: each.sure for each in names("Tesla grew. So did Musk: Starlink, Elon Musk.")}
    assert sure == {"Tesla": False, "Musk": True, "Starlink": False, "Elon Musk": True}
    (quoted,) = names("„Krafla” said nothing.")
    assert not quoted.sure


def test_a_name_says_where_it_stands() -> None:
    text = "Paulina lobte Paul, die Ministerin\n Eva  Kern und Paul."
    found = names(text)
    assert [each.text for each in found] == ["Paulina", "Paul", "Eva Kern", "Paul"]
    at = [text[each.start :].startswith(each.text.split()[0]) for each in found]
    assert all(at)
    assert [each.start for each in found] == sorted({each.start for each in found})


def test_things_keep_the_article_they_were_met_with() -> None:
    found = things("Was kostet die neue Bibliothek, und was der Hafen?")
    assert [(each.text, each.article) for each in found] == [
        ("die neue Bibliothek", "die"),
        ("der Hafen", "der"),
    ]
    (library,) = things("How much does the new library in Kleinhausen cost?")
    assert (library.text, library.article) == ("the new library", "the")
    assert things("Wer kam?") == things("") == []


def test_names_that_name_the_same_are_one() -> None:
    found = names(
        "Der Sprecher Dmitri Peskow kam. Dann lobte Peskow einen Trump. Was will Donald Trump?"
    )
    groups = merged(found)
    assert {full: [each.text for each in group] for full, group in groups.items()} == {
        "Dmitri Peskow": ["Dmitri Peskow", "Peskow"],
        "Donald Trump": ["Trump", "Donald Trump"],
    }
    assert kind_of(groups["Dmitri Peskow"]) == "man"
    assert merged(()) == {}


def test_the_most_telling_kind_counts() -> None:
    kinds: tuple[EntityType, ...] = ("other", "person", "woman")
    assert kind_of([Name("Feld", kind, True, 0) for kind in kinds]) == "woman"
    assert kind_of([Name("Feld", "other", True, 0)]) == "other"


TEXT = st.one_of(
    st.text(max_size=80),
    st.lists(
        st.sampled_from(
            "Musk Elon Putin und and die der the of von de Frau Dr. EU CNN’s Bank Zoë Was ist "
            "Peskow's - . , ? : „ “ \n 👩‍🚀 Cafe\u0301 wer A B kam neue Bibliothek".split(" ")
        ),
        max_size=15,
    ).map(" ".join),
)


@given(TEXT)
def test_every_name_is_a_piece_of_the_text(text: str) -> None:
    spaced = " ".join(text.split())
    at = 0
    for each in names(spaced):
        assert each.text == " ".join(each.text.split()) != ""
        assert any(char.isupper() for char in each.text)
        words = each.text.split()
        at = spaced.index(words[0], at)  # "Musk's" goes without its 's
        assert all(word in spaced for word in words)
    assert names(text) == names(text)


@given(TEXT)
def test_every_thing_is_a_piece_of_the_text(text: str) -> None:
    at = 0
    for each in things(text):
        at = text.index(each.text, at) + len(each.text)
        assert each.text.lower().startswith(each.article)


@given(st.lists(TEXT, max_size=3))
def test_merging_loses_no_name(texts: list[str]) -> None:
    found = [name for text in texts for name in names(text)]
    groups = merged(found)
    kept = [name for group in groups.values() for name in group]
    assert sorted(kept, key=repr) == sorted(found, key=repr)
    for full, group in groups.items():
        assert full in {each.text for each in group}
        assert kind_of(group) in {each.kind for each in group}


def test_an_amount_is_no_name() -> None:
    assert names("Das Gebäude soll zwölf Millionen Euro kosten.", "de") == ()


def test_many_names_behind_many_hyphens_are_found_in_no_time() -> None:
    """84 seconds, before."""
    started = time.process_time()
    assert len(names("a-" * 700 + ", ".join(["Xa"] * 150))) == 150
    assert time.process_time() - started < 5


def test_a_role_is_seen_behind_a_hyphen() -> None:
    (found,) = names("Die Ex-Bundeskanzlerin Orel kam.", "de")
    assert (found.text, found.kind) == ("Orel", "woman")
