"""What a web page says around an article: to share, comment, subscribe, log in, accept, read on.

A line is furniture when its words come from the page's own small vocabulary and it either is no
sentence (`Kommentar hinterlassen`) or speaks to its reader (`Melden Sie sich für unseren Newsletter
an.`). A sentence of an article may use the same words (`Facebook hat das Konto gesperrt.`), but
says something about someone else, in words the vocabulary does not have.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal, TypeAlias

from index import months
from index.sentences import ending

Strength: TypeAlias = Literal[0, 1, 2]  # no, where the neighbours say so too, anywhere

# Words by what they do on a page, German then English. "word*" is a beginning, "*word" an end.
VOCABULARY: dict[str, str] = {
    "act": """
        abonnier* abonnieren aktivieren deaktivieren akzeptieren einloggen einzuloggen
        ausloggen anmelden anzumelden mitdiskutieren diskutieren kommentieren hinterlassen
        weiterlesen weiterzulesen verschicken versenden kopieren ausdrucken drucken teilen
        registrier* bestellen bookmarken downloaden herunterladen mitreden kündbar
        freischalten vorlesen weiterempfehlen subscribe tweet print login logout signin
        signup optout register unsubscribe bookmark download copy donate subscribing skip
        retweet allow accept reload""",
    "maybe": """
        melden folgen merken speichern antworten schreiben verfassen lesen testen sichern
        klicken anzeigen ausblenden einblenden schließen öffnen laden ansehen anhören
        verpassen senden bewerten empfehlen unterstützen verwalten ablehnen zustimmen
        schreib abgeben erhalten informiert zurück gratis kostenlos* kostenfrei* exklusiv*
        gefunden entdeckt geschlossen deaktiviert verfügbar ändern abschließen finden
        empfiehlt gefragt stimmen nutzung nutzen verwendung verwenden notwendige zulassen
        interessieren interessant angebot* einstellungen verwandt* ähnlich* weitere*
        beliebt* meistgelesen* empfohlen* aktuell* neueste* täglich* wöchentlich* hilfreich
        gefallen gefällt share sign follow leave save log join read view show hide close
        open continue listen watch reply post write get send back enable disable turn
        support manage reject agree dismiss related recommended popular latest trending
        similar next previous unlimited free exclusive available closed disabled daily
        weekly breaking interested helpful enjoy enjoyed improve start create access reading
        unlock try cancel anytime gift report continues continuing use using load
        preferences thank consider enter""",
    "thing": """
        kommentar kommentare kommentaren kommentarbereich* kommentarfunktion*
        leserkommentar* leserbrief* *newsletter newsletters *abo *abos *abonnement*
        *abonnent *abonnenten *abonnentinnen benutzerkonto kundenkonto nutzerkonto cookie
        cookies cookie-* tracking adblocker* werbeblocker* javascript browser push push-*
        pushnachricht* eilmeldung* benachrichtigung* postfach *anmeldung registrierung login
        facebook-seite whatsapp-kanal feed rss *podcast werbefrei* probemonat gratismonat
        paywall startseite merkliste artikelanfang seitenanfang seitenende zwischenablage
        lesezeit lesedauer comment comments discussion subscriber subscribers subscription
        subscriptions inbox account notification* alert alerts membership trial briefing
        adblock ad-blocker homepage bookmarks ticker tickers liveticker* live-ticker*""",
    "page": """
        oben unten top passwort artikel artikels artikeln beitrag beitrags beiträge meldung
        thema themen ressort link links seite webseite website inhalt inhalte video videos
        bild bilder bildergalerie* galerie fotostrecke* text redaktion leser leserinnen app
        profil meinung übersicht pdf informationen infos schriftgröße autor autorin konto
        nachrichten news story stories mehr freunde freunden netzwerk* journalismus ausgabe
        zugang fragen fehler article articles page site content link email e-mail mail
        e-mails topic topics headlines newspaper author comment-section friends journalism
        address app information question questions typo error more gallery photos images""",
    "unit": """
        minuten min stunden tag tage woche wochen monat monate minute minutes mins day days
        week weeks month months""",
    "service": """
        facebook twitter x whatsapp telegram instagram linkedin xing pinterest reddit tumblr
        threads mastodon bluesky youtube tiktok snapchat flipboard pocket messenger signal
        threema google e-mail email mail sms rss""",
    "legal": """
        impressum datenschutz* agb nutzungsbedingungen nutzungsbasierte* barrierefreiheit
        mediadaten copyright urheberrecht* *kontakt widerruf* jugendschutz privatsphäre*
        imprint privacy terms disclaimer legal faq sitemap careers accessibility contact
        policy conditions""",
    "ad": """
        anzeige anzeigen werbung gesponsert* sponsored advertisement advertisements
        advertising advertorial *-anzeige promotion ad ads reklame sponsor partnerangebot*
        werbeanzeige*""",
    "section": """
        politik wirtschaft sport panorama kultur wissen wissenschaft reise gesundheit auto
        digital netzwelt regional lokales start home menü suche suchen schlagzeilen politics
        business sports culture science travel health opinion world tech technology
        lifestyle menu search entertainment""",
    "you": """
        ihr ihre ihren ihrem ihrer ihres ihnen du dir dich dein* euch euer eure* you your
        yours""",
    "we": "wir uns unser* we us our ours",
    "now": "jetzt hier gleich sofort bitte now here today please",
}  # fmt: skip


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


GLUE = _listed(
    """
    sie sich es der die das den dem des ein eine einen einem einer und oder für mit auf per via zu
    zum zur von vom aus an am im in ins bei nach um über als ist sind war hat haben wird werden
    kann können könnte dürfen möchten wollen was wie so auch noch nur alle allen alles ganzen
    gesamten diese dieser diesen dieses diesem keine kein nicht mehr immer bereits schon ab bis ca
    the a an to for on of in at by with from and or is are be been was has have this that these
    all it its no not as into via may might also any only already first every never don't up out
    off down like what how if will can after below"""
)

# Line openings that announce something else: a teaser, or who took the picture.
TEASERS = (
    "lesen sie auch", "lesen sie hier", "lesen sie mehr", "lesen sie dazu", "lesen sie weiter",
    "lesen sie jetzt", "lies auch", "lies mehr", "mehr lesen", "mehr erfahren", "mehr zum",
    "mehr zur", "mehr zu", "mehr aus", "mehr über", "mehr artikel", "mehr nachrichten", "mehr dazu",
    "mehr themen", "siehe auch", "auch interessant", "auch lesenswert", "ebenfalls interessant",
    "passend dazu", "zum thema", "zum weiterlesen", "zum nachlesen", "das könnte sie",
    "das könnte dich", "das interessiert", "weitere artikel", "weitere themen", "weitere meldungen",
    "weitere nachrichten", "weitere beiträge", "ähnliche artikel", "ähnliche themen",
    "verwandte artikel", "verwandte themen", "themenverwandte", "weitere themenverwandte",
    "read more", "read also", "read next", "read our", "see also", "more on", "more from",
    "more about", "more stories", "more news", "also read", "also of interest", "related",
    "recommended for", "recommended reading", "you may also", "you might also", "up next",
    "don't miss", "further reading", "most read", "most popular", "editor's picks", "meistgelesen",
)  # fmt: skip
CREDITS = (
    "foto", "fotos", "bild", "bilder", "symbolbild", "symbolfoto", "archivbild", "archivfoto",
    "titelbild", "aufmacherbild", "grafik", "illustration", "bildquelle", "bildnachweis",
    "fotocredit", "bildrechte", "fotograf", "quelle", "quellen", "photo", "photos", "photograph",
    "photographer", "image", "images", "picture", "graphic", "source", "sources", "credit",
    "photo credit", "image credit", "photo by", "image source", "photo illustration",
)  # fmt: skip
STAMPS = (
    "stand", "aktualisiert", "zuletzt aktualisiert", "veröffentlicht", "erschienen", "publiziert",
    "updated", "last updated", "published", "posted", "first published", "last modified",
)  # fmt: skip
AGENCIES = _listed(
    "dpa afp reuters ap apa getty imago epa ddp sid kna epd afp/getty unsplash pixabay"
)
WHEN = frozenset(months.NUMBERS) | _listed(
    """montag dienstag mittwoch donnerstag freitag samstag sonntag monday tuesday
    wednesday thursday friday saturday sunday uhr am um at on pm gmt cet cest mez mesz est et
    von by der den"""
)
# How a sentence begins that tells its reader to do something; German ones take a pronoun after.
IMPERATIVES_DE = _listed(
    """melden abonnieren folgen lesen klicken schreiben diskutieren registrieren loggen bestellen
    teilen unterstützen aktivieren deaktivieren sichern testen laden erhalten verpassen bleiben
    entdecken werden holen geben senden schicken kommentieren nutzen hinterlassen akzeptieren
    empfehlen bewerten stimmen besuchen hören schauen wählen kaufen"""
)
IMPERATIVES_EN = _listed(
    """sign subscribe follow join get click download log create register support share leave tell
    let enable disable turn read write send become start unlock try stay enter choose browse
    signin signup login check visit listen watch continue be keep give add receive"""
)
FAMILIAR = _listed(
    """abonniere melde folge lies klick klicke schreib schreibe diskutiere registriere teile hol
    unterstütze sichere teste bleib entdecke werde sende schick nutze bewerte besuche hör schau
    folgt abonniert meldet diskutiert schreibt teilt"""
)
TO_THEM = _listed("dich dir uns euch unser unsere unseren unserem mit jetzt hier diesen")
MISSING = _listed("verpassen verpasse verpasst miss")
TITLING = _listed("der die das ein eine wie warum was wer the a an why what how who when where")
JOINERS = _listed("und oder and or")
AMOUNTS = _listed("keine kein noch alle alles mehr no all first more be")
WAYS = _listed("zum zur zurück back to skip nach")
NEGATIONS = _listed("nicht nie niemals kein keine keinen never not don't")

LONGEST_FRAGMENT = 12  # words; the longest line of a page without a full stop is a cookie button's
LONGEST_PROMPT = 300  # characters; a cookie notice in full has 250, and longer is an article's

STAMPING = 2  # words beside the date of a stamp that ends like a sentence
LONGEST_TEASING = 5  # words before the colon of a teaser that ends like a sentence
LONGEST_TEASER = 150  # characters: what it announces is a headline
SHORT_NOTICE = 6  # words: "Die Kommentarfunktion ist derzeit geschlossen."

_TEASER_OPENINGS = tuple(f"{teaser} " for teaser in TEASERS)  # whole words: not "mehr zumal"
_PARTICLE = re.compile(r"\b(log|sign|opt) (in|up|out)\b")  # one verb, written as two words
_QUOTED = re.compile(r"[„“”»«\"]")
_WORD = re.compile(r"[^\W_]+(?:[-'\u2019][^\W_]+)*")
_RIGHTS = re.compile(
    r"©|\(c\)\s*(19|20)\d\d|rechte vorbehalten|all rights reserved|^copyright\b.*\d{4}",
    re.I,
)
_READING_TIME = re.compile(
    r"^(lesezeit|lesedauer|reading time)?\W*(ca\.?|etwa|about)?\s*\d{1,3}[\s-]*"
    r"(min|minuten?|minutes?|mins)\b\.?\s*(lesezeit|lesedauer|read|reading time)?\W*$",
    re.I,
)
ENDS = ending(".!?…:;,")  # a sentence, or a part of one


@dataclass(frozen=True, slots=True)
class Words:
    """A line's words, lower-cased, and how many of them play each role of `VOCABULARY`."""

    all: tuple[str, ...]
    roles: Counter[str]
    unknown: int  # neither vocabulary nor glue nor number

    @property
    def share(self) -> float:
        """The share of the page's own words among those that mean anything; 0 of none."""
        known = self.roles.total()
        return known / (known + self.unknown) if known else 0.0

    @property
    def clear(self) -> int:
        """How many words say "page" by themselves."""
        return sum(self.roles[role] for role in ("act", "thing", "legal", "ad"))

    @property
    def soft(self) -> int:
        """How many words a page likes, and everybody else too."""
        return sum(self.roles[role] for role in ("maybe", "page", "service"))


