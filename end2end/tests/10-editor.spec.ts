// The transcript studio: a recording edited as a text.
import { readFileSync } from 'node:fs';
import { accessible } from '../support/accessible.ts';
import { reading } from '../support/files.ts';
import { paused, position } from '../support/listening.ts';
import { newEpisode, signUp } from '../support/steps.ts';
import { DESKTOP, PHONE, alive, expect, test } from '../support/test.ts';
import type { Page } from '@playwright/test';

const talk = `WEBVTT

00:00:00.000 --> 00:00:04.000
<v Ruth>Printing, in the only sense with with which we are concerned.

00:00:04.000 --> 00:00:08.000
<v Omar>It differs from most arts, um, in the exhibition.

00:00:08.000 --> 00:00:12.000
<v Ruth>Bookes were written by hand before that.
`;

/** An episode with a recording and its transcript; ends in the editor. */
async function editor(page: Page, title = 'Printing'): Promise<string> {
  await signUp(page);
  const id = await newEpisode(page, `Show of ${title}`, title);
  const api = `/api/v1/episodes/${id}`;
  expect((await page.request.put(`${api}/audio`, { data: readFileSync(reading), headers: { 'content-type': 'audio/mpeg' } })).status()).toBe(200);
  expect((await page.request.put(`${api}/transcript`, { data: talk, headers: { 'content-type': 'text/vtt' } })).status()).toBe(200);
  await open(page, id);
  return id;
}

async function open(page: Page, id: string): Promise<void> {
  await page.goto(`/studio/episodes/${id}/transcript`);
  await live(page);
}

async function live(page: Page): Promise<void> {
  await expect(page.locator('#editor')).toHaveAttribute('data-live', '');
  await expect(saved(page)).toHaveText('All changes are saved.');
}

const saved = (page: Page) => page.locator('#save-state');
const line = (page: Page, n: number) => page.locator('.line').nth(n);
const said = (page: Page, n: number) => line(page, n).locator('.said');

async function text(page: Page, id: string): Promise<string> {
  return (await page.request.get(`/api/v1/episodes/${id}/transcript?format=txt`)).text();
}

/** Puts the caret before a text in a sentence, as a click there does. */
async function caretBefore(page: Page, n: number, before: string): Promise<void> {
  await said(page, n).focus();
  await said(page, n).evaluate((element, before) => {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode() as Text | null; node; node = texts.nextNode() as Text | null) {
      const at = node.data.indexOf(before);
      if (at >= 0) return getSelection()!.collapse(node, at);
    }
    throw new Error(`not said: ${before}`);
  }, before);
}

test('a transcript is mended by the keyboard alone', async ({ page }) => {
  const id = await editor(page);
  await accessible(page);
  await caretBefore(page, 2, 's were');
  await page.keyboard.press('Backspace');
  await expect(saved(page)).toHaveText('Saving…');
  await expect(saved(page)).toHaveText('All changes are saved.');
  expect(await text(page, id)).toContain('Books were written');

  // Split, and the caret goes on in the new sentence; join again.
  await caretBefore(page, 1, 'in the');
  await page.keyboard.press('Enter');
  await expect(page.locator('.line')).toHaveCount(4);
  await expect(said(page, 2)).toHaveText('in the exhibition.');
  await expect(said(page, 2)).toBeFocused();
  await page.keyboard.press('Backspace');
  await expect(page.locator('.line')).toHaveCount(3);
  await expect(said(page, 1)).toHaveText('It differs from most arts, um, in the exhibition.');

  // Undo goes past a reload.
  await page.keyboard.press('Control+z');
  await expect(page.locator('.line')).toHaveCount(4);
  await page.reload();
  await live(page);
  await expect(page.locator('.line')).toHaveCount(4);
  await said(page, 0).focus();
  await page.keyboard.press('Control+z');
  await expect(page.locator('.line')).toHaveCount(3);
  await page.keyboard.press('Control+z');
  await expect(said(page, 2)).toHaveText('Bookes were written by hand before that.');
  await page.keyboard.press('Control+Shift+z');
  await expect(said(page, 2)).not.toHaveText(/Bookes/);

  // Hearing: the word under the caret, and pause.
  await caretBefore(page, 1, 'exhibition');
  await page.keyboard.press('Alt+p');
  await expect.poll(() => paused(page)).toBe(false);
  expect(await position(page)).toBeGreaterThan(4);
  await page.keyboard.press('Control+Space');
  await expect.poll(() => paused(page)).toBe(true);
  await page.keyboard.press('Alt+ArrowDown');
  await expect(said(page, 2)).toBeFocused();
});

