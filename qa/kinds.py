"""What a question wants: a fact, an overview, a yes or no, or just a chat. Rules, no model."""

from __future__ import annotations

import re
from typing import Literal

from index.analysis import compounds
from index.languages import detect_known
from qa.mentions import names

QuestionKind = Literal[
    "fact", "polar", "broad", "greeting", "thanks", "okay", "farewell", "help", "articles"
]

_CHAT: dict[QuestionKind, str] = {  # all that is said, but for what ends it
    "greeting": r"(?:hi|hello|hey|good (?:morning|afternoon|evening)|hallo|moin|servus|grüß gott"
    r"|guten (?:tag|morgen|abend)|tach|how are you|wie geht(?: es|['’]?s)(?: dir| ihnen)?)"
    r"(?: there| zusammen| everyone| today)?",
    "thanks": r"(?:ok(?:ay)?,? |gut,? |super,? |great,? )?"
    r"(?:danke(?: ?schön| ?sehr| dir| ihnen)?|(?:vielen|besten) dank|merci"
    r"|thanks(?: a lot| so much)?|thank you(?: very much)?|thx|cheers)"
    r"(?: für (?:die|deine|ihre|eure) \w+| for (?:the|your) \w+)?"
    r"(?:[,.!]? (?:das|that|this)(?:['’]s| ist| is| war| was)?(?: (?:sehr|mir|me|a lot"
    r"|genug|alles|great|enough|all|very|hilft|helps|helped|hilfreich|helpful|super|gut))+)?",
    "okay": r"(?:ok(?:ay)?|alles klar|verstanden|got it|i see)",
    "farewell": r"(?:danke,? |thanks,? )?(?:bye(?: bye)?|goodbye|tschüs?[sß]|auf wiedersehen)",
    "help": r"(?:help|hilfe|(?:kannst du|können sie|can you|could you)(?: mir| uns)?(?: bitte)?"
    r" (?:helfen|help(?: me| us)?)"
    r"|(?:what can|how do|how can) (?:you|i|this)(?: do| help| work| use this)?"
    r"|what (?:can|may|should) i ask(?: you)?|are you an? (?:ai|bot|robot|human)"
    r"|who are you|what are you|how does this work|wer bist du|was kannst du(?: alles)?"
    r"|was bist du|bist du eine? (?:ki|bot|roboter|mensch)|was weißt du(?: alles)?"
    r"|wie funktioniert (?:das|es|dies)"
    r"|was kann ich (?:dich |sie )?(?:hier )?(?:alles )?(?:fragen|tun))"
    r"(?: for me| here| hier)?",
    "articles": r"(?:(?:which|what|how many) articles (?:do you (?:have|know)"
    r"|are (?:there|indexed)|can you (?:read|see))"
    r"|what (?:topics|subjects) (?:do you (?:have|know|cover)|are there)"
    r"|(?:list|show)(?: me)?(?: all)?(?: the| your)? articles"
    r"|(?:welche|wie ?viele) (?:artikel|themen) (?:hast du|kennst du|kennen sie|haben sie"
    r"|gibt es|sind (?:es|da|vorhanden))"
    r"|(?:liste|zeige?)(?: mir)?(?: alle)?(?: die| deine)? artikel(?: auf| an)?)"
    r"(?: here| hier| insgesamt| in total)?",
}
CHAT = frozenset(_CHAT)  # no question of them
_CHATS = {chat: re.compile(rf"(?:{said})[\s.!?,:)]*", re.I) for chat, said in _CHAT.items()}
_GERMAN = re.compile(
    r"\b(?:hallo|moin|servus|grüß|guten|danke|vielen|besten|hilfe|wer|was|wie|welche|liste|zeige?"
    r"|alles|verstanden|tschüs?[sß]|wiedersehen|bist)\b",
    re.I,
)
_BROAD = re.compile(
    r"^(?:(?:und|and|also|bitte|please|ok(?:ay)?|hallo|hello|hi|danke),? )*(?:"
    r"(?:worum|um was) (?:geht|ging)(?: es|s)?(?: hier| da\b)?|(?:worum|um was) handelt"
    r"|wovon handel\w+"
    r"|worüber berichte\w* (?:der|die|dieser|diese) (?:artikel|texte?)\b"
    r"|was steht (?:eigentlich )?(?:in|im)\b"
    r"|was sag(?:t|en) (?:der|die|dieser) (?:artikel|text)e?n?"
    r"|was (?:ist|war) (?:hier|da|dort|in|im|am|bei|beim|mit|auf|an) .*"
    r"\b(?:passiert|geschehen|los)(?=\W*$)"
    r"|was ist (?:bislang |bisher )?über .*\bbekannt(?=\W*$)"
    r"|was (?:gibt es neues|ist bekannt|weißt du|wissen wir|erfährt man|erfahre ich)\b"
    r"|fass(?:e|en sie)?\b(?=.*\bzusammen)"
    r"|(?:kannst du|können sie|könntest du|könnten sie) .*\bzusammenfassen\b"
    r"|(?:kannst du|können sie|könntest du|könnten sie) (?:mir|uns) (?:bitte )?(?:etwas|mehr|was)"
    r" (?:über|zu[mr]?)\b(?=.* (?:sagen|erzählen)\W*$)"
    r"|erzähl(?:e|en sie)?\b"
    r"|erklär(?:e|en sie)? (?:mir |uns )?(?=(?:den|diesen) (?:artikel|text)\b)"
    r"|(?:(?:can|could|would) you |please |i(?:['’]d| would) like |i want |ich hätte gerne? "
    r"|mach(?:e|en sie)? |schreib(?:e|en sie)? |write |gib |geben sie |give |mir |uns |me |us "
    r"|bitte |mal |an? |eine?n? |kurze?n? |knappe?n? |brief |short |quick )*"
    r"(?:summary|overview|zusammenfassung|überblick)\b"
    r"|(?:can you |could you )?(?:please )?(?:summari[sz]e|sum up)\b"
    r"|(?:can you |could you )?(?:please )?tell (?:me|us) (?:more )?about"
    r"|tell (?:me|us) more(?=\W*$)|what is known about"
    r"|what(?: is| are|['’]?s) (?:this|the|that|these)(?: (?:whole|entire|same|last|first|news))?"
    r" (?:articles?|text|story|report)"
    r" about"
    r"|what(?: is|['’]?s)(?= (?:this|the|that) .*\b(?:articles?|interview|report|story|piece"
    r"|obituary)\b"
    r".* about\W*$)"
    r"|what (?:does|do) (?:this|the|these) (?:articles?|text|story) (?:say|report)"
    r"|what(?: is|['’]?s) (?:it|this|that) (?:all )?about|what do you know about"
    r"|(?:was sind |what are )?(?:die |the )?(?:wichtigsten|main|key) (?:punkte|aussagen|points"
    r"|facts|statements|takeaways)|tl;?dr)",
    re.I,
)
_ARTICLE = (
    r"(?:artikel|interview|bericht|beitrag|meldung|text|(?:live)?ticker|kommentar|reportage"
    r"|pressemitteilung|rezension|kritik|nachruf|porträt|article|report|story|piece|press release"
    r"|review|obituary)s?"
)
_NAMED = re.compile(  # an article, by what it is about or where it stands
    rf"\b(?:worum|wovon|steht|fass\w*|zusammenfassung|überblick|summar\w+|overview)\b.*"
    rf"(?:\b{_ARTICLE} (?:über|zu[mr]?|auf|vo[nm]|mit|aus|de[rs]|im|about|on|with|by|from|in|of"
    r"|for)\b"
    r"|\b(?:in|of|von) [„“\"«»‚'])"
    rf"|^what(?: is|['’]s) .*\b{_ARTICLE}\b.* about\W*$"
    r"|\b(?:im|in dem|in the|vom|des|of the) (?:live[ -]?)?(?:ticker|newsletter)s?\W*$",
    re.I,
)
# What a broad question says beside its topic.
_AROUND_TOPIC = re.compile(
    r"\b(?:diese[nrsm]?|de[rnms]|die|das|this|the|these|that|artikeln?s?|texte?s?|articles?|text"
    r"|story|reports?|bericht\w*|über|zu|zum|zur|about|on|of|in|im|kurz|bitte|please|briefly|mir"
    r"|me|zusammen|es|it|was|wer|what|who|all|und|and|a|an|ein|eine|einen|für|for|dazu|davon"
    r"|da|hier|here|you|du|sagt|sagen|say|says|know|weißt|handelt|geht|geben|gib|mal|mehr|more"
    r"|etwas|alles|vom|beim?|erzählen|\d+ (?:sätzen?|worten|wörtern|sentences?|words))\b",
    re.I,
)
_POINTS = re.compile(  # "that", but not "that article"
    r"\b(?:it|this|that|these|those|das|dies|dazu|davon)\b"
    r"(?!\s+(?:articles?|text|story|stories|reports?)\b)",
    re.I,
)
_NO_TOPIC = re.compile(
    r"(?:\s*\b(?:mehr|more|him|her|them|there|then|ihn|ihm|ihr|ihnen|sie|dort|damals"
    r"|dar(?:an|auf|in|über|unter)|da(?:bei|für|gegen|mit|nach|vor))\b)+",
    re.I,
)
_POLAR = {
    "de": re.compile(
        r"^(?:(?:und|also|aber|oder)\s+)?(?:hat|haben|hatten?|ist|sind|war|waren|wird|werden|wurden?"
        r"|kann|können|konnten?|darf|dürfen|muss|müssen|soll|sollen|will|wollen|gibt|gab|stimmt)\b",
        re.I,
    ),
    "en": re.compile(
        r"^(?:(?:and|but|or|so)\s+)?(?:did|does|do|is|are|was|were|has|have|had|can|could|will"
        r"|would|should|must|might)(?:n['’]?t)?\b",
        re.I,
    ),
}
_VERB_FIRST = re.compile(  # "Plant Voltheim Entlassungen?", "Und bleibt er frei?"
    r"(?:(?:[Uu]nd|[Aa]lso|[Aa]ber|[Oo]der)\s+)?"
    r"(?P<verb>(?!(?i:mit|seit|laut|statt|nicht|jetzt|zuletzt|samt|selbst|fast)\b)[A-Za-zäöüß]+te?)\s"
    r"(?:der|die|das|eine?|er|sie|es|man|ihre?|seine?|diese[rs]?|(?<!te\s)[A-ZÄÖÜ])"
    r"(?!.*\b(?i:wer|wen|wem|wessen|was|wann|wo(?:hin|her|mit|für|von|zu|r\w+)?|warum|wieso|weshalb"
    r"|wie(?:viele?)?|welche[rsnm]?)\b)"
    r".*\?\W*$"
)
_LATEST = re.compile(
    r"\b(?:derzeit\w*|aktuell\w*|momentan|jetzt|inzwischen|mittlerweile|bisher|bislang"
    r"|gegenwärtig|zuletzt|letzter stand|neueste[nrsm]?|zurzeit|heute|current(?:ly)?|now|latest"
    r"|newest|most recent(?:ly)?|so far|(?<!usa )today|at the moment)\b"
    r"|^(?:und |and )?(?:ist|sind|is|are)\b.*\b(?:noch|still)\b",
    re.I,
)
_AS_OF_NOW = re.compile(  # says when, and nothing of what is asked
    r",?\s*\b(?:(?:nach|laut)(?: dem)? (?:aktuell|neuest|jetzig|derzeitig|letzt)e[mn] stand"
    r"(?: der dinge)?|stand (?:jetzt|heute)|according to the (?:latest|most recent)"
    r"(?: news| reports?| figures| numbers| count)?|as (?:things|matters) (?:now )?stand(?: now)?"
    r"|as of (?:now|today)|at the moment|zum jetzigen zeitpunkt)\b,?",
    re.I,
)
_WHO_IS = re.compile(
    r"(?:(?:und|and) )?(?:wer (?:ist|war)|who(?: is| was|['’]s))(?: eigentlich| denn)? "
    r"(?P<who>[^?]+?)\s*[?.!]*",
    re.I,
)
_HAPPENED_TO = re.compile(
    r"(?:(?:und|and) )?(?:was (?:ist|war)(?: eigentlich| denn)? mit (?P<been>[^?]+?)"
    r" (?:passiert|geschehen|los)|was (?:passierte|geschah) mit (?P<happened>[^?]+?)"
    r"|was wurde aus (?P<became>[^?]+?)|what (?:has )?happened to (?P<to>[^?]+?)"
    r"|what became of (?P<of>[^?]+?))\s*[?.!]*",
    re.I,
)
_WRAPPED = re.compile(  # around a question: it wants to know who, not whether that can be told
    r"^(?:(?:und|and|bitte|please),? )?(?:(?:can|could|would) you (?:please )?tell (?:me|us)"
    r"|do you know|tell (?:me|us)|(?:kannst du|können sie|könntest du|könnten sie) (?:mir|uns)"
    r" (?:bitte )?sagen|weißt du|wissen sie|(?:sage?|erzähle?|sagen sie|erzählen sie) (?:mir|uns)"
    r"(?: bitte)?),? (?=(?:wer|wen|wem|wessen|was|wann|wo|wohin|woher|warum|wieso|weshalb|wie"
    r"|wieviele?|welche[rsmn]?|worum|um was|wovon|who|whom|whose|what|when|where|why|how|which)\b)",
    re.I,
)
_INDIRECT = (  # what a wrapped question for an overview is in: the word order of a clause
    (re.compile(r"^(worum|um was) es (.*)\bgeht\b(?=\W*$)", re.I), r"\1 geht es \2"),
    (re.compile(r"^was (.*) (bekannt|passiert|geschehen) ist\b(?=\W*$)", re.I), r"was ist \1 \2"),
    (re.compile(r"^wovon (.*) handelt\b(?=\W*$)", re.I), r"wovon handelt \1"),
    (
        re.compile(r"^what (.+?)(?: is| are|['’]s) (?:all )?about(?=\W*$)", re.I),
        r"what is \1 about",
    ),
)
_OPENER = re.compile(  # says that a question comes, not what it asks
    r"^(?:(?:(?:jetzt|nun|und) )?(?:eine? |noch )*(?:ganz )?(?:ander|neu|weiter)e[srn]? "
    r"(?:thema|frage)"
    r"|themenwechsel|übrigens|nebenbei(?: bemerkt| gefragt)?|apropos|noch (?:was|eine frage)"
    r"|by the way|btw|(?:an)?other question|one more (?:question|thing)"
    r"|(?:a )?(?:new|different) (?:topic|question|subject)|changing (?:the )?(?:topic|subject)"
    r"|on (?:another|a different) (?:topic|subject|note))\s*[:,;.!–—-]+\s*(?=\w)",
    re.I,
)


