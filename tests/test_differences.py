"""What a claim says otherwise than its source, by rules alone: no model is loaded."""

from __future__ import annotations

import pytest

from qa.countries import countries, country, place
from qa.differences import differences
from qa.support import SAME_WORDS, Claim, Passage, alike, words

DE, EN = "de", "en"


def kinds(claim: str, source: str, asked: str, language: str) -> list[str]:
    """Of the differences; no noun is taken to mean what another does."""
    close = asked == language and alike(words(claim), words(source)) >= SAME_WORDS
    passage = Passage(0, len(source), source, source, language, 0.9, close, (source,))
    return [each.kind for each in differences(Claim(claim, asked), passage, lambda *_: False)]


OTHERWISE = [  # another name, number or country, or denied in one of the two
    (DE, EN, "Die NATO verurteilte den Angriff.", "The EU condemned the attack."),
    (EN, DE, "BMW plans to cut 35,000 jobs.", "Volkswagen will 35.000 Stellen streichen."),
    (EN, DE, "Russia attacked Odesa again.", "Russland griff erneut Charkiw an."),
    (EN, DE, "The Spanish government resigned.", "Die französische Regierung trat zurück."),
    (DE, EN, "Die spanische Regierung trat zurück.", "The government of France resigned."),
    (DE, DE, "Die ukrainische Armee gab Bachmut auf.", "Die russische Armee gab Bachmut auf."),
    (EN, EN, "Oil rose to €90 a barrel on Friday.", "Oil rose to $90 a barrel on Friday."),
    (DE, EN, "Der Ölpreis stieg auf 90 Euro.", "Oil rose to $90 a barrel."),
    (DE, EN, "Er bestreitet die Vorwürfe nicht.", "He denies the allegations."),
    (DE, EN, "Bei dem Unfall wurden Menschen verletzt.", "Nobody was hurt in the accident."),
    (DE, EN, "Die Krankheit ist nicht ansteckend.", "The disease is contagious."),
    (EN, DE, "Hungary did not agree.", "Ungarn stimmte zu."),
    (DE, EN, "Die Parteien konnten sich einigen.", "The parties failed to reach an agreement."),
    (EN, EN, "He spoke to reporters.", "He hardly spoke to reporters."),
    (EN, EN, "The president signed the bill.", "The president refused to sign the bill."),
    (EN, EN, "She can attend the summit in Rome.", "She is unable to attend the summit in Rome."),
    (DE, DE, "Kern stützt den Plan.", "Anna Kern stützt den neuen Plan der Stadt lange nicht."),
    (DE, DE, "Der Rat lehnte den Bau ab.", "Den Bau hat der Rat gestern Abend beschlossen."),
    (DE, EN, "Haver räumte die Vorwürfe ein.", "Haver denied the allegations on Monday."),
    (EN, DE, "She was convicted.", "Das Gericht hat sie freigesprochen."),
    (DE, DE, "Er ist unverletzt.", "Er ist verletzt."),
    (EN, EN, "Ulm beat Kiel 31-28.", "Kiel beat Ulm 31-28."),
    (DE, DE, "Ulm gewann 31:28 gegen Kiel.", "Der THW Kiel hat gegen Ulm 31:28 gewonnen."),
    (DE, EN, "Ulm gewann gegen Kiel.", "Kiel has won against Ulm."),
    (EN, EN, "The strike is legal there.", "The strike is illegal there."),
    (DE, DE, "Der Bundestag stimmte dem Gesetz zu.", "Der Bundesrat stimmte dem Gesetz zu."),
    (DE, DE, "Die Frau wurde schwer verletzt.", "Die Frau wurde leicht verletzt."),
    (EN, DE, "Soldiers from North Korea fell.", "Soldaten aus Südafrika fielen."),
    (EN, DE, "He waited an hour and a half.", "Er wartete zwei Stunden."),
    (DE, EN, "Es kostet zwei Milliarden Euro.", "It costs 3 billion euros."),
    (DE, DE, "Die Schulden betragen zwei Billionen.", "Die Schulden betragen drei Billionen."),
    (EN, DE, "At least 30 people died.", "Höchstens 30 Menschen starben."),
    (DE, EN, "Nicht mehr als 30 kamen.", "No fewer than 30 came."),
    (EN, DE, "It fell from 17 to 12.", "Es ging von 12 auf 17."),
    (EN, DE, "He ran twelve miles.", "Er lief zwölf Kilometer."),
    (EN, DE, "He visited Moscow.", "Er besuchte Kiew."),
    (DE, DE, "Die Bank hat den Zins gesenkt.", "Die Bank hat den Zins erhöht."),
    (EN, DE, "Soldiers from South Korea fell.", "Soldaten aus Südafrika fielen."),
    (EN, DE, "Soldiers from North Carolina fell.", "Soldaten aus Nordkorea fielen."),
    (EN, DE, "Russia sent troops.", "Die belarussische Regierung schickte Truppen."),
    (EN, DE, "Ireland wrote it.", "Eine satirische Zeitschrift schrieb es."),
    (DE, DE, "Frankreich schlug Deutschland.", "Deutschland schlug Frankreich."),
    (EN, EN, "He will resign if not elected.", "He will resign if elected."),
    (EN, EN, "She told reporters not to say his name.", "She told reporters to say his name."),
    (EN, EN, "There is doubt about his guilt.", "There is no doubt about his guilt."),
    (DE, DE, "Er machte kein Geheimnis daraus.", "Er machte ein Geheimnis daraus."),
    (EN, DE, "He does not own real estate.", "Er besitzt Immobilien."),
    (EN, DE, "After 150 hours he left.", "Nach zweieinhalb Stunden ging er."),
    (EN, DE, "It began on Monday.", "Die Montagearbeiten begannen."),
    (EN, DE, "He was 1950 meters up.", "Er war 50 Meter hoch im 50er Turm."),
    (
        EN,
        DE,
        "The minister resigned.",
        "Der Minister ist nach Angaben der Opposition trotz des Skandals um Spenden nicht"
        " zurückgetreten.",
    ),
]
OTHERWISE += [
    (EN, EN, "Orel beat Hill in the final.", "Hill beat Orel, a champion, in the final."),
    (DE, DE, "Mehr als 300 Kinder kamen.", "Es kamen 210 Kinder in die Halle."),
    (DE, DE, "Mehr als 210 Kinder kamen.", "Es kamen 200 Kinder in die Halle."),
    (EN, EN, "The plant will close in May.", "The plant could close in May."),
    (EN, EN, "The plant could close in May.", "The plant will close in May."),
    (DE, DE, "Das Werk wird im Mai schließen.", "Das Werk könnte im Mai schließen."),
    (DE, DE, "Im Jahr 2015 kamen mehr als 2015.", "Im Jahr 2015 kamen mehr als 2014."),
    (DE, DE, "Die Gruppe hat 34 Leute befragt.", "34 Leute fehlten; die Gruppe hat 21 befragt."),
]
LIKEWISE = [  # the same in other words
    (DE, DE, "Velten hält Kündigungen für möglich.", "Kündigungen schloss Velten nicht aus."),
    (EN, EN, "The minister said cuts were possible.", "The minister did not rule out cuts."),
    (DE, DE, "Es gab keine Kameras und keine Anlage.", "Kameras gab es weder dort noch im Hof."),
    (DE, DE, "Kiel verlor das Spiel gegen Ulm.", "Ulm hat gestern gegen Kiel gewonnen."),
    (DE, DE, "Ulm gewann gegen Kiel.", "Die SG Ulm hat gegen den THW Kiel gewonnen."),
    (DE, DE, "Ben und Anna kamen.", "Anna und Ben kamen."),
    (DE, DE, "Kern stützt den Plan.", "Anna Kern stützt den Plan, nennt ihn aber nicht billig."),
    (DE, DE, "Kern stützt den Plan.", "Anna Kern stützt den Plan der Stadt ohne Vorbehalt."),
    (EN, DE, "The economy of Germany is shrinking.", "Die deutsche Wirtschaft schrumpft."),
    (DE, EN, "Exporte aus Großbritannien sanken.", "British exports fell."),
    (DE, EN, "Er ist Präsident der USA.", "He is president of the United States."),
    (DE, EN, "Die EZB senkte den Leitzins.", "The ECB cut its key rate."),
    (DE, EN, "Er war nicht nur Trainer.", "He was not just a coach."),
    (DE, EN, "Es kommt spätestens am Freitag.", "It comes no later than Friday."),
    (DE, EN, "Das Unternehmen wollte sich nicht äußern.", "The company declined to comment."),
    (EN, DE, "Without help, it will have to close.", "Ohne Hilfe muss es schließen."),
    (EN, DE, "Thirty-two people were killed.", "32 Menschen wurden getötet."),
    (DE, EN, "Zehntausende protestierten.", "Tens of thousands protested."),
    (DE, EN, "Es ist das erste Mal seit 20 Jahren.", "It is the first time in two decades."),
    (DE, EN, "24 Menschen wurden festgenommen.", "Two dozen people were arrested."),
    (DE, EN, "Das Urteil fiel vor zwei Wochen.", "The verdict came a fortnight ago."),
    (DE, EN, "20 Prozent sind dafür.", "One in five is in favour."),
    (DE, EN, "Die Frist endet um 12 Uhr.", "The deadline expires at noon."),
    (DE, EN, "Es geschah am 31. Oktober.", "It happened on Oct 31 at night."),
    (DE, DE, "Die Sendung beginnt um 8 Uhr abends.", "Die Sendung beginnt um 20 Uhr."),
    (DE, EN, "Der US-Präsident Joe Biden kam.", "President Joe Biden came."),
    (DE, EN, "Es kostet zwei Milliarden Dollar.", "It costs $2 billion."),
    (EN, DE, "He owns a two-storey house.", "Er besitzt ein zweistöckiges Haus."),
    (EN, DE, "Billions in debt were hidden.", "Milliardenschulden wurden verborgen."),
    (DE, EN, "Mehrere Tausend kamen.", "Several thousand came."),
    (EN, DE, "Concessions to Britain are pointless.", "Zugeständnisse an die Briten sind sinnlos."),
    (EN, DE, "The story of South Africa affects all.", "Die Geschichte Südafrikas betrifft alle."),
    (EN, DE, "It came from central Mexico.", "Es kam aus Zentralmexiko."),
    (EN, DE, "Greenland sharks grow old.", "Grönlandhaie werden alt."),
    (EN, DE, "Someone remains in the UK.", "Jemand bleibt im Vereinigten Königreich."),
    (EN, DE, "The chest X-rays were clear.", "Die Röntgenbilder der Brust waren klar."),
    (DE, EN, "Sie lieben es ohne Zweifel.", "They love it."),
    (EN, DE, "He never hid his anger.", "Er machte keinen Hehl aus seinem Ärger."),
    (DE, EN, "Die Schulden betragen zwei Billionen Euro.", "The debt is 2 trillion euros."),
    (EN, DE, "The plane flew at 10,000 feet.", "Das Flugzeug flog in drei Kilometern Höhe."),
    (EN, DE, "The two young people fled.", "Die Jugendlichen flohen."),
    (DE, EN, "Um 19 Uhr ein gelbes Taxi.", "At 7 p.m., a yellow taxi."),
    (EN, DE, "In the 2000-08 period it grew.", "Von 2000 bis 2008 wuchs es."),
    (EN, DE, "Russia rejected it.", "Moskau lehnte es ab."),
    (DE, EN, "Das Unterhaus stimmte zu.", "The House of Commons agreed."),
    (EN, DE, "It has never been higher.", "Es war noch nie so hoch."),
    (EN, DE, "Over 300 came.", "Mehr als 300 kamen."),
    (EN, DE, "It rose from $3 to $4 billion.", "Es stieg von 3 auf 4 Milliarden Dollar."),
    (EN, EN, "It fell from a quarter to ten percent.", "It dropped from 25 percent to 10 percent."),
    (EN, DE, "I am rarely there.", "Ich bin so gut wie nie da."),
    (DE, DE, "Mehr als 200 Kinder kamen.", "Es kamen 210 Kinder in die Halle."),
    (EN, EN, "About 18,000 people came.", "There were 17,860 people who came."),
    (DE, EN, "Kein anderes Land liegt an zwei Meeren.", "It is the only country on two seas."),
    (EN, DE, "No car is faster than this one.", "Das ist das schnellste Auto."),
    (DE, EN, "Kinder zahlen nichts.", "Admission for children is free of charge."),
    (EN, EN, "Lansbury's lawyer said it was a loan.", "The lawyer said it was a loan to Lansbury."),
    (EN, EN, "It cut the risk by more than 70 percent.", "It cut the risk of death by 72 percent."),
    (
        EN,
        EN,
        "The storm left 900 homes in the west of Kent dark.",
        "The storm killed four people in the west of Kent on Monday and left 900 homes dark.",
    ),
    (DE, DE, "Das Werk kostet nach Angaben Orels viel.", "Das Werk kostet für Kunden Orels viel."),
    (EN, EN, "The plant shall close in May.", "The plant will close in May."),
]


