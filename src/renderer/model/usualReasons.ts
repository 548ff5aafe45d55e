/** The usual reasons by action, where an operator has chosen no others. Each has the number that chooses it, from 1 on. */
export const usualReasons = {
  cancel: ['No longer wanted', 'Wrong order', 'The market has moved', 'Risk is too high'],
  amend: ['Follow the market', 'Smaller size', 'Wrong terms'],
  kill: ['A strategy misbehaves', 'A venue misbehaves', 'Market event', 'Drill'],
  trading: ['The cause is gone', 'A venue misbehaves', 'Market event', 'Drill'],
  breaker: ['The venue misbehaves', 'The venue is well again', 'The venue asked for it', 'Drill'],
  acknowledge: ['Seen, and looked into', 'The venue has confirmed it', 'Known, no action needed'],
  mute: ['Known, being worked on', 'The venue is told', 'Planned work'],
  limit: ['Agreed with risk', 'Calmer market', 'Wilder market'],
  restriction: ['Compliance asked for it', 'News is pending', 'No longer needed'],
  proposal: ['Checked and agreed', 'Not agreed', 'No longer needed'],
  override: ['Agreed with risk', 'Checked with the client', 'Closes a position'],
  strategy: ['It misbehaves', 'End of the day', 'Planned work'],
  settle: ['The venue has confirmed it by phone', "By the venue's report"],
  reconcile: ['Asked the venue, it is right', 'Known difference', 'After an interruption'],
  upkeep: ['Planned work', 'The cause is gone', 'Drill'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type ReasonAbout = keyof typeof usualReasons;

const isAbout = (name: string): name is ReasonAbout => name in usualReasons;
export const reasonAbouts = Object.keys(usualReasons).filter(isAbout);
