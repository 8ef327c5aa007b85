// What is being searched for: kept, so that going to a hit and back loses nothing.
import { signal } from '@preact/signals';
import type { SearchHit } from '@parley/client';

export interface Query {
  text: string;
  by?: string;
  /** Days, as the date fields have them. */
  from?: string;
  to?: string;
}
export interface Result {
  query: Query;
  hits: readonly SearchHit[];
  more: boolean;
  next?: string;
}
export const query = signal<Query>({ text: '' });
/** By conversation; "" is everywhere. */
export const results = signal<Readonly<Record<string, Result | undefined>>>({});

export function startSearch(text: string): void {
  query.value = { text };
}
