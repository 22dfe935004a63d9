"""Organisations, offices and events by their names in German and English. Pure.

Only what neither letters nor the lexicon show to be the same.
"""

from __future__ import annotations

import re

_SAME = tuple(
    re.compile(names)
    for names in (
        r"\bSPD\b|Sozialdemokrat|Social Democrat",
        r"\bCDU\b|Christdemokrat|Christian Democrat",
        r"\bFDP\b|Free Democrat|Freie[nr]? Demokrat|Liberale",
        r"\bAfD\b|Alternative (?:for|für)",
        r"\bICC\b|\bIStGH\b|International Criminal Court|Strafgerichtshof",
        r"\bEuGH\b|\bECJ\b|European Court of Justice|Europäische\w* Gerichtshof(?! für)",
        r"\bEGMR\b|\bECHR\b|Court of Human Rights|Gerichtshof\w* für Menschenrechte",
        r"\bEZB\b|\bECB\b|European Central Bank|Europäische\w* Zentralbank",
        r"\bFed\b|Federal Reserve|US-Notenbank|US-Zentralbank",
        r"\bIWF\b|\bIMF\b|International Monetary Fund|Währungsfonds",
        r"\bWHO\b|World Health Organi|Weltgesundheitsorganisation",
        r"\bUNO?\b|United Nations|Vereinte[nr]? Nationen",
        r"\bEU\b|European Union|Europäische[nr]? Union",
        r"Pentagon|Verteidigungsministerium|Defen[cs]e Department|Department of Defen[cs]e",
        r"Downing Street|No\. ?10|britische[nr]? Regierung|British government",
        r"\bVW\b|Volkswagen",
        r"\bBVB\b|Borussia Dortmund",
        r"Vatican|Vatikan|Holy See|Heilige[nr]? Stuhl",
        r"\bBND\b|foreign intelligence|Auslandsgeheimdienst",
        r"\bBKA\b|Federal Criminal Police|Bundeskriminalamt",
        r"\bRKI\b|Robert[- ]Koch",
        r"Destatis|Statistische\w* Bundesamt|Federal Statistical Office",
        r"House of Commons|Unterhaus",
        r"House of Lords|Oberhaus",
        r"Prime Minister|Premierminister|Regierungschef|Ministerpräsident",
        r"Chancellor|Kanzler",
        r"World Cup|Weltmeisterschaft|\bWM\b|Weltcup",
        r"European Championship|Europameisterschaft|\bEM\b",
        r"Supreme Court|Oberste\w* Gericht|Bundesgerichtshof",
        r"Bundeswehr|German (?:army|Army|armed forces)",
        r"Swiss francs?|Schweizer Franken|Franken",
    )
)


def is_alias(name: str, text: str) -> bool:
    """Whether the text has another name of the same: "Unterhaus" for "House of Commons"."""
    return any(each.search(name) and each.search(text) for each in _SAME)
