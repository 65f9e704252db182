"""The way back: 80 random bits, spelt in letters or words, that open an author's own thread."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NewType

from mnemonic import Mnemonic

from portal.anonymity.encoding import id_bytes
from portal.anonymity.tokens import SALT_BYTES

Receipt = NewType("Receipt", bytes)
Mailbox = NewType("Mailbox", bytes)
MailboxDigest = NewType("MailboxDigest", bytes)

RECEIPT_BYTES = 10
MAILBOX_BYTES = 32
ACTS = ("reply", "verdict", "appeal", "escalate")
_ROUNDS = 100_000
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LETTERS, _LETTER_BITS = 18, 5
_WORDS, _WORD_BITS = 8, 11
_LONGEST = 512
_ENGLISH: Sequence[str] = Mnemonic("english").wordlist
_CHINESE: Sequence[str] = Mnemonic("chinese_traditional").wordlist
_DIGITS = [{word: at for at, word in enumerate(words)} for words in (_ENGLISH, _CHINESE)]
_LETTER_DIGITS = {letter.lower(): at for at, letter in enumerate(CROCKFORD)}
_LETTER_DIGITS |= {"i": 1, "l": 1, "o": 0}
_BETWEEN = re.compile(r"[\s\ufeff\-\u2010-\u2015]+")


def letters(receipt: Receipt) -> str:
    """Spell a receipt as 18 Crockford letters: 80 bits, the check byte, two zero bits."""
    digits = _split(_number(receipt) << 2, _LETTER_BITS, _LETTERS)
    return "".join(CROCKFORD[digit] for digit in digits)


def words(receipt: Receipt) -> list[str]:
    """Spell a receipt as eight English words (BIP-39)."""
    return [_ENGLISH[digit] for digit in _split(_number(receipt), _WORD_BITS, _WORDS)]


def characters(receipt: Receipt) -> list[str]:
    """Spell a receipt as eight Traditional Chinese characters (BIP-39)."""
    return [_CHINESE[digit] for digit in _split(_number(receipt), _WORD_BITS, _WORDS)]


def parse(text: str) -> Receipt:
    """Read a receipt as people write it: any of the three spellings, in NFKC; case, spaces and
    hyphens do not matter, i and l are 1, o is 0. Raises ValueError when the check byte is wrong.
    """
    plain = unicodedata.normalize("NFKC", text[: _LONGEST + 1]).lower()
    parts = [part for part in _BETWEEN.split(plain) if part]
    compact = "".join(parts)
    candidates = chain(
        _from_letters(compact), _from_words(parts), _from_run(compact), _from_words(list(compact))
    )
    receipt = next((found for found in map(_checked, candidates) if found), None)
    if receipt is None or len(text) > _LONGEST:
        raise ValueError("not a receipt")
    return receipt


def derive(receipt: Receipt) -> tuple[Mailbox, bytes]:
    """Give the mailbox (32 bytes) and the commitment's salt (16): PBKDF2-HMAC-SHA256, 100000."""
    length = MAILBOX_BYTES + SALT_BYTES
    derived = hashlib.pbkdf2_hmac("sha256", receipt, b"portal/mailbox/1", _ROUNDS, length)
    return Mailbox(derived[:MAILBOX_BYTES]), derived[MAILBOX_BYTES:]


def mailbox_digest(mailbox: Mailbox) -> MailboxDigest:
    """Give what is stored beside a post: SHA-256(mailbox)."""
    return MailboxDigest(hashlib.sha256(mailbox).digest())


def nullifier(act: str, mailbox: Mailbox, question: str | None = None) -> bytes:
    """Mark an author's act under a post: SHA-256("portal/<act>/1" || mailbox [|| question id]).

    Raises ValueError for an act that is none of ACTS.
    """
    if act not in ACTS:
        raise ValueError("not an act of an author")
    about = b"" if question is None else id_bytes(question)
    return hashlib.sha256(f"portal/{act}/1".encode() + mailbox + about).digest()


def _with_check(receipt: bytes) -> bytes:
    return receipt + hashlib.sha256(b"portal/receipt/1" + receipt).digest()[:1]


def _number(receipt: Receipt) -> int:
    if len(receipt) != RECEIPT_BYTES:
        raise ValueError("a receipt has 10 bytes")
    return int.from_bytes(_with_check(receipt), "big")


def _checked(number: int) -> Receipt | None:
    spelt = number.to_bytes(RECEIPT_BYTES + 1, "big")
    receipt = spelt[:RECEIPT_BYTES]
    return Receipt(receipt) if _with_check(receipt) == spelt else None


def _split(number: int, bits: int, count: int) -> list[int]:
    mask = (1 << bits) - 1
    return [number >> (bits * at) & mask for at in reversed(range(count))]


def _join(digits: Sequence[int], bits: int) -> int:
    return sum(digit << (bits * at) for at, digit in enumerate(reversed(digits)))


def _from_letters(compact: str) -> Iterator[int]:
    if len(compact) == _LETTERS and set(compact) <= _LETTER_DIGITS.keys():
        number = _join([_LETTER_DIGITS[letter] for letter in compact], _LETTER_BITS)
        if not number & 3:
            yield number >> 2


def _from_words(parts: Sequence[str]) -> Iterator[int]:
    for digits in _DIGITS:
        if len(parts) == _WORDS and set(parts) <= digits.keys():
            yield _join([digits[part] for part in parts], _WORD_BITS)


def _from_run(compact: str) -> Iterator[int]:
    """Read English words written without anything between them, in every way they can be cut."""
    for digits in _cuts(compact, _WORDS):
        yield _join(digits, _WORD_BITS)


def _cuts(rest: str, left: int) -> Iterator[list[int]]:
    if not left:
        yield from [] if rest else [[]]
        return
    for size in range(3, 9):
        digit = _DIGITS[0].get(rest[:size]) if size <= len(rest) else None
        if digit is not None:
            yield from ([digit, *tail] for tail in _cuts(rest[size:], left - 1))
