import { text } from 'node:stream/consumers';
import type { Config } from '@/lib/config/config';
import { importAccounts } from '@/lib/import/import-accounts';
import { createLog } from '@/lib/log';
import { openRuntime } from '@/lib/runtime/open-runtime';
import { contextOf } from '@/lib/runtime/runtime';

/**
 * Runs an import in a separate process, which a test may kill. Its settings come by stdin, since they hold a password.
 */
const { config, people, mailboxes } = JSON.parse(await text(process.stdin)) as {
  config: Config;
  people: string;
  mailboxes: string;
};
const runtime = await openRuntime(config, createLog('silent'), 'an import');
await importAccounts(contextOf(runtime, { address: null, requestId: 'IMPORT', actor: { kind: 'operator' } }), {
  people,
  mailboxes,
  dryRun: false,
  skipBadLines: false,
});
await runtime.close();
