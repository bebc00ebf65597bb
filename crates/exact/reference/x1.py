#!/usr/bin/env python3
"""An independent reading of contract X1, to check the engine against. Needs numpy.

    x1.py tiny OUT.gguf              writes the tiny model of tests/data (random weights, own tokeniser)
    x1.py extras OUT.gguf            writes another one, which has all that not every model has
    x1.py folder DIR                 writes a tiny model as a folder with safetensors files, and as DIR/twin.gguf
    x1.py logits MODEL.gguf ID...    prints, for each position, the likeliest token, and at the end the
                                     blake2b-256 of all logits of all positions (i64, little-endian)

Written from the specification alone: unlimited Python integers where the engine uses 64 bits, all positions
as one batch where the engine goes one by one, floats only as carriers of exact integers below 2^53.
"""
import hashlib
import json
import math
import os
import struct
import sys
from fractions import Fraction

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tables"))
import generate  # noqa: E402  the tables, with 200 bits

EXP2 = generate.exp2()


# Primitives, on single integers of any size.


def rshr(x, n):
    n = max(-62, min(n, 62))
    if n > 0:
        return (x + (1 << (n - 1))) >> n
    most = 2**63 - 1
    return max(-most, min(x << -n, most))


def cl(x, bits):
    most = 2 ** (bits - 1) - 1
    return max(-most, min(x, most))


def rdiv(n, s):
    return (2 * n + s) // (2 * s)


def exp2n(d):
    i, f = d >> 8 & 255, d & 255
    v = EXP2[i] - ((EXP2[i] - EXP2[i + 1]) * f >> 8)
    return v >> min(d >> 16, 40)


def quantise(y, bits):
    e = max(0, max(abs(v) for v in y).bit_length() - (bits - 1))
    return [cl(rshr(v, e), bits) for v in y], e


# The model file.


