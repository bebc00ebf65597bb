#!/usr/bin/env python3
"""Prints the frozen tables of contract X1, and the hashes that pin them.

    generate.py exp2          the Rust source of the EXP2 table (src/tables.rs holds a copy)
    generate.py hash          blake2b-256 of the tables as src/tables.rs pins them

Only integers of unlimited size are used, with 200 fractional bits: every entry is the correctly rounded
mathematical value. src/rope.rs computes the same rotations with 64-bit integers; that both agree on all
8,192 positions is what the pinned hash tests. src/sampling.rs does the same for the noise.
"""
import hashlib
import math
import struct
import sys

BITS = 200
ONE = 1 << BITS


def power_of_two(i):
    """2^(-i/256), by eight square roots of two and multiplication."""
    root = ONE << 1
    for _ in range(8):
        root = math.isqrt(root << BITS)
    value = ONE
    for _ in range(i):
        value = (value << BITS) // root
    return value


def nearest(value, bits):
    """A value with BITS fractional bits, rounded to `bits` of them; there are no ties."""
    shift = BITS - bits
    return (value + (1 << (shift - 1))) >> shift


def exp2():
    return [nearest(power_of_two(i), 30) for i in range(257)]


def arctan_inverse(n):
    total, term, k = 0, ONE // n, 0
    while term:
        total += term // (2 * k + 1) if k % 2 == 0 else -(term // (2 * k + 1))
        term //= n * n
        k += 1
    return total


PI = 4 * (4 * arctan_inverse(5) - arctan_inverse(239))


def cos_sin(angle):
    angle %= 2 * PI
    sums, term, k = [0, 0, 0, 0], ONE, 0
    while term:
        sums[k % 4] += term
        k += 1
        term = (term * angle >> BITS) // k
    return sums[0] - sums[2], sums[1] - sums[3]


def rope(base, positions, factors=None):
    """(cos, sin) of position * base^(-i/32), Q14, for i in 0..32; over the factors, Q24, if there are any."""
    root = (ONE * ONE) // (base << BITS)
    for _ in range(5):
        root = math.isqrt(root << BITS)
    theta = [ONE]
    for _ in range(31):
        theta.append(theta[-1] * root >> BITS)
    if factors:
        theta = [(angle << 24) // factor for angle, factor in zip(theta, factors)]
    for position in range(positions):
        for angle in theta:
            cos, sin = cos_sin(position * angle)
            yield nearest(cos, 14), nearest(sin, 14)


def ln_ratio(num, den):
    """ln(num / den), by the series of the inverse hyperbolic tangent."""
    z = (num - den) * ONE // (num + den)
    square, total, term, k = z * z >> BITS, 0, z, 1
    while term not in (0, -1):
        total += term // k
        term, k = term * square >> BITS, k + 2
    return 2 * total


LN_2 = ln_ratio(2, 1)


def ln(num, den):
    """The natural logarithm of a fraction."""
    shift = num.bit_length() - den.bit_length()
    return shift * LN_2 + ln_ratio(num << max(-shift, 0), den << max(shift, 0))


def gumbel(i):
    """-ln(-ln((i + 1/2) / 65536)), Q16."""
    return nearest(-ln(-ln(2 * i + 1, 1 << 17), ONE), 16)


def digest(data):
    return hashlib.blake2b(data, digest_size=32).hexdigest()


def main():
    what = sys.argv[1] if len(sys.argv) > 1 else ""
    if what == "exp2":
        table = exp2()
        for at in range(0, 256, 8):
            print("\t" + " ".join(f"{v}," for v in table[at : at + 8]))
        print(f"\t{table[256]},")
    elif what == "hash":
        print("exp2", digest(b"".join(struct.pack("<I", v) for v in exp2())))
        print("gumbel", digest(b"".join(struct.pack("<i", gumbel(i)) for i in range(65_536))))
        for base in (10_000, 100_000):
            rows = b"".join(struct.pack("<hh", c, s) for c, s in rope(base, 8192))
            print("rope", base, digest(rows))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
