"""Asks a gateway as an application does: OpenAI's own client, unchanged. Prints what it saw as JSON."""

import asyncio
import json
import sys

import openai

MODEL, QUESTION = sys.argv[1:]
ASKED = {"model": MODEL, "messages": [{"role": "user", "content": QUESTION}], "max_tokens": 24, "temperature": 0}
client = openai.OpenAI()
seen = {"models": [model.id for model in client.models.list()]}

whole = client.chat.completions.create(**ASKED)
seen["whole"] = whole.choices[0].message.content
seen["usage"] = [whole.usage.prompt_tokens, whole.usage.completion_tokens, whole.usage.total_tokens]
seen["finish"] = whole.choices[0].finish_reason


def pieces(chunks):
    """Text, number of chunks with text, and the usage that came last."""
    texts, usage = [], None
    for chunk in chunks:
        if chunk.choices and chunk.choices[0].delta.content:
            texts.append(chunk.choices[0].delta.content)
        usage = chunk.usage or usage
    return "".join(texts), len(texts), usage and usage.completion_tokens


seen["streamed"] = pieces(client.chat.completions.create(**ASKED, stream=True, stream_options={"include_usage": True}))


async def at_once(count):
    """Several answers at the same time."""
    async with openai.AsyncOpenAI() as several:
        answers = [several.chat.completions.create(**ASKED) for _ in range(count)]
        return [answer.choices[0].message.content for answer in await asyncio.gather(*answers)]


seen["together"] = asyncio.run(at_once(3))
seen["completed"] = client.completions.create(model=MODEL, prompt=QUESTION, max_tokens=8, temperature=0).choices[0].text
vector = client.embeddings.create(model=MODEL, input=QUESTION, encoding_format="float").data[0].embedding
seen["embedding"] = [len(vector), sum(value * value for value in vector)]

# Whoever hangs up is not charged for what was not made.
stream = client.chat.completions.create(**{**ASKED, "max_tokens": 400}, stream=True)
next(iter(stream))
stream.close()


def refusal(**asked):
    """How a wrong request is refused."""
    try:
        client.chat.completions.create(**{**ASKED, **asked})
    except openai.APIStatusError as error:
        return [error.status_code, error.code, error.message, bool(error.request_id)]
    return None


seen["unknown"] = refusal(model="no-such-model")
seen["two"] = refusal(n=2)
seen["empty"] = refusal(messages=[])
print(json.dumps(seen))
