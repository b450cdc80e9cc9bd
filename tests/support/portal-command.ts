import { spawn } from 'node:child_process';

export interface CommandAnswer {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The operator's command line, `bin/portal.ts`, with these settings and no others. */
export function portalCommand(
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
  stdin = '',
): Promise<CommandAnswer> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'bin/portal.ts', ...args], {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...settings },
    timeout: 60_000,
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
