/** The state of a durable subscriber. */
export const subscriberStates = ['running', 'retrying', 'parked'] as const;
/**
 * `parked`: the subscriber has failed too often, and gets no event until an operator resumes it or the engine starts
 * again.
 */
export type SubscriberState = (typeof subscriberStates)[number];

/** The states from which a subscriber can be resumed. */
export const failedSubscriberStates = ['retrying', 'parked'] as const satisfies readonly SubscriberState[];
export type FailedSubscriberState = (typeof failedSubscriberStates)[number];