def without_opener(question: str) -> str:
    """What is asked behind words that only say that something is: "Anderes Thema: wer kam?"."""
    rest = _OPENER.sub("", question.strip(), count=1)
    return rest[:1].upper() + rest[1:] if rest != question.strip() else question


def unwrapped(question: str) -> str:
    """The question itself, where it is asked as one for whether somebody knows.

    "Can you tell me who called Musk?" -> "who called Musk?"
    """
    return _WRAPPED.sub("", question.strip())


def _straight(question: str) -> str:
    """The question itself, in the word order of one.

    "Can you tell me what this article is about?" -> "what is this article about?"
    """
    asked = unwrapped(question)
    for clause, order in _INDIRECT:
        asked = clause.sub(order, asked)
    return asked


def kind(question: str) -> QuestionKind:
    """What the question wants; "fact" where nothing else is recognised.

    "Worum geht es?" -> "broad", "Did Musk join?" -> "polar", "Danke!" -> "thanks"
    """
    asked = _straight(question)
    for found, pattern in _CHATS.items():
        if pattern.fullmatch(asked):
            return found
    if _BROAD.match(asked) and not happened_to(asked):
        return "broad"
    return "polar" if _is_polar(asked, detect_known(asked)) else "fact"


def _is_polar(asked: str, language: str) -> bool:
    """Whether it begins with what does something: in German that may be any verb."""
    if _POLAR[language].match(asked):
        return True
    begins = _VERB_FIRST.match(asked) if language == "de" else None
    return begins is not None and not compounds().is_noun(begins["verb"].lower())


