"""The fixed text tables, against Unicode's own and by hand."""

from __future__ import annotations

import unicodedata

from scoreline.dsl.folding import BLANKS, FOLD_FROM, FOLD_TO, SEPARATORS, fold, is_blank, spaced_words, trim_blanks


def test_folding_ignores_case_in_several_scripts() -> None:
    assert fold("ÀÉÎ ŁÓDŹ") == "àéî łódź"
    assert fold("ΟΔΟΣ") == "οδοσ" == fold("οδος")
    assert fold("МОСКВА Ёлка") == "москва ёлка"
    assert fold("ＣＥＯ") == "ｃｅｏ"
    assert fold("\u212a\u212b") == "kå"  # KELVIN SIGN, ANGSTROM SIGN


def test_letters_whose_folding_needs_two_characters_stay() -> None:
    assert fold("ß") == "ß"
    assert fold("\u0130") == "\u0130"


def test_each_pair_agrees_with_unicode() -> None:
    for upper, lower in zip(FOLD_FROM, FOLD_TO, strict=True):
        assert lower in (upper.casefold(), upper.lower()), hex(ord(upper))


def test_folding_twice_is_folding_once_and_keeps_the_length() -> None:
    assert fold(FOLD_TO) == FOLD_TO
    assert len(FOLD_FROM) == len(set(FOLD_FROM)) == len(FOLD_TO)
    assert not set(FOLD_FROM) & set(SEPARATORS)


def test_separators_are_no_letters_and_no_digits() -> None:
    assert {unicodedata.category(c)[0] for c in SEPARATORS} <= {"P", "S", "Z", "C"}
    assert "\0" not in SEPARATORS
    assert set(BLANKS) <= set(SEPARATORS)


def test_words_stand_between_blanks() -> None:
    assert spaced_words("VP,Sales") == " vp sales "
    assert spaced_words("학생/Student") == " 학생 student "


def test_only_the_eight_blanks_are_blank() -> None:
    assert is_blank("\t\n\v\f\r \u00a0\u3000") and is_blank("")
    assert not is_blank("\u200b") and not is_blank("\u2003")
    assert trim_blanks("\u3000 a b\u00a0") == "a b"
