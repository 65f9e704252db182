import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mnemonic import Mnemonic

from portal.anonymity import receipts
from portal.anonymity.receipts import Mailbox, Receipt

RECEIPTS = st.binary(min_size=10, max_size=10).map(Receipt)
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
R = Receipt(bytes(range(1, 11)))
SPELLINGS = [
    receipts.letters,
    lambda r: " ".join(receipts.words(r)),
    lambda r: "".join(receipts.characters(r)),
]


def bits_of(receipt) -> str:
    check = hashlib.sha256(b"portal/receipt/1" + receipt).digest()[:1]
    return "".join(f"{byte:08b}" for byte in receipt + check)


@given(RECEIPTS)
def test_letters_are_80_bits_the_check_byte_and_two_zeros(receipt):
    bits = bits_of(receipt) + "00"
    expected = [CROCKFORD[int(bits[at : at + 5], 2)] for at in range(0, 90, 5)]
    assert receipts.letters(receipt) == "".join(expected)


@pytest.mark.parametrize(
    ("spell", "language"),
    [(receipts.words, "english"), (receipts.characters, "chinese_traditional")],
)
def test_words_are_the_same_88_bits_in_eight_steps(spell, language):
    words, bits = Mnemonic(language).wordlist, bits_of(R)
    assert spell(R) == [words[int(bits[at : at + 11], 2)] for at in range(0, 88, 11)]


@given(RECEIPTS, st.sampled_from(SPELLINGS))
def test_what_is_printed_is_read_back(receipt, spell):
    assert receipts.parse(spell(receipt)) == receipt


SEPARATORS = st.text(alphabet=" -\t\n\u3000\u2010\u2011\u2013\u00a0\uff0d\ufeff", max_size=2)


@given(RECEIPTS, st.sampled_from(SPELLINGS[::2]), st.data())
@settings(max_examples=60)
def test_case_width_spaces_and_hyphens_do_not_matter(receipt, spell, data):
    text = data.draw(st.sampled_from([str.lower, str.upper, widened]))(spell(receipt))
    typed = "".join(letter + data.draw(SEPARATORS) for letter in text)
    assert receipts.parse(typed) == receipt


def widened(text: str) -> str:
    return "".join(chr(ord(each) + 0xFEE0) if each.isascii() else each for each in text)


@given(RECEIPTS, st.sampled_from([" ", "  ", "-", " \u2013 ", "\n", "\u3000"]))
def test_english_words_are_read_with_anything_between_them(receipt, between):
    assert receipts.parse(between.join(receipts.words(receipt)).title()) == receipt


def test_english_words_are_read_with_nothing_between_them():
    assert receipts.parse("".join(receipts.words(R))) == R


def test_printed_words_win_over_other_cuts_of_the_same_letters(monkeypatch):
    # As if every number passed its check: the words as they were parted come first.
    monkeypatch.setattr(receipts, "_checked", Receipt)
    text = "canal arm act act act act act act"
    expected = 0
    for word in text.split():
        expected = expected << 11 | Mnemonic("english").wordlist.index(word)
    assert receipts.parse(text) == expected
    assert receipts.parse(text.replace(" ", "")) == receipts.parse(
        text.replace("canal arm", "can alarm")
    )


def test_i_and_l_are_one_and_o_is_zero():
    receipt = next(
        r
        for r in (Receipt(bytes([n]) * 10) for n in range(256))
        if {"0", "1"} <= set(receipts.letters(r))
    )
    text = receipts.letters(receipt)
    for one in "iIlL":
        assert receipts.parse(text.replace("1", one).replace("0", "oO"[one.isupper()])) == receipt


@given(RECEIPTS, st.integers(0, 17), st.sampled_from(CROCKFORD))
def test_one_wrong_letter_gives_another_receipt_at_most_by_its_check(receipt, at, letter):
    text = receipts.letters(receipt)
    typed = text[:at] + letter + text[at + 1 :]
    try:
        read = receipts.parse(typed)
    except ValueError:
        return
    assert receipts.letters(read) == typed


def test_a_wrong_check_byte_is_refused_in_every_spelling():
    bits = bits_of(R)
    wrong = int(bits, 2) ^ 1
    english, chinese = (Mnemonic(name).wordlist for name in ("english", "chinese_traditional"))
    steps = [wrong >> (11 * at) & 2047 for at in reversed(range(8))]
    letters = "".join(CROCKFORD[wrong << 2 >> (5 * at) & 31] for at in reversed(range(18)))
    for text in (letters, " ".join(english[n] for n in steps), "".join(chinese[n] for n in steps)):
        with pytest.raises(ValueError, match="not a receipt"):
            receipts.parse(text)


def test_the_last_two_bits_are_zero():
    text = receipts.letters(R)
    for step in (1, 2, 3):
        with pytest.raises(ValueError, match="not a receipt"):
            receipts.parse(text[:-1] + CROCKFORD[CROCKFORD.index(text[-1]) + step])


@given(st.text(max_size=40))
@settings(max_examples=60)
def test_other_text_is_refused_without_another_error(text):
    with pytest.raises(ValueError, match="not a receipt"):
        receipts.parse(text)


@pytest.mark.parametrize("text", ["", "act " * 8, "act" * 21, "u" * 18, receipts.letters(R) + "0"])
def test_text_that_looks_like_a_receipt_is_refused(text):
    with pytest.raises(ValueError, match="not a receipt"):
        receipts.parse(text)


def test_a_very_long_text_is_not_searched_for_a_receipt():
    assert receipts.parse(receipts.letters(R) + " " * 494) == R
    with pytest.raises(ValueError, match="not a receipt"):
        receipts.parse(receipts.letters(R) + " " * 495)


def test_a_receipt_has_ten_bytes():
    with pytest.raises(ValueError, match="10 bytes"):
        receipts.letters(Receipt(bytes(11)))


def test_mailbox_and_salt_come_from_one_slow_derivation():
    mailbox, salt = receipts.derive(R)
    derived = hashlib.pbkdf2_hmac("sha256", R, b"portal/mailbox/1", 100_000, 48)
    assert (mailbox, salt) == (derived[:32], derived[32:])
    assert receipts.mailbox_digest(mailbox) == hashlib.sha256(mailbox).digest()


def test_an_authors_acts_have_nullifiers_of_their_own():
    mailbox, question = Mailbox(b"m" * 32), "abcdefghijklmnopqrstuvwxy2"
    expected = hashlib.sha256(b"portal/reply/1" + mailbox + question.encode()).digest()
    assert receipts.nullifier("reply", mailbox, question) == expected
    assert (
        receipts.nullifier("verdict", mailbox)
        == hashlib.sha256(b"portal/verdict/1" + mailbox).digest()
    )
    assert len({receipts.nullifier(act, mailbox) for act in receipts.ACTS}) == 4
    with pytest.raises(ValueError, match="not an act"):
        receipts.nullifier("nullifier", mailbox)
