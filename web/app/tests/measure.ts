// How fast it is: node tests/measure.ts. Prints figures; fails nothing.
import { launch, signIn } from './support/browser.ts';
import { Bot } from './support/bot.ts';
import { Daemon } from './support/daemon.ts';
import { Front } from './support/front.ts';

const conversations = Number(process.env.CONVERSATIONS ?? 500);
const count = Number(process.env.MESSAGES ?? 10_000);

const daemon = await Daemon.start();
const front = await new Front(daemon.port).start();
const mei = await daemon.user('mei', 'Mei Lin');
await daemon.user('bob', 'Bob Stone');
const bot = await Bot.signIn(daemon, 'bob');
for (let i = 0; i < conversations - 1; i++)
  await bot.say(await bot.group(`Group ${i}`, [mei.id]), `Hello ${i}`);
const talk = await bot.open(mei.id);
const words = 'the quick brown fox jumps over the lazy dog while seven wizards mix a potion'.split(
  ' ',
);
for (let i = 0; i < count; i += 50) {
  await Promise.all(
    Array.from({ length: Math.min(50, count - i) }, (_, at) => {
      const n = i + at;
      const text = `${n}: ${words.slice(0, 3 + ((n * 7) % words.length)).join(' ')}${n % 11 === 0 ? `\n\n- **one**\n- \`two\` https://example.org/${n}` : ''}${n % 37 === 0 ? ' long'.repeat(120) : ''}`;
      return bot.say(talk, text, { format: 'markdown' });
    }),
  );
}
console.log(`${conversations} conversations, ${count} messages`);

const browser = await launch();
const { page } = await signIn(browser, front.url, 'mei', {}, `/c/${talk}`);
await page.locator('.message').first().waitFor();
await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
const usable = async (): Promise<number> => {
  await page.goto(`${front.url}/c/${talk}`, { waitUntil: 'commit' });
  await page.locator('.message').first().waitFor();
  return page.evaluate(() => performance.now());
};
await page.waitForTimeout(1500);
const warm: number[] = [];
for (let i = 0; i < 5; i++) warm.push(await usable());
console.log(`warm: timeline usable after ${warm.map((ms) => Math.round(ms)).join(', ')} ms`);

const cold: number[] = [];
for (let i = 0; i < 3; i++) {
  const fresh = await signIn(browser, front.url, 'mei', {}, `/c/${talk}`);
  await fresh.page.locator('.message').first().waitFor();
  // Not while its worker answers for the page.
  await fresh.page.goto('about:blank');
  const session = await fresh.page.context().newCDPSession(fresh.page);
  await session.send('Storage.clearDataForOrigin', {
    origin: front.url,
    storageTypes: 'service_workers,cache_storage',
  });
  await session.send('Network.clearBrowserCache');
  await fresh.page.goto(`${front.url}/c/${talk}`, { waitUntil: 'commit' });
  await fresh.page.locator('.message').first().waitFor();
  cold.push(await fresh.page.evaluate(() => performance.now()));
  await fresh.page.context().close();
}
console.log(
  `cold code (no HTTP cache, no worker), stored state: ${cold.map((ms) => Math.round(ms)).join(', ')} ms`,
);

const first: number[] = [];
for (let i = 0; i < 3; i++) {
  const fresh = await signIn(browser, front.url, 'mei');
  first.push(
    await fresh.page.evaluate(async () => {
      const start = performance.now();
      while (!document.querySelector('.row')) await new Promise(requestAnimationFrame);
      return performance.now() - start;
    }),
  );
  await fresh.page.context().close();
}
console.log(
  `first sign-in: list of ${conversations} shown after ${first.map((ms) => Math.round(ms)).join(', ')} ms`,
);

// Scrolls up through everything, as fast as a person with a wheel can, and notes each frame.
await page.evaluate(() => {
  const w = window as unknown as { frames: number[]; tasks: number[] };
  w.frames = [];
  w.tasks = [];
  let last = performance.now();
  const tick = (now: number) => {
    w.frames.push(now - last);
    last = now;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  new PerformanceObserver((list) =>
    w.tasks.push(...list.getEntries().map((entry) => entry.duration)),
  ).observe({ type: 'longtask', buffered: false });
});
await page
  .locator('.to-end')
  .click({ timeout: 2000 })
  .catch(() => {});
await page.locator('.message', { hasText: `${count - 1}:` }).waitFor();
await page.mouse.move(700, 400);
let steps = 0;
for (; steps < 6000; steps++) {
  await page.mouse.wheel(0, -900);
  if (steps % 25 === 0 && (await page.locator('.start').count())) break;
}
const result = await page.evaluate(() => {
  const { frames, tasks } = window as unknown as { frames: number[]; tasks: number[] };
  const sorted = frames.toSorted((a, b) => a - b);
  return {
    count: frames.length,
    p50: sorted[Math.floor(sorted.length / 2)],
    p99: sorted[Math.floor(sorted.length * 0.99)],
    max: sorted.at(-1),
    over: frames.filter((ms) => ms > 50).length,
    tasks: tasks.length,
    longest: Math.max(0, ...tasks),
  };
});
console.log(`scrolled up through ${count} in ${steps} steps:`, result);
const heap = await page.evaluate(
  () => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize,
);
console.log(
  `JS heap after that: ${(heap / 1048576).toFixed(1)} MiB, elements: ${await page.evaluate(() => document.querySelectorAll('*').length)}`,
);

// What a busy day does: conversations opened in turn while messages keep coming.
const rounds = Number(process.env.ROUNDS ?? 300);
await page.goto(`${front.url}/`);
await page.locator('.row').first().waitFor();
const heapNow = async () => {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.detach();
  return page.evaluate(
    () =>
      (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize /
      1048576,
  );
};
const before = await heapNow();
for (let i = 0; i < rounds; i++) {
  await Promise.all(Array.from({ length: 10 }, (_, n) => bot.say(talk, `busy ${i}.${n}`)));
  await page
    .locator('.list-rows a')
    .nth(i % 8)
    .click();
  await page.locator('.composer textarea').waitFor();
}
console.log(
  `memory: ${before.toFixed(1)} MiB before, ${(await heapNow()).toFixed(1)} MiB after ${rounds} switches and ${rounds * 10} messages`,
);

await browser.close();
bot.end();
await front.end();
await daemon.end();