test('a click on a word plays it, and the line that is heard is marked', async ({ page }) => {
  await editor(page);
  await said(page, 2).click();
  await expect.poll(() => paused(page)).toBe(false);
  expect(await position(page)).toBeGreaterThan(7.9);
  await expect(line(page, 2)).toHaveClass(/now/);
  await page.getByRole('button', { name: 'Hear words' }).click();
  await page.evaluate(() => (document.querySelector('#audio') as HTMLAudioElement).pause());
  await said(page, 0).click();
  expect(await paused(page)).toBe(true);
});

test('speakers are named, and remembered for the next episode', async ({ page }) => {
  const id = await editor(page);
  await line(page, 1).locator('.who').click();
  const dialog = page.getByRole('dialog', { name: 'Who says this?' });
  await expect(dialog).toBeVisible();
  await accessible(page);
  await dialog.getByLabel('Name').fill('Olga');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(line(page, 1).locator('.who')).toHaveText('Olga');
  await line(page, 0).locator('.who').click();
  await dialog.getByLabel('Name').fill('Ruth Roe');
  await dialog.getByLabel('Everything this speaker says').check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(line(page, 2).locator('.who')).toHaveText('Ruth Roe');
  expect(await text(page, id)).toMatch(/Ruth Roe:[^]*Olga:[^]*Ruth Roe:/);

  await page.reload();
  const row = page.locator('.speakers li', { hasText: 'Olga' });
  await row.locator('summary').click();
  await row.getByLabel('Role').selectOption('guest');
  await row.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('.speakers li', { hasText: 'Olga' })).toContainText('guest');
  const show = (await (await page.request.get(`/api/v1/episodes/${id}`)).json()).show_id;
  const next = await (await page.request.post(`/api/v1/shows/${show}/episodes`, { data: { title: 'Next' } })).json();
  await page.request.put(`/api/v1/episodes/${next.id}/transcript`, { data: talk, headers: { 'content-type': 'text/vtt' } });
  await open(page, next.id);
  await expect(page.locator('#names option[value=Olga]')).toHaveCount(1);
});

test('two tabs lose nothing', async ({ page, context }) => {
  const id = await editor(page);
  const other = await context.newPage();
  await open(other, id);
  await caretBefore(page, 0, 'Printing');
  await page.keyboard.type('Well, ');
  await expect(saved(page)).toHaveText('All changes are saved.');
  // The other has not seen that, and changes another sentence and the same one.
  await caretBefore(other, 1, 'It differs');
  await other.keyboard.type('So: ');
  await expect(saved(other)).toHaveText('All changes are saved.');
  await expect(said(other, 0)).toHaveText(/^Well, Printing/);
  await caretBefore(page, 2, 'Bookes');
  await page.keyboard.type('All ');
  await expect(saved(page)).toHaveText('All changes are saved.');
  await other.evaluate(() => {
    // Typed before the other tab's change is seen.
    const said = document.querySelectorAll('.said')[2] as HTMLElement;
    said.focus();
    said.textContent = 'Mine were written by hand before that.';
    said.dispatchEvent(new InputEvent('input', { bubbles: true }));
  });
  const contest = other.locator('.contest');
  await expect(contest).toContainText('Somebody else changed this sentence');
  await accessible(other);
  await contest.getByRole('button', { name: 'Keep mine' }).click();
  await expect(saved(other)).toHaveText('All changes are saved.');
  await expect.poll(() => text(page, id)).toContain('Mine were written by hand');
  const all = await text(page, id);
  expect(all).toContain('Well, Printing');
  expect(all).toContain('So: It differs');
});

