"""What a claim says otherwise than the passage that supports it.

In the passage's own words that is compared word by word; in other words, or across languages, by
what must not differ: numbers, dates, names, denials.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import accumulate

from index.languages import QUESTION_WORDS
from qa.against import sides_changed
from qa.aliases import is_alias
from qa.bounds import is_rounded, other_bounds, turned_round
from qa.countries import city, countries, country, place
from qa.denying import CLAUSES, clause_like, denied_elsewhere, denied_in_place
from qa.discrepancy import Discrepancy
from qa.figures import Figure, figures
from qa.measures import measure
from qa.mentions import names
from qa.negation import denials, plainly
from qa.opposites import opposites
from qa.quotations import unquoted
from qa.sameness import (
    abbreviated,
    is_acronym,
    is_among,
    is_known,
    is_name,
    is_noun,
    is_translated,
    may_name,
    may_tell,
    means_one_of,
    misspelled,
    similar,
)
from qa.stronger import stronger
from qa.support import SAME_WORDS, Claim, Passage, alike, words
from qa.whose import of_another

_ALL = 0.8  # share of the passage's words from which the claim leaves no end of it out
_TOLD = 3  # numbers of the passage in place of one
_HALF = 4  # telling words that the source does not have, in a row: half a sentence
_OWNER = re.compile(r"(\w\w+?)(?:['’]s|['’]|(?<=[a-zäöüß])s)")
_JOINS = frozenset("und and oder or sowie".split())
_BEHIND = frozenset("nicht nie niemals keinesfalls keineswegs".split())  # German verbs, they deny
_ATTRIBUTES = re.compile(  # what is said to somebody, and stands for nothing: "nach Angaben von"
    r"Angaben?|Worten?|Ansicht|Einschätzung|Auskunft|Aussagen?|Meinung|According"
)
_BEGINS = r"(?:^|[.!?:–-]\s+|[\"„“»]\s*)"

Near = Callable[[str, Sequence[str]], bool]
_Code = tuple[str, int, int, int, int]  # as SequenceMatcher gives them
_Change = tuple[Sequence[str], Sequence[str]]  # what came, and what went for it


def differences(claim: Claim, passage: Passage, near: Near) -> Iterator[Discrepancy]:
    """What the claim says otherwise than the passage, the plainest first.

    `near` says whether a word means about what one of others does.
    """
    asked, language = claim.language, passage.language
    there = figures(passage.text if passage.close else passage.around, language)
    for figure in figures(claim.text, asked):
        if (
            figure.sure
            and not figure.is_one_of(there)
            and not is_rounded(figure, claim.text, asked, there)
        ):
            yield _other_figure(figure, there)
    texts = (claim.text, asked, passage.text, language)
    for said, told in (*other_bounds(*texts), *turned_round(*texts)):
        yield Discrepancy("other figure", said, told)
    if asked == language and (quote := unquoted(claim.text, passage.around)):
        yield Discrepancy("not quoted", quote)
    yield from of_another(claim, passage)
    yield from sides_changed(claim, passage)
    yield from stronger(claim, passage)
    yield from _opposite(claim, passage)
    if passage.close:
        yield from _other_words(claim, passage, near)
    else:
        if _moved(words(claim.text), words(passage.text)):
            yield Discrepancy("swapped")  # "Ulm beat Kiel 3-1" is hardly near "Kiel beat Ulm 3-1"
        yield from _other_names(claim.text, asked, passage.around, language)
        yield from denied_elsewhere(claim, passage)


def _opposite(claim: Claim, passage: Passage) -> Iterator[Discrepancy]:
    """What happened, where in the passage the opposite did; not where only one of them denies."""
    said, told = (claim.text, claim.language), (passage.text, passage.language)
    told = clause_like(said, told) or told
    mine, theirs = words(said[0]), words(told[0])
    turned = opposites(mine, theirs, claim.language, passage.language, events=True)
    if turned and not _denies_one(mine, theirs):
        yield Discrepancy("opposite", *turned)


def _other_figure(figure: Figure, there: Sequence[Figure]) -> Discrepancy:
    numbers = [each for each in there if each.kind == figure.kind]
    same = [each for each in numbers if figure.unit and each.unit == figure.unit] or numbers
    likes = ", ".join([*dict.fromkeys(each.text for each in same)][:_TOLD])
    return Discrepancy("other figure" if likes else "figure", figure.text, likes)


def _other_words(claim: Claim, passage: Passage, near: Near) -> Iterator[Discrepancy]:
    """Names and numbers that were replaced or changed places, and denials that came or went."""
    said, others = words(claim.text), words(passage.text)
    codes = _aligned(said, others)
    changes = list(_changes(said, others, codes))
    if not_said := _denied_at_the_end(passage.text, codes):
        changes.append(([], not_said))
    if _denying(claim.text) != _denying(passage.text):
        both = (" ".join(word for each in changes for word in each[side]) for side in (0, 1))
        yield from denied_in_place(*both)
    around, mine = words(passage.around), figures(" ".join(said), claim.language)
    headline = _is_headline(said, claim.language)
    for new, old in changes:
        yield from _other_figures(new, old, claim, passage, mine)
        come = [word for word in new if not _owns(word, around)]
        yield from _replaced(come, old, claim.language, said, near)
        yield from _more(new, old, around, claim.language, headline)
        turned = opposites(new, old, claim.language, passage.language)
        if turned and not _denies_one(new, old):
            yield Discrepancy("replaced", *turned)
    yield from _taken_over(said, others, codes, passage)
    if _moved(said, others):
        yield Discrepancy("swapped")


def _denying(text: str) -> list[str]:
    """All that it denies with, in lower case: "NO" is "no"."""
    return [each.lower() for each in (*denials(text), plainly(text))]


def _denies_one(come: Sequence[str], gone: Sequence[str]) -> bool:
    """Whether one of the two denies: "not aware" is no other than "unaware"."""
    return bool(denials(" ".join(come))) != bool(denials(" ".join(gone)))


def _aligned(said: Sequence[str], others: Sequence[str]) -> Sequence[_Code]:
    """How the others become what is said, word by word, whatever their case."""
    mine, theirs = [word.lower() for word in said], [word.lower() for word in others]
    return SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes()


def _changes(
    said: Sequence[str], others: Sequence[str], codes: Sequence[_Code]
) -> Iterator[_Change]:
    """What came for what, in the order of the words; not what was left out at either end."""
    first = next((c for tag, _, _, c, _ in codes if tag == "equal"), 0)
    last = max((d for tag, _, _, _, d in codes if tag == "equal"), default=0)
    all_of_it = alike(others, said) >= _ALL
    for tag, a, b, c, d in codes:
        if tag != "equal":
            gone = others[c:d]
            if not all_of_it and a == b and alike(gone, said) < SAME_WORDS:  # not quoted
                gone = others[max(c, first) : min(d, last)]
            yield said[a:b], gone


def _denied_at_the_end(text: str, codes: Sequence[_Code]) -> list[str]:
    """The "nicht" behind the last common word, in its clause: all else may be left out at the end,
    but not that of "Kern unterstützt den Plan der Stadt nicht"."""
    last = max((d for tag, _, _, _, d in codes if tag == "equal"), default=0)
    ends = accumulate(len(words(clause)) for clause in CLAUSES.split(text))
    end = next((end for end in ends if end >= last), last)
    return [word for word in denials(" ".join(words(text)[last:end])) if word in _BEHIND]


def _more(
    come: Sequence[str], gone: Sequence[str], around: Sequence[str], language: str, headline: bool
) -> Iterator[Discrepancy]:
    """A name, or half a sentence, that stands for nothing in the source."""
    named = () if any(map(may_name, gone)) or headline else filter(may_name, come)
    for word in named:
        if is_name(word, language) and not is_among(word, around, language, language):
            yield Discrepancy("name", word)
    new = [word for word in come if may_tell(word) and alike([word], around) == 0]
    if len(new) >= _HALF and len(come) >= 2 * len(gone):
        yield Discrepancy("added", " ".join(come))


def _other_figures(
    come: Sequence[str],
    gone: Sequence[str],
    claim: Claim,
    passage: Passage,
    mine: Sequence[Figure],
) -> Iterator[Discrepancy]:
    """Numbers that came for others; `mine` are all of the claim's, which may have more words.

    Not one that the passage has of the same thing: it "left 120,000 homes" where it killed four
    and left 120,000 homes.
    """
    there = figures(" ".join(gone), claim.language)
    for figure in figures(" ".join(come), claim.language) if there else ():
        said = [each for each in mine if figure.is_one_of([each])]  # "8 Uhr abends" is 20, too
        if (
            said
            and not any(each.is_one_of(there) for each in said)
            and not any(is_rounded(each, claim.text, claim.language, there) for each in said)
            and (
                any(each.is_one_of(mine) for each in there)
                or not _counts_same(said, claim, passage)
            )
        ):
            yield _other_figure(figure, there)


def _counts_same(said: Sequence[Figure], claim: Claim, passage: Passage) -> bool:
    """Whether one of the numbers, told once, stands between the same two words in both, the second
    no unit."""
    for figure in said:
        if claim.text.count(figure.text) > 1:
            continue  # which of them came for another?
        beside = rf"\w+ {re.escape(figure.text)}[ -]+(\w+)"
        found = re.search(rf"(?<!\w){beside}", claim.text)
        if found and may_tell(found[1]) and not measure(found[1]):
            return re.search(rf"(?<!\w){re.escape(found.group())}\b", passage.text) is not None
    return False


def _replaced(
    come: Sequence[str], gone: Sequence[str], language: str, said: Sequence[str], near: Near
) -> Iterator[Discrepancy]:
    named = [word for word in gone if may_name(word) and not _ATTRIBUTES.fullmatch(word)]
    there = _countries(gone)
    for word in come:
        if _ATTRIBUTES.fullmatch(word):
            continue
        if _is_other_country(word, there):
            yield Discrepancy("replaced", word, " ".join(there.values()))
        another = named and may_name(word) and _other_name(word, gone, named, language)
        if another and (is_name(word, language) or _other_thing(word, named, said, language, near)):
            yield Discrepancy("replaced", word, " ".join(named))


def _owns(word: str, around: Sequence[str]) -> bool:
    """Whether it says whose something is, of one who is named there: "Lansbury's lawyer" is "the
    lawyer" beside "Lansbury"."""
    owner = _OWNER.fullmatch(word)
    return owner is not None and owner[1] in around


