// The requests of edit.sh: an account, a show, an episode, its transcript, and edits that are timed.
import { readFileSync } from 'node:fs';

const { BASE, SERVER } = process.env;
const [rounds, edits] = [Number(process.env.ROUNDS), Number(process.env.EDITS)];
const email = 'bench@example.org';
const password = 'a quiet long evening';
const signUp = await fetch(`${BASE}/signup`, {
  method: 'POST', redirect: 'manual', body: new URLSearchParams({ name: 'Bench', email, password }), headers: { origin: BASE },
});
const cookie = signUp.headers.getSetCookie().map((c) => c.split(';')[0]).join('; ');
const call = async (method, path, body, type = 'application/json') => {
  const headers = { cookie, 'content-type': type };
  const answer = await fetch(`${BASE}/api/v1${path}`, { method, headers, body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text ? JSON.parse(text) : null;
};
const show = await call('POST', '/shows', JSON.stringify({ title: 'Bench' }));
const episode = await call('POST', `/shows/${show.id}/episodes`, JSON.stringify({ title: 'Three hours' }));
const vocabulary = ['so', 'the', 'feed', 'we', 'publish', 'often,', 'really', 'tells', 'listeners,', 'everything'];
const segments = Array.from({ length: 3000 }, (_, i) => {
  const words = Array.from({ length: 10 }, (_, n) => {
    const start = i * 3.6 + n * 0.34;
    const word = ` ${vocabulary[(i * 7 + n * 3) % 10]}${n === 9 ? '.' : ''}`;
    return { word: n === 0 ? ` S${i}` : word, start, end: start + 0.3, probability: 0.5 + ((i * 31 + n * 17) % 499) / 1000 };
  });
  return { id: i, start: i * 3.6, end: i * 3.6 + 3.4, text: words.map((w) => w.word).join(''), words };
});
const path = `/episodes/${episode.id}/transcript`;
const file = JSON.stringify({ language: 'en', segments });

const times = { first: [], further: [] };
const seconds = () => {
  const fields = readFileSync(`/proc/${SERVER}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
};
let cpu = 0;
for (let round = 0; round < rounds; round += 1) {
  await call('PUT', path, file);
  const lines = (await call('GET', `${path}?format=json`)).segments;
  let was = lines[1500].body;
  const before = seconds();
  for (let n = 0; n <= edits; n += 1) {
    const now = `${was.replace(/ v\d+$/, '')} v${n}`;
    const body = JSON.stringify({ edits: [{ segment: 1500, was, change: 'text', text: now }] });
    const began = performance.now();
    const { conflicts } = await call('POST', `${path}/edits`, body);
    (n === 0 ? times.first : times.further).push(performance.now() - began);
    if (conflicts.length > 0) throw new Error('not taken');
    was = now;
  }
  cpu += seconds() - before;
}
const at = (list, share) => list.toSorted((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))].toFixed(1);
for (const [name, list] of Object.entries(times)) {
  console.log(`${name} edits: ${list.length}, least ${at(list, 0)} ms, p50 ${at(list, 0.5)} ms, p95 ${at(list, 0.95)} ms`);
}
console.log(`CPU of the server: ${((cpu * 1000) / (times.first.length + times.further.length)).toFixed(1)} ms an edit`);
