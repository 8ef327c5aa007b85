import { said, scenario, world, write } from '../support/suite.ts';

const w = world();

/** Somebody with a chat that a bot writes into. */
async function pair() {
  const [mei, bob] = [await w.account('Mei'), await w.account('Bob')];
  const bot = await w.bot(bob.login);
  return { mei, bob, bot, talk: await bot.open(mei.id) };
}

/** No element of this kind can be made on the page: whatever draws one fails. */
const unmakable = (tag: string) => `{
  const made = document.createElementNS;
  document.createElementNS = function (space, name, ...more) {
    if (name === '${tag}') throw new Error('no ${tag} today');
    return made.call(this, space, name, ...more);
  };
}`;

scenario('a hostile message can be seen, and deleted by an admin', w, { level: 2 }, async () => {
  const [mei, bob] = [await w.account('Mei'), await w.account('Bob')];
  const [admin, bot] = [await w.bot(mei.login), await w.bot(bob.login)];
  const group = await admin.group('Picnic', [bob.id]);
  for (const text of [
    '>'.repeat(16_000),
    '- '.repeat(8000),
    `${'*'.repeat(8000)}a${'*'.repeat(8000)}`,
  ])
    await bot.say(group, text, { format: 'markdown' });
  const { seq } = await bot.say(group, `${'> '.repeat(3000)}deep`, { format: 'markdown' });
  const page = await w.come(mei.login, {}, `/c/${group}`);
  await said(page, '>>>>>>').waitFor();
  await page.goto(`${w.front.url}/c/${group}/${seq}`);
  const row = page.locator(`.message[data-seq="${seq}"]`);
  await row.locator('.message-name, .message-gutter').first().click({ button: 'right' });
  await page.getByRole('menuitem', { name: /Delete/ }).click();
  await row.locator('.tombstone').waitFor();
});

scenario(
  'what cannot be drawn is shown as it was typed, with its menu',
  w,
  { level: 2 },
  async () => {
    const { mei, bot, talk } = await pair();
    await bot.say(talk, 'Before it');
    const { seq } = await bot.say(talk, '> cannot be drawn', { format: 'markdown' });
    const page = await w.come(mei.login);
    await page.addInitScript(unmakable('blockquote'));
    await page.goto(`${w.front.url}/c/${talk}`);
    await said(page, '> cannot be drawn').waitFor();
    await said(page, 'Before it').waitFor();
    const row = page.locator(`.message[data-seq="${seq}"]`);
    await row.locator('.as-typed').click({ button: 'right' });
    await page.getByRole('menuitem', { name: /Copy text/ }).waitFor();
    await page.keyboard.press('Escape');
    await write(page, 'And it goes on');
    await page.locator('.message:not(.pending)', { hasText: 'And it goes on' }).waitFor();
  },
);

scenario('a part that fails says so, and the rest works', w, {}, async () => {
  const { mei, talk } = await pair();
  const page = await w.come(mei.login);
  await page.addInitScript(unmakable('textarea'));
  await page.goto(`${w.front.url}/c/${talk}`);
  await page.getByText('Something here could not be shown').waitFor();
  await page.getByRole('button', { name: 'Reload' }).waitFor();
  await page.locator('.row', { hasText: 'Bob' }).waitFor();
  await page.goto(`${w.front.url}/settings`);
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  // Nor is the page blank when it is the frame itself.
  await page.addInitScript(unmakable('main'));
  await page.reload();
  await page.getByText('Something here could not be shown').waitFor();
});