class File:
    def __init__(self, path):
        with open(path, "rb") as file:
            self.data = file.read()
        self.at = 0
        assert self.take(4) == b"GGUF" and self.number("I") == 3
        tensors, entries = self.number("Q"), self.number("Q")
        self.meta = {}
        for _ in range(entries):
            key = self.text()
            self.meta[key] = self.value(self.number("I"))
        self.tensors = {}
        for _ in range(tensors):
            name = self.text()
            shape = [self.number("Q") for _ in range(self.number("I"))]
            self.tensors[name] = (shape, self.number("I"), self.number("Q"))
        self.base = -(-self.at // 32) * 32

    def take(self, n):
        self.at += n
        return self.data[self.at - n : self.at]

    def number(self, form):
        return struct.unpack("<" + form, self.take(struct.calcsize(form)))[0]

    def text(self):
        return self.take(self.number("Q")).decode()

    def value(self, kind):
        if kind == 8:
            return self.text()
        if kind == 9:
            kind, count = self.number("I"), self.number("Q")
            return [self.value(kind) for _ in range(count)]
        forms = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
        return self.number(forms[kind])

    def rows(self, name):
        """A matrix as (q, D, M, E): q[row, group, 32], D and M [row, group], E [row]."""
        (columns, rows), kind, offset = self.tensors[name]
        size = SIZES[kind]
        groups = columns // 32
        raw = np.frombuffer(self.data, np.uint8, rows * groups * size, self.base + offset)
        raw = raw.reshape(rows, groups, size)
        scale = raw[:, :, 0:2].copy().view(np.float16)[:, :, 0]
        if kind == 8:
            q = raw[:, :, 2:].view(np.int8).astype(np.int64)
            offset = np.zeros_like(scale, dtype=np.float64)
        else:
            nibbles = raw[:, :, size - 16 :]
            q = np.concatenate([nibbles & 15, nibbles >> 4], axis=2).astype(np.int64)
            if kind == 3:
                offset = raw[:, :, 2:4].copy().view(np.float16)[:, :, 0].astype(np.float64)
            else:
                offset = -8 * scale.astype(np.float64)
        scale = scale.astype(np.float64)
        d, m = np.zeros((rows, groups), np.int64), np.zeros((rows, groups), np.int64)
        e = np.zeros(rows, np.int64)
        for row in range(rows):
            most = max(np.abs(scale[row]).max(), np.abs(offset[row]).max())
            # frexp: most = x * 2^exponent with x in [0.5, 1)
            e[row] = 14 - (math.frexp(most)[1] - 1) if most else 60
            assert 10 <= e[row] <= 60
            # Powers of two: exact in a double; rint rounds ties to even.
            d[row] = np.rint(np.ldexp(scale[row], e[row]))
            m[row] = np.rint(np.ldexp(offset[row], e[row]))
        return q, d, m, e

    def floats(self, name, bits):
        (width,), kind, offset = self.tensors[name]
        assert kind == 0
        floats = struct.unpack_from(f"<{width}f", self.data, self.base + offset)
        return [round(Fraction(g) * 2**bits) for g in floats]

    def gain(self, name):
        return self.floats(name, 15)


    def setting(self, name):
        return self.meta[f"{self.meta['general.architecture']}.{name}"]

    def heads(self, name, turned):
        """Rows of queries, keys (turned) or values, and what is added to each of them."""
        matrix, rows = self.rows(name + ".weight"), self.tensors[name + ".weight"][0][1]
        bias = [0] * rows
        if name + ".bias" in self.tensors:
            bias = self.floats(name + ".bias", 16)
        if turned and self.meta["general.architecture"] == "qwen2":
            order = [row // 64 * 64 + row % 64 // 2 + row % 2 * 32 for row in range(rows)]
            return tuple(part[order] for part in matrix), [bias[row] for row in order]
        return matrix, bias

    def factors(self):
        if "rope_freqs.weight" not in self.tensors:
            return None
        return self.floats("rope_freqs.weight", 24)


# The operations, on all positions at once.


def linear(matrix, x, exponents, f_in, f_out):
    """x[position][column] mantissas; returns [position][row] integers."""
    q, d, m, e = matrix
    rows, groups, _ = q.shape
    x = np.array(x, np.float64).reshape(len(x), groups, 32)
    # Below 2^53 in magnitude: the doubles are exact integers.
    products = np.matmul(x.transpose(1, 0, 2), q.astype(np.float64).transpose(1, 2, 0))
    products = products.astype(np.int64)
    plain = x.sum(axis=2).astype(np.int64)
    out = []
    for position in range(x.shape[0]):
        acc = (products[:, position, :].T * d).sum(axis=1) + (m * plain[position]).sum(axis=1)
        shifts = e - exponents[position] + f_in - f_out
        out.append([rshr(int(a), int(n)) for a, n in zip(acc, shifts)])
    return out


def projected(heads, a, bits):
    matrix, bias = heads
    return [[cl(v + b, bits) for v, b in zip(p, bias)] for p in linear(matrix, *a, 35, 16)]


def norm(x, gain, epsilon):
    n = len(x)
    sh = max(0, max(abs(v) for v in x).bit_length() - 24)
    ss = max(1, sum((v >> sh) ** 2 for v in x) + n * (epsilon >> min(2 * sh, 62)))
    j1 = (62 - ss.bit_length()) // 2
    mean = (ss << 2 * j1) // n
    j2 = (62 - mean.bit_length()) // 2
    inverse = 2**61 // math.isqrt(mean << 2 * j2)
    return [cl(rshr(v * inverse, 41 - j1 - j2 + sh), 32) * g for v, g in zip(x, gain)]


def quantised(vectors, bits=14):
    pairs = [quantise(v, bits) for v in vectors]
    return [p[0] for p in pairs], [p[1] for p in pairs]


def rotate(head, rotation):
    out = []
    for (a, b), (c, s) in zip(zip(head[::2], head[1::2]), rotation):
        out += [rshr(a * c - b * s, 14), rshr(a * s + b * c, 14)]
    return out


def scores_of(q, keys):
    return [rshr(sum(a * b for a, b in zip(q[0], k[0])) * 23638, 33 - q[1] - k[1]) for k in keys]


def weight(top, score):
    return rshr(exp2n(min(top - score, 2**30)), 6)


def sums_of(weights, values):
    return [sum(w * (v[0][i] << v[1]) for w, v in zip(weights, values)) for i in range(64)]


def attention(q, keys, values):
    """One head: q = (mantissas, exponent), keys and values lists of such."""
    scores = scores_of(q, keys)
    weights = [weight(max(scores), z) for z in scores]
    return [rdiv(n, sum(weights)) for n in sums_of(weights, values)]


def gated(gate, up):
    gate, up = cl(gate, 32), cl(up, 32)
    t = exp2n(rshr(abs(gate) * 94548, 16))
    sigmoid = rdiv((2**30 if gate >= 0 else t) << 24, 2**30 + t)
    return rshr(gate * sigmoid, 24) * up


def heads_of(vector):
    return [vector[i : i + 64] for i in range(0, len(vector), 64)]


# The choice of a token.


def below(top, logit, inverse):
    return rshr(min(top - logit, 2**30) * inverse, 16)


def noise(seed, position, token):
    numbers = struct.pack("<2I", position, token // 16)
    draw = hashlib.blake2b(b"stoa-exact/noise" + seed + numbers, digest_size=32).digest()
    return generate.gumbel(struct.unpack("<16H", draw)[token % 16])


def choose(logits, sampling, position):
    """The token that is chosen, and the likeliest one. Sampling: None, or inverse temperature, cut and seed."""
    top = max(logits)
    likeliest = logits.index(top)
    if sampling is None:
        return likeliest, likeliest
    inverse, cut, seed = sampling
    distances = [below(top, logit, inverse) for logit in logits]
    eligible = [token for token, distance in enumerate(distances) if distance <= cut]
    scores = {token: noise(seed, position, token) - distances[token] for token in eligible}
    return max(scores, key=lambda token: (scores[token], -token)), likeliest


class Run:
    """What a forward pass leaves behind, by position: `layers` has one dictionary per layer."""

    def __init__(self, embedded):
        self.embedded, self.layers, self.final, self.logits = embedded, [], None, None


def forward(file, ids):
    q, d, m, e = file.rows("token_embd.weight")
    embedding = (q, d, m, e)
    epsilon = round(Fraction(file.setting("attention.layer_norm_rms_epsilon")) * 2**28)
    heads, kv = file.setting("attention.head_count"), file.setting("attention.head_count_kv")
    rotations = list(generate.rope(int(file.setting("rope.freq_base")), len(ids), file.factors()))
    rotations = [rotations[p * 32 : p * 32 + 32] for p in range(len(ids))]
    residual = []
    for token in ids:
        row = (q[token] * d[token][:, None] + m[token][:, None]).reshape(-1)
        residual.append([cl(rshr(int(w), int(e[token]) - 14), 32) for w in row])
    run = Run(residual)
    for layer in range(file.setting("block_count")):
        part = lambda name: file.rows(f"blk.{layer}.{name}.weight")
        gain = file.gain(f"blk.{layer}.attn_norm.weight")
        kept = {"input": quantised([norm(x, gain, epsilon) for x in residual])}
        a = kept["input"]
        rows = lambda name, turned, bits: projected(file.heads(f"blk.{layer}.{name}", turned), a, bits)
        queries, keys, values = rows("attn_q", True, 32), rows("attn_k", True, 32), rows("attn_v", False, 25)
        kept |= {"query rows": queries, "key rows": keys, "value rows": values}
        turn = lambda p, v: [quantise(rotate(h, rotations[p]), 13) for h in heads_of(v)]
        queries = [turn(p, v) for p, v in enumerate(queries)]
        keys = [turn(p, v) for p, v in enumerate(keys)]
        values = [[quantise(h, 13) for h in heads_of(v)] for v in values]
        kept |= {"queries": queries, "keys": keys, "values": values}
        outputs = []
        for p in range(len(ids)):
            out = []
            for h in range(heads):
                k = h // (heads // kv)
                seen = range(p + 1)
                out += attention(queries[p][h], [keys[t][k] for t in seen], [values[t][k] for t in seen])
            outputs.append(out)
        a = quantised(outputs)
        add = linear(part("attn_output"), *a, 16, 14)
        residual = [[cl(x + y, 32) for x, y in zip(*pair)] for pair in zip(residual, add)]
        kept |= {"outputs": outputs, "output input": a, "middle": residual}
        gain = file.gain(f"blk.{layer}.ffn_norm.weight")
        a = quantised([norm(x, gain, epsilon) for x in residual])
        kept["feed input"] = a
        gate, up = linear(part("ffn_gate"), *a, 35, 16), linear(part("ffn_up"), *a, 35, 16)
        products = [[gated(g, u) for g, u in zip(*pair)] for pair in zip(gate, up)]
        a = quantised(products)
        add = linear(part("ffn_down"), *a, 32, 14)
        residual = [[cl(x + y, 32) for x, y in zip(*pair)] for pair in zip(residual, add)]
        kept |= {"gated": products, "down input": a, "residual": residual}
        run.layers.append(kept)
    gain = file.gain("output_norm.weight")
    head = file.rows("output.weight") if "output.weight" in file.tensors else embedding
    run.final = quantised([norm(x, gain, epsilon) for x in residual])
    run.logits = linear(head, *run.final, 35, 16)
    return run


# The tiny models.

SIZES = {0: 4, 2: 18, 3: 20, 8: 34}


class Dice:
    """A small generator of our own, so that the file never changes."""

    def __init__(self, seed):
        self.state = seed

    def next(self, below):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % below


def byte_letters():
    """The printable letter that stands for each byte in byte-level BPE."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    other = [b for b in range(256) if b not in plain]
    return {**{b: chr(b) for b in plain}, **{b: chr(256 + i) for i, b in enumerate(other)}}


def tiny_tokens():
    letters = byte_letters()
    tokens = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"] + [letters[b] for b in range(256)]
    space = letters[32]
    merges = [
        ("h", "e"), (space, "t"), ("l", "l"), ("o", "r"), ("he", "ll"), (space + "t", "he"), ("hell", "o"),
        (space, "w"), (space + "w", "or"), ("l", "d"), (space + "wor", "ld"), (space, space),
    ]  # fmt: skip
    tokens += [a + b for a, b in merges]
    tokens += [f"unused{i}" for i in range(-len(tokens) % 32)]
    return tokens, [f"{a} {b}" for a, b in merges]


TEMPLATE = (
    "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content']"
    " + '<|im_end|>' + '\n'}}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


def write_tiny(path, extras=False):
    dice = Dice(2027 if extras else 2026)
    dim, heads, kv, ffn, layers = (96, 2, 1, 64, 2) if extras else (64, 4, 2, 96, 2)
    tokens, merges = tiny_tokens()

    def half(value):
        return struct.pack("<e", value)

    def block(kind):
        d = (dice.next(2000) + 1) / 2**16
        if kind == 0:
            return struct.pack("<f", 0.5 + dice.next(1000) / 1000)
        scale = half(d if dice.next(8) else -d)
        if kind == 3:
            scale = half(d) + half(-d * (6 + dice.next(4)))
        if kind == 8:
            scale = half(d / 16)
        return scale + bytes(dice.next(256) for _ in range(32 if kind == 8 else 16))

    wide = heads * 64
    shapes = [("token_embd", [dim, len(tokens)], 8)] + ([] if extras else [("output", [dim, len(tokens)], 3)])
    shapes += [("output_norm", [dim], 0)]
    for layer in range(layers):
        shapes += [
            (f"blk.{layer}.{name}", shape, kind)
            for name, shape, kind in [
                ("attn_norm", [dim], 0), ("attn_q", [dim, wide], 3), ("attn_k", [dim, kv * 64], 3),
                ("attn_v", [dim, kv * 64], 8), ("attn_output", [wide, dim], 2), ("ffn_norm", [dim], 0),
                ("ffn_gate", [dim, ffn], 3), ("ffn_up", [dim, ffn], 2), ("ffn_down", [ffn, dim], 3),
            ]
        ]  # fmt: skip
    shapes = [(name + ".weight", shape, kind) for name, shape, kind in shapes]
    if extras:
        for layer in range(layers):
            for name, rows in [("attn_q", wide), ("attn_k", kv * 64), ("attn_v", kv * 64)]:
                shapes.append((f"blk.{layer}.{name}.bias", [rows], "bias"))
        shapes.append(("rope_freqs.weight", [32], "factors"))
    kind = "qwen2" if extras else "llama"
    meta = [
        ("general.architecture", kind), (kind + ".block_count", layers), (kind + ".context_length", 256),
        (kind + ".embedding_length", dim), (kind + ".feed_forward_length", ffn),
        (kind + ".attention.head_count", heads), (kind + ".attention.head_count_kv", kv),
        (kind + ".attention.key_length", 64), (kind + ".attention.value_length", 64),
        (kind + ".rope.freq_base", 10000.0), (kind + ".attention.layer_norm_rms_epsilon", 1e-5),
        ("tokenizer.ggml.model", "gpt2"), ("tokenizer.ggml.pre", "smollm"),
        ("tokenizer.ggml.tokens", tokens), ("tokenizer.ggml.merges", merges),
        ("tokenizer.ggml.token_type", [3, 3, 3] + [1] * (len(tokens) - 3)),
        ("tokenizer.ggml.add_bos_token", False), ("tokenizer.ggml.eos_token_id", 2),
        ("tokenizer.chat_template", TEMPLATE),
    ]  # fmt: skip

    def text(value):
        return struct.pack("<Q", len(value.encode())) + value.encode()

    def value(v):
        if isinstance(v, bool):
            return struct.pack("<IB", 7, v)
        if isinstance(v, int):
            return struct.pack("<II", 4, v)
        if isinstance(v, float):
            return struct.pack("<If", 6, v)
        if isinstance(v, str):
            return struct.pack("<I", 8) + text(v)
        if isinstance(v[0], int):
            return struct.pack("<IIQ", 9, 5, len(v)) + struct.pack(f"<{len(v)}i", *v)
        return struct.pack("<IIQ", 9, 8, len(v)) + b"".join(map(text, v))

    head = b"GGUF" + struct.pack("<IQQ", 3, len(shapes), len(meta))
    head += b"".join(text(key) + value(v) for key, v in meta)
    data = b""
    for name, shape, kind in shapes:
        head += text(name) + struct.pack("<I", len(shape))
        head += struct.pack(f"<{len(shape)}Q", *shape) + struct.pack("<IQ", kind if kind in SIZES else 0, len(data))
        if kind == "bias":
            data += b"".join(struct.pack("<f", (dice.next(4000) - 2000) / 8192) for _ in range(*shape))
        elif kind == "factors":
            data += b"".join(struct.pack("<f", min(max(1, (i - 12) * 0.7), 8)) for i in range(*shape))
        else:
            blocks = math.prod(shape) // (1 if kind == 0 else 32)
            data += b"".join(block(kind) for _ in range(blocks))
        data += bytes(-len(data) % 32)
    with open(path, "wb") as file:
        file.write(head + bytes(-len(head) % 32) + data)


# A folder, and its twin.

HUGGING = {
    "attn_norm": "input_layernorm", "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj", "attn_output": "self_attn.o_proj", "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj",
}  # fmt: skip


def write_folder(path):
    dice = Dice(2028)
    dim, ffn, vocabulary = 64, 32, 32
    shapes = [("token_embd.weight", (vocabulary, dim)), ("output.weight", (vocabulary, dim))]
    shapes += [("output_norm.weight", (dim,))]
    for name in HUGGING:
        rows = {"attn_norm": (dim,), "ffn_norm": (dim,), "ffn_down": (dim, ffn)}
        shape = rows.get(name, (ffn, dim) if name.startswith("ffn") else (64, dim))
        shapes.append((f"blk.0.{name}.weight", shape))
    shapes += [(f"blk.0.attn_{part}.bias", (64,)) for part in "qkv"]
    files, twin, weight_map = [{}, {}], [], {}
    for at, (name, shape) in enumerate(shapes):
        numbers = [(dice.next(4001) - 2000) / 8192 + ("norm" in name) for _ in range(math.prod(shape))]
        numbers = np.array(numbers, np.float32)
        kind = ["F32", "F16", "BF16"][at % 3]
        if kind == "F16":
            data = numbers.astype(np.float16).tobytes()
            numbers = np.frombuffer(data, np.float16).astype(np.float32)
        elif kind == "BF16":
            words = numbers.view(np.uint32) >> 16
            data, numbers = words.astype(np.uint16).tobytes(), (words << 16).view(np.float32)
        else:
            data = numbers.tobytes()
        outer = {"token_embd.weight": "model.embed_tokens.weight", "output_norm.weight": "model.norm.weight"}
        there = outer.get(name, "lm_head.weight")
        if name.startswith("blk"):
            _, _, part, end = name.split(".")
            there = f"model.layers.0.{HUGGING[part]}.{end}"
        files[at % 2][there] = (kind, shape, data)
        weight_map[there] = f"model-{at % 2}.safetensors"
        twin.append((name, shape, numbers.reshape(shape)))
    os.makedirs(path, exist_ok=True)
    config = {
        "model_type": "qwen2", "hidden_size": dim, "intermediate_size": ffn, "num_hidden_layers": 1,
        "num_attention_heads": 1, "num_key_value_heads": 1, "vocab_size": vocabulary, "hidden_act": "silu",
        "max_position_embeddings": 256, "rms_norm_eps": 1e-6, "rope_theta": 1000000.0,
        "tie_word_embeddings": False, "use_sliding_window": False,
    }  # fmt: skip
    for name, content in [("config.json", config), ("model.safetensors.index.json", {"weight_map": weight_map})]:
        with open(os.path.join(path, name), "w") as file:
            json.dump(content, file, indent=1)
    for at, tensors in enumerate(files):
        header, data = {}, b""
        for name, (kind, shape, part) in tensors.items():
            header[name] = {"dtype": kind, "shape": shape, "data_offsets": [len(data), len(data) + len(part)]}
            data += part
        head = json.dumps(header).encode()
        with open(os.path.join(path, f"model-{at}.safetensors"), "wb") as file:
            file.write(struct.pack("<Q", len(head)) + head + data)
    write_twin(os.path.join(path, "twin.gguf"), twin)


def write_twin(path, tensors):
    """Of architecture llama: the pairs of heads are neighbours."""
    order = [row % 64 // 2 + row % 2 * 32 for row in range(64)]
    meta = [
        ("block_count", 1), ("context_length", 256), ("embedding_length", 64), ("feed_forward_length", 32),
        ("attention.head_count", 1), ("rope.freq_base", 1000000.0), ("attention.layer_norm_rms_epsilon", 1e-6),
    ]  # fmt: skip
    text = lambda value: struct.pack("<Q", len(value)) + value.encode()
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(meta) + 1)
    head += text("general.architecture") + struct.pack("<I", 8) + text("llama")
    for key, value in meta:
        number = struct.pack("<If", 6, value) if isinstance(value, float) else struct.pack("<II", 4, value)
        head += text("llama." + key) + number
    data = b""
    for name, shape, numbers in tensors:
        if "attn_q" in name or "attn_k" in name:
            numbers = numbers[order]
        kind = 0 if len(shape) == 1 else 8
        head += text(name) + struct.pack("<I", len(shape)) + struct.pack(f"<{len(shape)}Q", *shape[::-1])
        head += struct.pack("<IQ", kind, len(data))
        data += numbers.tobytes() if kind == 0 else b"".join(map(eight_bits, numbers.reshape(-1, 32)))
        data += bytes(-len(data) % 32)
    with open(path, "wb") as file:
        file.write(head + bytes(-len(head) % 32) + data)


def eight_bits(weights):
    """Scale and quants of 32 floats, as bytes; all in single precision."""
    scale = np.abs(weights).max() / np.float32(127)
    inverse = np.float32(1) / scale if scale else np.float32(0)
    quants = [math.copysign(math.floor(abs(float(w * inverse)) + 0.5), w) for w in weights]
    return np.float16(scale).tobytes() + bytes(int(q) & 255 for q in quants)


def main():
    if len(sys.argv) == 3 and sys.argv[1] in ("tiny", "extras"):
        write_tiny(sys.argv[2], sys.argv[1] == "extras")
    elif len(sys.argv) == 3 and sys.argv[1] == "folder":
        write_folder(sys.argv[2])
    elif len(sys.argv) > 3 and sys.argv[1] == "logits":
        logits = forward(File(sys.argv[2]), [int(i) for i in sys.argv[3:]]).logits
        digest = hashlib.blake2b(digest_size=32)
        for position in logits:
            print(position.index(max(position)), max(position))
            digest.update(struct.pack(f"<{len(position)}q", *position))
        print(digest.hexdigest())
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
