// Somebody who talks by the protocol alone: to fill conversations and to see what the server has.
import { randomUUID } from 'node:crypto';
import { password, type Daemon } from './daemon.ts';

export class Bot {
  private next = 1;
  private readonly waiting = new Map<
    number,
    { resolve: (value: any) => void; reject: (reason: Error) => void }
  >();
  private readonly socket: WebSocket;
  id = '';
  /** What the daemon can: 1 is the core. */
  level = 1;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const frame = JSON.parse(String(data));
      const call = this.waiting.get(frame.id);
      if (!call) return;
      this.waiting.delete(frame.id);
      if (frame.type === 'error') call.reject(new Error(JSON.stringify(frame)));
      else call.resolve(frame);
    });
  }

  static async signIn(daemon: Daemon, login: string): Promise<Bot> {
    const { token } = await daemon.post('/v1/sessions', {
      login,
      password,
      device: { name: 'bot', platform: 'test' },
    });
    const socket = new WebSocket(`${daemon.url.replace('http', 'ws')}/v1/ws`, ['parley.v1']);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', reject);
    });
    const bot = new Bot(socket);
    const hello = await bot.ask('hello', { token });
    bot.id = hello.user.id;
    bot.level = hello.feature_level;
    return bot;
  }

  ask(type: string, members: object = {}): Promise<any> {
    const id = this.next++;
    this.socket.send(JSON.stringify({ type, id, ...members }));
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }
  write(type: string, members: object = {}): Promise<any> {
    return this.ask(type, { idempotency_key: randomUUID(), ...members });
  }
  say(conversation: string, text: string, more: object = {}): Promise<any> {
    return this.write('message.send', { conversation, text, ...more });
  }
  async open(user: string): Promise<string> {
    return (await this.write('conversation.open', { user })).conversation;
  }
  async group(title: string, members: string[], more: object = {}): Promise<string> {
    return (await this.write('conversation.create', { title, members, ...more })).conversation;
  }
  end(): void {
    this.socket.close();
  }
}
