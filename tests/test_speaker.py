"""Who speaks, by the words around whom the reader took for it."""

from __future__ import annotations

import pytest

from index import Article
from index.articles import prepare
from qa.said_by import said_by
from qa.speaker import may_speak, meant, told
from qa.turns import speaker

TOLD = [  # what was taken for the speaker in brackets, who it is
    (
        "Profits fell by 12 percent, chief executive Dan Moore told [Reuters].",
        "chief executive Dan Moore",
    ),
    ("“It is over,” union leader Ana Ruiz told [CNN] on Sunday.", "union leader Ana Ruiz"),
    ("Ana Ruiz, the union leader, told [the BBC] that it was over.", "Ana Ruiz, the union leader"),
    ("It was over, [she told the BBC].", "she"),
    ("[Ana Ruiz] has told the BBC that it was over.", "Ana Ruiz"),
    ("Reuters was the first to tell, said [Ana Ruiz].", "Ana Ruiz"),
    (
        "„Nein“, sagte [Konzernsprecherin Julia Roth der Deutschen Presse-Agentur].",
        "Konzernsprecherin Julia Roth",
    ),
    ("„So ist es“, sagte [Weber dem „Spiegel“].", "Weber"),
    ("Das sagte [ein Sprecher der Zeitung].", "ein Sprecher der Zeitung"),
    (
        "Das meldet [das Ministerium aus dem Kabinett Merz].",
        "das Ministerium aus dem Kabinett Merz",
    ),
    ("Das ist wahr[.\nDie Firma]", None),
    (
        "»So nicht«, sagte [die Bevollmächtigte Doreen] Weichert von der Gewerkschaft.",
        "die Bevollmächtigte Doreen Weichert",
    ),
    ("[Coach Jürgen Stalla tobte]. Das sei nie Rot gewesen.", "Coach Jürgen Stalla"),
    ("[But an engineer who used to work there] said so.", "an engineer who used to work there"),
    ('[The opposition called that "an insult"]: it wanted more.', "The opposition"),
    ("[An aide who said so] left.", "An aide who said so"),
    ("[The man, who later called it off], is gone.", "The man, who later called it off"),
    ("[Der Mann, der das sagte], ist weg.", "Der Mann, der das sagte"),
    ("[Der Sprecher sagte der „Zeitung“], dass er kommt.", "Der Sprecher"),
    ("Im Gespräch mit [Jonas Wehrle] erklärt sie, warum.", None),
    ("Unklar ist, [wer] das sagte.", None),
    ("Nordkorea besitze [seiner Meinung] nach vier Waffen.", None),
    ("Es regnete. Über [Steve Fossett] sagte Branson nichts.", None),
    ("Anders als von [der Firma] behauptet, ist er vergiftet.", None),
    ("Das gilt als Erfolg, sagte [Ratsherr Pike. Er ging. Pike] blieb.", "Ratsherr Pike"),
    ("There is, by [common agreement], one policeman.", None),
    ("Der Fahrer war nach [eigenen Angaben] allein.", None),
    ("Unlike [media reports] claimed, he is not getting divorced.", None),
    ("Anna was told [Reuters] knew.", "Reuters"),
    ("Anders als im Vorjahr steige der Umsatz, sagte [Moore].", "Moore"),
    ("Nach [Angaben der Feuerwehr 112 Häuser] sind beschädigt.", "Angaben der Feuerwehr"),
    ("Er soll nach [bisherigen Angaben 2031] fertig sein.", "bisherigen Angaben"),
    ("[Meldung des Rundfunks vom 11. Februar 2008]", "Meldung des Rundfunks vom 11. Februar 2008"),
    ("„Ja“, sagte [er und lachte].", "er"),
    ("Das ist, was [die Ärzte der Uniklinik uns] sagen.", "die Ärzte der Uniklinik"),
    ("[Ihr Verteidiger,] der Anwalt Leo Brand, kündigte es an.", "Ihr Verteidiger"),
    ("[Walt Drum, who runs a shop, disagrees: his sales] rose.", "Walt Drum"),
    ("[Prof Laszlo Beke, who led it, pointed out that] it works.", "Prof Laszlo Beke"),
    ("[Eva Kern, die das Amt führt], lehnte ab.", "Eva Kern"),
    ("[Eva Kern, die Anwältin der Frau], lehnte ab.", "Eva Kern, die Anwältin der Frau"),
    ("Sie schrieb Sätze. [Der] letzte lautete: „So ist es.“", None),
]
MEANT = [  # who is said to speak in brackets, who that is
    ("Tom Adeyemi came late. “That's a scandal,” [he] said.", "Tom Adeyemi"),
    ("Nadine Kröger zählte die Geburten. Es seien 703, sagte [sie].", "Nadine Kröger"),
    ("Danach kam  Nadine  Kröger. Es seien 703, sagte [sie].", "Nadine  Kröger"),
    ("Gestern kam Frau Nadine\u00a0Kröger. Es seien 703, sagte [sie].", "Nadine\u00a0Kröger"),
    ("They met the Jones' Karl Meier. It was late, [he] said.", None),
    ("Anna Weber traf Tom Kern. Es reiche, sagte [er].", "Tom Kern"),
    ("Tom Kern kam. Danach sprach Anna Weber. Es reiche, sagte [er].", "Tom Kern"),
    ("Nach [Angaben der Feuerwehr Kassel] ist niemand verletzt.", "Feuerwehr Kassel"),
    ("Anna Weber traf die Minister. Es reiche, sagten [sie].", None),
    ("Im Dorf war es still. Es reiche, sagte [sie].", None),
    ("Tom Adeyemi came. It was late, [the mayor] said.", None),
    ("Es erschien ein Kommentar, [der] das Urteil kritisiert.", "ein Kommentar"),
    ("Das Urteil fiel, und [das] sagt alles.", None),
    (
        "Graham Tolley came. He met Harriet Osei, without whom, [he] said, it failed.",
        "Graham Tolley",
    ),
]
MAY_SPEAK = [
    ("[Den Börsenwert der Firma] beziffert der „Focus“ auf 17 Milliarden.", False),
    ("Die Fahrer stellten [den Demonstranten] ein Ultimatum.", False),
    ("Die Lage hätte [den Beobachtern] zufolge gedroht.", True),
    ("Das geht aus [dem Urteil] hervor.", True),
    ("Leung sagte, dass [er] ein Ende hoffe.", False),
    ("Das sei so, sagte [er].", True),
    ("Einen Ruf nach [Zürich] lehnte sie ab, wie sie sagte.", False),
    ("Its director said [outside the court] that it would appeal.", False),
]


