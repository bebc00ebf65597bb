#!/usr/bin/env python3
"""Conformance vectors, one operation a line: `name operand | operand ... = result`, integers apart by spaces.

    vectors.py COUNT [SEED] > vectors.txt      COUNT cases of each operation, the extreme ones first

Plain integers of any size, written from docs/exact-arithmetic.md. Needs numpy only because x1.py does.
"""
import hashlib
import math
import random
import sys

import numpy as np

import roots
from x1 import attention, choose, cl, eight_bits, exp2n, gated, generate, norm, quantise, rdiv, rotate, rshr

EXTREMES = [0, 1, -1, 2**31 - 1, 1 - 2**31, 2**62, -(2**62), 2**63 - 1, -(2**63)]
FROM_NORM, FROM_HEADS, FROM_GATED = (35, 16), (16, 14), (32, 14)


class Dice(random.Random):
    def bits(self, most, signed=True):
        """Any length up to `most` bits is as likely."""
        value = self.getrandbits(self.randint(0, most)) if most else 0
        return -value if signed and self.random() < 0.5 else value

    def vector(self, length, most):
        shift = self.randint(0, most)
        return [self.bits(most) >> shift for _ in range(length)]

    def row(self, groups):
        kind = self.choice([4, 8])
        size = 16 if kind == 4 else 32
        fill = self.choice([None, None, 0, 255, 128])
        q = [self.getrandbits(8) if fill is None else fill for _ in range(groups * size)]
        word = lambda: self.choice([self.randint(-(2**15), 2**15 - 1), self.randint(-300, 300), -(2**15), 2**15 - 1])
        d = [word() for _ in range(groups)]
        m = [word() for _ in range(groups)] if kind == 4 else []
        return kind, q, d, m, self.randint(10, 60)


def weights(row):
    """The integers q*D + M of a row, without its exponent."""
    kind, q, d, m, _ = row
    out = []
    for group, scale in enumerate(d):
        if kind == 4:
            part = q[group * 16 : group * 16 + 16]
            quants, offset = [b & 15 for b in part] + [b >> 4 for b in part], m[group]
        else:
            quants, offset = [b - 256 if b > 127 else b for b in q[group * 32 : group * 32 + 32]], 0
        out += [quant * scale + offset for quant in quants]
    return out


def lin(row, x, e, f_in, f_out):
    return rshr(sum(w * v for w, v in zip(weights(row), x)), row[4] - e + f_in - f_out)


def flat(row):
    kind, q, d, m, e = row
    return [[kind, e], q, d, m]


def heads(dice, bits=13):
    return quantise(dice.vector(64, 31), bits)


def cases(dice, at):
    """Operands and result of case `at` of each operation."""
    x = EXTREMES[at] if at < len(EXTREMES) else dice.bits(63)
    n = dice.randint(-70, 70)
    yield "rshr", [[x], [n]], [rshr(x, n)]
    yield "cl", [[x], [b := dice.randint(1, 63)]], [cl(x, b)]
    num, den = dice.bits(61), dice.bits(40, False) + 1
    yield "rdiv", [[num], [den]], [rdiv(num, den)]
    d = dice.bits(30, False)
    yield "exp2n", [[d]], [exp2n(d)]
    base, position = dice.choice([1, 2, 10_000, 100_000, 500_000, 2**32 - 1]), dice.randint(0, 40)
    turns = [v for pair in list(generate.rope(base, position + 1))[-32:] for v in pair]
    yield "rotation", [[base], [position]], turns

    y = dice.vector(dice.choice([1, 31, 64]), 61)
    bits = dice.choice([13, 14])
    m, e = quantise(y, bits)
    yield "quantise", [y, [bits]], m + [e]
    x = dice.vector(dice.choice([32, 96]), 31)
    if at < 3:
        x = [[0] * 32, [2**31 - 1] * 32, [1 - 2**31] * 31 + [1]][at]
    gain = [cl(dice.bits(24), 24) for _ in x]
    epsilon = dice.choice([1, 2684, 2**20])
    yield "norm", [x, gain, [epsilon]], norm(x, gain, epsilon)

    row = dice.row(dice.choice([1, 2, 3]))
    embedded = [cl(rshr(w, row[4] - 14), 32) for w in weights(row)]
    yield "embed", flat(row), embedded
    a, e = quantise(dice.vector(32 * len(row[2]), 50), 14)
    f_in, f_out = dice.choice([FROM_NORM, FROM_HEADS, FROM_GATED])
    yield "lin", flat(row) + [a, [e, f_in, f_out]], [lin(row, a, e, f_in, f_out)]

    head = dice.vector(64, 31)
    yield "rotate", [head, turns], rotate(head, list(zip(turns[::2], turns[1::2])))
    q, keys = heads(dice), [heads(dice) for _ in range(dice.randint(1, 3))]
    values = [quantise([cl(v, 25) for v in dice.vector(64, 25)], 13) for _ in keys]
    joined = [[v for m, e in many for v in m + [e]] for many in (keys, values)]
    yield "attention", [q[0] + [q[1]], *joined], attention(q, keys, values)
    gate, up = cl(dice.bits(32), 32), cl(dice.bits(32), 32)
    yield "gated", [[gate], [up]], [gated(gate, up)]
    yield "residual", [[gate], [add := cl(dice.bits(63), 63)]], [cl(gate + add, 32)]
    logits = [dice.randint(-3, 3) for _ in range(9)]
    yield "argmax", [logits], [logits.index(max(logits))]

    few = dice.choice([1, 17, 40])
    size = dice.choice([4, 15, 17, 18, 63])
    logits = [dice.bits(size) for _ in range(few)]
    inverse = dice.choice([2**15, 2**16, 2**17, dice.randint(2**10, 2**24)])
    cut, seed = dice.randint(0, dice.choice([2**17, 2**20])), dice.randbytes(32)
    position = dice.getrandbits(13)
    chosen = choose(logits, (inverse, cut, seed), position)
    yield "choose", [[inverse, cut, position], list(seed), logits], list(chosen)
    noise = dice.choice([0, 65_535, dice.getrandbits(16)])
    yield "gumbel", [[noise]], [generate.gumbel(noise)]

    leaves = [hashlib.blake2b(bytes([k]), digest_size=32).digest() for k in range(dice.randint(1, 40))]
    yield "merkle", [[len(leaves)]], list(roots.root(leaves))
    tokens = [dice.getrandbits(20) for _ in range(dice.choice([0, 1, 32, 33, 70]))]
    yield "tokens", [tokens], list(roots.tokens_root(tokens))


