// `podcastflow serve --demo`: something to hear and six hours of talk to read, a minute after the first start.
import { accessible } from '../support/accessible.ts';
import { looks, see } from '../support/looks.ts';
import { launch } from '../support/server.ts';
import { logIn } from '../support/steps.ts';
import { alive, expect, test } from '../support/test.ts';

test('the demonstration makes itself, and the server stops while a page is watching', async ({ visit, allow }) => {
  test.setTimeout(180_000);
  const server = await launch(['--demo']);
  let stopping = false;
  try {
    const show = await server.says('Demonstration: ');
    const page = await visit({ baseURL: server.url });
    await page.goto(show);
    await accessible(page);
    await expect(page.getByRole('link', { name: /On the art of printing/ }).first()).toBeVisible();
    const apollo = `${show}/apollo-11-the-first-six-hours`;
    const [printed, flown] = [`${show}/on-the-art-of-printing`, apollo].map((path) => async () => (await page.request.get(path)).text());
    await expect.poll(printed!, { timeout: 60_000 }).toContain('movable metal letters');
    await expect.poll(flown!, { timeout: 90_000 }).toContain('data-chart="topics"');

    await page.goto(apollo);
    await alive(page);
    await expect(page.locator('#reading .who b').first()).toBeVisible();
    expect(await page.locator('#reading p > span').count()).toBeGreaterThan(800);
    // The letters are typed as fast as a person types, and the answer is there.
    await page.locator('#q').pressSequentially('houston', { delay: 60 });
    await expect(page.locator('#hits')).toHaveText(/^[1-9]\d+ hits$/);
    await page.locator('#q').press('Shift+Enter');
    await expect(page.locator('#hits')).toHaveText(/^\d+ of \d+$/);
    await page.locator('#q').press('Escape');
    for (const look of looks) {
      await page.setViewportSize(look.viewport);
      await page.emulateMedia({ colorScheme: look.colorScheme });
      // Six hours of talk are too tall for one picture.
      await see(page, look, 'apollo', apollo, false);
    }

    const told = /with (\S+) and the password (\S+)/.exec(await server.says('Log in at '));
    await page.goto('/login');
    await logIn(page, { email: told?.[1] ?? '', password: told?.[2] ?? '' });
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your shows');
    await page.getByRole('link', { name: 'Apollo 11: the first six hours' }).first().click();
    await expect(page.getByRole('button', { name: 'Run again' })).toBeVisible();
    // Somebody watches when it is told to stop: a stream of events has no end of its own. The page is told that it broke.
    const events = `/api/v1${new URL(page.url()).pathname.replace('/studio', '')}/events`;
    await page.goto('/studio');
    await page.evaluate((path) => new Promise((open) => (new EventSource(path).onopen = open)), events);
    allow('ERR_INCOMPLETE_CHUNKED_ENCODING', 'ERR_CONNECTION_REFUSED', 'ERR_CONNECTION_RESET');
    stopping = true;
    await server.stop();
  } finally {
    if (!stopping) await server.stop().catch(() => undefined);
  }
});
