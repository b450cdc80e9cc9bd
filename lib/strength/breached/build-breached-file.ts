import { appendFileSync, mkdirSync } from 'node:fs';
import { chmod, type FileHandle, mkdtemp, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type BreachedFacts, beginnings, encodeHead, FINGERPRINT_BYTES, indexBytesFor } from './breached-format';
import { BadRanges, type RangesRead, readRanges } from './read-ranges';

export interface BreachedBuild {
  /** A file or a folder in the format of the public ranges. */
  from: string;
  /** The path of the result. An existing file there is replaced atomically, or not at all. */
  to: string;
  /** Passwords seen less often are left out. */
  minCount: number;
  /** Null leaves out the time, so that the same list makes the same file. */
  madeAt: Date | null;
}

/**
 * Makes a file of breached passwords. A server that has the former one open keeps using it until it detects the new one.
 *
 * Hashes may come in any order: they are distributed on disk into 256 buckets by their first byte, and each bucket is
 * sorted separately. That takes as much temporary disk space beside `to` as the result, and about 16 bytes of memory for
 * each fingerprint of one bucket: 100 MiB for 10^9 passwords.
 *
 * @throws BadRanges when the list has another format, or contains nothing to include
 */
export async function buildBreachedFile({
  from,
  to,
  minCount,
  madeAt,
}: BreachedBuild): Promise<{ read: RangesRead; facts: BreachedFacts }> {
  mkdirSync(dirname(to), { recursive: true });
  // Beside the result, so that the last step is a rename within one file system.
  const workFolder = await mkdtemp(`${to}.making-`);
  try {
    const buckets = new Buckets(workFolder);
    const read = await readRanges(from, minCount, (hash) => buckets.add(hash));
    buckets.flush();
    if (read.taken === 0) throw new BadRanges(`${from} holds no password that was seen ${minCount} times or more.`);

    const made = join(workFolder, 'made');
    const facts = await writeSorted(made, buckets, { atMost: read.taken, minCount, madeAt });
    await rename(made, to);
    return { read, facts };
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

const BUCKETS = 256;
/** The bytes of a fingerprint after the first, which its bucket implies. */
const REST_BYTES = FINGERPRINT_BYTES - 1;
const BUCKET_BUFFER_BYTES = REST_BYTES * 8_192;

/** Fingerprints distributed by their first byte, on disk. */
class Buckets {
  readonly #buffers = Array.from({ length: BUCKETS }, () => Buffer.allocUnsafe(BUCKET_BUFFER_BYTES));
  readonly #filled = new Array<number>(BUCKETS).fill(0);

  constructor(private readonly folder: string) {}

  /** @param hash in hexadecimal */
  add(hash: string): void {
    const bucket = Number.parseInt(hash.slice(0, 2), 16);
    const filled = this.#filled[bucket] ?? 0;
    this.#buffers[bucket]?.writeUIntBE(Number.parseInt(hash.slice(2, 2 * FINGERPRINT_BYTES), 16), filled, REST_BYTES);
    this.#filled[bucket] = filled + REST_BYTES;
    if (filled + REST_BYTES === BUCKET_BUFFER_BYTES) this.#write(bucket);
  }

  flush(): void {
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) this.#write(bucket);
  }

  /** The remaining bytes of one bucket as numbers, ascending, without duplicates. */
  async sorted(bucket: number): Promise<Float64Array> {
    const bytes = await readFile(this.#fileOf(bucket));
    const rests = Float64Array.from({ length: bytes.length / REST_BYTES }, (_, at) =>
      bytes.readUIntBE(at * REST_BYTES, REST_BYTES),
    ).sort();
    return rests.filter((rest, at) => rest !== rests[at - 1]);
  }

  #write(bucket: number): void {
    appendFileSync(this.#fileOf(bucket), this.#buffers[bucket]?.subarray(0, this.#filled[bucket]) ?? '');
    this.#filled[bucket] = 0;
  }

  #fileOf(bucket: number): string {
    return join(this.folder, `bucket-${bucket}`);
  }
}

async function writeSorted(
  path: string,
  buckets: Buckets,
  { atMost, minCount, madeAt }: { atMost: number; minCount: number; madeAt: Date | null },
): Promise<BreachedFacts> {
  const indexBytes = indexBytesFor(atMost);
  const index = new Uint32Array(beginnings(indexBytes));
  const size = FINGERPRINT_BYTES - indexBytes;
  const perBucket = index.length / BUCKETS;
  // The remaining bytes within a bucket, without those that the index replaces.
  const kept = 256 ** size;

  const file = await open(path, 'wx');
  try {
    let count = 0;
    let position = encodeHead({ count, minCount, madeAt }, index).length;
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      const rests = await buckets.sorted(bucket);
      const bytes = Buffer.allocUnsafe(rests.length * size);
      rests.forEach((rest, at) => {
        const beginning = bucket * perBucket + Math.floor(rest / kept);
        index[beginning] = (index[beginning] ?? 0) + 1;
        bytes.writeUIntBE(rest % kept, at * size, size);
      });
      await writeAt(file, bytes, position);
      position += bytes.length;
      count += rests.length;
    }
    for (let at = 1; at < index.length; at += 1) index[at] = (index[at] ?? 0) + (index[at - 1] ?? 0);
    const facts = { count, minCount, madeAt };
    await writeAt(file, encodeHead(facts, index), 0);
    await file.sync();
    // The operator's umask may be strict, but the server has to read the file. It contains nothing secret.
    await chmod(path, 0o644);
    return facts;
  } finally {
    await file.close();
  }
}

async function writeAt(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
}
