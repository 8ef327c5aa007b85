// The requests over HTTP.

import { ParleyError } from './errors.js';
import type { ErrorBody } from './types.js';

export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string },
) => Promise<{
  ok: boolean;
  status: number;
  text(): Promise<string>;
}>;

/**
 * `path` is below `base`, which has no slash at its end. Resolves with the body, undefined if there
 * is none.
 */
export async function httpRequest(
  fetch: Fetch,
  base: string,
  method: string,
  path: string,
  body?: object,
  token?: string,
): Promise<unknown> {
  const headers: Record<string, string> = {};
  if (body) headers['Content-Type'] = 'application/json';
  if (token !== undefined) headers['Authorization'] = `Bearer ${token}`;
  let text: string;
  let response;
  try {
    response = await fetch(base + path, {
      method,
      headers,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    text = await response.text();
  } catch {
    throw new ParleyError({
      code: 'network',
      retry: 'after',
      message: 'The server could not be reached.',
    });
  }
  const answer = parse(text) as { error?: ErrorBody } | undefined;
  if (response.ok) return answer;
  // What stands between may answer too, and not in our words.
  if (answer?.error?.code) throw new ParleyError(answer.error);
  throw new ParleyError({
    code: 'network',
    retry: response.status >= 500 ? 'after' : 'no',
    message: `The server answered ${response.status}.`,
  });
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** https://host/prefix/ -> { http: https://host/prefix, ws: wss://host/prefix/v1/ws } */
export function addresses(url: string): { http: string; ws: string } {
  const http = url.replace(/\/+$/, '');
  return { http, ws: `${http.replace(/^http/, 'ws')}/v1/ws` };
}
