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
  /** Reads one block of the file: 60 KiB for 10^9 passwords. @throws Error when the file was cut meanwhile */
  holds(fingerprint: Buffer): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Opens a file of breached passwords and looks whether it is whole. It stays open, so that what takes its place by a
 * rename is another file. In memory is its index alone: 256 KiB at most.
 *
 * @throws Error whose message says what is wrong with the file
 */
export async function openBreachedFile(path: string): Promise<BreachedFile> {
  const handle = await open(path, 'r');
  try {
    const { facts, indexBytes, index } = await readHead(handle);
    return {
      facts,
      holds: (fingerprint) => isIn(handle, { indexBytes, index }, fingerprint),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

type Index = { indexBytes: IndexBytes; index: Uint32Array };

async function readHead(handle: FileHandle): Promise<Index & { facts: BreachedFacts }> {
  const { size } = await handle.stat();
  const { facts, indexBytes } = decodeHeader(await readAt(handle, 0, Math.min(size, HEADER_BYTES)));
  const headBytes = headBytesOf(indexBytes);
  const whole = headBytes + facts.count * (FINGERPRINT_BYTES - indexBytes);
  if (size !== whole) throw new Error(`it is ${size} bytes long where its header promises ${whole}`);
  const index = decodeIndex(await readAt(handle, 0, headBytes));
  const ascends = index.every((upTo, at) => upTo >= (index[at - 1] ?? 0));
  if (!ascends || index.at(-1) !== facts.count) throw new Error('its index does not fit its header');
  return { facts, indexBytes, index };
}

async function isIn(handle: FileHandle, { indexBytes, index }: Index, fingerprint: Buffer): Promise<boolean> {
  const beginning = fingerprint.readUIntBE(0, indexBytes);
  const [from, to] = [index[beginning - 1] ?? 0, index[beginning] ?? 0];
  if (from === to) return false;
  const size = FINGERPRINT_BYTES - indexBytes;
  const block = await readAt(handle, headBytesOf(indexBytes) + from * size, (to - from) * size);
  return isAmong(block, fingerprint.subarray(indexBytes));
}

/** @param block ascending, each as long as `wanted` */
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
