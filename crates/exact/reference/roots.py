#!/usr/bin/env python3
"""An independent reading of the commitments of docs/exact-arithmetic.md. Needs numpy.

    roots.py MODEL.gguf TOKENIZER ENDS PROMPT OUTPUT END POSITION SLOT

TOKENIZER is 32 bytes in hex; ENDS, PROMPT and OUTPUT are ids joined by commas (or -); END is 1 if an end token
was chosen after the output, else 0. Prints the roots of the model, of prompt, output and trace, and the inner
root of the cell at POSITION and SLOT, a layer's.
"""
import hashlib
import struct
import sys
from fractions import Fraction

from x1 import EXP2, File, forward, scores_of, sums_of, weight

ABSENT = bytes(32)


def hash_of(data):
    return hashlib.blake2b(data, digest_size=32).digest()


def leaf(data):
    return hash_of(b"\0" + data)


def root(level):
    while len(level) > 1:
        pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
        level = [hash_of(b"\1" + p[0] + p[1]) if len(p) == 2 else p[0] for p in pairs]
    return level[0]


def pack(form, numbers):
    return struct.pack(f"<{len(numbers)}{form}", *numbers)


def tiles(form, numbers, size):
    return [pack(form, numbers[i : i + size]) for i in range(0, len(numbers), size)]


def block(pair):
    """Mantissas and exponent."""
    return pack("h", pair[0]) + bytes([pair[1]])


def tokens_root(tokens):
    return root([leaf(part) for part in tiles("I", tokens, 32) or [b""]])


# The model.

PARTS = ["attn_norm", "attn_q", "attn_k", "attn_v", "attn_output", "ffn_norm", "ffn_gate", "ffn_up", "ffn_down"]
MATRICES = [part for part in PARTS if not part.endswith("norm")]


class Model:
    def __init__(self, path, tokenizer, ends):
        self.file = File(path)
        meta = self.file.meta
        part = lambda name: "llama." + name
        (dim, vocabulary), _, _ = self.file.tensors["token_embd.weight"]
        self.layers, self.dim = meta[part("block_count")], dim
        self.heads, self.kv = meta[part("attention.head_count")], meta[part("attention.head_count_kv")]
        self.ffn = meta[part("feed_forward_length")]
        epsilon = round(Fraction(meta[part("attention.layer_norm_rms_epsilon")]) * 2**28)
        context = min(meta[part("context_length")], 8192)
        base = int(meta[part("rope.freq_base")])
        names = ["token_embd", "output_norm"]
        names += [f"blk.{layer}.{name}" for layer in range(self.layers) for name in PARTS]
        own_head = "output.weight" in self.file.tensors
        names += ["output"] if own_head else []
        tables = hash_of(pack("I", EXP2))
        outer = self.wide("token_embd") | (self.wide("output") << 1 | 4 if own_head else 0)
        header = b"stoa-exact/X1/v1" + tables
        header += pack("I", [self.layers, dim, self.heads, self.kv, self.ffn, vocabulary, context, base, epsilon])
        header += bytes([outer, len(ends)]) + pack("I", ends + [0] * (8 - len(ends)))
        header += tokenizer + root([self.tensor(name) for name in names])
        for layer in range(self.layers):
            kinds = [self.wide(f"blk.{layer}.{name}") << at for at, name in enumerate(MATRICES)]
            header += bytes([sum(kinds)])
        self.root = hash_of(header)

    def wide(self, name):
        """1 for 8-bit weights."""
        return int(self.file.tensors[name + ".weight"][1] == 8)

    def tensor(self, name):
        name += ".weight"
        if self.file.tensors[name][1] == 0:
            return leaf(pack("i", self.file.gain(name)))
        q, d, m, e = self.file.rows(name)
        leaves = []
        for row in range(len(e)):
            if self.file.tensors[name][1] == 8:
                quants = b"".join(pack("b", group) for group in q[row].tolist())
                offsets = b""
            else:
                halves = [(g[:16], g[16:]) for g in q[row].tolist()]
                quants = bytes(a | b << 4 for low, high in halves for a, b in zip(low, high))
                offsets = pack("h", m[row].tolist())
            leaves.append(leaf(quants + pack("h", d[row].tolist()) + offsets + bytes([e[row]])))
        return root(leaves)

    def tile(self, *names):
        size = 0
        for name in names:
            columns = self.file.tensors[name + ".weight"][0][0] // 32
            size += columns * (34 if self.wide(name) else 20) + 1
        return max(n for n in (1, 2, 4, 8, 16) if n == 1 or n * size <= 8192)