def strength(line: str) -> Strength:
    """How sure the line alone makes it that it is furniture.

    >>> strength("Kommentar hinterlassen"), strength("Der Kommentar erschien in der Times.")
    (2, 0)
    """
    if len(line) > LONGEST_PROMPT:
        return 0
    if _RIGHTS.search(line) or _READING_TIME.match(line):
        return 2
    words = _words(line)
    if not words.all or _is_credit(line, words):
        return 2 if words.all else 1
    if announces(line):
        return 2
    return _prompt(line, words) if ENDS.search(line) else _fragment(words)


def announces(line: str) -> bool:
    """Whether the line is a teaser: `Lesen Sie auch: …`, `Mehr zum Thema`."""
    if len(line) > LONGEST_TEASER:
        return False
    opening = " ".join(_all_words(line)[:4]) + " "
    if not opening.startswith(_TEASER_OPENINGS):
        return False
    if ENDS.search(line) and len(line.partition(":")[0].split()) > LONGEST_TEASING:
        return False  # "Zum Thema Migration sagte der Kanzler: „Wir …“"
    return not ENDS.search(line) or ":" in line or line.endswith("...")


def is_stamp(line: str) -> bool:
    """Whether the line only says when, or by whom: `Stand: 8. November 2024, 14:05 Uhr`."""
    words = _all_words(line)
    told = [word for word in words if not word[0].isdigit() and word not in WHEN]
    if ENDS.search(line) and len(told) > STAMPING:
        return False  # "Published in 1984, it sold 3 million copies."
    if line.lower().startswith(STAMPS):
        return len(words) <= LONGEST_FRAGMENT and any(word[0].isdigit() for word in words)
    if words and all(word in WHEN or word[0].isdigit() for word in words):
        return any(word[0].isdigit() for word in words)
    names = line.split()[1:]
    return (
        line.startswith(("Von ", "By "))
        and 2 <= len(names) <= 6
        and all(name[0].isupper() or name in {"und", "and", "von", "|"} for name in names)
    )


