"""llama.cpp beside the benchmark. Arguments: model, threads. Lines it is given, and its answers:

complete READ WRITE    seconds to read so many tokens, and to write all but the first of so many
tokens PATH            the tokens of a text
"""

import json
import sys
import urllib.request

import xllamacpp

model, threads = sys.argv[1], int(sys.argv[2])
parameters = xllamacpp.CommonParams()
parameters.model.path = model
parameters.n_ctx = 2048
parameters.n_parallel = 1
parameters.n_gpu_layers = 0
parameters.verbosity = -1
parameters.cpuparams.n_threads = threads
parameters.cpuparams_batch.n_threads = threads
server = xllamacpp.Server(parameters)


def complete(read, write):
    result = {}
    prompt = [1_000 + place * 7_919 % 40_000 for place in range(read)]
    request = {
        "prompt": prompt,
        "n_predict": write,
        "cache_prompt": False,
        "ignore_eos": True,
        "temperature": 0,
        "samplers": ["top_k"],
        "top_k": 1,
    }
    take = lambda text: result.update(text if isinstance(text, dict) else json.loads(text))
    text = server.handle_completions(json.dumps(request), take)
    if not result:
        take(text)
    timings = result["timings"]
    assert timings["predicted_n"] == write, timings
    assert timings["prompt_n"] == read, timings
    return timings["prompt_ms"] / 1000, timings["predicted_ms"] / 1000


def tokens(path):
    with open(path, encoding="utf-8") as file:
        body = json.dumps({"content": file.read()}).encode()
    request = urllib.request.Request(
        server.listening_address + "/tokenize", body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["tokens"]


print("ready", flush=True)
for line in sys.stdin:
    what, *rest = line.split(maxsplit=1)
    if what == "tokens":
        print(*tokens(rest[0].rstrip("\n")), flush=True)
    else:
        print(*complete(*map(int, rest[0].split())), flush=True)
