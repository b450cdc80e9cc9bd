import { spawn } from 'node:child_process';

const TIMEOUT_MS = 60_000;

export interface ProgramResult {
  /** Null when a signal ended it, also after the time limit. */
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a compiled program of `bin` to its end, with these settings and no others. */
export function runProgram(
  program: 'portal' | 'server' | 'worker',
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
  stdin = '',
): Promise<ProgramResult> {
  const child = spawn(process.execPath, [`dist/bin/${program}.mjs`, ...args], {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...settings },
    timeout: TIMEOUT_MS,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => {
    stdout += data;
  });
  child.stderr.on('data', (data: Buffer) => {
    stderr += data;
  });
  child.stdin.end(stdin);
  return new Promise((resolve) => {
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** The operator's command line. */
export const portalCommand = (
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
  stdin = '',
): Promise<ProgramResult> => runProgram('portal', args, settings, stdin);
