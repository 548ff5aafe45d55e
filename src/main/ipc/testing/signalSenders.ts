/**
 * What each door for signals answers to whom, on a desk that has operators: `taken`, or the code of the refusal. A test
 * walks this table through the doors, and docs/operators.md shows it.
 */
import { holds, roles, standingWords, type Role } from '../../../shared/kernel/roles.ts';

export const signalDoors = ['http', 'websocket', 'folder', 'stdin'] as const;
export type SignalDoor = (typeof signalDoors)[number];

export interface SignalSender {
  /** A role: the program has a token with the name of an operator of that role, and that operator logs in. */
  readonly who:
    | Role
    | 'nobody'
    | 'producer'
    | 'producer_other'
    | 'producer_removed'
    | 'shared'
    | 'session'
    | 'stranger';
  readonly words: string;
  readonly answers: Readonly<Record<SignalDoor, string>>;
}

/** The folder asks nobody: the file system says who may write in it. */
function answers(network: string, stdin: string): SignalSender['answers'] {
  return { http: network, websocket: network, folder: 'taken', stdin };
}

function ofRole(role: Role): SignalSender {
  const answer = holds(role, 'trade') ? 'taken' : 'not_allowed';
  return { who: role, words: `an operator: ${standingWords(role)}`, answers: answers(answer, answer) };
}

/** At standard input a program without a login of its own shows its token for a password. */
export const signalSenders: readonly SignalSender[] = [
  { who: 'nobody', words: 'nobody', answers: answers('token_missing', 'not_allowed') },
  ...roles.map(ofRole),
  { who: 'producer', words: 'a producer, for its own strategy', answers: answers('taken', 'login_failed') },
  {
    who: 'producer_other',
    words: 'a producer, for another strategy',
    answers: answers('strategy_not_own', 'login_failed'),
  },
  {
    who: 'producer_removed',
    words: 'a producer that was removed',
    answers: answers('token_wrong', 'login_failed'),
  },
  {
    who: 'shared',
    words: 'whoever has the token in `intake.token`',
    answers: answers('token_shared', 'login_failed'),
  },
  {
    who: 'session',
    words: 'a trader with the token of `desk login`',
    answers: answers('token_wrong', 'taken'),
  },
  {
    who: 'stranger',
    words: 'a stranger with a token of its own making',
    answers: answers('token_wrong', 'login_failed'),
  },
];
