/** Durations are milliseconds throughout; a name that holds another unit says so. */
export const seconds = (n: number): number => n * 1_000;
export const minutes = (n: number): number => n * 60_000;
export const hours = (n: number): number => n * 3_600_000;
export const days = (n: number): number => n * 86_400_000;

export const after = (moment: Date, ms: number): Date => new Date(moment.getTime() + ms);
export const before = (moment: Date, ms: number): Date => new Date(moment.getTime() - ms);

/** The source of the time. Only programs (bin) and the web glue read the real clock; the product gets `ctx.now`. */
export type Clock = () => Date;
export const systemClock: Clock = () => new Date();
