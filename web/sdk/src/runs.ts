// Held messages: runs without holes, ascending and apart from each other. `seq` has no holes
// (deleted messages keep theirs), so a place in a run is a
// subtraction. Runs are values: functions return new ones and share what did not change.

import type { Message } from './types.js';

export interface Run {
  from: number;
  messages: readonly Message[];
}
export type Runs = readonly Run[];

/** The last seq of a run. */
export const lastOf = (run: Run): number => run.from + run.messages.length - 1;

export function runOf(runs: Runs, seq: number): Run | undefined {
  for (let i = runs.length - 1; i >= 0; i--) {
    const run = runs[i]!;
    if (seq >= run.from) return seq <= lastOf(run) ? run : undefined;
  }
  return undefined;
}

export function messageAt(runs: Runs, seq: number): Message | undefined {
  const run = runOf(runs, seq);
  return run?.messages[seq - run.from];
}

/** Changes one held message; `runs` itself if it is not held or `change` returns it as it was. */
export function patchRuns(runs: Runs, seq: number, change: (message: Message) => Message): Runs {
  const run = runOf(runs, seq);
  if (!run) return runs;
  const before = run.messages[seq - run.from]!;
  const after = change(before);
  if (after === before) return runs;
  const messages = run.messages.slice();
  messages[seq - run.from] = after;
  return runs.map((one) => (one === run ? { from: run.from, messages } : one));
}

/**
 * Adds messages, ascending by seq. Of two with the same seq the one with the higher `rev` stays, of
 * equal ones the added one.
 */
export function addMessages(runs: Runs, added: readonly Message[]): Runs {
  let result = runs;
  for (let start = 0; start < added.length;) {
    let end = start + 1;
    while (end < added.length && added[end]!.seq === added[end - 1]!.seq + 1) end++;
    result = addRun(result, {
      from: added[start]!.seq,
      messages: start === 0 && end === added.length ? added : added.slice(start, end),
    });
    start = end;
  }
  return result;
}

function addRun(runs: Runs, added: Run): Runs {
  const before: Run[] = [];
  const after: Run[] = [];
  let merged = added;
  for (const run of runs) {
    if (lastOf(run) + 1 < merged.from) before.push(run);
    else if (run.from > lastOf(merged) + 1) after.push(run);
    else merged = join(run, merged);
  }
  return [...before, merged, ...after];
}

/** Two runs that overlap or touch. */
function join(held: Run, added: Run): Run {
  // What happens most: one message at the end.
  if (added.from === lastOf(held) + 1)
    return { from: held.from, messages: [...held.messages, ...added.messages] };
  const from = Math.min(held.from, added.from);
  const last = Math.max(lastOf(held), lastOf(added));
  const messages: Message[] = [];
  for (let seq = from; seq <= last; seq++) {
    const old = held.messages[seq - held.from];
    const young = added.messages[seq - added.from];
    messages.push(old && (!young || old.rev > young.rev) ? old : young!);
  }
  return { from, messages };
}

/** Without what lies below `floor`. */
export function cutBelow(runs: Runs, floor: number): Runs {
  if (runs.length === 0 || runs[0]!.from >= floor) return runs;
  return runs
    .filter((run) => lastOf(run) >= floor)
    .map((run) =>
      run.from >= floor ? run : { from: floor, messages: run.messages.slice(floor - run.from) },
    );
}

/** Only the newest `count` messages of the last run. */
export function keepTail(runs: Runs, count: number): Runs {
  const tail = runs.at(-1);
  if (!tail || (runs.length === 1 && tail.messages.length <= count)) return runs;
  const messages = tail.messages.slice(-count);
  return [{ from: messages[0]!.seq, messages }];
}
