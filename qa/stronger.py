"""What a claim says more strongly than its passage: all for half of them, done for planned, the
whole for a part, known for open. In German and English, by rules. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.denying import clause_like
from qa.discrepancy import Discrepancy
from qa.figures import figures
from qa.sameness import similar
from qa.support import Claim, Passage, share

_SAME = 0.5  # of what one names that the other has
_ALL = re.compile(
    r"\b(?:all|alle[nr]?|every(?:one|body|thing)?|each|sämtliche\w*|jede[rsnm]?)\b(?! in all\b)",
    re.I,
)
_ONLY = re.compile(
    r"(?<!nicht )(?<!not )\b(?:only|solely|exclusively|ausschließlich|lediglich|nur)\b"
    r"(?! noch\b| einer?\b| an?\b|\s[\d$€£])",
    re.I,
)
_SOME = re.compile(
    r"\b(?:half|most|some|mainly|mostly|partly|largely|hälfte|meiste[nr]?|einige[nr]?|manche[rn]?"
    r"|teilweise|größtenteils|überwiegend|vor allem|hauptsächlich|unter anderem|among others"
    r"|zum teil)\b",
    re.I,
)
_TOTAL = re.compile(
    r"\b(?:whole|entire\w*|ganze\w*|gesamte?\w*|beide\w*|both|any|no|kein\w*|none|niemand|nobody"
    r"|einzige\w*|sole|always|immer)\b",
    re.I,
)
_NEITHER = re.compile(r"\b(?:weder\b.+?\bnoch|neither\b.+?\bnor)\b", re.I)
_BUT_NOT = re.compile(r"\b(?:aber|jedoch|but)\b(?:\W+\w+){0,3}?\W+(?:nicht|kein\w*|not|no)\b", re.I)
_NUMBER = r"[$€£]?\d[\d.,]*(?:\s(?:Millionen|Milliarden|million|billion))?"
_PART = re.compile(  # "640 seiner weltweit 4.200 Stellen", "640 of its 4,200 jobs"
    rf"(?P<part>{_NUMBER})\s(?:\w+\s)?(?:seiner|ihrer|of (?:its|their|his|her|the))\s"
    rf"(?:\w+\s){{0,2}}(?P<whole>{_NUMBER})",
    re.I,
)
_HOLDS = re.compile(  # what the whole is told with
    r"\b(?:hat|haben|hatte\w*|besitz\w*|beschäftig\w*|zähl\w*|insgesamt|gibt|gab|has|have|had|owns?"
    r"|employ\w*|there (?:are|were)|in total|altogether|von|seiner|ihrer|of|out of)\b",
    re.I,
)
_OPEN = re.compile(  # "we do not yet know whether …", "unklar ist, ob …"
    r"(?:\b(?:nicht|noch|not|never|nobody|niemand)\b|n[’']t\b|\b(?:unklar|offen|fraglich|ungewiss"
    r"|unclear|unknown|uncertain|open)\b)[^.;:]{0,60}?\b(?:ob|whether)\b(?P<what>[^.;]+)",
    re.I,
)
_LEFT_OPEN = re.compile(
    r"\b(?:ob|whether|if|unklar|offen|fraglich|ungewiss|unbekannt|unclear|unknown|uncertain|open"
    r"|noch|yet|know\w*|weiß|wissen|bekannt|entsch\w+|deci\w+|prüf\w*|consider\w*|may|might|könnte\w*"
    r"|vielleicht|perhaps|possib\w+|möglich\w*|frage\w*|question\w*|doubt\w*|zweifel\w*)\b",
    re.I,
)
_TO_BE = (
    re.compile(  # "soll im Herbst geschlossen werden", "könnte schließen"
        r"\b(?:soll(?:en)?|will|wollen|könnten?|dürften?|plan(?:t|en))\b"
        r"[^.;:]*?\b(?P<verb>[a-zäöüß]{3,}(?:en|ern|eln|[gt]))\b"
        r"(?=\s(?:werden|haben|sein)\b|\s*[.,;:]|$)"
    ),
    re.compile(  # "wird schließen", no passive: "werden geschlossen"
        r"\b(?:wird|werden)\b[^.;:]*?\b(?P<verb>(?!ge|be|er|ver|zer|ent|über|unter|\w+ge)"
        r"[a-zäöüß]{3,}(?:en|ern|eln))\b(?=\s*[.,;:]|$)"
    ),
    re.compile(  # "plans to build", "is due to be closed"
        r"\b(?:will|would|could|may|might|(?:plan(?:s|ned)?|intend(?:s|ed)?|aim(?:s|ed)?"
        r"|hope(?:s|d)?|want(?:s|ed)?|(?:is|are|was|were) (?:due|set|expected|about)) to)\s"
        r"(?:also |be |soon )*(?P<verb>[a-z]{3,})\b"
    ),
)
_DONE = {
    "de": re.compile(
        r"\b(?:hat|haben|hatten?|wurden?|ist|sind)\b[^.,;:]*?"
        r"\b(?P<verb>\w*ge\w+(?:t|en)|\w+iert|(?:ver|be|er|zer|ent|über|unter)\w+(?:t|en))\b"
    ),
    "en": re.compile(
        r"\b(?:has|have|had|was|were|is|are)\s(?:already\s|now\s)?(?:been\s)?"
        r"(?P<verb>\w{2,}(?:ed|en|t|ld|nd|own|old|ade|ut))\b"
    ),
}
_NOT_DONE = re.compile(  # a claim that itself says that it has yet to be, or that somebody says so
    r"\b(?:soll\w*|will|wollen|wollte\w*|wird|werden|würde\w*|könnte\w*|dürfte\w*|geplant\w*"
    r"|plan(?:s|te|ten|en|ned|ning)?"
    r"|would|could|may|might|to|künftig|bald|soon|angeblich\w*|laut|zufolge|offenbar|allegedly"
    r"|report\w*|according|vorhat\w*|vorhaben|beabsichtig\w*|beschlossen|decided|agreed|zugesagt"
    r"|angekündigt|announced|noch|yet|möglich\w*|possibl\w+)\b",
    re.I,
)
_SEASONS = {
    "spring": r"frühjahrs?|frühlings?|spring",
    "summer": r"(?:spät)?sommers?|summer",
    "autumn": r"(?:spät)?herbst(?:es|s)?|autumn|(?<=the )fall|(?<=in )fall|(?<=this )fall"
    r"|(?<=last )fall|(?<=next )fall",
    "winter": r"winters?",
}
_SEASON = re.compile(
    "|".join(rf"(?P<{name}>\b(?:{each})\b)" for name, each in _SEASONS.items()), re.I
)


def stronger(claim: Claim, passage: Passage) -> Iterator[Discrepancy]:
    """What of the claim goes further than the clause of the passage that it is like."""
    said, asked = claim.text, claim.language
    told, language = passage.text, passage.language
    clause = (clause_like((said, asked), (told, language)) or (told, language))[0]
    yield from _more_of_them(said, clause)
    if (neither := _NEITHER.search(told)) and (but := _BUT_NOT.search(said)):
        yield Discrepancy("stronger", but.group(), neither.group())
    yield from _the_whole(claim, passage)
    yield from _decided(claim, passage)
    yield from _done(claim, passage)
    yield from _other_season(said, passage.around)


def _more_of_them(said: str, clause: str) -> Iterator[Discrepancy]:
    """All, where it is half of them or only these; only these, where it is mainly."""
    some, only = _SOME.search(clause), _ONLY.search(clause)
    if (every := _ALL.search(said)) and not _SOME.search(said):
        part = some or (only if not _ONLY.search(said) else None)
        if part and not _ALL.search(clause) and not _TOTAL.search(clause):
            yield Discrepancy("stronger", every.group(), part.group())
    elif (just := _ONLY.search(said)) and some and not only and not _TOTAL.search(clause):
        yield Discrepancy("stronger", just.group(), some.group())


def _the_whole(claim: Claim, passage: Passage) -> Iterator[Discrepancy]:
    """The whole of what a part was taken from, told as the part."""
    mine = [each for each in figures(claim.text, claim.language) if each.kind == "number"]
    for found in _PART.finditer(passage.text):
        part, whole = (figures(found[each], passage.language) for each in ("part", "whole"))
        if any(each.is_one_of(part) for each in mine) or _HOLDS.search(claim.text):
            continue
        for each in mine:
            if each.is_one_of(whole):
                yield Discrepancy("other figure", each.text, found["part"])


def _decided(claim: Claim, passage: Passage) -> Iterator[Discrepancy]:
    """As a fact, or as none, what is open."""
    if _LEFT_OPEN.search(claim.text):
        return
    for found in _OPEN.finditer(passage.text):
        what = (found["what"], passage.language)
        if share(*what, claim.text, claim.language) >= _SAME:
            yield Discrepancy("stronger", claim.text, found.group())


def _done(claim: Claim, passage: Passage) -> Iterator[Discrepancy]:
    """As done what somebody plans, or what may come."""
    done = _DONE[claim.language].search(claim.text)
    if done is None or _NOT_DONE.search(claim.text):
        return
    for pattern in _TO_BE:
        for found in pattern.finditer(passage.text):
            planned, language = found["verb"], passage.language
            if _is_same_verb(done["verb"], claim.language, planned, language):
                yield Discrepancy("stronger", done.group(), found.group())
                return


def _is_same_verb(done: str, asked: str, planned: str, language: str) -> bool:
    """ "gebaut" and "bauen", "closed" and "schließen" """
    shares = share(planned, language, done, asked), share(done, asked, planned, language)
    if max(shares) >= _SAME:
        return True
    stem = re.sub(r"^(\w*?)ge(?=\w{3})", r"\1", done) if asked == "de" else done
    return asked == language and stem[0] == planned[0] and similar(stem, planned)


def _other_season(said: str, around: str) -> Iterator[Discrepancy]:
    mine, theirs = _seasons(said), _seasons(around)
    for season, word in mine.items():
        if theirs and season not in theirs:
            yield Discrepancy("other figure", word, ", ".join(theirs.values()))


def _seasons(text: str) -> dict[str | None, str]:
    """Season -> the word that tells it."""
    return {each.lastgroup: each.group() for each in _SEASON.finditer(text)}
