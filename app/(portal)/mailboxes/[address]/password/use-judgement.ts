import { useEffect, useRef, useState } from 'react';
import type { Refused } from '@/lib/result';
import { normalisePassword } from '@/lib/strength/normalise-password';
import { notesOn, type PasswordNote } from '@/lib/strength/password-notes';
import { checkRules, type PasswordLimits, type RuleRefusal } from '@/lib/strength/password-rules';
import type { Strength } from '@/lib/strength/strength';

/** Equal to GOOD in lib/strength/strength.ts, which is too large for the page and runs in the worker. */
const GOOD = 3;

/** The result of the live checks of a password. */
export interface Judgement {
  /** Whether JavaScript runs. Without it only the server checks the password, after submission. */
  runs: boolean;
  isEmpty: boolean;
  /** Why this text cannot be a password at all. */
  refusal: Refused | null;
  /** Normalised, as it is checked and would be stored. */
  password: string;
  count: number;
  lengthRefusal: Refused<RuleRefusal> | null;
  strength: Strength | null;
  isStrongEnough: boolean;
  notes: PasswordNote[];
}

/** The checks that need no dictionary, and therefore give a result at once. */
export function judgeForm(typed: string, limits: PasswordLimits) {
  const read = normalisePassword(typed);
  const password = read.ok ? read.value : '';
  const rules = checkRules(password, limits);
  return {
    isEmpty: typed === '',
    refusal: read.ok || typed === '' ? null : read,
    password,
    count: rules.count,
    lengthRefusal: read.ok ? rules.refusal : null,
    notes: read.ok ? notesOn(password) : [],
  };
}

/**
 * Checks a password while it is typed, with the same functions as the server. The dictionaries are large and the
 * strength check may take a while, so both are in a web worker, which starts with the first character.
 */
export function useJudgement(typed: string, limits: PasswordLimits, words: string[]): Judgement {
  const [runs, setRuns] = useState(false);
  const [measured, setMeasured] = useState<{ password: string; strength: Strength }>();
  const worker = useRef<Worker>(null);
  useEffect(() => {
    setRuns(true);
    return () => worker.current?.terminate();
  }, []);

  const judged = judgeForm(typed, limits);
  const { password } = judged;
  useEffect(() => {
    if (password === '') return;
    worker.current ??= new Worker(new URL('./strength.worker.ts', import.meta.url), { type: 'module' });
    worker.current.onmessage = ({ data }) => setMeasured(data);
    worker.current.postMessage({ password, words });
  }, [password, words]);

  const strength = measured?.password === password && password !== '' ? measured.strength : null;
  return {
    ...judged,
    runs,
    strength,
    isStrongEnough: strength !== null && strength.score >= GOOD,
  };
}
