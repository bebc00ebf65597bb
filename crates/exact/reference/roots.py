#!/usr/bin/env python3
"""An independent reading of the commitments of docs/exact-arithmetic.md. Needs numpy.

    roots.py MODEL.gguf TOKENIZER ENDS PROMPT OUTPUT END POSITION SLOT [INVERSE CUT SEED] [parts]

TOKENIZER is 32 bytes in hex; ENDS, PROMPT and OUTPUT are ids joined by commas (or -); END is 1 if an end token
was chosen after the output, else 0. INVERSE, CUT and SEED (hex) are those of a seeded choice. With `parts`
vectors are committed to in parts. Prints the roots of the model, of prompt, output and trace, the inner root of
the cell at POSITION and SLOT, a layer's, and what is chosen at each position from the prompt's last on.
"""
import hashlib
import struct
import sys
from fractions import Fraction

from x1 import EXP2, File, choose, forward, norm, quantise, scores_of, sums_of, weight

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


def claim(numbers):
    """The greatest, and the lowest place that has it."""
    numbers = list(numbers)
    return pack("q", [max(numbers)]) + pack("I", [numbers.index(max(numbers))])


def tokens_root(tokens):
    return root([leaf(part) for part in tiles("I", tokens, 32) or [b""]])


# The model.

PARTS = ["attn_norm", "attn_q", "attn_k", "attn_v", "attn_output", "ffn_norm", "ffn_gate", "ffn_up", "ffn_down"]
MATRICES = [part for part in PARTS if not part.endswith("norm")]


class Model:
    def __init__(self, path, tokenizer, ends, parts=False):
        self.file = File(path)
        part = self.file.setting
        (dim, vocabulary), _, _ = self.file.tensors["token_embd.weight"]
        self.layers, self.dim = part("block_count"), dim
        self.heads, self.kv = part("attention.head_count"), part("attention.head_count_kv")
        self.ffn = part("feed_forward_length")
        epsilon = self.epsilon = round(Fraction(part("attention.layer_norm_rms_epsilon")) * 2**28)
        self.parts, self.part = parts, min(512, dim & -dim) if parts else dim
        context = min(part("context_length"), 8192)
        base = int(part("rope.freq_base"))
        self.biased = "blk.0.attn_q.bias" in self.file.tensors
        names = ["token_embd", "output_norm"]
        names += [f"blk.{layer}.{name}" for layer in range(self.layers) for name in PARTS]
        own_head = "output.weight" in self.file.tensors
        names += ["output"] if own_head else []
        tables = hash_of(pack("I", EXP2))
        outer = self.wide("token_embd") | (self.wide("output") << 1 | 4 if own_head else 0)
        factors = self.file.factors() or []
        outer |= self.biased << 3 | bool(factors) << 4 | parts << 5
        header = b"stoa-exact/X1/v1" + tables
        header += pack("I", [self.layers, dim, self.heads, self.kv, self.ffn, vocabulary, context, base, epsilon])
        header += bytes([outer, len(ends)]) + pack("I", ends + [0] * (8 - len(ends)))
        header += tokenizer + root([self.tensor(name) for name in names])
        header += pack("I", factors)
        for layer in range(self.layers):
            kinds = [self.wide(f"blk.{layer}.{name}") << at for at, name in enumerate(MATRICES)]
            header += bytes([sum(kinds)])
        self.root = hash_of(header)

    def wide(self, name):
        """1 for 8-bit weights."""
        return int(self.file.tensors[name + ".weight"][1] == 8)

    def tensor(self, bare):
        name = bare + ".weight"
        if self.file.tensors[name][1] == 0:
            return cell_root(tiles("i", self.file.gain(name), self.part))
        part = bare.split(".")[-1]
        if part in PARTS[1:4]:
            (q, d, m, e), bias = self.file.heads(bare, part != "attn_v")
        else:
            q, d, m, e = self.file.rows(name)
        biases = part in PARTS[1:4] and self.biased
        leaves = []
        for row in range(len(e)):
            if self.file.tensors[name][1] == 8:
                quants = b"".join(pack("b", group) for group in q[row].tolist())
                offsets = b""
            else:
                halves = [(g[:16], g[16:]) for g in q[row].tolist()]
                quants = bytes(a | b << 4 for low, high in halves for a, b in zip(low, high))
                offsets = pack("h", m[row].tolist())
            added = pack("i", [bias[row]]) if biases else b""
            leaves.append(leaf(quants + pack("h", d[row].tolist()) + offsets + bytes([e[row]]) + added))
        return root(leaves)

    def tile(self, *names):
        size = 0
        for name in names:
            columns = self.file.tensors[name + ".weight"][0][0] // 32
            size += columns * (34 if self.wide(name) else 20) + 1
            size += 4 * (self.biased and name.split(".")[-1] in PARTS[1:4])
        most = 4096 if self.parts or any(name.endswith("ffn_down") for name in names) else 8192
        return max(n for n in (1, 2, 4, 8, 16) if n == 1 or n * size <= most)

    def norm(self, x, name):
        """The operations of a norm in parts: claim, sums of squares, claim, mantissas."""
        shift = max(0, max(map(abs, x)).bit_length() - 24)
        squares = [(v >> shift) ** 2 for v in x]
        y = norm(x, self.file.gain(name + ".weight"), self.epsilon)
        ends = range(self.part, len(x) + 1, self.part)
        return [
            [claim(map(abs, x))],
            [pack("q", [sum(squares[:end])]) for end in ends],
            [claim(map(abs, y))],
            tiles("h", quantise(y, 14)[0], self.part),
        ]


