// The built client in front of a daemon, as the daemon itself serves it (headers and all); its
// network can be cut.
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { extname, join, normalize } from 'node:path';

const dist = process.env.PARLEY_DIST ?? new URL('../../dist/', import.meta.url).pathname;
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
  '.json': 'application/json',
};
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; media-src 'self' data: blob:; " +
  "connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
  "require-trusted-types-for 'script'; trusted-types parley";

export class Front {
  private server!: Server;
  private readonly sockets = new Set<Socket>();
  private down = false;
  /** The next version of the client: the same files, another name in /sw.js. */
  newVersion = false;
  url = '';
  /** How long each answer under /v1/ is held back. */
  delay = 0;

  private readonly daemonPort: number;

  constructor(daemonPort: number) {
    this.daemonPort = daemonPort;
  }

  async start(): Promise<this> {
    this.server = createServer((incoming, answer) => {
      const path = new URL(incoming.url ?? '/', 'http://x').pathname;
      if (this.down) return void incoming.socket.destroy();
      if (path.startsWith('/v1/')) return void this.pass(incoming, answer);
      const file = join(dist, normalize(decodeURIComponent(path)));
      const found =
        file.startsWith(dist) && existsSync(file) && statSync(file).isFile()
          ? file
          : join(dist, 'index.html');
      answer.writeHead(200, {
        'content-type': types[extname(found)] ?? 'application/octet-stream',
        'content-security-policy': policy,
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'cross-origin-opener-policy': 'same-origin',
        'cache-control': path.startsWith('/assets/')
          ? 'public, max-age=31536000, immutable'
          : 'no-cache',
      });
      if (path === '/sw.js' && this.newVersion)
        answer.end(readFileSync(found, 'utf8').replace('version = "', 'version = "next-'));
      else createReadStream(found).pipe(answer);
    });
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket)).on('error', () => {});
      if (this.down) socket.destroy();
    });
    this.server.on('upgrade', (incoming, socket, head) => {
      const upstream = connect(this.daemonPort, '127.0.0.1', () => {
        const lines = [`GET ${incoming.url} HTTP/1.1`];
        for (let i = 0; i < incoming.rawHeaders.length; i += 2)
          lines.push(`${incoming.rawHeaders[i]}: ${incoming.rawHeaders[i + 1]}`);
        upstream.write(`${lines.join('\r\n')}\r\n\r\n`);
        upstream.write(head);
        upstream.pipe(socket).pipe(upstream);
      });
      upstream.on('error', () => socket.destroy());
      socket.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
    });
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://localhost:${(this.server.address() as { port: number }).port}`;
    return this;
  }

  private pass(incoming: IncomingMessage, answer: import('node:http').ServerResponse): void {
    const parts: Buffer[] = [];
    incoming
      .on('data', (part: Buffer) => parts.push(part))
      .on('end', () =>
        setTimeout(() => {
          const body = Buffer.concat(parts);
          const upstream = request(
            {
              port: this.daemonPort,
              host: '127.0.0.1',
              path: incoming.url,
              method: incoming.method,
              headers: incoming.headers,
            },
            (reply) => {
              answer.writeHead(reply.statusCode ?? 502, reply.headers);
              reply.pipe(answer);
            },
          );
          upstream.on('error', () => answer.destroy());
          upstream.end(body);
        }, this.delay),
      );
  }

  /** As if the cable were pulled. */
  cut(): void {
    this.down = true;
    for (const socket of this.sockets) socket.destroy();
  }
  mend(): void {
    this.down = false;
  }
  async end(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
