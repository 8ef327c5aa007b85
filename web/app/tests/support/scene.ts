// A small company's chat, to look at and to test with.
import { Bot } from './bot.ts';
import type { Daemon } from './daemon.ts';

export interface Scene {
  mei: Bot;
  bob: Bot;
  aiko: Bot;
  omar: Bot;
  direct: string;
  team: string;
}

const quietly = (promise: Promise<unknown>) => promise.catch(() => undefined);

export async function makeScene(daemon: Daemon, chinese = false): Promise<Scene> {
  const name = (en: string, zh: string) => (chinese ? zh : en);
  await daemon.administrator('mei', name('Mei Lin', '林美'));
  await daemon.user('bob', name('Bob Stone', '石波'));
  await daemon.user('aiko', name('Aiko Tanaka', '田中爱子'));
  await daemon.user('omar', 'عمر حداد');
  await daemon.user(
    'long',
    'Maximiliane Alexandrina von Hohenberg-Lindenthal the Younger'.slice(0, 60),
  );
  const [mei, bob, aiko, omar, long] = (await Promise.all(
    ['mei', 'bob', 'aiko', 'omar', 'long'].map((login) => Bot.signIn(daemon, login)),
  )) as [Bot, Bot, Bot, Bot, Bot];
  const team = await mei.group(name('Launch week', '发布周'), [bob.id, aiko.id, omar.id, long.id], {
    topic: name('Everything about the release on Friday', '周五发布的一切事项'),
  });
  const design = await aiko.group(name('Design', '设计'), [mei.id, bob.id]);
  const direct = await bob.open(mei.id);

  const say = async (bot: Bot, text: string, more: object = {}) =>
    (await bot.say(team, text, { format: 'markdown', ...more })).seq as number;
  await say(
    bob,
    name('Morning all. The build from last night is green.', '大家早。昨晚的构建全部通过。'),
  );
  await say(
    bob,
    name(
      'Two things left on the list:\n\n1. Release notes\n2. The migration guide',
      '清单上还剩两件事：\n\n1. 发布说明\n2. 迁移指南',
    ),
  );
  const plan = await say(
    aiko,
    name(
      'I can take the release notes. Draft until **noon**, then I need somebody who reads it.',
      '发布说明我来写，**中午**前出草稿，之后需要有人帮忙看一遍。',
    ),
  );
  await say(omar, 'صباح الخير! سأراجع المسودة بعد الظهر.');
  const question = await say(
    mei,
    name(
      'Great. The guide needs a paragraph about the new flag:',
      '太好了。指南里需要一段关于新参数的说明：',
    ),
  );
  await say(
    mei,
    '```toml\n[store]\n# "full": an acknowledged message survives a power cut.\nsync = "full"\n```',
  );
  await say(
    aiko,
    name(
      'Is that the default? See https://example.org/docs/store',
      '这是默认值吗？见 https://example.org/docs/store',
    ),
    { reply_to: question },
  );
  await say(
    bob,
    name(
      'Yes, has been since spring. @mei can you check the wording?',
      '是的，春天起就是默认。@mei 你看看措辞可以吗？',
    ),
    { mentions: [mei.id] },
  );
  await say(aiko, '🎉🎉');
  await quietly(
    bob.write('message.react', { conversation: team, seq: plan, emoji: '👍', on: true }),
  );
  await quietly(
    mei.write('message.react', { conversation: team, seq: plan, emoji: '👍', on: true }),
  );
  await quietly(
    omar.write('message.react', { conversation: team, seq: plan, emoji: '❤️', on: true }),
  );
  await quietly(mei.write('message.pin', { conversation: team, seq: plan, on: true }));
  await quietly(bob.say(team, name('I will read it at one.', '我一点看。'), { thread: plan }));
  await quietly(aiko.say(team, name('Perfect, thank you!', '太好了，谢谢！'), { thread: plan }));
  await quietly(
    mei.write('message.edit', {
      conversation: team,
      seq: question,
      text: name(
        'Great! The guide needs a paragraph about the new flag:',
        '太好了！指南里需要一段关于新参数的说明：',
      ),
    }),
  );

  await aiko.say(design, name('The icons are in the shared folder.', '图标已经放进共享文件夹。'));
  await mei.say(direct, name('Lunch at half past twelve?', '十二点半一起吃饭？'));
  await bob.say(direct, name('Yes! The usual place.', '好！老地方。'));
  const withOmar = await omar.open(mei.id);
  await omar.say(withOmar, 'هل لديك دقيقة؟');
  const withLong = await long.open(mei.id);
  await long.say(
    withLong,
    name(
      'Thanks for the tour of the office yesterday, that helped a lot to understand how everything hangs together.',
      '谢谢你昨天带我参观办公室，帮助很大。',
    ),
  );
  await mei.ask('conversation.read', { conversation: withLong, seq: 1 });
  await quietly(mei.write('conversation.settings', { conversation: team, pinned: true }));
  long.end();
  return { mei, bob, aiko, omar, direct, team };
}
