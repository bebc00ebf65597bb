#!/usr/bin/env python3
"""Writes tokens.json beside this file: texts, and the ids that llama.cpp gives them.

    python3 -m venv venv && venv/bin/pip install xllamacpp==2026.10.11549
    venv/bin/python make.py "$(scripts/fetch-model)"

llama.cpp runs in this process and is asked over its own HTTP interface on loopback.
"""
import json
import os
import random
import sys
import urllib.request

import xllamacpp

ALPHABETS = [
    "abcdefghijklmnopqrstuvwxyz",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ'’-",
    "0123456789",
    "²½Ⅷ٣५๗𝟘①㊿",
    " ",
    " \t\n\r\u00a0\u2003\u3000\u200b\u0085\u2028",
    "!?.,;:()[]{}<>|/\\@#$%^&*_+=~`\"'",
    "äöüßéèñçøåœžščřđğış",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "אבגדהוזחטיכלמנסעפצקרשת",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "的一是在不了有和人这中大为上个国我以要他",
    "あいうえおかきくけこアイウエオ한국어조선말",
    "कखगघचछजझतथदधนมยรลวสห",
    "😀😃🚀👩‍💻🇩🇪🏳️‍🌈❤️✓→∑∫≠√",
    "e\u0301a\u0308\u200d\ufeff\ufffd\u0000\u0001\u001b",
]
TEXTS = [
    "",
    " ",
    "  ",
    "\n",
    " \n ",
    "Hello, world!",
    "Hello  world   with   spaces    ",
    "   leading and trailing   ",
    "tabs\tand\nnewlines\r\n\r\n  mixed \n\n\n end",
    "don't can't I'll we've you're he'd it's I'M DON'T ’s",
    "x = 12345678901234567890; y=3.14159e-10",
    "1 22 333 4444 1,000,000 1st 2nd 3rd 0x1F v1.2.3",
    "H₂O and x² + y³ = ½",
    "naïve café Zürich œuvre straße",
    "Привет, мир! Как дела?",
    "你好，世界！今天天气很好。",
    "こんにちは世界 안녕하세요 세계",
    "مرحبا بالعالم שלום עולם",
    "नमस्ते दुनिया สวัสดีชาวโลก",
    "😀 👩‍💻 🇩🇪 🏳️‍🌈 ❤️",
    "e\u0301 combining, \u200b zero width, \ufeff mark",
    "<|im_start|>user\nhi<|im_end|>\n<|endoftext|>",
    "<|im_start|> <|im_end |> <|im_end|><|im_end|> <repo_name> <file_sep>",
    "<|im_start",
    "def f(x):\n    return x ** 2\n\n\nprint(f(3))\n",
    '{"key": [1, 2, {"nested": null}], "text": "a\\nb"}',
    "https://example.org/a/b?c=d&e=%20f#g",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "                                                                ",
    "!!!!!!!!!!????????--------========........",
    "a\u00a0b\u2003c\u3000d",
    "\u0000\u0001\u001f\u007f\u0080\u009f",
    "\U0010ffff\ue000\ufffe",
]


def texts():
    yield from TEXTS
    dice = random.Random(2026)
    for _ in range(600):
        parts = []
        for _ in range(dice.randint(1, 12)):
            alphabet = dice.choice(ALPHABETS)
            parts.append("".join(dice.choice(alphabet) for _ in range(dice.randint(1, 6))))
        yield dice.choice(["", " "]).join(parts)


def main():
    parameters = xllamacpp.CommonParams()
    parameters.model.path = sys.argv[1]
    parameters.n_ctx = 512
    server = xllamacpp.Server(parameters)

    def ask(path, **body):
        request = urllib.request.Request(server.listening_address + path, json.dumps(body).encode())
        return json.load(urllib.request.urlopen(request))

    cases = []
    for text in texts():
        ids = ask("/tokenize", content=text, parse_special=True, add_special=True)["tokens"]
        message = [{"role": "user", "content": text}]
        prompt = ask("/apply-template", messages=message)["prompt"]
        cases.append({"text": text, "ids": ids, "prompt": prompt if len(cases) < len(TEXTS) else None})
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "tokens.json")
    with open(path, "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")


if __name__ == "__main__":
    main()