test('without a connection changes are kept, and sent when it is back', async ({ page, context, allow }) => {
  allow('ERR_INTERNET_DISCONNECTED', 'Failed to load resource', 'Failed to fetch');
  const id = await editor(page);
  await context.setOffline(true);
  await caretBefore(page, 0, 'Printing');
  await page.keyboard.type('Offline ');
  await expect(saved(page)).toContainText('No connection');
  await context.setOffline(false);
  await expect(saved(page)).toHaveText('All changes are saved.', { timeout: 20_000 });
  expect(await text(page, id)).toContain('Offline Printing');

  // And over a page that was closed in the meantime.
  await context.setOffline(true);
  await caretBefore(page, 0, 'Offline');
  await page.keyboard.type('Again ');
  await expect(saved(page)).toContainText('No connection');
  await page.goto('about:blank');
  await context.setOffline(false);
  await open(page, id);
  await expect.poll(() => text(page, id)).toContain('Again Offline Printing');
});

test('without a connection a new name is kept, and undo says that it needs one', async ({ page, context, allow }) => {
  allow('ERR_INTERNET_DISCONNECTED', 'Failed to load resource', 'Failed to fetch');
  const id = await editor(page);
  const rename = async (n: number, name: string) => {
    await line(page, n).locator('.who').click();
    const dialog = page.getByRole('dialog', { name: 'Who says this?' });
    await dialog.getByLabel('Name').fill(name);
    await dialog.getByLabel('Everything this speaker says').check();
    await dialog.getByRole('button', { name: 'Save' }).click();
  };
  await caretBefore(page, 0, 'Printing');
  await page.keyboard.type('Now ');
  await expect(saved(page)).toHaveText('All changes are saved.');

  await context.setOffline(true);
  for (const key of ['Control+z', 'Control+Shift+z']) {
    await page.keyboard.press(key);
    await expect(page.getByText('Undo and redo need a connection')).toBeVisible();
    await expect(saved(page)).toContainText('No connection');
  }
  await caretBefore(page, 1, 'It differs');
  await page.keyboard.type('And ');
  await rename(0, 'Ruth Roe');
  await expect(saved(page)).toContainText('No connection');
  await context.setOffline(false);
  await expect(saved(page)).toHaveText('All changes are saved.', { timeout: 20_000 });
  await expect(line(page, 2).locator('.who')).toHaveText('Ruth Roe');
  const sent = await text(page, id);
  expect(sent, 'nothing was undone behind the back').toContain('Now Printing');
  expect(sent).toContain('And It differs');

  // And over a page that was closed in the meantime.
  await context.setOffline(true);
  await rename(1, 'Omar Özil "O"');
  await expect(saved(page)).toContainText('No connection');
  await page.goto('about:blank');
  await context.setOffline(false);
  await page.goto(`/studio/episodes/${id}/transcript`);
  await expect(line(page, 1).locator('.who')).toHaveText('Omar Özil "O"');
  await expect(saved(page)).toHaveText('All changes are saved.');
  await expect.poll(() => text(page, id)).toContain('Omar Özil "O":');

  // With a connection undo takes back the last change, which is that name.
  await said(page, 0).focus();
  await page.keyboard.press('Control+z');
  await expect(line(page, 1).locator('.who')).toHaveText('Omar');
  await page.reload();
  await live(page);
  await expect(line(page, 1).locator('.who')).toHaveText('Omar');
});

