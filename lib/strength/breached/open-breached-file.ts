import { type FileHandle, open } from 'node:fs/promises';
import {
  type BreachedFacts,
  beginnings,
  decodeHeader,
  decodeIndex,
  FINGERPRINT_BYTES,
  HEADER_BYTES,
  type IndexBytes,
} from './breached-format';

export interface BreachedFile {
  readonly facts: BreachedFacts;
  /**
   * Reads one block of the file: 60 KiB for 10^9 passwords.
   *
   * @throws Error when the file was truncated since it was opened
   */
  holds(fingerprint: Buffer): Promise<boolean>;
  close(): Promise<void>;
}

/** A larger file stays on disk: more than 6 million passwords. The shipped one has half a MiB. */
const MOST_BYTES_IN_MEMORY = 32 * 1024 * 1024;

/**
 * Opens a file of breached passwords and checks that it is complete. It does not use the reader of input files: a file may
 * have gigabytes, and a look-up reads one block of it.
 *
 * A later overwrite or replacement has no effect: a small file is in memory, and a large one stays open. Replace a large
 * file by a rename, since writes into it are visible.
 *
 * @throws Error whose message explains what is wrong with the file
 */
export async function openBreachedFile(path: string): Promise<BreachedFile> {
  const bytes = await openAtPlaces(path);
  try {
    const { facts, indexBytes, index } = await readHead(bytes);
    return {
      facts,
      holds: (fingerprint) => isIn(bytes, { indexBytes, index }, fingerprint),
      close: bytes.close,
    };
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

interface Bytes {
  readonly size: number;
  /** @throws Error when the file was truncated since it was opened */
  at(position: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

async function openAtPlaces(path: string): Promise<Bytes> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    if (size > MOST_BYTES_IN_MEMORY) {
      return { size, at: (position, length) => readAt(handle, position, length), close: () => handle.close() };
    }
    const bytes = await readAt(handle, 0, size);
    await handle.close();
    return {
      size,
      at: async (position, length) => bytes.subarray(position, position + length),
      close: async () => {},
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

type Index = { indexBytes: IndexBytes; index: Uint32Array };

async function readHead(bytes: Bytes): Promise<Index & { facts: BreachedFacts }> {
  const { size } = bytes;
  const { facts, indexBytes } = decodeHeader(await bytes.at(0, Math.min(size, HEADER_BYTES)));
  const headBytes = headBytesOf(indexBytes);
  const whole = headBytes + facts.count * (FINGERPRINT_BYTES - indexBytes);
  if (size !== whole) throw new Error(`it is ${size} bytes long where its header promises ${whole}`);
  const index = decodeIndex(await bytes.at(0, headBytes));
  const ascends = index.every((upTo, at) => upTo >= (index[at - 1] ?? 0));
  if (!ascends || index.at(-1) !== facts.count) throw new Error('its index does not fit its header');
  return { facts, indexBytes, index };
}

async function isIn(bytes: Bytes, { indexBytes, index }: Index, fingerprint: Buffer): Promise<boolean> {
  const beginning = fingerprint.readUIntBE(0, indexBytes);
  const [from, to] = [index[beginning - 1] ?? 0, index[beginning] ?? 0];
  if (from === to) return false;
  const size = FINGERPRINT_BYTES - indexBytes;
  const block = await bytes.at(headBytesOf(indexBytes) + from * size, (to - from) * size);
  return isAmong(block, fingerprint.subarray(indexBytes));
}

/** Binary search. @param block ascending entries, each as long as `wanted` */
function isAmong(block: Buffer, wanted: Buffer): boolean {
  let [low, high] = [0, block.length / wanted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = middle * wanted.length;
    const order = block.compare(wanted, 0, wanted.length, at, at + wanted.length);
    if (order === 0) return true;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return false;
}

const headBytesOf = (indexBytes: IndexBytes): number => HEADER_BYTES + beginnings(indexBytes) * 4;

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead !== length) throw new Error('it ends too early');
  return buffer;
}
