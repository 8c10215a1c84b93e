// Listening, reading along, finding and sharing: at a desk and on a phone.
import { accessible } from '../support/accessible.ts';
import { clipboard, expectFollowing, findWord, marked, paused, position, select, wordTimes } from '../support/listening.ts';
import { alive, DESKTOP, expect, PHONE, test } from '../support/test.ts';

const permissions = ['clipboard-read', 'clipboard-write'];

for (const [name, device] of [
  ['at a desk', DESKTOP],
  ['on a phone', PHONE],
] as const) {
  test.describe(name, () => {
    test('playing moves the marks through the text, and words lead into the sound', async ({ visit, library }) => {
      const page = await visit(device);
      await page.goto(library.printing);
      await alive(page);
      const times = await wordTimes(page, library.printing);

      await page.getByRole('button', { name: 'Play', exact: true }).click();
      await expect.poll(() => position(page)).toBeGreaterThan(0.5);
      await expect(page.locator('#reading .w.now')).toHaveCount(1);
      const seen = new Set<string | undefined>();
      for (let i = 0; i < 12; i += 1) {
        await expectFollowing(page, times);
        seen.add((await marked(page)).word);
        await page.waitForTimeout(150);
      }
      expect(seen.size, 'the mark moves on').toBeGreaterThan(2);
      await expect(page.locator('#now')).toHaveText(/0:0[2-9]/);
      await accessible(page);

      // A word in the middle of a sentence, by its own time and not by the sentence's.
      const word = await findWord(page, 2, 9);
      await page.mouse.click(word.x, word.y);
      await expect.poll(() => position(page)).toBeGreaterThanOrEqual(times[2]![9]! - 0.05);
      expect(await position(page)).toBeLessThan(times[2]![9]! + 2);
      await expect(page.locator('#reading p > span').nth(2)).toHaveClass(/now/);
      await expect(page.locator('#reading p > span').nth(2)).toHaveAttribute('aria-current', 'true');
      await page.waitForTimeout(300);
      await expectFollowing(page, times);

      await page.getByRole('button', { name: 'Pause', exact: true }).click();
      expect(await paused(page)).toBe(true);
      const text = await page.locator('#reading').textContent();
      await page.reload();
      expect(await page.locator('#reading').textContent(), 'marking words changed no letter').toBe(text);
    });

    test('what is looked for is counted, marked on the waveform and gone through', async ({ visit, library }) => {
      const page = await visit(device);
      await page.goto(library.printing);
      await alive(page);
      await page.locator('#q').fill('INVENTION');
      await expect(page.locator('#hits')).toHaveText('2 hits');
      const ticks = page.locator('#waveform svg .hits *');
      expect(await ticks.count()).toBeGreaterThan(0);
      const painted = () => page.evaluate(() => ['hit', 'hit-now'].map((n) => (CSS as unknown as { highlights: Map<string, Set<Range>> }).highlights.get(n)?.size));
      expect(await painted()).toEqual([2, 0]);
      await accessible(page);
      await page.locator('#q').press('Enter');
      await expect(page.locator('#hits')).toHaveText('1 of 2');
      await page.getByRole('button', { name: 'Next hit' }).click();
      await expect(page.locator('#hits')).toHaveText('2 of 2');
      expect(await painted()).toEqual([2, 1]);
      const current = () =>
        page.evaluate(() => {
          const [range] = (CSS as unknown as { highlights: Map<string, Set<Range>> }).highlights.get('hit-now')!;
          const { top, bottom } = range!.getBoundingClientRect();
          return { text: range!.toString(), seen: top > 0 && bottom < innerHeight };
        });
      await expect.poll(current).toEqual({ text: 'invention', seen: true });
      await page.getByRole('button', { name: 'Next hit' }).click();
      await expect(page.locator('#hits')).toHaveText('1 of 2');
      await page.getByRole('button', { name: 'Hit before' }).click();
      await expect(page.locator('#hits')).toHaveText('2 of 2');

      await page.locator('#q').fill('zeppelin');
      await expect(page.locator('#hits')).toHaveText('Nothing found');
      await expect(ticks).toHaveCount(0);
      await page.locator('#q').fill('the');
      await expect(page.locator('#hits')).toHaveText(/^\d+ hits$/);
      await page.locator('#q').press('Escape');
      await expect(page.locator('#q')).toHaveValue('');
      await expect(ticks).toHaveCount(0);
      expect(await painted()).toEqual([0, 0]);
    });

    test('a moment and a passage are shared', async ({ visit, library }) => {
      const page = await visit({ ...device, permissions });
      await page.goto(`${library.printing}?t=20`);
      await alive(page);
      await expect(page.locator('#now')).toHaveText('0:20');
      await page.locator('[data-do=link]').click();
      await expect(page.locator('#toast')).toHaveText(/Link copied/);
      const link = await clipboard(page);
      expect(link).toMatch(new RegExp(`^http://[^/]+${library.printing}#t=20$`));

      const other = await page.context().newPage();
      await other.goto(link);
      await alive(other);
      await expect(other.locator('#now')).toHaveText('0:20');
      await expect(other.locator('#reading span.now')).toBeInViewport();
      await other.getByRole('button', { name: 'Play', exact: true }).click();
      await expect.poll(() => position(other)).toBeGreaterThan(20);
      expect(await position(other)).toBeLessThan(25);
      await other.close();

      const words = await select(page, 1, 2);
      await expect(page.locator('#pick')).toBeVisible();
      await accessible(page);
      await page.locator('#pick').getByRole('button', { name: 'Copy link' }).click();
      await expect(page.locator('#toast')).toHaveText(/marks this passage/);
      const passage = await clipboard(page);
      expect(passage).toMatch(/#t=[\d.]+,[\d.]+$/);
      await page.locator('#pick').getByRole('button', { name: 'Copy quote' }).click();
      await expect(page.locator('#toast')).toHaveText(/Quote copied/);
      expect((await clipboard(page)).split('\n')).toEqual([`“${words}”`, '– On the art of printing', passage]);

      const third = await page.context().newPage();
      await third.goto(passage);
      await alive(third);
      await expect(third.locator('#reading span.passage')).toHaveCount(2);
      await expect(third.locator('#reading span.passage').first()).toBeInViewport();
      expect((await third.locator('#reading span.passage').allTextContents()).join(' ')).toBe(words);
      await accessible(third);
      await third.close();

      // Nothing selected any more: the toolbar goes.
      await page.evaluate(() => getSelection()?.removeAllRanges());
      await expect(page.locator('#pick')).toBeHidden();
    });
  });
}

test('a selected passage is played and then it stops', async ({ visit, library }) => {
  const page = await visit();
  await page.goto(library.printing);
  await alive(page);
  const times = await wordTimes(page, library.printing);
  await page.evaluate(() => {
    const text = document.createTreeWalker(document.querySelectorAll('#reading p > span')[1]!, NodeFilter.SHOW_TEXT).nextNode() as Text;
    const words = [...text.data.matchAll(/\S+/g)];
    getSelection()!.setBaseAndExtent(text, words[2]!.index, text, words[5]!.index + words[5]![0].length);
  });
  await page.locator('#pick').getByRole('button', { name: 'Play' }).click();
  await expect.poll(() => position(page)).toBeGreaterThanOrEqual(times[1]![2]! - 0.05);
  await expect.poll(() => paused(page), { timeout: 8_000 }).toBe(true);
  expect(Math.abs((await position(page)) - times[1]![6]!), 'it stops where the next word begins').toBeLessThan(0.4);
});

test('charts tell their values and lead into the sound', async ({ visit, library }) => {
  const page = await visit();
  await page.goto(library.printing);
  await alive(page);
  const tip = page.locator('.tip');

  const waveform = page.locator('#waveform svg');
  await waveform.scrollIntoViewIfNeeded();
  const area = (await waveform.boundingBox())!;
  const middle = { x: area.x + area.width / 2, y: area.y + area.height / 2 };
  await page.mouse.move(middle.x - 40, middle.y);
  await page.mouse.move(middle.x, middle.y);
  await expect(tip).toBeVisible();
  await expect(tip).toContainText('0:24');
  await page.mouse.click(middle.x, middle.y);
  await expect.poll(() => position(page)).toBeGreaterThan(23.5);
  expect(await position(page)).toBeLessThan(27);
  const playhead = Number(await page.locator('#waveform .playhead').getAttribute('x1'));
  expect(Math.abs(playhead / 1200 - (await position(page)) / 48.544)).toBeLessThan(0.02);
  await page.keyboard.press('Space');

  const bar = page.locator('figure[data-chart=sentiment] [data-t]').last();
  await bar.scrollIntoViewIfNeeded();
  const place = (await bar.boundingBox())!;
  await page.mouse.move(place.x + 5, place.y + 5);
  await page.mouse.move(place.x + place.width / 2, place.y + place.height / 2);
  await expect(tip).toBeVisible();
  await expect(tip).toHaveText((await bar.getAttribute('data-label')) ?? '-');
  const box = (await tip.boundingBox())!;
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(1440);
  await page.mouse.click(place.x + place.width / 2, place.y + place.height / 2);
  const start = Number(await bar.getAttribute('data-t'));
  await expect.poll(() => position(page)).toBeGreaterThanOrEqual(start - 0.05);
  expect(await position(page)).toBeLessThan(start + 3);
  await page.mouse.move(10, 10);
  await expect(tip).toBeHidden();

  // The same numbers stand in the table for those who do not see the drawing.
  await page.locator('figure[data-chart=sentiment] summary').click();
  await expect(page.locator('figure[data-chart=sentiment] td').first()).toBeVisible();
});

test('chapters, evidence and the notes lead to their moment', async ({ visit, library }) => {
  const page = await visit();
  await page.goto(library.printing);
  await alive(page);
  for (const link of [page.locator('#in-short p a.at').last(), page.locator('#chapters a').first()]) {
    const time = Number(await link.getAttribute('data-t'));
    await link.click();
    await expect.poll(() => position(page)).toBeGreaterThanOrEqual(time - 0.05);
    expect(await position(page)).toBeLessThan(time + 3);
    await expect(page.locator('#reading span.now')).toBeInViewport();
  }
  // A key phrase leads to the sentence in which it stands.
  const phrase = page.locator('#findings a[href="#s3"]').first();
  await phrase.click();
  await expect(page.locator('#s3')).toBeInViewport();
});

test('the place is kept when the page is left, and when it is loaded again', async ({ visit, library }) => {
  const page = await visit();
  await page.goto(library.printing);
  await alive(page);
  await page.locator('#seek').fill('30');
  await expect(page.locator('#now')).toHaveText('0:30');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect.poll(() => position(page)).toBeGreaterThan(32.5);
  await page.reload();
  await alive(page);
  await expect(page.locator('#now')).toHaveText(/0:3[2-5]/);
  await page.goto('/');
  await page.goto(library.printing);
  await alive(page);
  await expect(page.locator('#now')).toHaveText(/0:3[2-5]/);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect.poll(() => position(page)).toBeGreaterThan(32);

  // A link to a moment wins over the memory.
  await page.goto(`${library.printing}#t=12`);
  await page.reload();
  await alive(page);
  await expect(page.locator('#now')).toHaveText('0:12');
});

test('speed, silence and following are remembered', async ({ visit, library }) => {
  const page = await visit();
  await page.goto(library.printing);
  await alive(page);
  const rate = () => page.evaluate(() => (document.querySelector('#audio') as HTMLAudioElement).playbackRate);
  await page.locator('#speed').selectOption('1.5');
  expect(await rate()).toBe(1.5);
  await page.keyboard.press('Escape');
  await page.locator('h1').click();
  await page.keyboard.press('.');
  expect(await rate()).toBe(1.75);
  await page.getByRole('button', { name: 'Skip silence' }).click();
  await page.getByRole('button', { name: 'Follow along' }).click();
  await page.reload();
  await alive(page);
  expect(await rate()).toBe(1.75);
  await expect(page.locator('#speed')).toHaveValue('1.75');
  await expect(page.getByRole('button', { name: 'Skip silence' })).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('button', { name: 'Follow along' })).toHaveAttribute('aria-pressed', 'false');
});

