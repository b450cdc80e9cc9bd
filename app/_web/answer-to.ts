import { unstable_isUnrecognizedActionError as isUnrecognizedActionError } from 'next/navigation';
import type { ActionState } from './action';

/** Sends a form by script. One that cannot be delivered is answered too, and nothing of what was typed is lost. */
export async function answerTo<State extends ActionState>(send: () => Promise<State>): Promise<State | ActionState> {
  try {
    return await send();
  } catch (error) {
    const code = isUnrecognizedActionError(error) ? 'request.page_changed' : 'service.unavailable';
    return { status: 'refused', code, reference: '' };
  }
}
