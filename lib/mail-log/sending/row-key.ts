import * as z from 'zod/mini';
import type { RowKey } from '@/db/queries/sending-log';

/** The largest number of milliseconds of a Date. PostgreSQL has earlier and later moments, but no row of this log is there. */
const LATEST = 8_640_000_000_000_000;

/** Writes the key of a message for a URL: its time, by which its partition is found, and its id. */
export const rowKeyText = ({ at, id }: RowKey): string => `${at.getTime()}-${id}`;

/** @param text untrusted; undefined is returned for anything that `rowKeyText` would not write */
export function readRowKey(text: unknown): RowKey | undefined {
  if (typeof text !== 'string') return undefined;
  const [, ms, id] = /^(\d{1,16})-(.{36})$/.exec(text) ?? [];
  const read = z.uuid().safeParse(id);
  return read.success && Number(ms) <= LATEST ? { at: new Date(Number(ms)), id: read.data.toLowerCase() } : undefined;
}
