"""Names, texts and numbers as rule files write them, chosen to be awkward."""

from __future__ import annotations

import unicodedata

from .chance import Chance


def _words(text: str) -> list[str]:
    return text.split(" ")


RESERVED = _words(
    "above after and at because before below by contains ends for has in is not of once or starts unless when "
    "where with within"
)
SOFT = _words(
    "source stage status type score list day page points first last version account owner date time value key "
    "since text count latest highest lowest visit event events lead missing known otherwise no yes today days "
    "from sum top ever month week ruleset sample expect group grade stages total max only halve keep lose fade "
    "full then limited rounded decimals different any an ago next integer decimal timestamp out scored met wins "
    "domain ignoring case"
)
PLAIN = _words(
    "country city title budget employees seats plan email company industry created renewal intent active "
    "score_a größe naïve été año 国 직함 должность τίτλος x_1 a b n2 _hidden Straße überblick Zähler данные café "
    "ßeta select table where_ order user index null_ none True_ class_ def_ lambda_ import_ self_ row_number "
    "value_ sum_of left right join group_by all_ cast_ main leads results score_total as_of_ at_ r f k t p e s "
    "v"
)
ODD = (
    "Odd Name", "2nd", "a-b", "per cent %", "100%", "x y z", "semi;colon", "it's", 'quo"ted', "dot.ted", "sla/sh",
    "brace{", "{{ x }}", "--", "per\u00a0haps", "e\u0301", "😀", "name,", "(paren)", "#hash", "ab\\cd", "$1", ":p",
)  # fmt: skip

WORDS = _words(
    "ceo CEO vp Chief chief Officer officer student STUDENT Studentin 학생 학생회 İstanbul istanbul ISTANBUL ıspanak "
    "Straße STRASSE STRAẞE strasse ΟΔΟΣ οδος οδοσ Οδός café CAFÉ cafe\u0301 naïve Ångström Å ﬁn ＣＥＯ ceo２ Kelvin "
    "ǅungla ﬀ µm μm ſoft soft 日本 東京 🎉 👩\u200d💻 мир МИР Ёж ёж a A é É e\u0301 ά Ά ΐ ẞ ß ss d'Or O'Neil %x_ a_b "
    "50% /pricing /Pricing /pricing/eu /product /careers x\\y {{x}} {%x%} -- ;-- '' '); \"q\" `b` $$ $1 \\n "
    "\\u0041 NULL null None true 0 -1 1e5 nan DE FR de fr NL ﷺ ά\u0345 \u202eabc a\u200bb \ufeffz q\u2028r "
    "t\u00ad"
)
DOMAINS = ("big.example", "Big.Example", "gmail.com", "GMAIL.com", "straße.example", "x", "é.fr", "a.b.c", "İ.tr")
JOINERS = (" ", "-", "/", ", ", "_", "  ", "\u00a0", "\u3000", ".", "·", "", "\t", "'", "—", "\u200b", "&", "0")


def name(chance: Chance, taken: set[str]) -> str:
    """A name that differs from all taken ones even when case is ignored."""
    for _ in range(200):
        pool = chance.weighted((60, PLAIN), (25, SOFT), (10, ODD), (5, RESERVED))
        found = chance.one(pool)
        if chance.often(10):
            found += str(chance.between(0, 99))
        if _same(found) not in taken:
            taken.add(_same(found))
            return found
    raise AssertionError("no name left")


def _same(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def take(taken: set[str], *names: str) -> None:
    taken.update(_same(n) for n in names)


def is_plain(text: str) -> bool:
    return text.isidentifier() and text not in RESERVED and text not in SOFT and unicodedata.is_normalized("NFC", text)


def spelled(text: str) -> str:
    """The name as a rule file writes it: in backticks unless it is an ordinary word."""
    return text if is_plain(text) else f"`{text}`"


def text(chance: Chance) -> str:
    """A literal text, never blank."""
    words = [chance.one(WORDS) for _ in range(chance.weighted((60, 1), (30, 2), (10, 3)))]
    made = chance.one(JOINERS).join(words)
    if chance.often(8):
        made = " " + made
    if chance.often(8):
        made += " "
    return made


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def quoted(chance: Chance, value: str) -> str:
    """The text literal; what could be mistaken for layout is written as an escape."""
    out = []
    for c in value:
        if c in _ESCAPES:
            out.append(_ESCAPES[c])
        elif unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") or chance.often(3):
            out.append(f"\\u{{{ord(c):x}}}")
        else:
            out.append(c)
    return f'"{"".join(out)}"'


def number(units: int, places: int) -> str:
    """An exact decimal: (-1234, 2) is -12.34."""
    sign = "-" if units < 0 else ""
    whole, rest = divmod(abs(units), 10**places)
    shown = f"{rest:0{places}d}".rstrip("0") if places else ""
    return f"{sign}{whole}.{shown}" if shown else f"{sign}{whole}"


def points(chance: Chance) -> str:
    """Signed points, positive, negative or fractional; sometimes 0."""
    size = chance.weighted(
        (40, chance.between(1, 40) * 1000),
        (20, chance.between(1, 5000)),
        (15, chance.between(1, 40) * 500),
        (10, chance.between(1, 99)),
        (5, chance.one((1, 999, 1000, 333, 667, 1001))),
        (3, chance.between(1, 1000) * 1000),
    )
    return chance.one(("+", "+", "+", "-")) + number(size, 3)


def variants(chance: Chance, value: str) -> str:
    """A text of the data near a text of the rules: other case, other form, blanks or separators around it."""
    other = chance.one(WORDS)
    joiner = chance.one(JOINERS)
    made = chance.weighted(
        (30, value),
        (6, value.upper()),
        (6, value.lower()),
        (4, value.swapcase()),
        (4, value + " "),
        (3, " " + value),
        (5, other + joiner + value),
        (5, value + joiner + other),
        (5, other + joiner + value + joiner + chance.one(WORDS)),
        (3, value[:-1]),
        (3, value[1:]),
        (3, value + value),
        (3, unicodedata.normalize("NFD", value)),
        (3, unicodedata.normalize("NFC", value)),
        (2, value + "\u0301"),
        (2, value.replace(" ", chance.one(JOINERS))),
        (2, value.casefold()),
        (2, value.title()),
        (2, value[::-1]),
    )
    return made.replace("\x00", "")


def fold_like(value: str) -> str:
    """Texts that any sensible folding could take for the same give the same."""
    return unicodedata.normalize("NFKC", value).casefold().strip()
