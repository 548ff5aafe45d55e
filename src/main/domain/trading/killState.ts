/** The states of a kill switch as it is shown to people and programs. */
export const killStates = ['canceling', 'flattening', 'flat', 'cleared', 'released'] as const;
/**
 * `cleared`: no order in the scope works at any venue. `flat`: no position is left either. Both are said only when
 * proven. `released`: the scope was enabled, and another kill switch has taken over what was left.
 */
export type KillState = (typeof killStates)[number];

/** What a kill switch can prove. */
export const killResults = ['cleared', 'flat'] as const satisfies readonly KillState[];
export type KillResult = (typeof killResults)[number];

const stages: Readonly<Record<KillState, 'under_way' | 'proven' | 'over'>> = {
  canceling: 'under_way',
  flattening: 'under_way',
  flat: 'proven',
  cleared: 'proven',
  released: 'over',
};

export function isKillUnderWay(state: KillState): boolean {
  return stages[state] === 'under_way';
}

export function isKillProven(state: KillState): boolean {
  return stages[state] === 'proven';
}