def _other_name(word: str, gone: Sequence[str], named: Sequence[str], language: str) -> bool:
    """Whether a word names another thing than those it stands for, and is no synonym."""
    if is_among(word, gone, language, language) or means_one_of(word, gone, language):
        return False
    if any(is_acronym(word) != is_acronym(each) and _abbreviates(word, gone) for each in named):
        return False  # "EU" for "Europäische Union"
    if language == "en":  # no capital without a name, but at the beginning
        return word.lower() not in QUESTION_WORDS["en"] and is_name(word, language)
    return is_name(word, language) or not any(similar(word, each) for each in named)


def _other_thing(
    word: str, named: Sequence[str], said: Sequence[str], language: str, near: Near
) -> bool:
    """Whether a noun is another, and what stood for it is not merely elsewhere in the claim.

    The first word of a sentence has its capital whatever it is: a verb, if the lexicon has it.
    """
    if word == said[0] and not is_noun(word) and is_known(word, language):
        return False
    lost = [each for each in named if each not in said]
    # Any two surnames are near each other, also one that could be cut as a noun: "Windbichler".
    names_both = not is_known(word, language) and all(is_name(each, language) for each in lost)
    return bool(lost) and (names_both or not near(word, lost))


def _abbreviates(word: str, others: Sequence[str]) -> bool:
    """Whether the letters of the one stand in the others in their order, or the other way round."""
    short, long = sorted((word.lower(), "".join(others).lower()), key=len)
    letters = iter(long)
    return short[0] == long[0] and all(letter in letters for letter in short)