def language(question: str, kind: QuestionKind) -> str:
    """The language to answer in, "de" or "en": "Hallo" is too short to be recognised as a text."""
    if kind in CHAT and _GERMAN.search(question):
        return "de"
    return detect_known(question)


def topic(question: str) -> str:
    """What a broad question is about; "" where that is an article as such.

    "Fasse die Sicherheitsbedenken zusammen" -> "Sicherheitsbedenken", "Worum geht es?" -> ""
    """
    rest = _BROAD.sub(" ", _straight(question), count=1)
    return " ".join(re.findall(r"[\w-]+", _AROUND_TOPIC.sub(" ", rest)))


def topic_of(asked: str, understood: str) -> str:
    """The topic of a broad question that was put behind another one: its own, where it has one."""
    own = topic(asked)
    behind = understood != asked and understood.endswith(" ".join(asked.split()))
    return own if behind and own and not _NO_TOPIC.fullmatch(own) else topic(understood)


def is_of_article(question: str) -> bool:
    """Whether the question wants an overview of an article as such, not of something said.

    "Fasse den Artikel zusammen" -> True, "Tell me more about that" -> False
    """
    asked = _straight(question)
    rest = _BROAD.sub(" ", asked, count=1)
    return kind(asked) == "broad" and not topic(asked) and _POINTS.search(rest) is None


