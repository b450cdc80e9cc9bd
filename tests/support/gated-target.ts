import type { DeliveryOrder, Target } from '@/lib/mail-systems/target';

/** A target whose writes are blocked until it is opened, with a record of its orders. */
export interface GatedTarget {
  target: Target;
  /** The orders that were written, in the order of their execution. */
  written: DeliveryOrder[];
  /** The number of writes that were requested. */
  asked(): number;
  /** Unblocks all writes, waiting and later ones. */
  open(): void;
}

/** Wraps a real mail system: each write to it is blocked until `open` is called. */
export function gated(real: Target): GatedTarget {
  const written: DeliveryOrder[] = [];
  let asked = 0;
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const target: Target = {
    ...real,
    write: async (order) => {
      asked += 1;
      await opened;
      await real.write(order);
      written.push(order);
    },
  };
  return { target, written, asked: () => asked, open };
}
