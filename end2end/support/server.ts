// Starts servers with a fresh data folder and their own PostgreSQL, and stops them as a person would. That they stop
// cleanly is part of what is tested.
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How long a server may take to end after SIGTERM, in milliseconds. */
const ENDS_WITHIN = 10_000;

export interface Running {
  url: string;
  /** Resolves with the rest of a line that the server prints, once it does. */
  says: (start: string) => Promise<string>;
  /** Ends it; throws when it ends badly, late, or leaves PostgreSQL or errors in its log behind. */
  stop: () => Promise<void>;
}

/** The one server of a run: an instance that nobody has used yet. */
export default async function start(): Promise<() => Promise<void>> {
  const server = await launch([]);
  process.env.BASE_URL = server.url;
  return server.stop;
}

export async function launch(args: string[]): Promise<Running> {
  const binary = process.env.PODCASTFLOW_BIN;
  if (!binary) throw new Error('PODCASTFLOW_BIN is not set: run `cargo xtask e2e`');
  const data = mkdtempSync(join(tmpdir(), 'podcastflow-e2e-'));
  // PostgreSQL runs as another user where we are root, and has to enter.
  chmodSync(data, 0o755);
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    PODCASTFLOW_DATA_DIR: data,
    PODCASTFLOW_LISTEN: '127.0.0.1:0',
    PODCASTFLOW_THREADS: '1',
    PODCASTFLOW_LOG: 'warn',
    NO_COLOR: '1',
  };
  delete env.DATABASE_URL;
  const child = spawn(binary, ['serve', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = listen(child);
  const stop = () => end(child, data, output);
  try {
    const url = await output.says('PodcastFlow Pro is at ');
    return { url, says: output.says, stop };
  } catch (problem) {
    child.kill('SIGKILL');
    rmSync(data, { recursive: true, force: true });
    throw problem;
  }
}

interface Output {
  says: (start: string) => Promise<string>;
  log: () => string;
}

function listen(child: ChildProcess): Output {
  let said = '';
  let log = '';
  const waiting = new Set<() => void>();
  child.stdout?.on('data', (bytes: Buffer) => {
    said += bytes.toString();
    for (const look of waiting) look();
  });
  child.stderr?.on('data', (bytes: Buffer) => {
    log += bytes.toString();
    process.stderr.write(bytes);
  });
  const says = (start: string) =>
    new Promise<string>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`the server did not say “${start}” but: ${said}`)), 90_000);
      child.once('exit', (code) => reject(new Error(`the server ended with ${code} before it said “${start}”`)));
      const look = () => {
        const line = said.split('\n').slice(0, -1).find((l) => l.startsWith(start));
        if (line === undefined) return;
        clearTimeout(late);
        waiting.delete(look);
        resolve(line.slice(start.length));
      };
      waiting.add(look);
      look();
    });
  return { says, log: () => log };
}

async function end(child: ChildProcess, data: string, output: Output): Promise<void> {
  const postgres = Number(readFileSync(join(data, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0]);
  const before = child.exitCode ?? child.signalCode;
  const ended = new Promise<number | string | null>((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
  const late = new Promise<string>((resolve) => setTimeout(() => resolve('nothing'), ENDS_WITHIN).unref());
  child.kill('SIGTERM');
  const code = before === null ? await Promise.race([ended, late]) : before;
  const left = isAlive(postgres);
  // Nothing of ours stays on the machine, however it ended.
  if (child.exitCode === null) child.kill('SIGKILL');
  if (left) process.kill(postgres, 'SIGQUIT');
  rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  if (before !== null) throw new Error(`the server had already ended, with ${before}`);
  if (code !== 0) throw new Error(`the server ended with ${code} within ${ENDS_WITHIN / 1000} s of SIGTERM, not with 0`);
  if (left) throw new Error(`the server ended, but its PostgreSQL (process ${postgres}) was left running`);
  const errors = output.log().split('\n').filter((line) => /\bERROR\b|panicked at/.test(line));
  if (errors.length > 0) throw new Error(`the server logged errors:\n${errors.join('\n')}`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (problem) {
    return (problem as NodeJS.ErrnoException).code === 'EPERM';
  }
}
