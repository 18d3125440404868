"""SLIP-0039 once more, written from the standard's text, to exchange shares with Pyx in tests.

Words and secrets go over standard input and output, one a line; secrets in hex.
  slip39.py split GROUP_THRESHOLD T/N[,T/N...] EXPONENT   secret -> shares, group by group
  slip39.py combine                                       shares -> secret
  slip39.py vectors FILE PASSPHRASE                       checks the official vectors
With a second line of input behind an empty one, that is the passphrase.
For tests only: nothing here is wiped or takes constant time.
"""

import hashlib
import hmac
import itertools
import json
import os
import secrets
import sys
from collections import namedtuple
from pathlib import Path

WORDS = (Path(__file__).parent.parent / "vectors/slip39-words.txt").read_text("ascii").split()
SECRET_X, DIGEST_X = 255, 254

Share = namedtuple("Share", "id ext exponent group group_threshold group_count member threshold value")


class Refused(Exception):
    pass


def must(holds, why):
    if not holds:
        raise Refused(why)


# Fields GF(2^n): logarithms to the base of a generator.
class Field:
    def __init__(self, bits, modulus, generator):
        self.order = (1 << bits) - 1
        self.exp, self.log, element = [], {}, 1
        for power in range(self.order):
            self.exp.append(element)
            self.log[element] = power
            element = self.long_product(element, generator, modulus, bits)
        assert element == 1 and len(self.log) == self.order

    @staticmethod
    def long_product(a, b, modulus, bits):
        product = 0
        for place in range(bits):
            if b >> place & 1:
                product ^= a << place
        for place in reversed(range(bits, 2 * bits)):
            if product >> place & 1:
                product ^= modulus << (place - bits)
        return product

    def mul(self, a, b):
        return self.exp[(self.log[a] + self.log[b]) % self.order] if a and b else 0

    def div(self, a, b):
        return self.exp[(self.log[a] - self.log[b]) % self.order] if a else 0


BYTES = Field(8, 0b100011011, 3)
RS = Field(10, 0b10000001001, 2)


def interpolate(x, points):
    result = bytearray(len(points[0][1]))
    for xi, yi in points:
        factor = 1
        for xj, _ in points:
            if xj != xi:
                factor = BYTES.mul(factor, BYTES.div(x ^ xj, xi ^ xj))
        for place, y in enumerate(yi):
            result[place] ^= BYTES.mul(factor, y)
    return bytes(result)


def digest(random_part, secret):
    return hmac.new(random_part, secret, hashlib.sha256).digest()[:4]


def split_secret(threshold, count, secret):
    if threshold == 1:
        return [secret] * count
    size = len(secret)
    tail = secrets.token_bytes(size - 4)
    shares = [secrets.token_bytes(size) for _ in range(threshold - 2)]
    points = list(enumerate(shares)) + [(DIGEST_X, digest(tail, secret) + tail), (SECRET_X, secret)]
    return shares + [interpolate(x, points) for x in range(threshold - 2, count)]


def recover_secret(threshold, points):
    if threshold == 1:
        return points[0][1]
    secret, check = interpolate(SECRET_X, points), interpolate(DIGEST_X, points)
    must(digest(check[4:], secret) == check[:4], "wrong digest")
    return secret


# The checksum as what it is: a polynomial over GF(1024) that is 1 at a, a^2 and a^3. In front of the
# words stand a 1 and the letters of the customization string.
def at_roots(values):
    results = []
    for power in (1, 2, 3):
        total = 0
        for value in values:
            total = RS.mul(total, RS.exp[power]) ^ value
        results.append(total)
    return results


def prefix(ext):
    return [1] + list(b"shamir_extendable" if ext else b"shamir")


def checksum_of(ext, data):
    """Three words c0 x^2 + c1 x + c2 that take the polynomial to 1 at its roots, by Lagrange."""
    wanted = [value ^ 1 for value in at_roots(prefix(ext) + data + [0, 0, 0])]
    roots = [RS.exp[power] for power in (1, 2, 3)]
    c = [0, 0, 0]
    for root, value in zip(roots, wanted):
        u, v = (other for other in roots if other != root)
        factor = RS.div(value, RS.mul(root ^ u, root ^ v))
        for place, part in enumerate((1, u ^ v, RS.mul(u, v))):
            c[place] ^= RS.mul(factor, part)
    return c


def to_words(share):
    bits = ""
    for number, width in ((share.id, 15), (share.ext, 1), (share.exponent, 4), (share.group, 4),
                          (share.group_threshold - 1, 4), (share.group_count - 1, 4),
                          (share.member, 4), (share.threshold - 1, 4)):
        bits += format(number, f"0{width}b")
    value = "".join(format(byte, "08b") for byte in share.value)
    bits += "0" * (-len(value) % 10) + value
    data = [int(bits[at:at + 10], 2) for at in range(0, len(bits), 10)]
    return " ".join(WORDS[value] for value in data + checksum_of(share.ext, data))