test('text without blanks is split where the caret stands', async ({ page }) => {
  await signUp(page);
  const id = await newEpisode(page, 'Without blanks', 'Without blanks');
  const talk = 'WEBVTT\n\n00:00.000 --> 00:06.000\n<v 安>今天天气很好我们去公园。\n\n00:06.000 --> 00:09.000\n<v 安>สวัสดีครับผม\n';
  await page.request.put(`/api/v1/episodes/${id}/transcript`, { data: talk, headers: { 'content-type': 'text/vtt' } });
  await open(page, id);
  await caretBefore(page, 0, '我们去');
  // Enter that chooses a word in an input method is not for us.
  await said(page, 0).dispatchEvent('keydown', { key: 'Enter', isComposing: true });
  await page.keyboard.press('Enter');
  await expect(page.locator('.said')).toHaveText(['今天天气很好', '我们去公园。', 'สวัสดีครับผม']);
  await expect(said(page, 1)).toBeFocused();
  await caretBefore(page, 2, 'ครับ');
  await page.keyboard.press('Enter');
  await expect(page.locator('.said')).toHaveText(['今天天气很好', '我们去公园。', 'สวัสดี', 'ครับผม']);
  await page.keyboard.press('Control+z');
  await expect(page.locator('.line')).toHaveCount(3);
  await page.keyboard.press('Control+z');
  await expect(page.locator('.said')).toHaveText(['今天天气很好我们去公园。', 'สวัสดีครับผม']);
  // At the very beginning and end, and within the only word of a line, there is nothing to split.
  for (const key of ['Home', 'End']) {
    await said(page, 0).focus();
    await page.keyboard.press(key);
    await page.keyboard.press('Enter');
  }
  await expect(saved(page)).toHaveText('All changes are saved.');
  await expect(page.locator('.line')).toHaveCount(2);
});

test('words left on the device come back even where somebody else was faster', async ({ page, context, allow }) => {
  allow('ERR_INTERNET_DISCONNECTED', 'Failed to load resource', 'Failed to fetch');
  const id = await editor(page);
  await context.setOffline(true);
  await caretBefore(page, 0, 'Printing');
  await page.keyboard.type('Mine: ');
  await expect(saved(page)).toContainText('No connection');
  // A split that is not sent yet is kept as well.
  await caretBefore(page, 2, 'were');
  await page.keyboard.press('Enter');
  await page.goto('about:blank');
  await context.setOffline(false);
  const faster = { segment: 0, was: 'Printing, in the only sense with with which we are concerned.', change: 'text', text: 'Theirs.' };
  expect((await page.request.post(`/api/v1/episodes/${id}/transcript/edits`, { data: { edits: [faster] } })).status()).toBe(200);
  await page.goto(`/studio/episodes/${id}/transcript`);
  await expect(page.locator('.alert', { hasText: 'You wrote:' })).toContainText('Mine: Printing, in the only sense');
  await accessible(page);
  await expect(said(page, 0)).toHaveText('Theirs.');
  await expect(page.locator('.line')).toHaveCount(4);
  await expect(said(page, 3)).toHaveText('were written by hand before that.');
});

test('what is exchanged as a whole is loaded anew', async ({ page }) => {
  const id = await editor(page);
  await caretBefore(page, 0, 'Printing');
  await page.keyboard.type('Now ');
  await expect(saved(page)).toHaveText('All changes are saved.');
  const versions = await (await page.request.get(`/api/v1/episodes/${id}/transcript/versions`)).json();
  await page.request.post(`/api/v1/episodes/${id}/transcript/versions/${versions.items.at(-1).revision}`);
  await caretBefore(page, 1, 'It differs');
  await page.keyboard.type('And ');
  await expect(said(page, 0)).toHaveText(/^Printing/);
  await live(page);
  await expect(said(page, 1)).toHaveText(/^And It differs/);
});

