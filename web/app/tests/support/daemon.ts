// A daemon with a directory of its own on a free port, and what the operator's tool does on it.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const password = 'correct horse battery';

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

export class Daemon {
  readonly url: string;
  private child: ChildProcess | undefined;
  private readonly data = mkdtempSync(join(tmpdir(), 'parley-web-'));
  private readonly settings: string[];

  readonly port: number;
  private readonly binary: string;

  private constructor(binary: string, port: number) {
    this.binary = binary;
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.settings = [
      `data_dir=${this.data}`,
      `gateway.listen=127.0.0.1:${port}`,
      'accounts.registration=open',
      'limits.enabled=false',
      'log.level=warn',
      'presence.offline_grace=1s',
    ];
  }

  static async start(): Promise<Daemon> {
    const binary = process.env.PARLEYD;
    if (!binary || !existsSync(binary)) throw new Error("PARLEYD must name the daemon's binary");
    const daemon = new Daemon(binary, await freePort());
    await daemon.run();
    return daemon;
  }

  async run(): Promise<void> {
    const child = spawn(
      this.binary,
      this.settings.flatMap((setting) => ['--set', setting]),
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    this.child = child;
    // Whatever happens to the tests, no daemon stays behind.
    const last = () => child.kill('SIGKILL');
    process.once('exit', last);
    child.once('exit', () => process.off('exit', last));
    for (let i = 0; i < 400; i++) {
      if (child.exitCode !== null) throw new Error(`the daemon ended with ${child.exitCode}`);
      if (
        await fetch(`${this.url}/readyz`).then(
          (answer) => answer.ok,
          () => false,
        )
      )
        return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error('the daemon did not become ready');
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (!child || child.exitCode !== null) return;
    await new Promise((resolve) => {
      child.once('exit', resolve);
      child.kill(signal);
    });
  }

  async end(): Promise<void> {
    await this.stop();
    rmSync(this.data, { recursive: true, force: true });
  }

  /** parleyctl beside the daemon's binary. */
  ctl(...words: string[]): string {
    const tool = process.env.PARLEYCTL ?? join(dirname(this.binary), 'parleyctl');
    return execFileSync(tool, ['--data-dir', this.data, ...words], { encoding: 'utf8' });
  }

  async post(path: string, body: object, token?: string): Promise<any> {
    const answer = await fetch(`${this.url}${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: {
        'content-type': 'application/json',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
    });
    const json = await answer.json();
    if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(json)}`);
    return json;
  }

  async user(login: string, displayName: string): Promise<{ id: string; login: string }> {
    return (await this.post('/v1/accounts', { login, password, display_name: displayName })).user;
  }

  async administrator(login: string, displayName: string): Promise<{ id: string; login: string }> {
    return (
      await this.post('/v1/accounts', {
        login,
        password,
        display_name: displayName,
        invite: this.adminInvite(),
      })
    ).user;
  }

  /** The token of a one-time link, as the operator's tool prints it. */
  adminInvite(): string {
    const token = /#invite=([\w-]+)/.exec(this.ctl('invite', 'create', '--admin'))?.[1];
    if (!token) throw new Error('no invite in what parleyctl printed');
    return token;
  }
}
