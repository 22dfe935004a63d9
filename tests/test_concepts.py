"""Questions in one language, articles in two: what a word may be called, and how much it counts."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from conftest import Found, bytes_of, found
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Article, Index, keywords
from index.analysis import FIELDS, terms
from index.concepts import Concept, Weighed, concepts
from index.hashed import HashedEncoder
from index.keywords import EMPTY, KeywordIndex, Stamp
from index.records import Term
from index.snapshot import take
from index.store import Store
from qa.evidence import coverage

GERMAN = {
    "vulkan": "Der Vulkan auf der Insel brach am Dienstag aus, meldete der Wetterdienst.",
    "bibliothek": "Die Stadt eröffnet im Frühjahr eine neue Bibliothek für zwölf Millionen Euro.",
    "kanzler": "Der Bundeskanzler sprach mit dem Verteidigungsminister über das Gesetz.",
    "selenskyj": "Selenskyj telefonierte am Abend mit dem Gouverneur von Charkiw.",
    "kirche": "In der Kirche am Fluss spielte ein Orchester.",
}
ENGLISH = {
    "school": "The school by the river was closed for a week, the police said.",
    "bridge": "A bridge to the island will cost the government thirty million.",
    "gorbachev": "Gorbachev wrote a book about Chernobyl and the people who died there.",
}


def layer(passages: Iterable[tuple[str | None, str]], title: str = "") -> KeywordIndex:
    """A keyword index in memory of (language, text), with the ids 1, 2, …"""
    return EMPTY.with_layer(
        Term(id, id, language, title, text) for id, (language, text) in enumerate(passages, 1)
    )


def only(question: str, asked: str, language: str) -> dict[str, float]:
    (concept,) = concepts(question, asked, language)
    return concept.terms


def matches(question: str, asked: str, text: str, language: str) -> float:
    """The highest share of any concept that the text has."""
    there = terms(text, language)
    weighed = [Weighed(each, 1.0, {}, True) for each in concepts(question, asked, language)]
    return max((each.share(there) for each in weighed), default=0.0)


# --- a word and what it may be called -------------------------------------------------------------


def test_a_word_in_its_own_language_is_itself() -> None:
    assert only("Häuser", "de", "de") == {"haus": 1.0}
    assert only("houses", "en", "en")["hous"] == 1.0
    assert only("Genève", "fr", "it")["geneve"] == 1.0


def test_a_compound_is_its_parts_too_but_less() -> None:
    found = only("Wahlkampf", "de", "de")
    assert found["wahlkampf"] == 1.0
    assert set(found) == {"wahlkampf", "wahl", "kampf"}
    assert found["wahl"] == found["kampf"] < 1.0


@pytest.mark.parametrize(
    ("german", "english"),
    [
        ("Bibliothek", "library"),
        ("Vulkan", "volcano"),
        ("Regierung", "government"),
        ("Brücken", "bridges"),
        ("Krieg", "war"),
        ("Familien", "families"),
    ],
)
def test_a_word_and_its_translation_match_both_ways(german: str, english: str) -> None:
    assert matches(english, "en", german, "de") > 0.5
    assert matches(german, "de", english, "en") > 0.5
    assert matches(english, "en", "Kartoffel", "de") == matches(german, "de", "potato", "en") == 0


def test_a_translation_is_no_more_than_the_word_itself() -> None:
    for word, asked, language in (("library", "en", "de"), ("Bibliothek", "de", "en")):
        assert all(0 < sure <= 1 for sure in only(word, asked, language).values())


@pytest.mark.parametrize(
    ("german", "english"),
    [
        ("Selenskyj", "Zelensky"),
        ("Selenskyj", "Zelenskyy"),
        ("Peskow", "Peskov"),
        ("Wolodymyr", "Volodymyr"),
        ("Gorbatschow", "Gorbachev"),
        ("Tschernobyl", "Chernobyl"),
        ("Schewtschenko", "Shevchenko"),
        ("Charkiw", "Kharkiv"),
        ("Lawrow", "Lavrov"),
        ("Prigoschin", "Prigozhin"),
    ],
)
def test_the_spellings_of_a_name_match_both_ways(german: str, english: str) -> None:
    assert matches(english, "en", f"sagte {german} am Montag", "de") > 0.3
    assert matches(german, "de", f"said {english} on Monday", "en") > 0.3


@pytest.mark.parametrize(
    ("german", "english"),
    [("Nawalny", "Navalny"), ("Chamenei", "Khamenei"), ("Erdoğan", "Erdogan"), ("Kyjiw", "Kyiv")],
)
def test_a_name_that_the_lexicon_has_is_still_found_by_its_spelling(
    german: str, english: str
) -> None:
    assert matches(english, "en", f"sagte {german} am Montag", "de") >= 0.5
    assert matches(german, "de", f"said {english} on Monday", "en") >= 0.5


def test_two_spellings_within_one_language_match() -> None:
    assert 0 < matches("Selenskyj", "de", "Zelensky reist ab", "de") < 1
    assert 0 < matches("selenskyj", "de", "Zelensky reist ab", "de") < 1
    assert matches("Selenskyj", "de", "Selenskyj reist ab", "de") == 1


@pytest.mark.parametrize(
    ("one", "other"), [("Merkel", "Markel"), ("Schmidt", "Schmitz"), ("Lawrow", "Lawrenz")]
)
def test_two_names_do_not(one: str, other: str) -> None:
    for asked in ("de", "en"):
        for language in ("de", "en"):
            assert matches(one, asked, f"so {other}", language) == 0


def test_a_name_that_is_cut_like_a_compound_is_itself_first() -> None:
    sure = only("Starlink", "de", "en")
    assert sure["starlink"] == max(sure.values())
    assert matches("Starlink", "de", "Starlink dishes", "en") > matches(
        "Starlink", "de", "turned left", "en"
    )


@pytest.mark.parametrize("number", ["2024", "5", "26", "1.200"])
def test_a_number_is_the_same_in_every_language(number: str) -> None:
    for asked, language in (("de", "en"), ("en", "de"), ("de", "de"), ("en", "fr")):
        assert [each.terms for each in concepts(number, asked, language)] == [
            {figures: 1.0} for figures in number.split(".")
        ]


# --- words that mean nothing ----------------------------------------------------------------------


@pytest.mark.parametrize("question", ["", "?", "Wer? Wann?", "der die das und", "👍"])
def test_stop_words_give_nothing(question: str) -> None:
    for language in ("de", "en", None):
        assert concepts(question, "de", language) == ()
    index = layer([("de", text) for text in GERMAN.values()])
    assert index.search(question, 10, asked="de") == {}


def test_english_stop_words_give_nothing_in_german_articles() -> None:
    assert concepts("Who was it, and why not with the", "en", "de") == ()
    index = layer([("de", "Er war mit ihm an der See und will so nicht in die Stadt")])
    assert index.search("was it not with an in", 10, asked="en") == {}


@pytest.mark.parametrize(
    ("asked", "question", "language", "text"),
    [
        ("en", "Who started the war?", "en", "The war began."),
        ("en", "Who started the war?", "de", "Der Krieg begann."),
        ("en", "Where did the king die?", "en", "They die."),
        ("en", "Where did the king die?", "de", "Er starb."),
        ("en", "the man", "de", "Ein Mann."),
        ("de", "der Name", "de", "Sein Name."),
        ("de", "der Name", "en", "His name."),
        ("de", "die Not", "de", "Große Not."),
    ],
)
def test_a_stop_word_of_the_other_language_is_a_word(
    asked: str, question: str, language: str, text: str
) -> None:
    assert matches(question, asked, text, language) > 0.3


def test_english_function_words_are_not_translated_into_rare_words() -> None:
    """Each of these German words was met beside a "she" or "s" or so, and hardly elsewhere."""
    text = (
        "Das Bundespatentgericht und die Modellanalyse, die Sauerstoffversorgung, die "
        "Marktstrategie, das Rattengift und das Feldmausjahr der Direktorenwohnung."
    )
    index = layer([("de", text), ("de", "Der Bürgermeister wohnt in Leeds.")])
    assert set(index.search("Where does he live, in Leeds?", 10, asked="en")) == {2}
    assert set(index.search("Did she see some of Leeds's mayors off?", 10, asked="en")) == {2}


def test_a_word_in_two_forms_is_one_concept() -> None:
    assert concepts("Haus HAUS Häuser", "de", "de") == concepts("Haus", "de", "de")
    assert concepts("library libraries", "en", "de") == concepts("library", "en", "de")


# --- weights --------------------------------------------------------------------------------------


def test_shares_are_of_the_surest_term() -> None:
    weighed = Weighed(Concept({"bibliothek": 0.9, "bucherei": 0.6}), 2.0, {}, True)
    assert weighed.share({"bibliothek", "bucherei", "neu"}) == 1.0
    assert weighed.share({"bucherei"}) == pytest.approx(2 / 3)  # of the likeliest
    assert weighed.share(["neu"]) == weighed.share(()) == 0
    other = Weighed(Concept({"neu": 1.0}), 1.0, {}, True)
    assert coverage([weighed, other], {"bucherei", "neu"}) == pytest.approx((2 * 2 / 3 + 1) / 3)
    assert coverage([], {"neu"}) == 0
    assert coverage([weighed, other], ()) == 0


def test_two_terms_of_one_concept_in_the_same_passages_are_counted_once() -> None:
    """A name gives its stem and its key, a compound itself and its parts, in every passage."""
    for name in ("Kleinhausen", "Selenskyj", "Wahlkampfspende"):
        index = layer([("de", f"{name} am Tag {n}.") for n in range(5)] + [("de", "Anderes.")])
        (weighed,) = index.weigh(concepts(name, "de", "de"), "de")
        assert weighed.idf == pytest.approx(keywords.idf(6, 5))
        assert all(boost > 0 for boost in weighed.boosts.values())
        shares = index.search(name, 10, asked="de")
        assert set(shares) == {1, 2, 3, 4, 5}
        assert min(shares.values()) > 0.5


def test_what_is_rare_weighs_more() -> None:
    index = layer([("de", "Stadt Kirche"), ("de", "Stadt Insel"), ("de", "Stadt Insel")])
    weighed = index.weigh(concepts("Stadt Insel Kirche Atlantis", "de", "de"), "de")
    idfs = [each.idf for each in weighed]
    assert idfs == sorted(idfs)
    assert idfs == pytest.approx([keywords.idf(3, count) for count in (3, 2, 1, 0)])
    assert [each.known for each in weighed] == [True, True, True, False]
    assert EMPTY.weigh(concepts("Stadt", "de", "de"), "de")[0].known is False


def test_two_translations_in_one_passage_are_not_counted_twice() -> None:
    index = layer(
        [
            ("de", "Die Bibliothek ist neu."),
            ("de", "Die Bücherei ist neu."),
            ("de", "Die Bibliothek Bücherei ist."),
            ("de", "Der Saal ist neu."),
        ]
    )
    shares = index.search("library", 10, asked="en")
    assert set(shares) == {1, 2, 3}
    assert shares[3] == pytest.approx(shares[1])
    assert shares[1] > shares[2]  # the less likely translation


def test_a_title_is_searched_for_what_no_text_has() -> None:
    index = EMPTY.with_layer(
        [
            Term(1, 1, "en", "Library opens", "The building is new and has many rooms."),
            Term(2, 2, "en", "", "A man called Bibliothek walked by."),
            Term(3, 3, "en", "", "Nothing of this."),
        ]
    )
    assert set(index.search("library", 10, asked="en")) == {1}
    assert set(index.search("Bibliothek", 10, asked="de")) == {1, 2}


_words = st.sampled_from(
    "Selenskyj Zelensky Kleinhausen Bundeskanzler Kanzler Bibliothek library Bücherei Musk Stadt "
    "city war Krieg der the 2024 Vulkanausbruch Peskow Peskov".split()
)
_passages = st.lists(
    st.tuples(st.sampled_from([*FIELDS, None]), st.lists(_words, max_size=6).map(" ".join)),
    max_size=6,
)


@settings(max_examples=25)
@given(_passages, st.lists(_words, max_size=5).map(" ".join), st.sampled_from(["de", "en", "fr"]))
def test_shares_and_coverage_are_in_bounds(
    passages: Sequence[tuple[str | None, str]], question: str, asked: str
) -> None:
    index = layer(passages)
    shares = index.search(question, 10, asked=asked)
    assert all(0 < share <= 1 for share in shares.values())
    for language, text in passages:
        weighed = index.weigh(concepts(question, asked, language), language)
        assert all(each.idf > 0 for each in weighed)
        assert all(boost > 0 for each in weighed for boost in each.boosts.values())
        assert 0 <= coverage(weighed, terms(text, language)) <= 1 + 1e-9
        known = [each for each in weighed if each.known]
        assert 0 <= coverage(known, terms(text, language)) <= 1 + 1e-9


def test_idf_is_positive_while_deleted_passages_still_count(tmp_path: Path) -> None:
    passages = [Term(id, id, "de", "", "Die Stadt baut.") for id in range(1, 9)]
    keywords.rebuild(tmp_path / "k", passages, Stamp(1, 8))
    keywords.update(tmp_path / "k", [1, 2, 3, 4, 5], [], Stamp(2, 8))
    index = KeywordIndex.open(tmp_path / "k")
    (weighed,) = index.weigh(concepts("Stadt", "de", "de"), "de")
    assert weighed.idf > 0
    shares = index.search("Stadt", 10, asked="de")
    assert set(shares) == {6, 7, 8}
    assert all(0 < share <= 1 for share in shares.values())


# --- through an index -----------------------------------------------------------------------------


@pytest.fixture
def mixed(empty: Index) -> Index:
    empty.add(articles())
    return empty


def articles() -> list[Article]:
    both = {"de": GERMAN, "en": ENGLISH}
    return [
        Article(id, text, title=f"Nr. {at}", language=language)
        for language, each in both.items()
        for at, (id, text) in enumerate(each.items())
    ]


@pytest.mark.parametrize(
    ("question", "article"),
    [
        ("When did the volcano erupt?", "vulkan"),
        ("What does the new library cost the city?", "bibliothek"),
        ("What did Zelensky say on the phone?", "selenskyj"),
        ("Who called the governor of Kharkiv?", "selenskyj"),
        ("Where did the orchestra play, in a church?", "kirche"),
        ("Was sagte die Polizei über die Schule?", "school"),
        ("Wie viel kostet die Regierung die Brücke zur Insel?", "bridge"),
        ("Was schrieb Gorbatschow über Tschernobyl?", "gorbachev"),
        ("Mit wem sprach der Kanzler?", "kanzler"),
        ("Which minister did the chancellor talk to?", "kanzler"),
    ],
)
def test_a_question_finds_the_article_in_the_other_language(
    mixed: Index, question: str, article: str
) -> None:
    """By words alone: the hashed encoder knows no translation, so its half is left out."""
    vector = mixed.encoder.encode([question], query=True)[0]
    hits = mixed.search_vector(question, vector, dense_share=0.0)
    assert hits[0].article.id == article
    assert hits[0].score > hits[1].score
    assert all(0 <= hit.score <= 1 for hit in hits)


def test_a_german_only_index_answers_english_questions(empty: Index) -> None:
    empty.add(each for each in articles() if each.language == "de")
    for question, article in (
        ("When did the volcano erupt?", "vulkan"),
        ("What did Zelensky say on the phone?", "selenskyj"),
    ):
        assert empty.search(question)[0].article.id == article
        assert empty.search(question, languages="de")[0].article.id == article
        assert empty.search(question, languages="en") == ()


def test_a_part_finds_the_compound_and_the_compound_its_part(empty: Index) -> None:
    empty.add(
        [
            Article("whole", "Der Bundeskanzler sprach am Abend.", language="de"),
            Article("part", "Ein Kanzler sprach am Abend.", language="de"),
            Article("none", "Der Hausmeister sprach am Abend.", language="de"),
        ]
    )
    for question in ("Kanzler", "Bundeskanzler", "Kanzlers", "Bundeskanzlers"):
        hits = empty.search_vector(question, empty.encoder.encode([question])[0], dense_share=0.0)
        scores = {hit.article.id: hit.score for hit in hits}
        assert min(scores["whole"], scores["part"]) > scores["none"] == 0.0
        if question.startswith("Bundes"):
            assert scores["whole"] > scores["part"]


def test_the_order_of_the_articles_does_not_matter(mixed: Index, tmp_path: Path) -> None:
    questions = "What does the library cost?", "Was schrieb Gorbatschow?"
    there = articles()
    random.Random(1).shuffle(there)
    with Index.open(tmp_path / "other", encoder="hashed") as other:
        other.add(there[:3])
        other.add(there[3:])
        for question in questions:
            one, two = found(mixed, question), found(other, question)
            assert len(one) == len(two) == len(there)
            assert [hit[-1] for hit in one] == pytest.approx([hit[-1] for hit in two], abs=2e-3)
            assert sorted(hit[:-1] for hit in one) == sorted(hit[:-1] for hit in two)
            assert one[0][0] == two[0][0]


def test_a_search_in_another_language_writes_nothing(mixed: Index) -> None:
    mixed.close()
    before = bytes_of(mixed.path)
    with Index.open(mixed.path, create=False) as index:
        answers: list[Found] = [found(index, "When did the volcano erupt?") for _ in range(2)]
        index.concepts("When did the volcano erupt?", "de", asked="en")
    assert answers[0] == answers[1] != []
    assert bytes_of(mixed.path) == before


# --- candidates per language ----------------------------------------------------------------------


def crowd(count: int, german: str) -> list[Article]:
    return [
        *(
            Article(f"e{n}", f"The new library costs twelve million, item {n}.", language="en")
            for n in range(count)
        ),
        Article("de", german, language="de"),
    ]


def candidates(place: Path, question: str, k: int) -> tuple[list[str], list[str]]:
    """The articles proposed by vector and by keyword."""
    vector = HashedEncoder().encode([question], query=True)[0]
    with Store.open(place, create=False).reading() as read:
        snapshot = take(read, None, place / "keywords")
        near, shares = snapshot.candidates(question, vector, k, None)
        passages = read.passages([*near, *shares])
    return [passages[id].article_id for id in near], [passages[id].article_id for id in shares]


def test_one_german_passage_is_found_by_its_words_among_300_english_ones(tmp_path: Path) -> None:
    with Index.open(tmp_path / "i", encoder="hashed") as index:
        index.add(crowd(300, "Die neue Bibliothek kostet zwölf Millionen."))
    near, by_words = candidates(tmp_path / "i", "How much does the new library cost?", 50)
    assert "de" in by_words
    assert len(set(by_words)) == len(by_words) == 51  # 50 English ones, and it
    assert len(set(near)) == len(near) >= 50


def test_a_german_passage_that_is_near_is_not_crowded_out(tmp_path: Path) -> None:
    """By vector it stands behind 150 English ones, and shares no word but a number with them."""
    with Index.open(tmp_path / "i", encoder="hashed") as index:
        index.add(crowd(150, "Library."))
    question = "the new library costs twelve million"
    near, _ = candidates(tmp_path / "i", question, 50)
    assert "de" in near
    assert len(near) == 51
    narrow, _ = candidates(tmp_path / "i", question, 20)  # 80 are looked at
    assert len(narrow) == 20
    assert "de" not in narrow


def test_one_language_is_searched_as_before(tmp_path: Path) -> None:
    with Index.open(tmp_path / "i", encoder="hashed") as index:
        index.add(crowd(60, "")[:-1])
    near, by_words = candidates(tmp_path / "i", "the new library", 20)
    assert len(near) == len(by_words) == 20
