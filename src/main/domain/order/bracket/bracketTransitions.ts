/** The one transition table of a bracket's life. The code, its tests and docs/bracket-states.md read it. */

export type BracketStatus = 'unread' | 'protected' | 'unprotected' | 'done';

interface Targets {
  readonly exits_found: 'protected';
  readonly protection_lost: 'unprotected';
  readonly protection_complete: 'protected';
  readonly finished: 'done';
  readonly abandoned: 'done';
}
export type BracketTrigger = keyof Targets;

/** What is not here can't happen, or changes nothing. */
export const bracketTransitions: { readonly [From in BracketStatus]: Readonly<Partial<Targets>> } = {
  unread: { exits_found: 'protected' },
  protected: { protection_lost: 'unprotected', finished: 'done', abandoned: 'done' },
  unprotected: { protection_complete: 'protected', abandoned: 'done' },
  done: {},
};
