// From an instance that nobody has used to a published page.
import { accessible } from '../support/accessible.ts';
import { artwork, reading } from '../support/files.ts';
import { fillSignUp, somebody } from '../support/steps.ts';
import { alive, expect, PHONE, test } from '../support/test.ts';

test.describe.configure({ mode: 'serial' });

const person = somebody();
/** Path of the page that the journey makes. */
let published = '';

test('a fresh instance asks for its first account', async ({ page }) => {
  await page.goto('/');
  await accessible(page);
  await page.getByRole('link', { name: 'Make the first account' }).click();
  await expect(page.getByText('It becomes the administrator of this instance.')).toBeVisible();
  await accessible(page);
  await fillSignUp(page, person);
  await expect(page).toHaveURL(/\/studio$/);
  await expect(page.getByText('Start with a show')).toBeVisible();
  await accessible(page);
  const cookies = await page.context().cookies();
  expect(cookies).toHaveLength(1);
  expect(cookies[0]).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
});

/** A step of the work changed its state, or words arrived: told by the page itself. */
interface Change {
  /** Which load of the page told it. */
  load: number;
  what: string;
}

test('a podcaster makes a show, uploads a recording and watches it become a page', async ({ page }) => {
  test.setTimeout(150_000);
  const changes: Change[] = [];
  await page.exposeBinding('tell', (_, change: Change) => changes.push(change));
  await page.addInitScript(() => {
    const tell = (what: string) => (window as unknown as { tell: (c: Change) => void }).tell({ load: performance.timeOrigin, what });
    document.addEventListener('DOMContentLoaded', () => {
      const jobs = document.querySelector('#jobs');
      const words = document.querySelector('#first-words');
      if (!jobs || !words) return;
      new MutationObserver((records) => {
        for (const { target } of records) {
          const { stage, state } = (target as HTMLElement).dataset;
          tell(`${stage} ${state}`);
        }
      }).observe(jobs, { subtree: true, attributeFilter: ['data-state'] });
      new MutationObserver(() => tell(`words ${words.textContent}`)).observe(words, { childList: true });
    });
  });

  await page.goto('/login');
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Log in' }).click();

  await page.getByRole('link', { name: 'Make your first show' }).click();
  await accessible(page);
  await page.getByLabel('Title').fill('Evenings with “Morris” 🎧 / aloud');
  await page.getByLabel('What it is about').fill('Readings about how books were made.\n\nEvery second week.');
  await page.getByLabel('Language').selectOption('en');
  await page.getByLabel('Category').selectOption('Arts / Books');
  await page.getByLabel('Made by').fill('Ada Example');
  await page.getByLabel('Artwork').setInputFiles(artwork);
  await page.getByRole('button', { name: 'Make the show' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Evenings with “Morris” 🎧 / aloud');
  await expect(page.locator('img[src*="/cover-"]').first()).toHaveJSProperty('complete', true);
  await expect(page.getByLabel('What it is about')).toHaveValue('Readings about how books were made.\n\nEvery second week.');
  await accessible(page);

  await page.getByRole('link', { name: 'Make the first episode' }).click();
  await accessible(page);
  await page.getByLabel('Title').fill('How printing began');
  await page.getByLabel('Episode number').fill('7');
  await page.getByLabel('Notes').fill('See https://example.org/morris.\n\n0:11 the Chinese');
  await page.locator('form[action$="/episodes"] button[type=submit]').click();
  await alive(page);
  await accessible(page);
  await expect(page.getByRole('button', { name: 'Publish' })).toBeDisabled();

  await page.locator('#upload-file').setInputFiles(reading);
  // The page shows itself anew once all is done.
  await expect(page.getByText(/1\d\d words in \d+ sentences/)).toBeVisible({ timeout: 100_000 });

  // All of these came to one and the same page while it stood there.
  const load = changes.find((change) => change.what.startsWith('transcribe'))?.load;
  const seen = changes.filter((change) => change.load === load).map((change) => change.what);
  // The last state of all is not among them: the page shows itself anew with it.
  for (const what of ['transcribe running', 'transcribe succeeded']) expect(seen).toContain(what);
  const firstWords = seen.findIndex((what) => /^words Printing, in the only sense/.test(what));
  expect(firstWords, seen.join('\n')).toBeGreaterThan(seen.indexOf('transcribe running'));
  expect(firstWords, 'words appear while they are written down').toBeLessThan(seen.indexOf('transcribe succeeded'));

  await expect(page.locator('#jobs li[data-stage=insights]')).toHaveAttribute('data-state', 'succeeded');
  await expect(page.getByText(/recognised on this machine/)).toBeVisible();
  await accessible(page);

  await page.getByRole('link', { name: 'Look at the draft' }).click();
  await expect(page.getByText('This is a draft')).toBeVisible();
  await page.getByRole('link', { name: 'Go back to the studio' }).click();
  await page.getByRole('button', { name: 'Publish' }).click();
  const link = page.getByRole('link', { name: 'See the page' });
  published = (await link.getAttribute('href')) ?? '';
  expect(published).toBe('/shows/evenings-with-morris-aloud/how-printing-began');
  await accessible(page);
  await page.goto('/studio');
  await expect(page.getByRole('link', { name: 'How printing began' })).toBeVisible();
  await accessible(page);
});

test('a stranger finds a complete page', async ({ visit }) => {
  const page = await visit();
  await page.goto('/');
  await accessible(page);
  await page.getByRole('link', { name: /How printing began/ }).first().click();
  await expect(page).toHaveURL(new RegExp(`${published}$`));
  await alive(page);
  await accessible(page);

  await expect(page).toHaveTitle(/^How printing began/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('How printing began');
  await expect(page.locator('.facts')).toContainText('Episode 7');
  await expect(page.locator('#reading')).toContainText(/the invention of movable metal letters/i);
  const sentences = page.locator('#reading p > span');
  expect(await sentences.count()).toBeGreaterThan(3);
  const starts = (await page.locator('#starts').getAttribute('value')) ?? '';
  expect(starts.split(' ')).toHaveLength(await sentences.count());
  expect(starts).toMatch(/^\d+( \d+)*$/);

  const data = JSON.parse((await page.locator('script[type="application/ld+json"]').textContent()) ?? '{}');
  expect(data).toMatchObject({ '@context': 'https://schema.org', '@type': 'PodcastEpisode', name: 'How printing began', episodeNumber: 7 });
  const sound = await page.request.get(new URL(data.associatedMedia.contentUrl).pathname, { headers: { range: 'bytes=0-99' } });
  expect(sound.status()).toBe(206);
  expect(sound.headers()['content-type']).toBe('audio/mpeg');

  for (const kind of ['waveform', 'topics', 'sentiment']) {
    const chart = page.locator(`figure.chart[data-chart=${kind}]`);
    await expect(chart.locator('svg[role=img]'), kind).toBeVisible();
    expect((await chart.locator('figcaption').textContent())?.length, kind).toBeGreaterThan(5);
  }
  await expect(page.locator('#chapters a[href^="#t="]').first()).toBeVisible();
  // What the notes link to is named, and not vouched for; a time in them leads into the recording.
  await expect(page.locator('#about a[href="https://example.org/morris"]')).toHaveAttribute('rel', /nofollow/);
  await expect(page.locator('#about a[href="#t=11"]')).toHaveText('0:11');

  const feed = await page.request.get('/shows/evenings-with-morris-aloud/feed.xml');
  expect(feed.headers()['content-type']).toMatch(/^application\/rss\+xml/);
  expect(await feed.text()).toContain('<title>How printing began</title>');
  await page.goto('/shows/evenings-with-morris-aloud');
  await expect(page.getByRole('link', { name: /How printing began/ }).first()).toBeVisible();
  await accessible(page);
});

test('the same page on a phone in the dark', async ({ visit }) => {
  const page = await visit({ ...PHONE, colorScheme: 'dark' });
  await page.goto(published);
  await alive(page);
  await accessible(page);
  const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g)!.slice(0, 3).map(Number));
  expect(Math.max(...ground), `the paper is dark: ${ground}`).toBeLessThan(80);
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeInViewport();
  // The player lies over the foot of the page and hides no more than a quarter of it.
  const player = (await page.locator('#player').boundingBox())!;
  expect(player.height).toBeLessThan(844 / 4);
  for (const name of ['Read', 'Chapters', 'Insights', 'About']) {
    await page.getByRole('navigation', { name: 'On this page' }).getByRole('link', { name }).click();
    await expect(page.locator(`#${{ Read: 'transcript', Chapters: 'chapters', Insights: 'findings', About: 'about' }[name]} h2`).first()).toBeInViewport();
  }
});

test('taken offline, the page is gone for strangers and back after publishing', async ({ page, visit, allow }) => {
  allow('status of 404');
  await page.goto('/login');
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('link', { name: 'How printing began' }).click();
  await page.locator('summary', { hasText: 'Take it offline' }).click();
  await accessible(page);
  await page.getByRole('button', { name: 'Take it offline' }).click();
  await expect(page.getByText('Draft', { exact: true })).toBeVisible();
  const stranger = await visit();
  expect((await stranger.goto(published))?.status()).toBe(404);
  await page.getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByRole('link', { name: 'See the page' })).toBeVisible();
  expect((await stranger.goto(published))?.status()).toBe(200);
});
