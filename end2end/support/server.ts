// Starts the server once for the whole run, with a fresh data folder and its own PostgreSQL, and stops it as a person
// would. That it stops cleanly is part of what is tested.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default async function start(): Promise<() => Promise<void>> {
  const data = mkdtempSync(join(tmpdir(), 'podcastflow-e2e-'));
  // PostgreSQL runs as another user where we are root, and has to enter.
  chmodSync(data, 0o755);
  const binary = process.env.PODCASTFLOW_BIN;
  if (!binary) throw new Error('PODCASTFLOW_BIN is not set: run `cargo xtask e2e`');
  const env = { ...process.env, PODCASTFLOW_DATA_DIR: data, PODCASTFLOW_LISTEN: '127.0.0.1:0', PODCASTFLOW_LOG: 'warn' };
  delete (env as Record<string, string | undefined>).DATABASE_URL;
  const server = spawn(binary, ['serve', '--demo'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  process.env.BASE_URL = await address(server);
  return async () => {
    const ended = new Promise<number | null>((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    const code = await Promise.race([ended, new Promise<string>((r) => setTimeout(() => r('still running'), 15_000))]);
    const left = spawnSync('pgrep', ['-f', `postgres -D ${data}`]).stdout.toString().trim();
    rmSync(data, { recursive: true, force: true });
    if (code !== 0) throw new Error(`the server ended with ${code} after SIGTERM`);
    if (left !== '') throw new Error(`PostgreSQL was left running: ${left}`);
  };
}

function address(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let seen = '';
    const late = setTimeout(() => reject(new Error(`the server did not start: ${seen}`)), 60_000);
    server.once('exit', (code) => reject(new Error(`the server ended with ${code} while starting`)));
    server.stdout?.on('data', (bytes: Buffer) => {
      seen += bytes.toString();
      const found = /PodcastFlow Pro is at (\S+)/.exec(seen);
      if (found?.[1]) {
        clearTimeout(late);
        resolve(found[1]);
      }
    });
  });
}
