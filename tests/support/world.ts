import { afterAll, inject } from 'vitest';
import { type Context, contextOf } from '@/lib/context';
import { createLog } from '@/lib/log';
import { type OpenRuntime, openRuntime } from '@/lib/open-runtime';
import { testConfig } from './global-setup';

let opened: Promise<OpenRuntime> | undefined;

/** The product as one process has it, on the servers of this test run. One for each test file; closed after it. */
export function testRuntime(): Promise<OpenRuntime> {
  opened ??= openRuntime(testConfig(inject('world').platform), createLog('silent'), 'a test');
  return opened;
}

afterAll(async () => (await opened)?.close());

/** What nobody in particular does, from nowhere in particular. */
export async function systemContext(): Promise<Context> {
  return contextOf(await testRuntime(), { address: null, requestId: 'TEST-0000', actor: { kind: 'operator' } });
}