# An answer.


def cell_root(leaves):
    return root([leaf(data) for data in leaves])


def cells(model, run, ids, prompt):
    """Hashes by position, then slot."""
    out = []
    for p, token in enumerate(ids):
        slots = [cell_root([pack("I", [token]), pack("i", run.embedded[p])])]
        for layer in run.layers:
            heads = [block(h) for h in layer["keys"][p] + layer["values"][p]]
            slots.append(cell_root([pack("i", layer["residual"][p])] + heads))
        logits = run.logits[p]
        final = block((run.final[0][p], run.final[1][p]))
        chosen = pack("I", [logits.index(max(logits))])
        slots.append(cell_root([final, chosen]) if p + 1 >= prompt else ABSENT)
        out.append(slots)
    return out


def trace_root(rows):
    pages = []
    for start in range(0, len(rows), 32):
        page = rows[start : start + 32]
        by_position = root([root(position) for position in page])
        by_slot = root([root(list(column)) for column in zip(*page)])
        pages.append(hash_of(b"\1" + by_position + by_slot))
    return root(pages)


def inner_root(model, run, p, slot):
    layer, name = run.layers[slot - 1], f"blk.{slot - 1}."
    tile = lambda *parts: model.tile(*[name + part for part in parts])
    scores, greatest, sums = [], [], []
    for h, query in enumerate(layer["queries"][p]):
        k = h // (model.heads // model.kv)
        keys, values = ([layer[what][t][k] for t in range(p + 1)] for what in ("keys", "values"))
        z = scores_of(query, keys)
        scores += tiles("q", z, 32)
        greatest.append(pack("q", [max(z)]) + pack("I", [z.index(max(z))]))
        weights = [weight(max(z), score) for score in z]
        for end in range(32, p + 33, 32):
            seen = weights[:end]
            sums.append(pack("q", [sum(seen)] + sums_of(seen, values)))
    sizes = [abs(y) for y in layer["gated"][p]]
    heads = layer["outputs"][p]
    ops = [
        [block([part[p] for part in layer["input"]])],
        tiles("i", layer["query rows"][p], tile("attn_q")),
        tiles("i", layer["key rows"][p], tile("attn_k")),
        tiles("i", layer["value rows"][p], tile("attn_v")),
        [block(query) for query in layer["queries"][p]],
        scores,
        greatest,
        sums,
        tiles("i", heads, 64),
        [block([part[p] for part in layer["output input"]])],
        tiles("i", layer["middle"][p], tile("attn_output")),
        [block([part[p] for part in layer["feed input"]])],
        tiles("q", layer["gated"][p], tile("ffn_gate", "ffn_up")),
        [pack("q", [max(sizes)]) + pack("I", [sizes.index(max(sizes))])],
        tiles("h", layer["down input"][0][p], 16),
    ]
    return root([cell_root(op) for op in ops])


def main():
    if len(sys.argv) != 9:
        sys.exit(__doc__)
    ids = lambda text: [int(i) for i in text.split(",")] if text != "-" else []
    ends, prompt, output = (ids(text) for text in sys.argv[3:6])
    model = Model(sys.argv[1], bytes.fromhex(sys.argv[2]), ends)
    read = (prompt + output)[: len(prompt) + len(output) - (sys.argv[6] == "0")]
    run = forward(model.file, read)
    print("model", model.root.hex())
    print("prompt", tokens_root(prompt).hex())
    print("output", tokens_root(output).hex())
    print("trace", trace_root(cells(model, run, read, len(prompt))).hex())
    print("inner", inner_root(model, run, int(sys.argv[7]), int(sys.argv[8])).hex())


if __name__ == "__main__":
    main()
