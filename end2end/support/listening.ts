// What a listener's page tells about itself, read in one go so that nothing moves in between.
import { expect, type Page } from '@playwright/test';

/** Seconds. */
export const position = (page: Page) => page.evaluate(() => (document.querySelector('#audio') as HTMLAudioElement).currentTime);

export const paused = (page: Page) => page.evaluate(() => (document.querySelector('#audio') as HTMLAudioElement).paused);

/** Seconds at which each word of each sentence starts, as the page's own player reads them. */
export async function wordTimes(page: Page, episode: string): Promise<number[][]> {
  const answer = await page.request.get(`${episode}/words.json`);
  const { segments } = (await answer.json()) as { segments: number[][] };
  return segments.map(([start, ...words]) => words.map((word) => (start ?? 0) / 1000 + word / 100));
}

export interface Marked {
  time: number;
  /** Index of the sentence that is marked, or -1. */
  sentence: number;
  /** The word that is marked. */
  word: string | undefined;
  /** The words of the sentence. */
  words: string[];
}

export const marked = (page: Page): Promise<Marked> =>
  page.evaluate(() => {
    const now = document.querySelector('#reading span.now');
    return {
      time: (document.querySelector('#audio') as HTMLAudioElement).currentTime,
      sentence: now ? [...document.querySelectorAll('#reading p > span')].indexOf(now) : -1,
      word: now?.querySelector('.w.now')?.textContent?.trim(),
      words: now?.textContent?.trim().split(/\s+/) ?? [],
    };
  });

/** The marked sentence and word are those that are being spoken, give or take a painted frame or two. */
export async function expectFollowing(page: Page, times: number[][]): Promise<void> {
  const at = await marked(page);
  const spoken = (time: number) => {
    const sentence = times.findLastIndex((words) => (words[0] ?? Infinity) <= time);
    const word = times[sentence]?.findLastIndex((start) => start <= time) ?? -1;
    return { sentence, word };
  };
  const near = [-0.15, -0.05, 0, 0.05].map((off) => spoken(at.time + off));
  // Where two neighbours are alike, the text alone does not tell which is marked: either is fine.
  const fits = near.some((n) => n.sentence === at.sentence && (at.word === undefined ? n.word < 0 : at.words[n.word] === at.word));
  expect(fits, `marked at ${at.time} s: sentence ${at.sentence}, “${at.word}”; spoken: ${JSON.stringify(near)}`).toBe(true);
}

/** The middle of a word on the screen, with the word's number; scrolls there first. */
export function findWord(page: Page, sentence: number, word: number): Promise<{ x: number; y: number; text: string }> {
  return page.evaluate(
    ([sentence, word]) => {
      const element = document.querySelectorAll('#reading p > span')[sentence!]!;
      element.scrollIntoView({ block: 'center', behavior: 'instant' });
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      let count = 0;
      for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
        for (const match of node.data.matchAll(/\S+/g)) {
          if (count === word) {
            const range = document.createRange();
            range.setStart(node, match.index);
            range.setEnd(node, match.index + match[0].length);
            const { x, y, width, height } = range.getClientRects()[0]!;
            return { x: x + width / 2, y: y + height / 2, text: match[0] };
          }
          count += 1;
        }
      }
      throw new Error('there is no such word');
    },
    [sentence, word],
  );
}

/** Selects whole sentences, from the first to the last. */
export function select(page: Page, first: number, last: number): Promise<string> {
  return page.evaluate(
    ([first, last]) => {
      const sentences = document.querySelectorAll('#reading p > span');
      const range = document.createRange();
      range.setStart(sentences[first!]!, 0);
      range.setEnd(sentences[last!]!, sentences[last!]!.childNodes.length);
      getSelection()?.removeAllRanges();
      getSelection()?.addRange(range);
      return range.toString().replace(/\s+/g, ' ').trim();
    },
    [first, last],
  );
}

export const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());
