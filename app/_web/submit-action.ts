import { unstable_isUnrecognizedActionError as isUnrecognizedActionError } from 'next/navigation';
import type { RefusalCode } from '@/lib/refusal-codes';
import type { ActionState } from './action';
import { readScriptRefusal } from './script-refusal';

type Unsent = Extract<ActionState, { status: 'refused' }>;

/** Tells one refusal from the next, where no answer of the portal brought a reference. */
let unsent = 0;

/** Sends a form by script. One that cannot be delivered is answered too, and nothing of what was typed is lost. */
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
