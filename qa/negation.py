"""Whether a text denies, in German or English. Rules, no model. Pure."""

from __future__ import annotations

import re

_NEGATORS = re.compile(
    r"\b(?:nicht|kein\w*|nie|niemals|niemand\w*|nichts|nirgends|nirgendwo|weder|keinesfalls"
    r"|keineswegs|ohne"
    r"|not|no|never|nobody|none|nothing|nowhere|neither|nor|cannot|without)\b|n[’']t\b",
    re.I,
)
_NO_DENIAL = re.compile(  # "nicht nur", "not only", "no. 5", "ob … oder nicht"
    r"\b(?:nicht nur|nicht zuletzt|noch nie so|oder nicht|nichts anderes als|not only|or not"
    r"|without saying|nothing new|not least|no longer than|no less than"
    r"|no more than|nothing but|no\. ?\d|not long (?:ago|before|after)"
    r"|nicht lange (?:her|zuvor|danach))\b"
    r"|n[’']t(?= \w+(?: \w+)? (?:anything|anyone|anybody|any \w+) (?:but|except|other than)\b)",
    re.I,
)
_DENYING = re.compile(  # says in another way what a negator says
    r"\b(?:verweiger\w*|weiger\w*|ablehn\w*|lehn\w+|dementier\w*|bestr[ei]+t\w*|verbiet\w*|verbot\w*"
    r"|verhinder\w*|fehl(?:t|te|ten|en|ende\w*|schl[au]g\w*)|scheiter\w*|unter(?:lassen|blieb\w*)|bislang|kaum|selten|mangel\w*|ausge"
    r"schlossen|aus(?:schließ\w*|fallen|gefallen)|verzicht\w*|vermeid\w*|stopp\w*|absag\w*"
    r"|refus\w*|den(?:y|ied|ies)|reject\w*|fail\w*|lack\w*|hardly|barely|rarely|seldom|unable"
    r"|prevent\w*|avoid\w*|absen\w*|miss\w*|stop\w*|forbid\w*|ban(?:ned|s)?|rul\w+ out"
    r"|in(?:capable|ability|sufficient\w*)"
    r"|impossible|non[-\w]\w+|far from"
    r"|un(?!ter|d\b|ser|iv|i[ot]|ion|til)\w{4,}|dis(?!tri|tan|pla|cus|kus|co|pu)\w{4,}|free of"
    r"|poor at|too \w+ (?:for (?:\w+ ){1,2})?to"
    r"|out of order|schwer ?tu\w*|kaputt|broken|zu \w+,? um|\w{3,}los(?:e[nrsm]?)?|\w{3,}less"
    r"|ver(?:lern|gess|gaß)\w*|forg[eo]t\w*|aufgehört|aufhör\w*|h[öi]r\w* auf|ceas\w+)\b",
    re.I,
)


_TWO_IN_ONE = re.compile(r"\b(neither)\b(.*?)\bnor\b", re.I | re.S)  # denies once


def denials(text: str) -> list[str]:
    """The negators of a text, as they are written. "Das ist kein Problem" -> ["kein"]"""
    return _NEGATORS.findall(_NO_DENIAL.sub(" ", _TWO_IN_ONE.sub(r"\1\2", text)))


def may_deny(text: str) -> bool:
    """Whether the text denies with a negator, or with a word that says as much: "verweigerte"."""
    return bool(denials(text)) or _DENYING.search(text) is not None