def from_words(text):
    must(all(word in WORDS for word in text.split()), "not in the word list")
    values = [WORDS.index(word) for word in text.split()]
    must(len(values) >= 20, "too short")
    bits = "".join(format(value, "010b") for value in values[:-3])
    ext = int(bits[15])
    must(at_roots(prefix(ext) + values) == [1, 1, 1], "wrong checksum")
    field, place = [], 0
    for width in (15, 1, 4, 4, 4, 4, 4, 4):
        field.append(int(bits[place:place + width], 2))
        place += width
    padding = (len(bits) - place) % 16
    must(padding <= 8 and "1" not in bits[place:place + padding], "wrong padding")
    body = bits[place + padding:]
    value = bytes(int(body[at:at + 8], 2) for at in range(0, len(body), 8))
    must(field[5] >= field[4], "more groups needed than there are")
    return Share(field[0], ext, field[2], field[3], field[4] + 1, field[5] + 1, field[6],
                 field[7] + 1, value)


def round_key(number, passphrase, share_id, ext, exponent, half):
    salt = (b"" if ext else b"shamir" + share_id.to_bytes(2, "big")) + half
    return hashlib.pbkdf2_hmac("sha256", bytes([number]) + passphrase, salt, 2500 << exponent,
                               len(half))


def permuted(text, passphrase, share_id, ext, exponent, rounds):
    left, right = text[:len(text) // 2], text[len(text) // 2:]
    for number in rounds:
        key = round_key(number, passphrase, share_id, ext, exponent, right)
        left, right = right, bytes(a ^ b for a, b in zip(left, key))
    return right + left


def split(group_threshold, groups, secret, passphrase=b"", exponent=0):
    share_id = secrets.randbits(15)
    encrypted = permuted(secret, passphrase, share_id, 1, exponent, (0, 1, 2, 3))
    shares = []
    for group, value in enumerate(split_secret(group_threshold, len(groups), encrypted)):
        threshold, count = groups[group]
        must(threshold > 1 or count == 1, "1 of many")
        for member, part in enumerate(split_secret(threshold, count, value)):
            shares.append(Share(share_id, 1, exponent, group, group_threshold, len(groups), member,
                                threshold, part))
    return shares


def combine(shares, passphrase=b""):
    first = shares[0]
    for share in shares:
        must(share[:3] == first[:3] and share[4:6] == first[4:6] and
             len(share.value) == len(first.value), "shares of different sets")
    by_group = {}
    for share in shares:
        by_group.setdefault(share.group, []).append(share)
    must(len(by_group) == first.group_threshold, "wrong number of groups")
    points = []
    for group, members in by_group.items():
        threshold = members[0].threshold
        must({member.threshold for member in members} == {threshold}, "thresholds differ")
        must(len({member.member for member in members}) == len(members) == threshold,
             "wrong number of members")
        points.append((group, recover_secret(threshold, [(m.member, m.value) for m in members])))
    encrypted = recover_secret(first.group_threshold, points)
    return permuted(encrypted, passphrase, first.id, first.ext, first.exponent, (3, 2, 1, 0))


def check_vectors(path, passphrase):
    wrong = 0
    for name, words, secret, _ in json.loads(Path(path).read_text("ascii")):
        try:
            got = combine([from_words(text) for text in words], passphrase).hex()
        except Refused:
            got = ""
        if got != secret:
            print(f"wrong: {name}")
            wrong += 1
    return wrong


def self_check():
    """A checksum that was made holds, and no word of it can change."""
    for ext, data in itertools.product((0, 1), ([1, 2, 3], [1023] * 30)):
        values = data + checksum_of(ext, data)
        assert at_roots(prefix(ext) + values) == [1, 1, 1]
        for place in range(len(values)):
            assert at_roots(prefix(ext) + values[:place] + [values[place] ^ 5] + values[place + 1:]) \
                != [1, 1, 1]


def main(words):
    self_check()
    if words[:1] == ["vectors"]:
        return 1 if check_vectors(words[1], words[2].encode()) else 0
    lines, _, passphrase = sys.stdin.read().partition("\n\n")
    passphrase = passphrase.strip().encode()
    lines = lines.split("\n")
    if words[:1] == ["split"]:
        groups = [tuple(map(int, group.split("/"))) for group in words[2].split(",")]
        for share in split(int(words[1]), groups, bytes.fromhex(lines[0]), passphrase, int(words[3])):
            print(to_words(share))
        return 0
    if words[:1] == ["combine"]:
        try:
            print(combine([from_words(line) for line in lines if line], passphrase).hex())
        except Refused as refused:
            print(f"refused: {refused}")
        return 0
    print(__doc__, file=sys.stderr)
    return os.EX_USAGE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