@pytest.mark.parametrize(("asked", "language", "claim", "source"), OTHERWISE)
def test_what_is_said_otherwise(asked: str, language: str, claim: str, source: str) -> None:
    assert kinds(claim, source, asked, language)


@pytest.mark.parametrize(("asked", "language", "claim", "source"), LIKEWISE)
def test_what_is_said_likewise(asked: str, language: str, claim: str, source: str) -> None:
    assert kinds(claim, source, asked, language) == []


@pytest.mark.parametrize("case", [*OTHERWISE, *LIKEWISE])
def test_nothing_differs_from_itself(case: tuple[str, str, str, str]) -> None:
    for text, language in ((case[2], case[0]), (case[3], case[1])):
        assert kinds(text, text, language, language) == []


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Österreichs", "AT"),
        ("französischen", "FR"),
        ("French", "FR"),
        ("Britain", "GB"),
        ("britische", "GB"),
        ("US-amerikanische", "US"),
        ("Polish", "PL"),
        ("polish", None),
        ("Merkel", None),
        ("frisch", None),
    ],
)
def test_countries(word: str, code: str | None) -> None:
    assert country(word) == code
    assert place(word) in (code, None)


@pytest.mark.parametrize(
    ("word", "codes"),
    [
        ("Nordäthiopiens", {"ET"}),
        ("deutschtürkische", {"DE", "TR"}),
        ("Afrikaner", {"AFRICA"}),
        ("Pole", {"PL"}),
        ("pole", set()),
        ("US", {"US"}),
        ("us", set()),
        ("Indiana", set()),
        ("North", set()),
        ("West", set()),
        ("South", set()),
        ("Korean", {"KR"}),
        ("weißrussische", {"BY"}),
        ("nordkoreanische", {"KP"}),
        ("satirische", set()),
        ("kindisch", set()),
        ("Hollande", set()),
        ("Dominican", set()),
        ("Niederlanden", {"NL"}),
        ("Moskaus", {"RU"}),
        ("Kölner", {"Cologne"}),
        ("bayerische", {"Bavaria"}),
        ("rom", set()),
        ("turkey", set()),
        ("Turkey", {"TR"}),
        ("Südamerika", {"LATIN"}),
        ("Nordirland", {"GB"}),
    ],
)
def test_countries_in_a_word(word: str, codes: set[str]) -> None:
    assert countries([word]) == codes
