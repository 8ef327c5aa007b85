import { describe, expect, test } from 'vitest';
import { Backoff } from '../src/backoff.js';

const delay = (verdict: ReturnType<Backoff['ended']>): number =>
  'after' in verdict ? verdict.after : NaN;

describe('returning after a close', () => {
  test('pauses double, with jitter, up to thirty seconds', () => {
    const longest = new Backoff(() => 1);
    const shortest = new Backoff(() => 0);
    const upper = Array.from({ length: 10 }, () => delay(longest.ended(1006, '')));
    const lower = Array.from({ length: 10 }, () => delay(shortest.ended(1006, '')));
    expect(upper).toEqual([500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000, 30000]);
    expect(lower).toEqual(upper.map((ms) => ms / 2));
  });

  test('a good connection makes the next pause short again', () => {
    const backoff = new Backoff(() => 1);
    for (let i = 0; i < 5; i++) backoff.ended(1006, '');
    backoff.succeeded();
    expect(delay(backoff.ended(1006, ''))).toBe(500);
  });

  test('4400 returns after the number in its reason, never before it', () => {
    expect(delay(new Backoff(() => 0).ended(4400, '5000'))).toBe(5000);
    expect(delay(new Backoff(() => 1).ended(4400, '5000'))).toBe(6000);
  });

  test('a small number does not undercut the pause of repeated failures', () => {
    const backoff = new Backoff(() => 1);
    const pauses = Array.from({ length: 6 }, () => delay(backoff.ended(4400, '0')));
    expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16000]);
  });

  test('a reason that is no number is none, and an absurd one is cut', () => {
    const backoff = new Backoff(() => 1);
    expect(delay(backoff.ended(4400, 'later'))).toBe(500);
    expect(delay(backoff.ended(4400, '-5'))).toBe(1000);
    expect(delay(backoff.ended(4400, '999999999'))).toBe(720_000);
  });

  test('retry_after_ms of the error before the close counts', () => {
    expect(delay(new Backoff(() => 0).ended(1006, '', 7000))).toBe(7000);
  });

  test('an unknown 44xx is taken for 4400', () => {
    expect(delay(new Backoff(() => 0).ended(4477, '3000'))).toBe(3000);
  });

  test.each([1002, 1007, 1008, 1009, 4403])('%i, a fault, begins with a long pause', (code) => {
    expect(delay(new Backoff(() => 1).ended(code, ''))).toBe(4000);
  });

  test.each([
    [4500, 'refused'],
    [4501, 'signed_out'],
    [4502, 'signed_out'],
    [4503, 'disabled'],
    [4504, 'outdated'],
    [4599, 'refused'],
  ])('%i does not return', (code, stop) => {
    expect(new Backoff().ended(code, '1000')).toEqual({ stop });
  });
});
