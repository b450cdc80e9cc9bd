export type InputFaultCode = 'unreadable' | 'too_long' | 'not_utf8' | 'empty' | 'not_json';

/**
 * Why a file that an operator gives cannot be used. The message is a clause without the file's name; of the content it
 * shows one character at most, since the file may hold a key.
 */
export class InputFault extends Error {
  constructor(
    readonly code: InputFaultCode,
    message: string,
    /** Counted from 1; 0 for the file as a whole. */
    readonly line = 0,
    /** The error code of the system, or the encoding that the file seems to have. */
    readonly detail?: string,
  ) {
    super(message);
  }
}