def _is_credit(line: str, words: Words) -> bool:
    """`Foto: dpa`, `(Photo: Jane Doe/Getty Images)`, `Reuters/John Smith`."""
    before, colon, after = line.strip("()[] ").partition(":")
    if colon and before.strip().lower() in CREDITS:
        return len(_all_words(after)) <= LONGEST_FRAGMENT and not after.rstrip().endswith("!")
    parts = {part for word in words.all for part in word.split("-")}
    return not ENDS.search(line) and bool(parts & AGENCIES) and len(words.all) <= 4


def _fragment(words: Words) -> Strength:
    """Judge a line that is no sentence by the share of the page's own words in it."""
    roles, said = words.roles, set(words.all)
    if not words.share or len(words.all) > LONGEST_FRAGMENT:
        return 0
    things = roles["thing"] + roles["page"]
    target = things or sum(roles[role] for role in ("service", "we", "now", "ad"))
    titled = words.all[0] in TITLING or (said & JOINERS and not roles["we"])
    if words.share > 0.6 and (roles["act"] or (roles["maybe"] and target and not titled)):
        return (
            2  # "Auf Facebook teilen", "Link melden", "Jetzt testen"; not "Why subscribers leave"
        )
    if words.share == 1 and things and (words.all[0] in WAYS or roles["you"]):
        return 2  # "Zur Startseite", "Your email address"
    if words.share == 1 and roles["maybe"] and said & AMOUNTS:
        return 2  # "Alles anzeigen"
    if words.share == 1 and words.clear and (said & AMOUNTS or not said & GLUE):
        return 2  # "Noch keine Kommentare", "Anzeige", "Impressum"
    if words.share == 1 and _is_bar(words):
        return 2
    return 1 if words.share > 0.5 else 0