def _taken_over(
    said: Sequence[str], others: Sequence[str], codes: Sequence[_Code], passage: Passage
) -> Iterator[Discrepancy]:
    """The name that a second sentence is about, where the claim goes on with the first one's.

    "Anna rief an. Ben kam." does not say "Anna kam": between them a sentence ended.
    """
    if len(passage.parts) != 2:
        return
    ended = len(words(passage.parts[0]))
    for _, a, b, c, d in codes:
        if a == b and 0 < a < len(said) and c < ended < d:
            lost = [word for word in others[ended:d] if may_name(word) and word not in said]
            if any(is_name(word, passage.language) for word in lost):
                yield Discrepancy("of another", source=" ".join(lost))


def _moved(said: Sequence[str], others: Sequence[str]) -> bool:
    """Whether two names, or nouns, stand in each other's place and all else where it stood.

    What only the others have does not count: "A, a chairman, called B" beside "B called A".
    """
    return _swapped(said, [word for word in others if word in said])


def _swapped(said: Sequence[str], others: Sequence[str]) -> bool:
    """a b m c and c m a b: the two are b and c, and m is between them, more than an "and"."""
    if sorted(said) != sorted(others) or list(said) == list(others):
        return False
    first = next(at for at, pair in enumerate(zip(said, others, strict=True)) if len({*pair}) > 1)
    behind = zip(reversed(said), reversed(others), strict=True)
    last = len(said) - next(at for at, pair in enumerate(behind) if len({*pair}) > 1)
    mine, theirs = list(said[first:last]), list(others[first:last])
    return any(
        mine[:a] == theirs[-a:]
        and mine[-b:] == theirs[:b]
        and mine[a:-b] == theirs[b:-a]
        and not _JOINS.issuperset(mine[a:-b])
        for a in range(1, len(mine) - 1)
        for b in range(1, len(mine) - a)
        if _names_one(mine[:a]) and _names_one(mine[-b:])
    )