test('following yields to the reader and comes back', async ({ visit, library }) => {
  const page = await visit({ viewport: { width: 1440, height: 420 } });
  await page.goto(library.printing);
  await alive(page);
  const back = page.getByRole('button', { name: 'Back to now' });
  const now = page.locator('#reading span.now');
  await page.keyboard.press('Space');
  await expect(now).toHaveCount(1);
  await expect(back).toBeHidden();
  await page.mouse.move(700, 200);
  await page.mouse.wheel(0, 3000);
  await expect(back).toBeVisible();
  await expect(now).not.toBeInViewport();
  const there = await page.evaluate(() => scrollY);
  // The next sentence begins meanwhile, and the page stays where the reader put it.
  for (let i = 0; i < 3; i += 1) await page.keyboard.press('ArrowRight');
  await expect(page.locator('#reading p > span').nth(1)).toHaveClass(/now/);
  await page.waitForTimeout(500);
  expect(await page.evaluate(() => scrollY)).toBe(there);
  await accessible(page);
  await back.click();
  await expect(back).toBeHidden();
  await expect(now).toBeInViewport();
});

test('following yields to a finger, too', async ({ visit, library }) => {
  const page = await visit(PHONE);
  await page.goto(library.printing);
  await alive(page);
  const back = page.getByRole('button', { name: 'Back to now' });
  await page.getByRole('button', { name: 'Play', exact: true }).tap();
  await expect(page.locator('#reading span.now')).toHaveCount(1);
  const client = await page.context().newCDPSession(page);
  const finger = (type: 'touchStart' | 'touchMove' | 'touchEnd', y?: number) =>
    client.send('Input.dispatchTouchEvent', { type, touchPoints: y === undefined ? [] : [{ x: 190, y }] });
  await finger('touchStart', 600);
  for (let y = 580; y > 150; y -= 20) await finger('touchMove', y);
  // It rests before it is lifted: while a page glides on, the next touch only stops it.
  await page.waitForTimeout(200);
  await finger('touchMove', 160);
  await finger('touchEnd');
  await expect(back).toBeInViewport();
  await back.tap();
  await expect(back).toBeHidden();
  await expect(page.locator('#reading span.now')).toBeInViewport();
});

test('the browser stands in for a player that is late, and gives way to it', async ({ visit, library }) => {
  const page = await visit(PHONE);
  // The controls come while the islands wake: between the player and the end is where they could stay for good.
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/pkg/listening.*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(library.printing);
  await expect(page.locator('#audio')).toBeHidden();
  await expect(page.locator('#audio')).toBeVisible({ timeout: 5_000 });
  await expect(page.locator('#audio')).toHaveAttribute('controls', '');
  release();
  await alive(page);
  await expect(page.locator('#deck')).toBeVisible();
  await expect(page.locator('#audio')).toBeHidden();

  // The timer goes off when the player is awake and another island is not.
  const slow = await visit(PHONE);
  await slow.addInitScript(() => {
    const after = window.setTimeout.bind(window);
    window.setTimeout = ((f: () => void, ms?: number) => {
      if (ms !== 1500) return after(f, ms);
      const deck = () => document.querySelector('#deck:not(.asleep)');
      const wait = () => (deck() ? f() : after(wait, 0));
      return after(wait, 0);
    }) as typeof window.setTimeout;
  });
  await slow.goto(library.printing);
  await alive(slow);
  await expect(slow.locator('#audio')).toBeHidden();
  await expect(slow.locator('#deck')).toBeVisible();
});
