/** The roles of operators, and what each of them may do. */
import type { Refusal } from './refusal.ts';
import { namesOf } from './names.ts';

/** From the least to the most. `nobody` is a person who has not logged in; no profile has that role. */
export const roles = ['viewer', 'trader', 'risk_officer', 'administrator'] as const;
export type Role = (typeof roles)[number];
export type Standing = Role | 'nobody';

/** What a right lets a person do. */
export const rights = {
  enter: 'log in and out, and see what the status strip shows',
  kill: 'halt trading, and cancel what works by the kill switch',
  view: 'see everything, try an order without sending it, verify the record',
  trade: 'send signals, amend orders, start and stop strategies',
  cancel: 'cancel orders and running jobs',
  stop: 'flatten with the kill switch, trip and isolate a breaker',
  acknowledge:
    'acknowledge alerts that hold no orders, mute what is not critical, let muted alerts call again',
  resume: 'enable trading again, reset a breaker, acknowledge alerts that hold orders',
  mute: 'mute critical alerts, and those of a difference with a venue or of refused limits',
  propose: 'propose changes of limits and overrides, for another person to approve',
  limits: 'change limits of risk, and let a signal pass soft ones, approve and refuse such proposals',
  settle: 'settle what a venue and the desk see differently',
  configure:
    'reload the configuration, rebuild, back up, change the simulated venue, resume subscribers, give passwords of venues, hand the record over to a standby',
  administer:
    'add and remove operators, change their roles and passwords, and give programs tokens to send signals',
} as const;
export type Right = keyof typeof rights;
export const rightNames = namesOf(rights);

const nobody: readonly Right[] = ['enter', 'kill'];
const viewer: readonly Right[] = ['enter', 'view'];
const trader: readonly Right[] = [...viewer, 'kill', 'trade', 'cancel', 'stop', 'acknowledge', 'propose'];
const riskOfficer: readonly Right[] = [
  ...viewer,
  'kill',
  'cancel',
  'stop',
  'acknowledge',
  'resume',
  'mute',
  'propose',
  'limits',
  'settle',
];

/** An administrator may do everything: a person who gives rights could take each of them. */
const rightsOf: { readonly [S in Standing]: ReadonlySet<Right> } = {
  nobody: new Set(nobody),
  viewer: new Set(viewer),
  trader: new Set(trader),
  risk_officer: new Set(riskOfficer),
  administrator: new Set(rightNames),
};

export function holds(standing: Standing, right: Right): boolean {
  return rightsOf[standing].has(right);
}

/** `risk officer` for `risk_officer`. */
export const standingWords = (standing: Standing): string => standing.replace('_', ' ');

/** The roles that have the right: `a risk officer or an administrator`. */
export function holdersWords(right: Right): string {
  const holders = roles
    .filter((role) => holds(role, right))
    .map((role) => `${role.startsWith('a') ? 'an' : 'a'} ${standingWords(role)}`);
  const others = holders.slice(0, -1).join(', ');
  return [others, ...holders.slice(-1)].filter((words) => words !== '').join(' or ');
}

/** The refusal of an action whose right the role does not have. */
export function mayNot(action: string, right: Right, standing: Standing): Refusal {
  const who = standing === 'nobody' ? 'nobody is logged in' : `the role ${standingWords(standing)} may not`;
  const message = `${action} needs the right to ${rights[right]}: ${who}, ${holdersWords(right)} may`;
  return { code: 'not_allowed', message, field: 'role', actual: standing, expected: right };
}

/** Who approves what others propose. */
export const approversWords = holdersWords('limits');
