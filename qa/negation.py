"""Whether a text denies, in German or English. Rules, no model. Pure."""

from __future__ import annotations

import re

_NEGATORS = re.compile(
    r"\b(?:nicht|kein\w*|nie|niemals|niemand\w*|nichts|nirgends|nirgendwo|weder|keinesfalls"
    r"|keineswegs|ohne|es sei denn|unless"
    r"|not|no|never|nobody|none|nothing|nowhere|neither|nor|cannot|without)\b|n[’'`´]t\b",
    re.I,
)


def _any(*patterns: str) -> str:
    """One of them, as whole words. The first that fits counts."""
    return rf"\b(?:{'|'.join(patterns)})\b"


_NO_DENIAL = re.compile(
    _any(
        r"nicht (?:nur|bloß|allein|zuletzt)|wie (?:noch )?nie(?: zuvor)?|oder nicht",
        # Records: "noch nie so leer", "so niedrig wie seit Jahren nicht mehr", "never been higher".
        r"(?:noch )?nie(?: zuvor)?(?: \w+){0,3}? so|so (?:\w+ ){1,4}?(?:noch )?nie",
        r"so \w+ wie (?:\w+ ){0,4}nicht(?: mehr)?|never (?:before )?(?:\w+ ){0,3}?(?:so|as)",
        r"never (?:been )?(?:\w+er|more|less|better|worse)",
        # Superlatives: "no other country", "keine Schicht hatte mehr Vorrechte als".
        r"(?:no|not any) other|nowhere else|(?:nirgends|nirgendwo) sonst",
        r"keine?[nrsm]? andere[nrsm]?",
        r"(?:no|never|nie|keine?[nrsm]?)(?:\W+\w+){1,6}?\W+"
        r"(?:more|less|fewer|mehr|weniger|\w{3,}er)(?:\W+\w+){0,3}? (?:than|als)",
        # Two that cancel: "nicht unbedeutend" is "bedeutend".
        r"nicht (?-i:un)(?!ter|s|abh|mittelb)\w{4,}|not un\w{4,}|not without",
        r"could(?:n[’']t| not) help|nicht (?:ohne|wenige[nr]?|selten)",
        # Sayings.
        r"nichts neues|keine?n? hehl|kein wunder|no (?:wonder|surprise)|nichts anderes als",
        # Bounds: "not later than" says when; "not only".
        r"nicht (?:weniger|später|früher|länger|mehr) als",
        r"not (?:only|just|merely|simply|solely|necessarily)|or not|without saying|nothing new"
        r"|not least",
        r"(?:no|not) (?:less|fewer|more|longer|later|earlier|sooner) than|no[- ](?:fly|confidence)",
        r"vot\w+ no|nothing but|no\.? ?\d+|not long (?:ago|before|after)",
        r"nicht lange (?:her|zuvor|danach)",
        # No doubt of it.
        r"ohne (?:weiteres(?-i:(?! [A-ZÄÖÜ]))|(?:jede[nr]? )?zweifel)|without (?:a |any )?doubt",
        r"(?<!is )(?<!was )(?<!has )(?<!have )(?<!had )no doubt",
        r"um nicht zu sagen|wenn nicht gar|nicht unbedingt|keine? geringere[rn]?|none other than",
    )
    + r"|(?<=[,(–] )not to (?:mention|say)\b|(?<=\()not to (?:mention|say)\b"
    r"|n[’']t(?= \w+(?: \w+)? (?:anything|anyone|anybody|any \w+) (?:but|except|other than)\b)",
    re.I,
)
_DENYING = re.compile(  # says in another way what a negator says
    _any(
        # Refusing, denying, forbidding, failing.
        r"verweiger\w*|weiger\w*|ablehn\w*|lehn\w+|dementier\w*|bestr[ei]+t\w*|verbiet\w*|verbot\w*",
        r"verhinder\w*|fehl(?:t|te|ten|en|ende\w*|schl[au]g\w*)|scheiter\w*",
        r"unter(?:lassen|blieb\w*)|kaum|selten|mangel\w*|ausgeschlossen",
        # Nothing to pay.
        r"gratis|umsonst|kostenfrei|freie[nrm]? Eintritt|free of charge|incurable",
        r"(?:for|in|is|are|was|were|be) free(?! to\b| of\b)|Eintritt (?:ist |war )?frei",
        # Not doing it any more, or not yet.
        r"ignor(?:e[sd]?|ing|ier\w*)|bislang(?!\W+(?:\w+\W+){0,3}?(?:nicht|kein))",
        r"aus(?:schließ\w*|fallen|gefallen)|verzicht\w*|vermeid\w*|stopp\w*|absag\w*",
        r"refus\w*|den(?:y|ied|ies|ials?)|reject\w*|fail\w*|lack\w*|hardly|barely|scarcely|rarely",
        r"seldom|unable|so gut wie nie|abrede|hehl|off the (?:menu|table)|egal|regardless",
        # In place of it.
        r"statt(?:dessen|(?= (?:de[rsnm]|eine?[rsnm]?|zu)\b))|anstatt|anstelle",
        r"instead of|rather than",
        r"anything but|alles andere als|except|excluding|cancel\w*|called? off|abgesagt",
        r"abgelehnt|out of date|veraltet|yet to|frühestens|at the earliest|\w{3,}frei(?:e[nrsm]?)?",
        r"zweifels\w+|undoubted\w*|nix|vergebens",
        r"(?:l(?:[aä]ss|äß|ie(?:ß|ss))\w*|left|leaves?|leaving) (?:\w+ ){0,3}?(?:offen|open)",
        r"(?:spr[aei]+ch\w*|stimm\w+|vot\w+)(?:\W+\w+){0,4}?\W+(?:gegen|against)",
        r"prevent\w*|avoid\w*|absen\w*|miss(?:ed|es|ing)?|missl[aiu]ng\w*|stop\w*",
        r"forbid\w*|ban(?:ned|s)?|rul\w+ out|vorenth\w+|verschw[ie]+g\w*|withh[eo]ld\w*",
        r"ke(?:pt|ep|eping) (?:\w+ ){0,3}?from",
        # Syllables that deny: "incapable", "illegal", "unwilling", "disagree", "kostenlos".
        r"in(?:capable|ability|sufficient|adequate|appropriate|visible|effective|complete|correct"
        r"|accurate|consisten|definite|evitable|tolerable|toleran|valid(?!en)|secure)\w*",
        r"i(?:r(?=rep|rev|rel|rat|reg)|l(?=legal|legit|logic)|m(?=mobil(?!ie)|moral|perf|patien))\w+",
        r"impossible|non[-\w]\w+|far from",
        r"(?-i:un)(?!ter|d\b|der|ser|iv|i[ot]|ion|ique|if|an|til|less|veil|mittelb|gefähr"
        r"|gar|weit|längst|abh|employ)\w{4,}",
        r"dis(?:agre|allow|appro|appear|belie|connect|continu|hono|interes|lik|miss|obe|pleas|prov"
        r"|qualif|regard|respect|satisf|solv|trust|unit)\w*|free of",
        # Too much of it to work.
        r"poor at|too \w+ (?:for (?:\w+ ){1,2})?to",
        r"out of order|schwer ?tu\w*|kaputt|broken|zu \w+,? um",
        r"(?!disclose|enclose|auslos|verlos|arbeitslos)(?-i:(?!Arbeitslos)"
        r"[A-ZÄÖÜ]?[a-zäöüß]{3,}lose[nrsm]?|[a-zäöüß]{3,}los)",
        r"(?!nonethe|never|regard|un|wire|count)\w{3,}less",
        # Forgotten, ended, gone.
        r"ver(?:lern|gess|gaß)\w*|forg[eo]t\w*|aufgehört|aufhör\w*|h[öi]r\w* auf",
        r"ceas(?:e[sd]?|ing)",
        r"declined|declin\w+ to|(?:schließ|schloss)\w*(?:\W+\w+){1,10}?\W+aus",
        r"wies\w*(?:\W+\w+){1,10}?\W+(?:ab|zurück)|f[äi]\w+l\w*(?:\W+\w+){0,3}?\W+aus",
        r"flüchtig\w*|auf der flucht|at large|on the run|silent|schw(?:ieg|eig)\w*",
        r"veto\w*|acquit\w*",
        r"freigesprochen|freispruch|erst (?:am|im|um|nach|ab|seit|in|wenn|zum|\d+)|verpass\w*",
        r"verfehl\w*|\w+mangels?|nein|dagegen",
    ),
    re.I,
)
_PLAINLY = re.compile(  # these deny what stands behind them, whatever else does not
    r"\b(?:hardly|scarcely|barely|rarely|seldom|kaum|unable to|(?:refus|declin)(?:e|es|ed|ing) to"
    r"|fail(?:s|ed|ing)? to|bestreite[nt]|bestritt(?:en)?|denied|denies|dementier\w+|verweiger\w+"
    r"|weiger\w* sich|rul(?:e[sd]?|ing) out|unlikely|unwahrscheinlich)\b",
    re.I,
)
_TWO_IN_ONE = re.compile(r"\b(neither)\b(.*?)\bnor\b", re.I | re.S)  # denies once
_ONE_AND_ONE = re.compile(  # so does "keine Kameras und keine Anlage": it is "weder … noch"
    r"\b(kein\w*|nicht|not?)\b((?:\W+\w+){1,4}?\W+(?:und|oder|and|or)\W+(?:auch\W+)?)"
    r"(?:kein\w*|nicht|not?)\b",
    re.I,
)


def denials(text: str) -> list[str]:
    """The negators of a text, as they are written. "Das ist kein Problem" -> ["kein"]"""
    text = _ONE_AND_ONE.sub(r"\1\2", _TWO_IN_ONE.sub(r"\1\2", text))
    return _NEGATORS.findall(_NO_DENIAL.sub(" ", text))


def plainly(text: str) -> str:
    """A word that denies without being a negator, "refused to"; "" if the text has none."""
    found = _PLAINLY.search(text)
    return found.group() if found else ""


def times(text: str) -> int:
    """How often the text denies, in whatever words."""
    return len(denials(text)) + len(_DENYING.findall(text))


def may_deny(text: str) -> bool:
    """Whether the text denies with a negator, or with a word that says as much: "verweigerte"."""
    return bool(denials(text)) or _DENYING.search(text) is not None
