/** The link to a bridge, step by step. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  standardPorts,
  stepLink,
  type BridgeLink,
  type LinkEffect,
  type LinkInput,
  type Ports,
} from './bridgeLink.ts';
import * as samples from './testing/samples.ts';

const linkTransitions: Readonly<Record<BridgeLink['status'], readonly BridgeLink['status'][]>> = {
  off: ['looking'],
  looking: ['looking', 'greeting', 'pausing', 'off'],
  greeting: ['connected', 'looking', 'pausing', 'off'],
  connected: ['connected', 'pausing', 'looking', 'off'],
  pausing: ['looking', 'off'],
};

const ports: Ports = [4475, 4476];
const nowMs = 1_000_000;

function run(...inputs: readonly LinkInput[]): {
  readonly state: BridgeLink;
  readonly effects: readonly LinkEffect[];
} {
  let state: BridgeLink = { status: 'off' };
  let effects: readonly LinkEffect[] = [];
  for (const input of inputs) ({ state, effects } = stepLink(state, input, nowMs));
  return { state, effects };
}

const on: LinkInput = { kind: 'switched_on', ports };
const ended: LinkInput = { kind: 'ended', why: 'connect ECONNREFUSED' };
const over: LinkInput = { kind: 'pause_over' };
const greeted = (payload: Parameters<typeof samples.hello>[0] = {}, hasToken = false): LinkInput => ({
  kind: 'hello',
  hello: samples.hello(payload),
  hasToken,
  requestUuid: 'ours',
});
const named = (addAgent: string, requestUuid = 'ours'): LinkInput => ({
  kind: 'agents',
  update: samples.agentsUpdate(['agent-A', addAgent], { addAgent }, requestUuid),
});

describe('the link to a bridge', () => {
  it('tries the ports of the standard in their order', () => {
    expect(standardPorts.at(0)).toBe(4475);
    expect(standardPorts.at(-1)).toBe(4575);
    expect(standardPorts).toHaveLength(101);
    expect(run(on).effects).toEqual([{ kind: 'hang_up' }, { kind: 'dial', port: 4475 }]);
    expect(run(on, ended).effects).toEqual([{ kind: 'hang_up' }, { kind: 'dial', port: 4476 }]);
  });

  it('pauses when no port has a bridge, twice as long each time, at most a minute', () => {
    const pauses: number[] = [];
    const inputs: LinkInput[] = [on];
    for (let round = 0; round < 6; round += 1) {
      inputs.push(ended, ended);
      const { state, effects } = run(...inputs);
      expect(state).toMatchObject({ status: 'pausing', after: { kind: 'absent' } });
      pauses.push(...effects.flatMap((effect) => (effect.kind === 'pause' ? [effect.forMs] : [])));
      inputs.push(over);
    }
    expect(pauses).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000]);
  });

  it('takes the name that the bridge gives', () => {
    expect(run(on, greeted()).effects).toEqual([
      { kind: 'send_handshake', requestUuid: 'ours', withToken: false },
    ]);
    expect(run(on, greeted(), named('agent-B', 'another')).state.status).toBe('greeting');
    expect(run(on, greeted(), named('Breakwater-2')).state).toMatchObject({
      status: 'connected',
      port: 4475,
      name: 'Breakwater-2',
      agents: ['agent-A'],
    });
  });

  it.each<[what: string, inputs: readonly LinkInput[], why: string]>([
    [
      'its version',
      [greeted({ supportedFDC3Versions: ['1.2'] })],
      'the bridge speaks FDC3 1.2, the console 2.2',
    ],
    [
      'a token that nobody has set',
      [greeted({ authRequired: true })],
      'the bridge asks for a token, and none is set',
    ],
    [
      'its refusal of the token',
      [greeted({ authRequired: true }, true), { kind: 'refused', why: 'no such key' }],
      'no such key',
    ],
    ['its end before a name', [greeted(), { kind: 'ended', why: 'closed' }], 'closed'],
  ])('is refused for %s, and tries again later', (_what, inputs, why) => {
    const { state, effects } = run(on, ...inputs);
    expect(state).toMatchObject({ status: 'pausing', after: { kind: 'refused', why } });
    expect(effects).toEqual([{ kind: 'hang_up' }, { kind: 'pause', forMs: 5_000 }]);
  });

  it('says since when a connection is lost until there is one again', () => {
    const lost = [on, greeted(), named('Breakwater'), { kind: 'ended', why: 'closed' }] as const;
    const after = { kind: 'lost', why: 'closed', sinceMs: nowMs };
    expect(run(...lost).state).toMatchObject({ status: 'pausing', after });
    expect(run(...lost, over, ended, ended).state).toMatchObject({ status: 'pausing', after });
    expect(run(...lost, over, greeted(), named('Breakwater')).state.status).toBe('connected');
  });

  it('makes only the transitions of its table, and never dials while it is off', () => {
    const input = fc.constantFrom<LinkInput>(
      on,
      { kind: 'switched_off' },
      greeted(),
      greeted({ authRequired: true }),
      named('Breakwater'),
      { kind: 'refused', why: 'x' },
      ended,
      over,
    );
    fc.assert(
      fc.property(fc.array(input, { maxLength: 40 }), (inputs) => {
        let state: BridgeLink = { status: 'off' };
        for (const next of inputs) {
          const step = stepLink(state, next, nowMs);
          const isAllowed = step.state === state || linkTransitions[state.status].includes(step.state.status);
          expect(isAllowed || step.state.status === state.status).toBe(true);
          const dials = step.effects.some(({ kind }) => kind === 'dial');
          expect(dials).toBe(step.state !== state && step.state.status === 'looking');
          ({ state } = step);
        }
      }),
    );
  });
});
