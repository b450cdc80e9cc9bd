import { appendFileSync, mkdirSync } from 'node:fs';
import { chmod, type FileHandle, mkdtemp, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type BreachedFacts, beginnings, encodeHead, FINGERPRINT_BYTES, indexBytesFor } from './breached-format';
import { BadRanges, type RangesRead, readRanges } from './read-ranges';

export interface BreachedBuild {
  /** A file or a folder in the format of the public ranges. */
  from: string;
  /** Where the file of breached passwords is to be. What is there is replaced in one step, or not at all. */
  to: string;
  /** Passwords that were seen less often are left out. */
  minCount: number;
  /** Null tells no time, so that the same list makes the same file. */
  madeAt: Date | null;
}

/**
 * Makes a file of breached passwords. A server that has the former one open goes on with it until it finds the new one.
 *
 * Hashes may come in any order: they are laid into 256 piles on disk by their first byte, and each pile is sorted by
 * itself. That takes as much disk beside `to` as the result, for a time, and about 16 bytes of memory for each
 * fingerprint of one pile: 100 MiB for 10^9 passwords.
 *
 * @throws BadRanges when the list is none, or holds nothing to take
 */
export async function buildBreachedFile({
  from,
  to,
  minCount,
  madeAt,
}: BreachedBuild): Promise<{ read: RangesRead; facts: BreachedFacts }> {
  mkdirSync(dirname(to), { recursive: true });
  // Beside the file, so that the last step is a rename within one file system.
  const workshop = await mkdtemp(`${to}.making-`);
  try {
    const piles = new Piles(workshop);
    const read = await readRanges(from, minCount, (hash) => piles.add(hash));
    piles.flush();
    if (read.taken === 0) throw new BadRanges(`${from} holds no password that was seen ${minCount} times or more.`);

    const made = join(workshop, 'made');
    const facts = await writeSorted(made, piles, { atMost: read.taken, minCount, madeAt });
    await rename(made, to);
    return { read, facts };
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

const PILES = 256;
/** What is left of a fingerprint in the pile of its first byte. */
const REST_BYTES = FINGERPRINT_BYTES - 1;
const PILE_BUFFER_BYTES = REST_BYTES * 8_192;

/** Fingerprints by their first byte, on disk. */
class Piles {
  readonly #buffers = Array.from({ length: PILES }, () => Buffer.allocUnsafe(PILE_BUFFER_BYTES));
  readonly #filled = new Array<number>(PILES).fill(0);

  constructor(private readonly folder: string) {}

  /** @param hash in hexadecimal */
  add(hash: string): void {
    const pile = Number.parseInt(hash.slice(0, 2), 16);
    const filled = this.#filled[pile] ?? 0;
    this.#buffers[pile]?.writeUIntBE(Number.parseInt(hash.slice(2, 2 * FINGERPRINT_BYTES), 16), filled, REST_BYTES);
    this.#filled[pile] = filled + REST_BYTES;
    if (filled + REST_BYTES === PILE_BUFFER_BYTES) this.#write(pile);
  }

  flush(): void {
    for (let pile = 0; pile < PILES; pile += 1) this.#write(pile);
  }

  /** The rests of one pile as numbers, ascending, no two alike. */
  async sorted(pile: number): Promise<Float64Array> {
    const bytes = await readFile(this.#fileOf(pile));
    const rests = Float64Array.from({ length: bytes.length / REST_BYTES }, (_, at) =>
      bytes.readUIntBE(at * REST_BYTES, REST_BYTES),
    ).sort();
    return rests.filter((rest, at) => rest !== rests[at - 1]);
  }

  #write(pile: number): void {
    appendFileSync(this.#fileOf(pile), this.#buffers[pile]?.subarray(0, this.#filled[pile]) ?? '');
    this.#filled[pile] = 0;
  }

  #fileOf(pile: number): string {
    return join(this.folder, `pile-${pile}`);
  }
}

async function writeSorted(
  path: string,
  piles: Piles,
  { atMost, minCount, madeAt }: { atMost: number; minCount: number; madeAt: Date | null },
): Promise<BreachedFacts> {
  const indexBytes = indexBytesFor(atMost);
  const index = new Uint32Array(beginnings(indexBytes));
  const size = FINGERPRINT_BYTES - indexBytes;
  const perPile = index.length / PILES;
  // What the index does not stand for, of the rest within a pile.
  const kept = 256 ** size;

  const file = await open(path, 'wx');
  try {
    let count = 0;
    let position = encodeHead({ count, minCount, madeAt }, index).length;
    for (let pile = 0; pile < PILES; pile += 1) {
      const rests = await piles.sorted(pile);
      const bytes = Buffer.allocUnsafe(rests.length * size);
      rests.forEach((rest, at) => {
        const beginning = pile * perPile + Math.floor(rest / kept);
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
    // Whoever makes it may keep their files to themselves, but the server has to read it, and it holds nothing secret.
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
