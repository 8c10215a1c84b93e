// From an empty account to a listener who shares a moment.
import { accessible, alive, artwork, expect, newEpisode, reading, signUp, stranger, test, watch } from '../support/test.ts';

test.describe.configure({ mode: 'serial' });

let episodeUrl = '';

test('a podcaster signs up, makes a show, uploads a recording and watches it become a page', async ({ page }) => {
  test.setTimeout(240_000);
  await page.goto('/signup');
  await accessible(page);
  await signUp(page);
  await accessible(page);

  await page.goto('/studio/shows/new');
  await accessible(page);
  await page.locator('[name=title]').fill('Evenings with “Morris” 🎧 / aloud');
  await page.locator('textarea[name=description]').fill('Readings about how books were made.');
  await page.locator('[name=category]').selectOption('Arts / Books');
  await page.locator('[name=author]').fill('Ada Example');
  await page.locator('[name=artwork]').setInputFiles(artwork);
  await page.locator('form[action="/studio/shows"] button[type=submit]').click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Evenings with “Morris”');
  await expect(page.locator('img[src*="/cover-"]').first()).toBeVisible();
  await accessible(page);

  await page.goto(`${page.url()}/episodes/new`);
  await accessible(page);
  await page.locator('[name=title]').fill('How printing began');
  await page.locator('[name=notes]').fill('See https://example.org/morris.\n\n0:11 the Chinese');
  await page.locator('form[action$="/episodes"] button[type=submit]').click();
  await alive(page);
  await accessible(page);

  await page.locator('#upload-file').setInputFiles(reading);
  // The page shows the run by itself once the file has arrived.
  await expect(page.locator('#jobs li[data-stage=probe]')).toHaveAttribute('data-state', /queued|running|succeeded/);
  // The worker may still be at the demonstration.
  const slowly = { timeout: 60_000 };
  await expect(page.locator('#jobs li[data-stage=transcribe]')).toHaveAttribute('data-state', 'running', slowly);
  await expect(page.locator('#first-words')).toContainText(/concern|printing/i, slowly);
  await expect(page.locator('#jobs li[data-stage=insights]')).toHaveAttribute('data-state', 'succeeded', slowly);
  await expect(page.getByText(/words in \d+ sentences/)).toBeVisible();
  await accessible(page);

  await page.locator('form[action$="/publish"] button').click();
  const link = page.getByRole('link', { name: 'See the page' });
  await expect(link).toBeVisible();
  episodeUrl = (await link.getAttribute('href')) ?? '';
  expect(episodeUrl).toMatch(/^\/shows\/evenings-with-morris-aloud\/how-printing-began$/);
});

test('a listener finds a complete page', async ({ browser }) => {
  const { context, page } = await stranger(browser);
  const errors = watch(page);
  await page.goto(episodeUrl);
  await alive(page);
  await accessible(page);
  await expect(page).toHaveTitle(/How printing began/);
  await expect(page.locator('#reading')).toContainText(/the invention of movable metal letters/i);
  await expect(page.locator('#chapters a[href^="#t="]').first()).toBeVisible();
  expect(await page.locator('figure.chart svg[role=img]').count()).toBeGreaterThanOrEqual(2);
  const data = JSON.parse((await page.locator('script[type="application/ld+json"]').textContent()) ?? '{}');
  expect(data['@type']).toBe('PodcastEpisode');
  await expect(page.locator('#about a[href="https://example.org/morris"], a[href="https://example.org/morris"]').first()).toHaveAttribute('rel', /nofollow/);
  expect(errors).toEqual([]);
  await context.close();
});

