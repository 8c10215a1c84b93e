"""Fills a running instance with the catalogue of the benchmark kit, so that its pages hold the same words as the peers'.

Usage: DATABASE_URL=kit's OURS_URL=ours BASE=http://127.0.0.1:PORT BIN=podcastflow seed.py [EPISODES]

The show, episodes and transcripts go in over REST. What the pipeline would take from 400 recordings of an hour (duration,
outline, chapters) is set by SQL from the kit's tables; the transcript is then sent once more, so that the page is prepared
from all of it as after a real run. One episode, `sound`, has the demonstration's recording, for requests of its bytes.
"""
import json
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

RECORDING = Path(__file__).resolve().parent.parent / "demo" / "reading.mp3"
BASE, BIN, KIT, OURS = (os.environ[k] for k in ("BASE", "BIN", "DATABASE_URL", "OURS_URL"))
EPISODES = int(sys.argv[1]) if len(sys.argv) > 1 else 400
ENV = dict(os.environ, DATABASE_URL=OURS)


def sql(url, text):
    out = subprocess.run(["psql", url, "-qAtX", "-v", "ON_ERROR_STOP=1"], input=text, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in out.stdout.splitlines() if line]


def call(method, path, body, kind="application/json"):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Authorization": "Bearer " + TOKEN, "Content-Type": kind}
    request = urllib.request.Request(BASE + path, data=data, method=method, headers=headers)
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)


def cli(*args):
    return subprocess.run([BIN, *args], check=True, capture_output=True, text=True, env=ENV).stdout.split()[-1]


cli("user", "create", "--email", "bench@example.org", "--password", "a bench of oak", "--admin")
TOKEN = cli("token", "create", "--email", "bench@example.org", "--name", "bench")
show = call("POST", "/api/v1/shows", {"title": "Bench", "slug": "bench", "description": "The kit's catalogue.", "author": "Bench"})
ids = []
for episode in sql(KIT, f"select row_to_json(e) from episodes e where id <= {EPISODES} order by id"):
    n = episode["id"]
    cues = sql(KIT, f"select row_to_json(c) from cues c where episode_id = {n} order by idx")
    chapters = sql(KIT, f"select row_to_json(c) from chapters c where episode_id = {n} order by start_ms")
    made = call("POST", f"/api/v1/shows/{show['id']}/episodes",
                {"title": episode["title"], "notes": episode["description"], "number": n, "slug": f"e-{n}"})
    segments = [{"speaker": c["speaker"], "startTime": c["start_ms"] / 1000, "endTime": c["end_ms"] / 1000, "body": c["text"]}
                for c in cues]
    transcript = json.dumps({"version": "1.0.0", "segments": segments}).encode()
    audio = {"container": "mp3", "codec": "mp3", "media_type": "audio/mpeg", "sample_rate": 44100, "channels": 2,
             "duration": episode["duration_ms"] / 1000, "bytes": episode["audio_bytes"], "tags": {}, "has_cover": False,
             "chapters": [{"start": c["start_ms"] / 1000, "title": c["title"]} for c in chapters]}
    peaks = {"sample_rate": 44100, "samples_per_pixel": 44100 * 12,
             "data": [v for p in episode["peaks"] for v in (-p, p)]}
    quoted = lambda value: "'" + json.dumps(value).replace("'", "''") + "'"
    sql(OURS, f"update episodes set audio_key = 'none', audio_info = {quoted(audio)}, peaks = {quoted(peaks)} where id = '{made['id']}';")
    call("PUT", f"/api/v1/episodes/{made['id']}/transcript", transcript, "text/plain")
    call("POST", f"/api/v1/episodes/{made['id']}/publish", {})
    ids.append((made["id"], transcript))
    print(f"\r{n} of {EPISODES}", end="", file=sys.stderr, flush=True)

# Insights by a run without its first stages: there is no recording to decode.
sql(OURS, "update episodes set audio_key = null;")
for episode_id, transcript in ids:
    info = sql(OURS, f"select audio_info from episodes where id = '{episode_id}'")[0]
    sql(OURS, f"update episodes set audio_info = null where id = '{episode_id}';")
    call("POST", f"/api/v1/episodes/{episode_id}/process", {})
    while any(j["state"] in ("queued", "running") for j in sql(OURS, f"select row_to_json(j) from jobs j where episode_id = '{episode_id}'")):
        time.sleep(0.1)
    quoted_info = json.dumps(info).replace("'", "''")
    sql(OURS, f"update episodes set audio_info = '{quoted_info}' where id = '{episode_id}';")
    call("PUT", f"/api/v1/episodes/{episode_id}/transcript", transcript, "text/plain")
sound = call("POST", f"/api/v1/shows/{show['id']}/episodes", {"title": "Sound", "slug": "sound"})
call("PUT", f"/api/v1/episodes/{sound['id']}/audio", RECORDING.read_bytes(), "audio/mpeg")
call("POST", f"/api/v1/episodes/{sound['id']}/publish", {})
print("\ndone", file=sys.stderr)
