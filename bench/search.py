"""Asks a running server of bench/search.sh, one request after the other, and prints how long answers took."""
import json
import os
import random
import subprocess
import time
import urllib.parse
from http.client import HTTPConnection

PORT, ROUNDS, URL = int(os.environ["PORT"]), int(os.environ["ROUNDS"]), os.environ["DATABASE_URL"]
random.seed(1)


def sql(text):
    out = subprocess.run(["psql", URL, "-qAtX", "-c", text], check=True, capture_output=True, text=True)
    return out.stdout.splitlines()


passages = sql("select text from passages where id % 97 = 0 limit 2000")
counts = {}
for text in passages:
    for word in text.split():
        counts[word] = counts.get(word, 0) + 1
by_count = sorted(counts, key=counts.get, reverse=True)
frequent, common, rare = by_count[:20], by_count[20:300], [w for w in by_count[3000:] if len(w) > 5]


def phrase(length):
    """Words that stand next to each other somewhere and are all among the most frequent hundred."""
    while True:
        words = random.choice(passages).split()
        at = random.randrange(len(words) - length)
        if all(w in by_count[:100] for w in words[at:at + length]):
            return f'"{" ".join(words[at:at + length])}"'


def misspelt():
    word = random.choice(rare)
    at = random.randrange(1, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2:]


show = sql("select slug from shows order by slug limit 1")[0]
KINDS = {
    "a rare word": lambda: {"q": random.choice(rare)},
    "a frequent word": lambda: {"q": random.choice(common)},
    "one of the most frequent": lambda: {"q": random.choice(frequent)},
    "two words": lambda: {"q": f"{random.choice(common)} {random.choice(rare)}"},
    "two frequent words": lambda: {"q": f"{random.choice(common)} {random.choice(common)}"},
    "a misspelt word": lambda: {"q": misspelt()},
    "a phrase of common words": lambda: {"q": phrase(3)},
    "a longer phrase of them": lambda: {"q": phrase(4)},
    "a frequent word in a show": lambda: {"q": random.choice(frequent), "show": show},
    "of a speaker, in a year": lambda: {"q": random.choice(common), "speaker": "Speaker 7", "year": "2026"},
}
connection = HTTPConnection("127.0.0.1", PORT)
models = os.environ.get("PODCASTFLOW_MODELS", "")
by_meaning = os.path.isfile(os.path.join(models, "all-MiniLM-L6-v2/model.safetensors"))


def ask(path, query):
    began = time.perf_counter()
    connection.request("GET", path + "?" + urllib.parse.urlencode(query))
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200, (query, answer.status, body)
    return (time.perf_counter() - began) * 1000, body


if by_meaning:
    # The first search begins to read the model.
    ask("/api/v1/search", {"q": frequent[0]})
    time.sleep(5)
print("with" if by_meaning else "without", "the list by meaning")
print(f"{'ms':<28}{'p50':>8}{'p95':>8}{'most':>8}{'episodes':>10}   hours: {os.environ['HOURS']}")
for path in ("/api/v1/search", "/search"):
    for name, make in KINDS.items():
        queries = [make() for _ in range(ROUNDS)]
        ask(path, queries[0])
        times, found = [], []
        for query in queries:
            took, body = ask(path, query)
            times.append(took)
            if path != "/search":
                found.append(json.loads(body)["total"])
        times.sort()
        at = lambda share: times[min(len(times) - 1, int(len(times) * share))]
        print(f"{name if path != '/search' else name + ', page':<28.28}{at(0.5):>8.1f}{at(0.95):>8.1f}{times[-1]:>8.1f}"
              f"{sorted(found)[len(found) // 2] if found else '':>10}")
