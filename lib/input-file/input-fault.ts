export type InputFaultCode = 'unreadable' | 'too_long' | 'not_utf8' | 'empty' | 'not_json';

/**
 * The reason why an operator's file cannot be used. The message is a clause without the file's name. It quotes at most
 * one character of the content, since the file may hold a key.
 */
export class InputFault extends Error {
  constructor(
    readonly code: InputFaultCode,
    message: string,
    /** Counted from 1; 0 for the file as a whole. */
    readonly line = 0,
    /** The system's error code, or the probable encoding of the file. */
    readonly detail?: string,
  ) {
    super(message);
  }
}
