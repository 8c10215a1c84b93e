// What a page costs a browser on a slow phone: node bench/browser.mjs NAME=URL ...   (RUNS=5 CPU=4)
// Medians of first paint, largest paint (and its first quartile), blocking time, layout shift, and when handlers were live. In each
// round the pages are visited in a random order: what else the machine does meets them alike. Uses the browser driver of
// end2end/ (npm ci there first). Loopback only.
import { createRequire } from 'node:module';

const { chromium } = createRequire(new URL('../end2end/package.json', import.meta.url))('@playwright/test');
const runs = Number(process.env.RUNS ?? 5);
const cpu = Number(process.env.CPU ?? 4);
const args = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const median = (v) => v.sort((a, b) => a - b)[Math.floor(v.length / 2)];

const observe = () => {
  const m = (window.__m = { fcp: 0, lcp: 0, cls: 0, long: [] });
  const on = (type, f) => new PerformanceObserver((l) => l.getEntries().forEach(f)).observe({ type, buffered: true });
  on('paint', (e) => e.name === 'first-contentful-paint' && (m.fcp = e.startTime));
  on('largest-contentful-paint', (e) => (m.lcp = e.startTime));
  on('layout-shift', (e) => e.hadRecentInput || (m.cls += e.value));
  on('longtask', (e) => m.long.push([e.startTime, e.duration]));
};

async function once(browser, url) {
  const context = await browser.newContext({ viewport: { width: 412, height: 823 } });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: cpu });
  await page.addInitScript(observe);
  await page.goto(url, { waitUntil: 'load' });
  await page.waitForFunction(() => performance.getEntriesByName('hydrated').length > 0, null, { polling: 100 });
  await page.waitForTimeout(1500);
  const m = await page.evaluate(() => ({ ...window.__m, hydrated: performance.getEntriesByName('hydrated')[0].startTime }));
  await context.close();
  const blocking = m.long.filter(([start]) => start >= m.fcp).reduce((sum, [, d]) => sum + Math.max(0, d - 50), 0);
  return { fcp: m.fcp, lcp: m.lcp, tbt: blocking, cls: m.cls, hydrated: m.hydrated };
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args });
console.log(`median of ${runs}, CPU ${cpu} times slower, in ms`);
const targets = process.argv.slice(2).map((target) => target.split(/=(.*)/s));
const visits = Object.fromEntries(targets.map(([name]) => [name, []]));
if (targets.some(([, url]) => !/^http:\/\/(127\.0\.0\.1|localhost)[:/]/.test(url))) throw new Error('loopback only');
for (let round = 0; round <= runs; round += 1) {
  const order = targets.map((target) => [Math.random(), target]).sort(([a], [b]) => a - b);
  for (const [, [name, url]] of order) {
    const visit = await once(browser, url);
    if (round > 0) visits[name].push(visit);
  }
}
for (const [name, all] of Object.entries(visits)) {
  const of = (key) => median(all.map((r) => r[key]));
  const quartile = all.map((r) => r.lcp).sort((a, b) => a - b)[Math.floor(all.length / 4)];
  console.log(name.padEnd(12), `first paint ${of('fcp').toFixed(0)}  largest ${of('lcp').toFixed(0)} (quartile ${quartile.toFixed(0)})  blocking ${of('tbt').toFixed(0)}  shift ${of('cls').toFixed(4)}  live ${of('hydrated').toFixed(0)}`);
}
await browser.close();