def _names_one(part: Sequence[str]) -> bool:
    return may_name(part[0]) and may_name(part[-1])


def _other_names(claim: str, asked: str, around: str, language: str) -> Iterator[Discrepancy]:
    """Names of the claim that the passage, and what stands around it, do not have."""
    mine, others = words(claim), words(around)
    if _is_headline(mine, asked):
        return
    if asked == "de" and not _has_others(around, language, mine, asked):
        return  # the name may have been said before, or in other words
    for name in names(claim):
        parts = [word for word in words(name.text) if may_name(word) and len(word) > 1]
        known = name.sure or (parts and _is_sure(parts[0], asked))
        unknown = parts and known and _unknown(parts, others, claim, (asked, language))
        if unknown and not is_alias(name.text, around):
            yield Discrepancy("name", " ".join(parts))
    if asked == "de":
        yield from _other_countries(mine, others)


def _other_countries(mine: Sequence[str], others: Sequence[str]) -> Iterator[Discrepancy]:
    """Countries of a German claim, where the source has another that the claim has not."""
    there, here = countries(others), countries(mine)
    for word in mine:
        codes = countries([word])
        if codes and there - here and codes.isdisjoint(there) and not city(word):
            yield Discrepancy("name", word)


def _countries(words: Sequence[str]) -> dict[str, str]:
    """Code -> the word that names the country, or says what is its."""
    return {code: word for word in words if (code := country(word))}


def _is_other_country(word: str, there: Mapping[str, str]) -> bool:
    """Whether a word without a capital is of a country, and those there are others."""
    code = country(word) if there and word[0].islower() else None
    return code is not None and code not in there


def _is_headline(said: Sequence[str], language: str) -> bool:
    """Whether any word may have a capital, as in an English headline."""
    return language == "en" and not any(word[0].islower() and may_tell(word) for word in said)


def _is_sure(word: str, language: str) -> bool:
    """Whether it is a name though it begins the sentence: words that are none are translated."""
    return place(word) is not None or is_acronym(word) or not is_translated(word, language)


def _has_others(around: str, language: str, mine: Sequence[str], asked: str) -> bool:
    """Whether the source has a name that the claim lacks: then another may stand in its place."""
    named = (word for name in names(around) for word in words(name.text) if may_name(word))
    return any(
        is_name(word, language)
        and not is_among(word, mine, language, asked)
        and not misspelled(word, mine)
        for word in named
    )


def _whole_country(parts: Sequence[str], others: Sequence[str]) -> bool:
    """Whether several words name one country that the source has: "South Africa", "Südafrikas"."""
    code = country(" ".join(parts)) if len(parts) > 1 else None
    return code is not None and code in countries(others)


def _unknown(
    parts: Sequence[str], others: Sequence[str], claim: str, languages: tuple[str, str]
) -> bool:
    """Whether they are a name that the source has no word of, however it is spelled there."""
    begins = re.search(rf"{_BEGINS}{re.escape(parts[0])}\b", claim)
    if len(parts) == 1 and begins and not _is_sure(parts[0], languages[0]):
        return False
    if abbreviated(parts, others) or _whole_country(parts, others):
        return False
    return any(is_name(word, languages[0]) for word in parts) and not any(
        is_among(word, others, *languages) or misspelled(word, others) for word in parts
    )