test('doubtful words are walked through', async ({ page }) => {
  await signUp(page);
  const id = await newEpisode(page, 'Doubts', 'Doubts');
  const word = (text: string, start: number, probability: number) => ({ word: ` ${text}`, start, end: start + 0.4, probability });
  const segments = [
    { id: 0, start: 0, end: 2, text: ' Beans fly far.', words: [word('Beans', 0, 0.2), word('fly', 0.5, 0.9), word('far.', 1, 0.9)] },
    { id: 1, start: 2, end: 4, text: ' They like limes.', words: [word('They', 2, 0.9), word('like', 2.5, 0.9), word('limes.', 3, 0.3)] },
  ];
  await page.request.put(`/api/v1/episodes/${id}/transcript`, { data: JSON.stringify({ language: 'en', segments }), headers: { 'content-type': 'application/json' } });
  await open(page, id);
  await expect(page.locator('.doubt')).toHaveText(['Beans', 'limes.']);
  const selected = () => page.evaluate(() => String(getSelection()));
  await page.keyboard.press('Alt+n');
  expect(await selected()).toBe('Beans');
  await page.keyboard.type('Bees');
  await expect(saved(page)).toHaveText('All changes are saved.');
  await expect(page.locator('.doubt'), 'what is mended is not doubtful').toHaveText(['limes.']);
  await page.keyboard.press('Alt+n');
  expect(await selected()).toBe('limes.');
  // Without one after it the walk begins anew; without any the key says so.
  await caretBefore(page, 1, 'es.');
  await page.keyboard.press('End');
  await page.keyboard.press('Alt+n');
  expect(await selected()).toBe('limes.');
  await page.keyboard.type('lemons.');
  await expect(saved(page)).toHaveText('All changes are saved.');
  await page.keyboard.press('Alt+n');
  await expect(page.getByText('No word is doubtful.')).toBeVisible();
  expect(await text(page, id)).toContain('Bees fly far.');
});

test('find and replace over a show, glossary, steps and versions', async ({ page, visit }) => {
  const id = await editor(page);
  await page.getByLabel('Find', { exact: true }).fill('Bookes');
  await page.getByLabel('Replace by').fill('Books');
  await page.getByLabel('In all episodes of this show').check();
  await page.getByRole('button', { name: 'Look', exact: true }).click();
  await expect(page.locator('#found')).toContainText('1 place');
  await accessible(page);
  await page.getByRole('button', { name: 'Replace 1 place' }).click();
  await expect(page.getByText('Replaced in 1 sentence of 1 episode')).toBeVisible();
  await live(page);
  await expect(said(page, 2)).toHaveText('Books were written by hand before that.');

  await page.getByLabel('Word', { exact: true }).fill('Exhibition');
  await page.getByLabel('Heard as').fill('exhibition');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('button', { name: 'Correct this transcript by it' }).click();
  await expect(page.getByText('Corrected one place')).toBeVisible();
  await expect(said(page, 1)).toContainText('the Exhibition.');

  await page.getByRole('link', { name: 'Repeated words' }).click();
  await expect(page.locator('#step')).toContainText(/would change|nothing to change/);
  await accessible(page);
  await page.goto(`/studio/episodes/${id}/transcript`);

  await page.locator('.versions a').last().click();
  await expect(page.locator('.compared del', { hasText: 'Bookes' })).toHaveCount(1);
  await accessible(page);
  await page.getByRole('button', { name: 'Bring this version back' }).click();
  await live(page);
  await expect(said(page, 2)).toHaveText('Bookes were written by hand before that.');

  // What everybody sees follows at once.
  await page.request.post(`/api/v1/episodes/${id}/publish`);
  await caretBefore(page, 2, 'Bookes');
  await page.keyboard.type('Fine ');
  await expect(saved(page)).toHaveText('All changes are saved.');
  await page.goto(`/studio/episodes/${id}`);
  const path = (await page.getByRole('link', { name: 'See the page' }).getAttribute('href')) ?? '';
  const reader = await visit();
  await expect(async () => {
    await reader.goto(path);
    await expect(reader.locator('#reading')).toContainText('Fine Bookes', { timeout: 500 });
  }).toPass();
  await alive(reader);
  const filler = reader.locator('#reading i.f').first();
  await expect(filler).toBeVisible();
  await reader.getByLabel(/Leave out/).check();
  await expect(filler).toBeHidden();
  await accessible(reader);
  await open(page, id);
  await page.getByText('Download', { exact: true }).click();
  await accessible(page);
  for (const [reading, first] of [['As they were said', 'sense with with'], ['Without fillers and false starts', 'sense with which']]) {
    await page.getByLabel(reading).check();
    for (const form of ['WebVTT', 'SubRip', 'JSON', 'HTML', 'Text', 'Markdown']) {
      const started = page.waitForEvent('download');
      await page.getByRole('button', { name: form, exact: true }).click();
      const file = readFileSync(await (await started).path(), 'utf8').replaceAll('\n', ' ');
      expect(file).toContain('Fine Bookes');
      expect(file).toContain(first);
    }
  }
});