def _is_bar(words: Words) -> bool:
    """A row of names of services, legal pages or sections; `Facebook und Twitter` is a heading."""
    row = words.roles["service"] + words.roles["legal"] + words.roles["section"]
    joined = set(words.all) & (JOINERS if words.roles["legal"] > 1 else GLUE)
    return row > 1 and not joined


def _prompt(line: str, words: Words) -> Strength:
    """Judge a sentence: page words alone do not do, it must speak to its reader or of itself."""
    if not words.clear + words.soft or _QUOTED.search(line) or _forbids(words):
        return 0
    signs = (
        _commands(words.all) and not line.endswith("?"),
        bool(words.roles["you"]) or "Sie" in line.split()[1:],
        bool(words.roles["we"]),
        bool(words.roles["now"]),
        _names_itself(words.all),
    )
    address, talk = sum(signs), words.clear + words.soft
    if words.clear and words.share > 0.5 and address > 1:
        return 2
    if words.clear and talk > 1 and words.share >= 0.75 and address:
        return 2
    target = sum(words.roles[role] for role in ("page", "service", "we", "thing"))
    if signs[0] and target and talk > 1 and words.share > 0.6:
        return 2  # "Folgen Sie uns auf Instagram."
    if words.clear and talk > 1 and words.share == 1 and len(words.all) <= SHORT_NOTICE:
        return 2
    if address > 2 and talk > 2 and words.share > 0.6:
        return 2
    if signs[-1] and talk > 1 and words.share == 1:
        return 2  # "War dieser Artikel hilfreich?"
    return 1 if words.clear and talk > 1 and words.share > 0.5 and address else 0


