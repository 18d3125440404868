"""What a key for encryption is asked and answers, written from docs/formats/backups.md, without a
library for AES: the check value of a key of known bytes.

  key_check.py VAULT KEY_ID     the key's 32 bytes in hex on standard input -> the check value
For tests only: nothing here is wiped or takes constant time.
"""

import hashlib
import sys
import uuid


def sbox():
    product = lambda a, b: 0 if not b else (a if b & 1 else 0) ^ product(  # noqa: E731
        (a << 1) ^ (0x11b if a & 0x80 else 0), b >> 1)
    table = []
    for byte in range(256):
        inverse = next((x for x in range(256) if product(byte, x) == 1), 0)
        bits = inverse
        for turn in range(1, 5):
            bits ^= (inverse << turn | inverse >> (8 - turn)) & 0xff
        table.append(bits ^ 0x63)
    return table


SBOX = sbox()


def double(byte):
    return (byte << 1) ^ (0x11b if byte & 0x80 else 0)


def round_keys(key):
    words = [list(key[i:i + 4]) for i in range(0, 32, 4)]
    constant = 1
    while len(words) < 60:
        word = list(words[-1])
        if len(words) % 8 == 0:
            word = [SBOX[b] for b in word[1:] + word[:1]]
            word[0] ^= constant
            constant = double(constant)
        elif len(words) % 8 == 4:
            word = [SBOX[b] for b in word]
        words.append([a ^ b for a, b in zip(words[-8], word)])
    return [sum(words[i:i + 4], []) for i in range(0, 60, 4)]


def aes(keys, block):
    state = [a ^ b for a, b in zip(block, keys[0])]
    for number, key in enumerate(keys[1:], 1):
        state = [SBOX[state[(i + 4 * (i % 4)) % 16]] for i in range(16)]
        if number < len(keys) - 1:
            mixed = []
            for i in range(0, 16, 4):
                a = state[i:i + 4]
                total = a[0] ^ a[1] ^ a[2] ^ a[3]
                mixed += [a[j] ^ total ^ double(a[j] ^ a[(j + 1) % 4]) for j in range(4)]
            state = mixed
        state = [a ^ b for a, b in zip(state, key)]
    return bytes(state)


def ghash(h, data):
    y = 0
    for i in range(0, len(data), 16):
        y ^= int.from_bytes(data[i:i + 16], "big")
        z, v = 0, h
        for bit in range(127, -1, -1):
            if y >> bit & 1:
                z ^= v
            v = (v >> 1) ^ (0xe1 << 120 if v & 1 else 0)
        y = z
    return y.to_bytes(16, "big")


def gcm(key, nonce, message):
    keys = round_keys(key)
    block = lambda counter: aes(keys, nonce + counter.to_bytes(4, "big"))  # noqa: E731
    sealed = b"".join(bytes(a ^ b for a, b in zip(message[i:i + 16], block(2 + i // 16)))
                      for i in range(0, len(message), 16))
    padded = sealed + bytes(-len(sealed) % 16) + (8 * len(sealed)).to_bytes(16, "big")
    h = int.from_bytes(aes(keys, bytes(16)), "big")
    return sealed + bytes(a ^ b for a, b in zip(ghash(h, padded), block(1)))


def main(words):
    vault, key_id = bytes.fromhex(words[0]), uuid.UUID(words[1]).bytes
    message = b"pyx/key-check/v1\0" + vault + key_id
    nonce = hashlib.sha256(message).digest()[:12]
    key = bytes.fromhex(sys.stdin.read().strip())
    print(hashlib.sha256(gcm(key, nonce, message)).hexdigest())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
