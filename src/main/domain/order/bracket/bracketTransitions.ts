/** The one transition table of a bracket's life. The code, its tests and docs/bracket-states.md read it. */

export type BracketStatus = 'unread' | 'covered' | 'bare' | 'done';

interface Targets {
  readonly exits_found: 'covered';
  readonly uncovered: 'bare';
  readonly protected: 'covered';
  readonly finished: 'done';
  readonly abandoned: 'done';
}
export type BracketTrigger = keyof Targets;

/** What is not here can't happen, or changes nothing. */
export const bracketTransitions: { readonly [From in BracketStatus]: Readonly<Partial<Targets>> } = {
  unread: { exits_found: 'covered' },
  covered: { uncovered: 'bare', finished: 'done', abandoned: 'done' },
  bare: { protected: 'covered', abandoned: 'done' },
  done: {},
};
