import { type AddressInfo, createServer } from 'node:net';

export const LOOPBACK = '127.0.0.1';

/**
 * Finds distinct free TCP ports of 127.0.0.1. Another process may take one before it is used, so a caller that fails to
 * bind must try again with another port.
 */
export async function freePorts(count: number): Promise<number[]> {
  const holders = await Promise.all(Array.from({ length: count }, holdPort));
  return Promise.all(holders.map((holder) => holder.release()));
}

async function holdPort(): Promise<{ release(): Promise<number> }> {
  const holder = createServer();
  await new Promise<void>((resolve, reject) => {
    holder.once('error', reject);
    holder.listen(0, LOOPBACK, resolve);
  });
  const { port } = holder.address() as AddressInfo;
  return { release: () => new Promise((resolve) => holder.close(() => resolve(port))) };
}
