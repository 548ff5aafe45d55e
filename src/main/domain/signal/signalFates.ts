/** What can become of a signal. */

/** See SignalOutcomeView for what each of them means. */
export const signalFates = ['pending', 'ordered', 'denied', 'refused'] as const;
export type SignalFate = (typeof signalFates)[number];