QUOTED = [
    (
        "Sie sollen ausweichen, was Ratsherr Enno Folkerts »besser als nichts« nannte.",
        "Ratsherr Enno Folkerts",
    ),
    (
        "»Das war gemein«, hielt die Vorsitzende Richterin Sabine Groß dem Angeklagten vor.",
        "die Vorsitzende Richterin Sabine Groß",
    ),
    ("„So war sie“, erinnert sich ihr Schüler Anselm Kern.", "ihr Schüler Anselm Kern"),
    ("Über Steve Fossett sagte Branson, er habe Glück.", "Branson"),
    (
        "In einem Interview erklärte der Direktor Mohammed Baradei, das sei nicht so.",
        "der Direktor Mohammed Baradei",
    ),
    ("„Das ist gut“, sagte er und traf Eva Kern.", None),
    ("„Wir sind das Volk“, riefen die Leute in Leipzig.", None),
    ("Der „Spiegel“ nennt Eva Kern.", None),
    ("Gutachter der Firma gehen von einem Totalschaden aus.", "Gutachter der Firma"),
    ("Der Minister Jan Kern hat seinen Rücktritt bekannt gegeben.", "Der Minister Jan Kern"),
    ("Die Stadt, die es besitzt, gab den Abriss bekannt.", "Die Stadt"),
    ("Von der Opposition wurde der Plan scharf kritisiert.", "der Opposition"),
    ("Der Plan wurde vom Stadtrat als Irrweg bezeichnet.", "Stadtrat"),
    ("Am Montag gab es Kuchen.", None),
    ("Die Leute gingen ruhig nach Hause.", None),
]


