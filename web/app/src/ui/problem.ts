// What went wrong, in words for people. Codes stay inside.
import { ParleyError } from '@parley/client';
import { t } from '../l10n/l10n.ts';
import { toast } from './Toast.tsx';

const known = new Set([
  'forbidden',
  'not_found',
  'gone',
  'rate_limited',
  'quota',
  'too_large',
  'read_only',
  'overloaded',
  'storage_failed',
  'unsupported',
  'unknown_type',
  'bad_credentials',
  'already',
  'network',
  'timeout',
  'disconnected',
  'conflict',
  'bad_state',
  'unauthenticated',
]);

export function wordsFor(error: unknown): string {
  if (!(error instanceof ParleyError)) return t('error-other');
  const code = error.code === 'unknown_type' ? 'unsupported' : error.code;
  if (code === 'rate_limited' && error.retry_after_ms) {
    return t('error-rate_limited-wait', { seconds: Math.ceil(error.retry_after_ms / 1000) });
  }
  return known.has(code) ? t(`error-${code}`) : t('error-other');
}

/** What one discarded oneself is no problem. */
export const complain = (error: unknown) => {
  if (!(error instanceof ParleyError && error.code === 'discarded')) toast(wordsFor(error));
};
/** For buttons: does it and says if it did not work. */
export const attempt = (promise: Promise<unknown>) => void promise.catch(complain);
