"""A second implementation of the Merkle tree of RFC 9162, section 2.1, by its recursive definitions.

usage: merkle_reference.py SIZE

Leaf i is the text "leaf <i>". For each size n from 0 to SIZE one line:
  n, the root, the SHA-256 of all inclusion proofs (PATH(0, D[n]) to PATH(n-1, D[n])), and the
  SHA-256 of all consistency proofs (PROOF(1, D[n]) to PROOF(n, D[n])). Each proof is hashed as one
  byte with its number of hashes, then the hashes.
"""

import functools
import hashlib
import sys


def leaf(i):
    return b"leaf %d" % i


def split(n):
    k = 1
    while 2 * k < n:
        k *= 2
    return k


@functools.lru_cache(maxsize=None)
def mth(begin, end):
    if begin == end:
        return hashlib.sha256(b"").digest()
    if end - begin == 1:
        return hashlib.sha256(b"\x00" + leaf(begin)).digest()
    k = split(end - begin)
    return hashlib.sha256(b"\x01" + mth(begin, begin + k) + mth(begin + k, end)).digest()


def path(m, begin, end):
    if end - begin == 1:
        return []
    k = split(end - begin)
    if m < k:
        return path(m, begin, begin + k) + [mth(begin + k, end)]
    return path(m - k, begin + k, end) + [mth(begin, begin + k)]


def subproof(m, begin, end, known):
    if m == end - begin:
        return [] if known else [mth(begin, end)]
    k = split(end - begin)
    if m <= k:
        return subproof(m, begin, begin + k, known) + [mth(begin + k, end)]
    return subproof(m - k, begin + k, end, False) + [mth(begin, begin + k)]


def digest(proofs):
    total = hashlib.sha256()
    for proof in proofs:
        total.update(bytes([len(proof)]) + b"".join(proof))
    return total.hexdigest()


def main():
    for n in range(int(sys.argv[1]) + 1):
        inclusion = digest(path(m, 0, n) for m in range(n))
        consistency = digest(subproof(m, 0, n, True) for m in range(1, n + 1))
        print(n, mth(0, n).hex(), inclusion, consistency)


if __name__ == "__main__":
    main()
