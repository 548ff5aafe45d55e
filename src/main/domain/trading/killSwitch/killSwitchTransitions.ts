/** The one transition table of a kill switch. The code, its tests and docs/kill-switch-states.md read it. */

export type KillSwitchStatus = 'off_record' | 'canceling' | 'flattening' | 'cleared' | 'flat' | 'over';

export type KillSwitchTrigger =
  | 'recorded'
  | 'flatten_requested'
  | 'closing'
  | 'proven_cleared'
  | 'proven_flat'
  | 'came_to_life'
  | 'let_go';

/** `resume`: to flattening, where the kill switch has closed positions before, otherwise to canceling. */
export type KillSwitchTarget = Exclude<KillSwitchStatus, 'off_record'> | 'resume';

/** The first status: of a kill switch that is on record, and of one that is engaged while the store can't write. */
export const killSwitchBeginnings = { engaged: 'canceling', engaged_off_record: 'off_record' } as const;

/** A trigger that a status does not list can't happen there, or changes nothing. */
export const killSwitchTransitions: {
  readonly [From in KillSwitchStatus]: Readonly<Partial<Record<KillSwitchTrigger, KillSwitchTarget>>>;
} = {
  off_record: { recorded: 'canceling' },
  canceling: { closing: 'flattening', proven_cleared: 'cleared', proven_flat: 'flat', let_go: 'over' },
  flattening: { proven_flat: 'flat', let_go: 'over' },
  cleared: { flatten_requested: 'canceling', came_to_life: 'canceling', let_go: 'over' },
  flat: { came_to_life: 'resume', let_go: 'over' },
  over: {},
};

export function targetOf(status: KillSwitchStatus, trigger: KillSwitchTrigger): KillSwitchTarget | undefined {
  return killSwitchTransitions[status][trigger];
}
