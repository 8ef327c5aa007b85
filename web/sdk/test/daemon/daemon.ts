// A real daemon for tests, on a port of its own and with an empty database. PARLEYD names the
// executable.

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '../../src/client.js';
import { MemoryStorage, type Storage } from '../../src/storage.js';

export class Daemon {
  readonly url: string;
  readonly clients: Client[] = [];
  readonly #directory = mkdtempSync(join(tmpdir(), 'parley-sdk-'));
  #process: ChildProcess | undefined;

  private constructor(readonly port: number) {
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start(): Promise<Daemon> {
    const daemon = new Daemon(await freePort());
    await daemon.run();
    return daemon;
  }

  async run(): Promise<void> {
    const settings = {
      'gateway.listen': `127.0.0.1:${this.port}`,
      'accounts.registration': 'open',
      'limits.enabled': 'false',
      data_dir: this.#directory,
    };
    const given = Object.entries(settings).flatMap(([name, value]) => [
      '--set',
      `${name}=${value}`,
    ]);
    this.#process = spawn(process.env['PARLEYD']!, given, { stdio: 'ignore' });
    for (let i = 0; i < 200; i++) {
      const ready = await fetch(`${this.url}/readyz`).then(
        (answer) => answer.ok,
        () => false,
      );
      if (ready) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('parleyd does not start');
  }

  /** As a power cut would. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.kill(signal);
    });
  }

  client(storage: Storage = new MemoryStorage(), options: { window?: number } = {}): Client {
    const client = new Client({ url: this.url, storage, tabs: null, ...options });
    this.clients.push(client);
    return client;
  }

  /** A new account, signed in and caught up. */
  async person(login: string, storage?: Storage): Promise<Client> {
    const client = this.client(storage);
    await client.signUp({ login, password: 'correct horse' });
    return this.device(login, client);
  }

  async device(login: string, client = this.client()): Promise<Client> {
    await client.signIn({ login, password: 'correct horse', device: { name: 'test' } });
    await client.waitFor('online');
    return client;
  }

  async stop(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.close()));
    await this.#end('SIGTERM');
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Until `condition` holds; what it says otherwise is the error. */
export async function until(
  condition: () => boolean,
  what: string,
  timeoutMs = 10_000,
): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`It never came about: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
