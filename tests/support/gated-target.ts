import type { DeliveryOrder, Target } from '@/lib/mail-systems/target';

/** What a mail system was told, and when it was let go on. */
export interface GatedTarget {
  target: Target;
  /** Every order that it has taken, in the order in which they were carried out. */
  written: DeliveryOrder[];
  /** How many have come to the door. */
  asked(): number;
  /** From now on everybody passes. */
  open(): void;
}

/** A real mail system behind a door: whoever writes to it waits there until it is opened. */
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
