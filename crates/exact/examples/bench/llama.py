"""llama.cpp beside the benchmark, by its C interface. Arguments: the folder of its libraries, for which processor
("best" is this one), model, threads. Lines it is given, and its answers:

complete READ WRITE    seconds to read so many tokens and choose one, and to write all but the first of so many
tokens PATH            the tokens of a text
"""

import sys
import time
from ctypes import CDLL, CFUNCTYPE, POINTER, RTLD_GLOBAL, Structure, c_bool, c_char_p, c_int, c_int32, c_void_p
from pathlib import Path

CONTEXT = 2048
folder, processor, path, threads = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])


class Parameters(Structure):
    """Parameters of any kind, longer than each. The library makes them; those that are changed are found."""

    _fields_ = [("words", c_int32 * 512)]


class Batch(Structure):
    _fields_ = [("count", c_int32)] + [(name, c_void_p) for name in "abcdef"]


def library(name):
    [found] = folder.glob(name)
    return CDLL(str(found), mode=RTLD_GLOBAL)


def function(of, name, result, *arguments):
    found = getattr(of, name)
    found.restype, found.argtypes = result, arguments
    return found


def score(backend):
    return function(CDLL(str(backend)), "ggml_backend_score", c_int)()


base, ggml, llama = map(library, ["libggml-base.so", "libggml.*so", "libllama.*so"])
silent = CFUNCTYPE(None, c_int, c_char_p, c_void_p)(lambda level, text, user: None)
llama.llama_log_set(silent, None)
backends = folder.glob("libggml-cpu-*.so")
backend = max(backends, key=score) if processor == "best" else folder / f"libggml-cpu-{processor}.so"
assert score(backend) > 0, "this processor has not all that it needs"
assert function(ggml, "ggml_backend_load", c_void_p, c_char_p)(str(backend).encode())

parameters = function(llama, "llama_model_default_params", Parameters)()
model = function(llama, "llama_model_load_from_file", c_void_p, c_char_p, Parameters)(path.encode(), parameters)
parameters = function(llama, "llama_context_default_params", Parameters)()
words = parameters.words
words[0] = CONTEXT
# Numbers of threads, for writing and for reading: both are the same at first.
at = next(at for at in range(4, 12) if words[at] == words[at + 1] != 0)
words[at] = words[at + 1] = threads
context = function(llama, "llama_init_from_model", c_void_p, c_void_p, Parameters)(model, parameters)
assert context
assert function(llama, "llama_n_threads", c_int32, c_void_p)(context) == threads
assert function(llama, "llama_n_ctx", c_int32, c_void_p)(context) == CONTEXT

# Threads that stay, as its server has them; otherwise each token would start them.
cpu = CDLL(str(backend))
parameters = function(base, "ggml_threadpool_params_default", Parameters, c_int)(threads)
pool = function(cpu, "ggml_threadpool_new", c_void_p, POINTER(Parameters))(parameters)
function(llama, "llama_attach_threadpool", None, c_void_p, c_void_p, c_void_p)(context, pool, pool)
pause = function(cpu, "ggml_threadpool_pause", None, c_void_p)
resume = function(cpu, "ggml_threadpool_resume", None, c_void_p)

memory = function(llama, "llama_get_memory", c_void_p, c_void_p)(context)
clear = function(llama, "llama_memory_clear", None, c_void_p, c_bool)
decode = function(llama, "llama_decode", c_int32, c_void_p, Batch)
batch = function(llama, "llama_batch_get_one", Batch, POINTER(c_int32), c_int32)
greedy = function(llama, "llama_sampler_init_greedy", c_void_p)()
sample = function(llama, "llama_sampler_sample", c_int32, c_void_p, c_void_p, c_int32)


def follow(tokens):
    tokens = (c_int32 * len(tokens))(*tokens)
    assert decode(context, batch(tokens, len(tokens))) == 0
    return sample(greedy, context, -1)


def complete(read, write):
    prompt = [1_000 + place * 7_919 % 40_000 for place in range(read)]
    clear(memory, True)
    resume(pool)
    began = time.perf_counter()
    token = follow(prompt)
    first = time.perf_counter()
    for _ in range(write - 1):
        token = follow([token])
    last = time.perf_counter()
    # Its threads go on to spin for a while.
    pause(pool)
    return first - began, last - first


def tokens(path):
    text = Path(path).read_bytes()
    room = (c_int32 * len(text))()
    vocabulary = function(llama, "llama_model_get_vocab", c_void_p, c_void_p)(model)
    arguments = [c_void_p, c_char_p, c_int32, POINTER(c_int32), c_int32, c_bool, c_bool]
    tokenize = function(llama, "llama_tokenize", c_int32, *arguments)
    return room[: tokenize(vocabulary, text, len(text), room, len(room), False, False)]


pause(pool)
print("ready", backend.stem.removeprefix("libggml-cpu-"), flush=True)
for line in sys.stdin:
    what, *rest = line.split(maxsplit=1)
    if what == "tokens":
        print(*tokens(rest[0].rstrip("\n")), flush=True)
    else:
        print(*complete(*map(int, rest[0].split())), flush=True)
