import type { ErrorBody, Retry } from './types.js';

/**
 * An error of the server, or one of the SDK's own: `disconnected`, `timeout`, `closed`,
 * `discarded`, `network`.
 */
export class ParleyError extends Error implements ErrorBody {
  readonly code: string;
  readonly retry: Retry;
  readonly retry_after_ms?: number;
  readonly field?: string;
  readonly reference?: string;
  readonly need?: string;
  readonly limit?: number;
  readonly scope?: string;
  readonly current?: number;

  constructor(body: Partial<ErrorBody> & { code: string }) {
    super(body.message ?? body.code);
    this.name = 'ParleyError';
    this.code = body.code;
    this.retry = body.retry ?? 'no';
    for (const name of [
      'retry_after_ms',
      'field',
      'reference',
      'need',
      'limit',
      'scope',
      'current',
    ] as const) {
      if (body[name] !== undefined) Object.assign(this, { [name]: body[name] });
    }
  }

  /** Without the stack: what can be stored and shown. */
  get body(): ErrorBody {
    const { code, retry, message, retry_after_ms, field, reference, need, limit, scope, current } =
      this;
    const all = {
      code,
      retry,
      message,
      retry_after_ms,
      field,
      reference,
      need,
      limit,
      scope,
      current,
    };
    return Object.fromEntries(
      Object.entries(all).filter(([, value]) => value !== undefined),
    ) as unknown as ErrorBody;
  }
}

export const disconnected = (): ParleyError =>
  new ParleyError({
    code: 'disconnected',
    retry: 'after',
    message: 'The connection broke before the answer came.',
  });

/** As the server says it of a member. */
export const tooLarge = (limit: number): ParleyError =>
  new ParleyError({
    code: 'too_large',
    message: 'This is more than the server takes in one frame.',
    limit,
  });

export const isUnsupported = (error: unknown): boolean =>
  error instanceof ParleyError && (error.code === 'unsupported' || error.code === 'unknown_type');

export const toError = (error: unknown): ParleyError =>
  error instanceof ParleyError
    ? error
    : new ParleyError({ code: 'internal', message: String((error as Error)?.message ?? error) });