for (const [name, device] of Object.entries({ wide: DESKTOP, phone: PHONE })) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`the editor on a ${name} screen, ${colorScheme}`, async ({ visit }, info) => {
      const page = await visit({ ...device, colorScheme });
      await editor(page, `Printing ${name} ${colorScheme}`);
      const fits = async (state: string) => {
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(wider, `${state} scrolls sideways`).toBe(0);
        await accessible(page);
        await page.screenshot({ path: info.outputPath(`editor-${name}-${colorScheme}-${state}.png`), fullPage: true });
      };
      await fits('at rest');
      const download = page.getByText('Download', { exact: true });
      await download.click();
      await fits('with the downloads');
      const menu = (await page.locator('.menu form').boundingBox())!;
      expect(menu.x).toBeGreaterThanOrEqual(0);
      expect(menu.x + menu.width).toBeLessThanOrEqual(page.viewportSize()!.width);
      await download.click();
      await line(page, 0).locator('.who').click();
      await fits('with the dialog');
    });
  }
}

test('three hours are edited without a long task', async ({ page }) => {
  await signUp(page);
  const id = await newEpisode(page, 'Long show', 'Long');
  const clock = (s: number) => new Date(s * 1000).toISOString().slice(11, 23);
  const words = 'the quick brown fox jumps over a lazy dog today'.split(' ');
  const cues = Array.from({ length: 3000 }, (_, i) => {
    const text = Array.from({ length: 10 }, (_, j) => `<${clock(i * 3.6 + j * 0.34)}>${words[(i * 7 + j * 3) % words.length]}`).join(' ');
    return `${clock(i * 3.6)} --> ${clock(i * 3.6 + 3.5)}\n<v ${i % 3 ? 'Ruth' : 'Omar'}>${text}.\n`;
  });
  await page.request.put(`/api/v1/episodes/${id}/transcript`, { data: `WEBVTT\n\n${cues.join('\n')}`, headers: { 'content-type': 'text/vtt' } });
  await open(page, id);
  await page.evaluate(() => {
    const seen: number[] = [];
    (window as never as { tasks: number[] }).tasks = seen;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => seen.push(entry.duration))).observe({ type: 'longtask' });
  });
  const answered = page.waitForResponse((response) => response.url().endsWith('/edits') && response.request().method() === 'POST');
  await said(page, 1500).scrollIntoViewIfNeeded();
  await caretBefore(page, 1500, ' ');
  await page.keyboard.type('er');
  const answer = await answered;
  expect(answer.status()).toBe(200);
  await expect(saved(page)).toHaveText('All changes are saved.');
  const tasks = await page.evaluate(() => (window as never as { tasks: number[] }).tasks);
  const heap = await page.evaluate(() => (performance as never as { memory?: { usedJSHeapSize: number } }).memory?.usedJSHeapSize ?? 0);
  // Figures, not promises: what else the machine does is in them.
  test.info().annotations.push({ type: 'measured', description: `answer ${Math.round(answer.request().timing().responseEnd)} ms, long tasks ${tasks}, heap ${Math.round(heap / 1e6)} MB` });
  console.log(test.info().annotations.at(-1)?.description);
});
