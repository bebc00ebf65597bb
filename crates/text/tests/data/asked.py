"""Small tokenisers and the ids that llama.cpp gives with them.

llama.cpp runs in this process, with random tensors, and is asked over its own HTTP interface on loopback.
"""
import glob
import json
import os
import tempfile
import urllib.request

import gguf
import numpy
import xllamacpp

HERE = os.path.dirname(os.path.abspath(__file__))
WIDTH = 64


def documents():
    """Lines of this project's documents."""
    for path in sorted(glob.glob(os.path.join(HERE, "../../../../docs/*.md"))):
        yield from open(path, encoding="utf-8").read().splitlines()


def tensors(file, tokens):
    dice = numpy.random.default_rng(1)
    square, norm = (WIDTH, WIDTH), (WIDTH,)
    matrices = ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"]
    shapes = {f"blk.0.{name}": square for name in matrices}
    shapes |= {"blk.0.attn_norm": norm, "blk.0.ffn_norm": norm, "output_norm": norm}
    shapes |= {"token_embd": (tokens, WIDTH), "output": (tokens, WIDTH)}
    for name, shape in shapes.items():
        file.add_tensor(f"{name}.weight", dice.standard_normal(shape, dtype=numpy.float32))


def model(path, entries, tokens):
    """A model file with a tokeniser's `entries`, and with tensors if there are `tokens`."""
    file = gguf.GGUFWriter(path, "llama")
    file.add_context_length(4096)
    file.add_embedding_length(WIDTH)
    file.add_block_count(1)
    file.add_feed_forward_length(WIDTH)
    file.add_head_count(1)
    file.add_head_count_kv(1)
    file.add_layer_norm_rms_eps(1e-5)
    entries(file)
    if tokens:
        tensors(file, tokens)
    file.write_header_to_file()
    file.write_kv_data_to_file()
    if tokens:
        file.write_tensors_to_file()
    file.close()


def write(name, entries, tokens, texts):
    """Writes NAME.gguf, without tensors, and NAME.json, what llama.cpp makes of `texts`."""
    model(os.path.join(HERE, f"{name}.gguf"), entries, 0)
    with tempfile.NamedTemporaryFile(suffix=".gguf") as whole:
        model(whole.name, entries, tokens)
        parameters = xllamacpp.CommonParams()
        parameters.model.path = whole.name
        parameters.n_ctx = 512
        parameters.warmup = False
        server = xllamacpp.Server(parameters)
        cases = []
        for text in texts:
            body = {"content": text, "parse_special": True, "add_special": True}
            request = urllib.request.Request(server.listening_address + "/tokenize", json.dumps(body).encode())
            cases.append({"text": text, "ids": json.load(urllib.request.urlopen(request))["tokens"]})
    with open(os.path.join(HERE, f"{name}.json"), "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]\n")
