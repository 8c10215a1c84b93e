// Recordings and pictures of the repository, and files that tests make.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** 48 seconds of an essay on printing, read aloud. */
export const reading = join(root, 'demo', 'reading.mp3');
export const artwork = join(root, 'demo', 'artwork.png');
/** A conversation of 35 seconds, as WebVTT, in which the engine finds something of every kind. */
export const talk = readFileSync(join(root, 'server', 'tests', 'support', 'talk.vtt'), 'utf8');
export const fixture = (name: string) => join(root, 'crates', 'audio', 'tests', 'fixtures', name);

/** A WAV of a quiet tone, or of silence, of so many mebibytes of samples (1 MiB is about 5 seconds). */
export function wav(megabytes: number, loudness: number): Buffer {
  const bytes = megabytes * 1024 * 1024;
  const file = Buffer.alloc(44 + bytes);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + bytes, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(2, 22);
  file.writeUInt32LE(48_000, 24);
  file.writeUInt32LE(192_000, 28);
  file.writeUInt16LE(4, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(bytes, 40);
  if (loudness > 0) {
    for (let i = 44; i < file.length - 1; i += 2) file.writeInt16LE(Math.round(loudness * Math.sin(i / 40)), i);
  }
  return file;
}
