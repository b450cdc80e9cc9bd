import { unstable_isUnrecognizedActionError as isUnrecognizedActionError } from 'next/navigation';
import type { RefusalCode } from '@/lib/refusal-codes';
import type { ActionState } from './action';
import { readScriptRefusal } from './script-refusal';

type Unsent = Extract<ActionState, { status: 'refused' }>;

/** Gives refusals without a reference from the server a unique reference. */
let unsent = 0;

/** Submits a form by script. A failed request becomes a refusal, so that the user's input is not lost. */
export async function submitAction<State>(send: () => Promise<State>): Promise<State | Unsent> {
  try {
    return await send();
  } catch (error) {
    unsent += 1;
    return { status: 'refused', reference: `unsent ${unsent}`, isUnsent: true, ...refusalBy(error) };
  }
}

function refusalBy(error: unknown): { code: RefusalCode } {
  if (isUnrecognizedActionError(error)) return { code: 'request.page_changed' };
  return (error instanceof Error && readScriptRefusal(error.message)) || { code: 'service.unavailable' };
}