# An answer.


def cell_root(leaves):
    return root([leaf(data) for data in leaves])


def cells(model, run, ids, prompt, sampling):
    """Hashes by position, then slot; and what is chosen."""
    out, tokens = [], []
    for p, token in enumerate(ids):
        slots = [cell_root([pack("I", [token])] + tiles("i", run.embedded[p], model.part))]
        for layer in run.layers:
            heads = [block(h) for h in layer["keys"][p] + layer["values"][p]]
            slots.append(cell_root(tiles("i", layer["residual"][p], model.part) + heads))
        if p + 1 >= prompt:
            logits = run.logits[p]
            choice = choose(logits, sampling, p)
            final = [block((run.final[0][p], run.final[1][p]))]
            if model.parts:
                final = sum(model.norm(run.layers[-1]["residual"][p], "output_norm"), [])
            chosen = pack("I", choice) + pack("q", [logits[token] for token in choice])
            slots.append(cell_root(final + [chosen]))
            tokens.append(choice[0])
        else:
            slots.append(ABSENT)
        out.append(slots)
    return out, tokens


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
        greatest.append(claim(z))
        weights = [weight(max(z), score) for score in z]
        for end in range(32, p + 33, 32):
            seen = weights[:end]
            sums.append(pack("q", [sum(seen)] + sums_of(seen, values)))
    gates = claim(map(abs, layer["gated"][p]))
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
        [gates],
        tiles("h", layer["down input"][0][p], 16),
    ]
    if model.parts:
        before = run.layers[slot - 2]["residual"][p] if slot > 1 else run.embedded[p]
        outputs = layer["output input"][0][p]
        down, size = model.file.rows(name + "ffn_down.weight"), tile("ffn_down")
        inputs = layer["down input"][0][p]
        sums = [[row_sum(down, row, inputs[:end]) for end in chunk_ends(inputs)] for row in range(model.dim)]
        leaves = []
        for first in range(0, model.dim, size):
            leaves += [pack("q", chunk) for chunk in map(list, zip(*sums[first : first + size]))]
        ops[11:12] = model.norm(layer["middle"][p], name + "ffn_norm")
        ops[9:10] = [[claim(map(abs, heads))], tiles("h", outputs, 64)]
        ops[0:1] = model.norm(before, name + "attn_norm")
        ops.append(leaves)
    return root([cell_root(op) for op in ops])


def chunk_ends(inputs):
    return [min(start + 2048, len(inputs)) for start in range(0, len(inputs), 2048)]


def row_sum(matrix, row, x):
    """The sum of a row over its first inputs."""
    q, d, m, _ = matrix
    weights = (q[row] * d[row][:, None] + m[row][:, None]).reshape(-1)
    return sum(int(w) * v for w, v in zip(weights, x))


def main():
    parts = sys.argv[-1] == "parts"
    if len(sys.argv) - parts not in (9, 12):
        sys.exit(__doc__)
    ids = lambda text: [int(i) for i in text.split(",")] if text != "-" else []
    ends, prompt, output = (ids(text) for text in sys.argv[3:6])
    sampling = None
    if len(sys.argv) - parts == 12:
        sampling = int(sys.argv[9]), int(sys.argv[10]), bytes.fromhex(sys.argv[11])
    model = Model(sys.argv[1], bytes.fromhex(sys.argv[2]), ends, parts)
    read = (prompt + output)[: len(prompt) + len(output) - (sys.argv[6] == "0")]
    run = forward(model.file, read)
    print("model", model.root.hex())
    print("prompt", tokens_root(prompt).hex())
    print("output", tokens_root(output).hex())
    hashes, tokens = cells(model, run, read, len(prompt), sampling)
    print("trace", trace_root(hashes).hex())
    print("inner", inner_root(model, run, int(sys.argv[7]), int(sys.argv[8])).hex())
    print("chosen", ",".join(map(str, tokens)))


if __name__ == "__main__":
    main()