def _commands(words: tuple[str, ...]) -> bool:
    """Whether the sentence begins with an imperative, `Jetzt` and `Please` not counted."""
    start = [word for word in words if "now" not in _roles(word)[:1]][:2]
    if len(start) < 2:
        return False
    verb, after = start
    german = (verb in IMPERATIVES_DE and after == "sie") or (verb in FAMILIAR and after in TO_THEM)
    return german or verb in IMPERATIVES_EN


def _forbids(words: Words) -> bool:
    """An article's advice says what not to do; a page only says what not to miss."""
    said = set(words.all)
    if said & MISSING:
        return False
    return words.all[:1] == ("do",) or (_commands(words.all) and bool(NEGATIONS & said))


def _names_itself(words: tuple[str, ...]) -> bool:
    """`dieser Artikel`, `this story`: the page speaks of itself."""
    return any(
        (first.startswith("dies") or first == "this") and "page" in _roles(second)
        for first, second in pairwise(words)
    )


def _words(line: str) -> Words:
    words = _all_words(line)
    roles: Counter[str] = Counter()
    unknown = 0
    for word in words:
        found = _roles(word)
        roles.update(found[:1])
        unknown += not found and word not in GLUE and not word[0].isdigit()
    return Words(words, roles, unknown)


@lru_cache(maxsize=4)  # of one line after the other, each asked for by three rules
def _all_words(line: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(_PARTICLE.sub(r"\1\2", line.lower())))


@lru_cache(maxsize=4096)
def _roles(word: str) -> tuple[str, ...]:
    """The roles a word can play, the clearest first."""
    return tuple(role for role, forms in _FORMS.items() if forms.match(word))


@dataclass(frozen=True, slots=True)
class _Forms:
    whole: frozenset[str]
    beginnings: tuple[str, ...]
    ends: tuple[str, ...]

    @classmethod
    def of(cls, listing: str) -> _Forms:
        forms = listing.split()
        return cls(
            frozenset(form for form in forms if "*" not in form),
            tuple(form.rstrip("*") for form in forms if form.endswith("*")),
            tuple(form.lstrip("*") for form in forms if form.startswith("*")),
        )

    def match(self, word: str) -> bool:
        return word in self.whole or word.startswith(self.beginnings) or word.endswith(self.ends)


_FORMS = {role: _Forms.of(listing) for role, listing in VOCABULARY.items()}
