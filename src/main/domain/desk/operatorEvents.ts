/**
 * What happens to the profiles of operators, and what operators do at the doors; events of the `desk` stream. The
 * event's actor is the person who did it. No event has a password or the hash of one.
 */
import type { Role, Right, Standing } from '../../../shared/kernel/roles.ts';

/** Where a person acts: a window of the console, or a command through the control channel. */
export const doors = ['window', 'control'] as const;
export type Door = (typeof doors)[number];

/** Why a session ended: the person ended it, was idle, its hours were over, or the profile changed. */
export const sessionEnds = ['asked', 'idle', 'over', 'changed'] as const;
export type SessionEnd = (typeof sessionEnds)[number];

export interface OperatorEventData {
  readonly OperatorAdded: {
    readonly operator: string;
    readonly role: Role;
    /** Fingerprint of the salted hash in the file of passwords: another hash in that file lets nobody in. */
    readonly credential: string;
    readonly reason: string;
  };
  readonly OperatorRoleChanged: {
    readonly operator: string;
    readonly from: Role;
    readonly to: Role;
    readonly reason: string;
  };
  readonly OperatorRemoved: { readonly operator: string; readonly role: Role; readonly reason: string };
  readonly OperatorPasswordChanged: {
    readonly operator: string;
    readonly credential: string;
    readonly reason: string;
  };
  readonly OperatorLoggedIn: {
    readonly operator: string;
    readonly door: Door;
    /** The name in the certificate of a console on another machine. */
    readonly certificate?: string;
    /** The console, as `ConsoleConnected` names it; absent for the console of the engine's own process. */
    readonly console?: string;
  };
  readonly OperatorLoggedOut: {
    readonly operator: string;
    readonly door: Door;
    readonly why: SessionEnd;
    readonly console?: string;
  };
  /** Recorded once a minute for each name at most. */
  readonly OperatorLoginFailed: {
    /** Absent for a name that no operator has: it may be a password in the wrong field. */
    readonly operator?: string;
    readonly door: Door;
    /** Failures in a row, this one included. */
    readonly failures: number;
  };
  /** Recorded once a minute for each person and action at most. */
  readonly ActionRefused: { readonly action: string; readonly standing: Standing; readonly right: Right };
}
