import { unstable_isUnrecognizedActionError as isUnrecognizedActionError } from 'next/navigation';
import type { RefusalCode } from '@/lib/refusal-codes';
import type { ActionState } from './action';

/** Sends a form by script. One that cannot be delivered is answered too, and nothing of what was typed is lost. */
export async function answerTo<State extends ActionState>(send: () => Promise<State>): Promise<State | ActionState> {
  try {
    return await send();
  } catch (error) {
    return { status: 'refused', code: codeOf(error), reference: '' };
  }
}

function codeOf(error: unknown): RefusalCode {
  if (isUnrecognizedActionError(error)) return 'request.page_changed';
  // Who is not let in hears the code alone, in plain text, which the framework hands on as the error's message.
  const busy: RefusalCode = 'service.busy';
  return error instanceof Error && error.message === busy ? busy : 'service.unavailable';
}