def names_article(question: str) -> bool:
    """Whether the question wants an overview of one article, which it names.

    "Worum geht es im Interview mit Petersen?" -> True, "Was sagt der Artikel über ihn?" -> False
    """
    asked = _straight(question)
    named = _NAMED.search(asked) is not None
    return named and kind(asked) == "broad" and bool(topic(asked))


def asks_for_latest(question: str) -> bool:
    """Whether a newer article answers better: "Wer ist derzeit Minister?" -> True"""
    return any(pattern.search(question) for pattern in (_LATEST, _AS_OF_NOW))


def who_is(question: str) -> str | None:
    """Whom a question wants to know about, and nothing else: "Wer ist Eva Kern?" -> "Eva Kern"."""
    found = _WHO_IS.fullmatch(question.strip())
    named = names(question) if found else ()
    return found["who"] if found and [each.text for each in named] == [found["who"]] else None


def happened_to(question: str) -> str | None:
    """Whose fate a question wants, by name: "Was ist mit Eva Kern passiert?" -> "Eva Kern"."""
    found = _HAPPENED_TO.fullmatch(question.strip())
    who = next(filter(None, found.groups()), "") if found else ""
    named = [each.text for each in names(question)] if who else []
    return who if len(named) == 1 and named[0] == who else None


def without_now(question: str) -> str:
    """What is asked, without that it is to be the latest: no article says "as things stand".

    "Was kostet der Radweg nach aktuellem Stand?" -> "Was kostet der Radweg?"
    """
    rest = _AS_OF_NOW.sub("", question).strip()
    return rest if any(char.isalnum() for char in rest) else question
