/**
 * The part of a machine's limit that one of several server processes keeps, at least 1. Together they keep to the limit,
 * unless there are more processes than it allows.
 */
export const shareOf = (limit: number, processes: number): number => Math.max(Math.floor(limit / processes), 1);