test('they play, read along, seek by word and by key, and search', async ({ browser }) => {
  const { context, page } = await stranger(browser);
  const errors = watch(page);
  await page.goto(episodeUrl);
  await alive(page);
  const position = () => page.evaluate(() => (document.querySelector('#audio') as HTMLAudioElement).currentTime);

  await page.keyboard.press('Space');
  await expect.poll(position).toBeGreaterThan(0.5);
  await expect(page.locator('#reading span.now')).toHaveCount(1);
  await expect(page.locator('#reading .w.now')).toHaveCount(1);
  await page.keyboard.press('Space');
  const paused = await position();
  await page.keyboard.press('ArrowRight');
  await expect.poll(position).toBeGreaterThan(paused + 4);
  await page.keyboard.press('ArrowLeft');
  await expect.poll(position).toBeLessThan(paused + 3);

  // A word in the middle of a sentence, by its own time and not the sentence's.
  const words = await (await page.request.get(`${episodeUrl}/words.json`)).json();
  const sentence = page.locator('#reading span[data-t]').nth(1);
  const start = Number(await sentence.getAttribute('data-t'));
  const box = await sentence.evaluate((s) => {
    s.scrollIntoView({ block: 'center', behavior: 'instant' });
    const text = document.createTreeWalker(s, NodeFilter.SHOW_TEXT).nextNode() as Text;
    const range = document.createRange();
    const at = text.data.indexOf(' ', 12) + 1;
    range.setStart(text, at);
    range.setEnd(text, at + 2);
    const { x, y, width, height } = range.getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2, index: text.data.slice(0, at).trim().split(/\s+/).length };
  });
  await page.mouse.click(box.x, box.y);
  const wanted = start + words.segments[1][box.index + 1] / 100;
  await expect.poll(position).toBeGreaterThanOrEqual(wanted - 0.05);
  expect(await position()).toBeLessThan(wanted + 3);

  // By the keyboard alone.
  await page.locator('#reading [tabindex="0"]').focus();
  await page.keyboard.press('ArrowDown');
  const target = Number(await page.evaluate(() => (document.activeElement as HTMLElement).dataset.t));
  await page.keyboard.press('Enter');
  await expect.poll(position).toBeGreaterThanOrEqual(target - 0.05);

  await page.keyboard.press('/');
  await expect(page.locator('#q')).toBeFocused();
  await page.keyboard.type('INVENTION');
  await expect(page.locator('#hits')).toContainText('2');
  expect(await page.locator('#waveform svg .hits *').count()).toBeGreaterThan(0);
  await page.keyboard.press('Enter');
  await expect(page.locator('#hits')).toContainText(/of 2/);
  await page.keyboard.press('Escape');
  expect(await page.locator('#waveform svg .hits *').count()).toBe(0);
  expect(errors).toEqual([]);
  await context.close();
});

test('they share a moment and a passage, and come back to where they were', async ({ browser }) => {
  const { context, page } = await stranger(browser, { permissions: ['clipboard-read', 'clipboard-write'] });
  const errors = watch(page);
  await page.goto(`${episodeUrl}?t=20`);
  await alive(page);
  const position = () => page.evaluate(() => (document.querySelector('#audio') as HTMLAudioElement).currentTime);
  await expect(page.locator('#now')).toHaveText('0:20');
  await page.locator('[data-do=link]').click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toContain(`${episodeUrl}#t=20`);

  const other = await context.newPage();
  await other.goto(link);
  await alive(other);
  await expect(other.locator('#now')).toHaveText('0:20');
  await other.close();

  // A passage by selection.
  await page.evaluate(() => {
    const [first, second] = [...document.querySelectorAll('#reading span[data-t]')].slice(1, 3);
    const range = document.createRange();
    range.setStart(first, 0);
    range.setEnd(second, second.childNodes.length);
    getSelection()?.removeAllRanges();
    getSelection()?.addRange(range);
  });
  await expect(page.locator('#pick')).toBeVisible();
  await page.locator('[data-do=pick-link]').click();
  const passage = await page.evaluate(() => navigator.clipboard.readText());
  expect(passage).toMatch(/#t=[\d.]+,[\d.]+$/);
  await page.locator('[data-do=pick-quote]').click();
  const quote = await page.evaluate(() => navigator.clipboard.readText());
  expect(quote).toMatch(/^“[\s\S]+”\n– [\s\S]*How printing began\nhttp/);

  // The chart tells its value, and a click on it seeks.
  const waveform = page.locator('#waveform svg');
  await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }));
  await page.waitForFunction(() => scrollY === 0);
  await page.waitForTimeout(300);
  const area = (await waveform.boundingBox())!;
  await page.mouse.move(area.x + area.width / 3, area.y + area.height / 2);
  await page.mouse.move(area.x + area.width / 2, area.y + area.height / 2);
  await expect(page.locator('.tip, [role=tooltip]').first()).toBeVisible();
  await page.mouse.click(area.x + area.width / 2, area.y + area.height / 2);
  await expect.poll(position).toBeGreaterThan(22);
  expect(await position()).toBeLessThan(30);
  await page.waitForTimeout(1200);

  await page.goto('about:blank');
  await page.goto(episodeUrl);
  await alive(page);
  await expect(page.locator('#now')).toHaveText(/0:2[3-9]/);
  expect(errors).toEqual([]);
  await context.close();
});
