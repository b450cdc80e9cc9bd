import { ConstraintViolationError, InvalidCredentialsError, UnavailableError, UnknownStatusCodeError } from 'ldapts';
import { expect, test } from 'vitest';
import { nameDirectoryFailure } from './name-directory-failure';

test.each([
  [new InvalidCredentialsError('no'), 'bind_refused'],
  [new ConstraintViolationError('Password is too young to change'), 'policy_refused'],
  [new UnavailableError('down'), 'busy'],
  [new UnknownStatusCodeError(10, 'ldap://elsewhere'), 'unwilling'],
  [new UnknownStatusCodeError(80, 'internal error'), 'server_failed'],
  [new UnknownStatusCodeError(4096, 'e-syncRefreshRequired'), 'unexpected_answer'],
])('A86 a result code of a directory has a reason: %s', (error, reason) => {
  expect(nameDirectoryFailure(error)).toBe(reason);
});

test('an error that is not the directory’s has no reason', () => {
  expect(nameDirectoryFailure(new TypeError('undefined is not a function'))).toBeUndefined();
  expect(nameDirectoryFailure('a text')).toBeUndefined();
});
