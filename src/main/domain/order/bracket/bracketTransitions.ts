/** The one transition table of a bracket's life. The code, its tests and docs/bracket-states.md read it. */

export type BracketStatus = 'unread' | 'protected' | 'unprotected' | 'closed_unread' | 'closed' | 'done';

interface Targets {
  readonly exits_found: 'protected' | 'closed';
  readonly protection_lost: 'unprotected';
  readonly protection_complete: 'protected';
  readonly position_closed: 'closed_unread' | 'closed';
  readonly finished: 'done';
  readonly abandoned: 'done';
}
export type BracketTrigger = keyof Targets;

/** What is not here can't happen, or changes nothing. */
export const bracketTransitions: { readonly [From in BracketStatus]: Readonly<Partial<Targets>> } = {
  unread: { exits_found: 'protected', position_closed: 'closed_unread' },
  protected: { protection_lost: 'unprotected', position_closed: 'closed', finished: 'done' },
  unprotected: { protection_complete: 'protected', position_closed: 'closed' },
  closed_unread: { exits_found: 'closed' },
  closed: { abandoned: 'done' },
  done: {},
};