def marked(text: str) -> tuple[str, int, int]:
    start, end = text.index("["), text.index("]") - 1
    return text.replace("[", "").replace("]", ""), start, end


@pytest.mark.parametrize(("text", "speaker"), TOLD)
def test_who_is_told_or_contradicted_does_not_speak(text: str, speaker: str | None) -> None:
    bare, start, end = marked(text)
    place = told(bare, start, end)
    assert (place and bare[slice(*place)]) == speaker


@pytest.mark.parametrize(("text", "speaker"), QUOTED)
def test_who_is_quoted_by_the_words_around(text: str, speaker: str | None) -> None:
    place = said_by(text, 0, len(text))
    assert (place and text[slice(*place)]) == speaker


@pytest.mark.parametrize(("text", "may"), MAY_SPEAK)
def test_no_object_no_place_and_no_pronoun_of_what_is_said_speaks(text: str, may: bool) -> None:
    assert may_speak(*marked(text)) == may


@pytest.mark.parametrize(("text", "name"), MEANT)
def test_whom_a_pronoun_or_an_announcement_means(text: str, name: str | None) -> None:
    bare, start, end = marked(text)
    place = meant(bare, start, end)
    assert (place and bare[slice(*place)]) == name


@pytest.mark.parametrize(
    "text",
    [
        "Trump rief Wladimir Putin an. Danach, sagte [er], war er müde.",  # who?
        "Hans Kern traf Tom Weber. Es reiche, sagte [er].",
        "Solche Winter gibt es nicht mehr. Es reiche, sagte [er].",
        "Er lebte im Ort Kirchmöser. Es reiche, sagte [er].",
    ],
)
def test_where_it_may_be_another_nobody_is_meant(text: str) -> None:
    bare, start, end = marked(text)
    assert meant(bare, start, end) is None


def interview(*lines: str) -> Article:
    return prepare(Article("a", "\n\n".join(lines), language="de"))


def who_says(article: Article, words: str) -> str | None:
    found = speaker(article, article.text.index(words))
    return found.text if found else None


def test_in_an_interview_the_name_before_the_colon_speaks() -> None:
    article = interview(
        "Die Leiterin der Sternwarte über dunkle Nächte.",
        "Der Bote: Frau Kern, was haben Sie gestern gesehen?",
        "Eva Kern: Wolken. Nichts als Wolken.",
        "Und was kostet das neue Fernrohr im nächsten Jahr?",
        "Kern: Zwei Millionen. Das Land zahlt die Hälfte davon.",
        "Kritiker nennen das viel Geld für ein paar Sterne.",
        "Kern: Die Kritiker waren noch nie hier oben.",
    )
    assert who_says(article, "Nichts als") == "Eva Kern"
    assert who_says(article, "Das Land") == "Eva Kern"
    assert who_says(article, "Die Kritiker waren") == "Eva Kern"
    assert who_says(article, "Kritiker nennen") is None
    assert who_says(article, "Die Leiterin") is None


def test_below_the_questions_speaks_whom_they_address() -> None:
    article = interview(
        "Eva Kern leitet die Sternwarte seit 2019.",
        "Frau Kern, wie oft sehen Sie nachts überhaupt etwas?",
        "Jede dritte Nacht. Im Herbst noch seltener.",
        "Was würde Ihnen denn helfen?",
        "Weniger Laternen im Tal.",
        "Und wann kommt das neue Fernrohr?",
        "Im Mai, hoffe ich.",
    )
    assert who_says(article, "Im Herbst") == "Eva Kern"
    assert who_says(article, "Weniger Laternen") == "Eva Kern"
    assert who_says(article, "Eva Kern leitet") is None
    assert who_says(article, "Was würde") is None


def test_labels_that_follow_no_question_are_nobodys_turns() -> None:
    article = interview(
        "Update: Der Damm hält.", "Update: Der Regen lässt nach.", "Update: Die Schule öffnet."
    )
    assert who_says(article, "Der Regen") is None