def turns_of(base):
    """What each pair turns by for a position, 2^64 to the turn."""
    root = math.isqrt(2**126 // base)
    for _ in range(4):
        root = math.isqrt(root << 63)
    theta, out = 2**63, []
    for _ in range(32):
        out.append(theta * 2935890503282001226 >> 63)
        theta = theta * root >> 63
    return out


def llama3(base, context, factor, low, high):
    out = []
    for turn in turns_of(base):
        turns = turn * context >> 40
        above, band = max(0, turns - low), high - low
        below = ((band - above << 24) + above * factor) >> 24
        out.append(2**24 if turns >= high else (2 * factor * band + below) // (2 * below))
    return out


def norm_part(x, gain, greatest, squares, n, epsilon):
    """A part of a norm, from what is claimed of the whole."""
    sh = max(0, greatest.bit_length() - 24)
    ss = max(1, squares + n * (epsilon >> min(2 * sh, 62)))
    j1 = (62 - ss.bit_length()) // 2
    mean = (ss << 2 * j1) // n
    j2 = (62 - mean.bit_length()) // 2
    inverse = 2**61 // math.isqrt(mean << 2 * j2)
    return [cl(rshr(v * inverse, 41 - j1 - j2 + sh), 32) * g for v, g in zip(x, gain)]


def extras(dice):
    """The same for what not every model has."""
    out, bias, bits = dice.bits(63), cl(dice.bits(28), 29), dice.choice([25, 32])
    yield "biased", [[out], [bias], [bits]], [cl(out + bias, bits)]
    base, position = dice.choice([10_000, 500_000, 1_000_000]), dice.randint(0, 40)
    factors = [2**24 + dice.bits(31, False) for _ in range(32)]
    turns = [v for pair in list(generate.rope(base, position + 1, factors))[-32:] for v in pair]
    yield "scaled", [[base], [position], factors], turns
    context, factor = dice.choice([2048, 8192]), 2**24 + dice.bits(31, False)
    low, band = dice.bits(26, False), 1 + dice.bits(28, False)
    yield "llama3", [[base], [context, factor, low, low + band]], llama3(base, context, factor, low, low + band)

    whole = dice.vector(96, 31)
    greatest, part = max(map(abs, whole)), whole[:32]
    shift = max(0, greatest.bit_length() - 24)
    squares = lambda x: sum((v >> shift) ** 2 for v in x)
    yield "squares", [part, [greatest, squares(whole[32:])]], [squares(whole)]
    gain, epsilon = [cl(dice.bits(24), 24) for _ in part], dice.choice([1, 2684, 2**20])
    y = norm_part(part, gain, greatest, squares(whole), 96, epsilon)
    assert y == norm(whole, gain * 3, epsilon)[:32]
    yield "norm_part", [part, gain, [greatest, squares(whole), 96, epsilon]], y
    row, first = dice.row(4), dice.choice([0, 1, 2])
    a, before = quantise(dice.vector(64, 50), 14)[0], dice.bits(52)
    sums = sum(w * v for w, v in zip(weights(row)[32 * first :], a))
    yield "row_sum", flat(row) + [a, [first, before]], [before + sums]
    scale = np.float32(2.0 ** dice.randint(-20, 4))
    floats = [np.float32(dice.gauss(0, 1)) * scale for _ in range(32)]
    words = [int(word) for word in np.array(floats, np.float32).view(np.uint32)]
    yield "group", [words], list(eight_bits(np.array(floats, np.float32)))


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 2026
    dice = Dice(seed)
    for at in range(int(sys.argv[1])):
        extra = Dice(f"{seed} {at}")
        for name, operands, result in [*cases(dice, at), *extras(extra)]:
            text = " | ".join(" ".join(map(str, numbers)) for numbers in operands)
            print(f"{name} {text} = {' '.join(map(str, result))}")


if __name__ == "__main__":
    main()
