/**
 * The console's link to a bridge of desktop agents, as a state machine without a socket: inputs in, a state and effects
 * out. The steps are those of FDC3 2.2, Desktop Agent Bridging, Connection Protocol.
 */
import { assertNever } from '../../../shared/kernel/invariant.ts';
import type { AgentsUpdate, Hello } from './receivedMessages.ts';

/** At least one. */
export type Ports = readonly [number, ...(readonly number[])];

/** The ports that the standard recommends, in the order in which they are tried. */
const portFirst = 4475;
const portLast = 4575;
export const standardPorts: Ports = [
  portFirst,
  ...Array.from({ length: portLast - portFirst }, (_, at) => portFirst + 1 + at),
];
/** The pause after all ports were tried; it doubles up to the longest. The standard asks for at least 5 seconds. */
const pauseFirstMs = 5_000;
const pauseMsMax = 60_000;

/** Why there is no connection now. */
export type Break =
  | { readonly kind: 'absent' }
  | { readonly kind: 'refused'; readonly why: string; readonly sinceMs: number }
  | { readonly kind: 'lost'; readonly why: string; readonly sinceMs: number };

interface Search {
  readonly ports: Ports;
  /** How many searches in a row have ended without a connection. */
  readonly failures: number;
  readonly after: Break | undefined;
}

export type BridgeLink =
  | { readonly status: 'off' }
  /** A connection to `ports[at]` is tried, and its first message awaited. */
  | ({ readonly status: 'looking'; readonly at: number } & Search)
  /** The handshake went out; the bridge has not given a name yet. */
  | ({ readonly status: 'greeting'; readonly at: number; readonly requestUuid: string } & Search)
  | {
      readonly status: 'connected';
      readonly ports: Ports;
      readonly port: number;
      /** The name that the bridge gave. */
      readonly name: string;
      /** The other agents. */
      readonly agents: readonly string[];
      readonly sinceMs: number;
    }
  | ({ readonly status: 'pausing'; readonly untilMs: number } & Search);

export type LinkInput =
  | { readonly kind: 'switched_on'; readonly ports: Ports }
  | { readonly kind: 'switched_off' }
  | {
      readonly kind: 'hello';
      readonly hello: Hello;
      readonly hasToken: boolean;
      readonly requestUuid: string;
    }
  | { readonly kind: 'agents'; readonly update: AgentsUpdate }
  | { readonly kind: 'refused'; readonly why: string }
  /** The socket is closed, or something else than a bridge answers there. */
  | { readonly kind: 'ended'; readonly why: string }
  | { readonly kind: 'pause_over' };

export type LinkEffect =
  | { readonly kind: 'dial'; readonly port: number }
  | { readonly kind: 'send_handshake'; readonly requestUuid: string; readonly withToken: boolean }
  | { readonly kind: 'hang_up' }
  | { readonly kind: 'pause'; readonly forMs: number };

export interface LinkStep {
  readonly state: BridgeLink;
  readonly effects: readonly LinkEffect[];
}

/** What the input does to the state at a time of the wall clock, in milliseconds. */
export function stepLink(state: BridgeLink, input: LinkInput, nowMs: number): LinkStep {
  switch (input.kind) {
    case 'switched_off':
      return { state: { status: 'off' }, effects: [{ kind: 'hang_up' }] };
    case 'switched_on':
      return search({ ports: input.ports, failures: 0, after: undefined }, [{ kind: 'hang_up' }]);
    case 'hello':
      return state.status === 'looking' ? greet(state, input, nowMs) : stay(state);
    case 'agents':
      return takeAgents(state, input.update, nowMs);
    case 'refused':
      return state.status === 'greeting' ? refuse(state, input.why, nowMs) : stay(state);
    case 'ended':
      return end(state, input.why, nowMs);
    case 'pause_over':
      return state.status === 'pausing' ? search(state, []) : stay(state);
    default:
      return assertNever(input);
  }
}

function stay(state: BridgeLink): LinkStep {
  return { state, effects: [] };
}

function search(wanted: Search, before: readonly LinkEffect[]): LinkStep {
  return lookAt(wanted, 0, wanted.ports[0], before);
}

function lookAt(
  { ports, failures, after }: Search,
  at: number,
  port: number,
  before: readonly LinkEffect[],
): LinkStep {
  return {
    state: { status: 'looking', at, ports, failures, after },
    effects: [...before, { kind: 'dial', port }],
  };
}

function greet(
  state: Extract<BridgeLink, { status: 'looking' }>,
  { hello, hasToken, requestUuid }: Extract<LinkInput, { kind: 'hello' }>,
  nowMs: number,
): LinkStep {
  const { supportedFDC3Versions: versions, authRequired } = hello.payload;
  if (!versions.some((version) => /^2(?:\.|$)/.test(version))) {
    const spoken = versions.slice(0, 3).join(', ');
    return refuse(state, `the bridge speaks FDC3 ${spoken || 'of no version'}, the console 2.2`, nowMs);
  }
  if (authRequired && !hasToken) return refuse(state, 'the bridge asks for a token, and none is set', nowMs);
  const { at, ports, failures, after } = state;
  return {
    state: { status: 'greeting', at, ports, failures, after, requestUuid },
    effects: [{ kind: 'send_handshake', requestUuid, withToken: authRequired }],
  };
}

/** The answer to the handshake names this agent in `addAgent`; later updates tell who comes and goes. */
function takeAgents(state: BridgeLink, { payload, meta }: AgentsUpdate, nowMs: number): LinkStep {
  const names = payload.allAgents.map(({ desktopAgent }) => desktopAgent);
  if (state.status === 'connected') {
    return stay({ ...state, agents: names.filter((name) => name !== state.name) });
  }
  if (state.status !== 'greeting') return stay(state);
  const name = meta.requestUuid === state.requestUuid ? payload.addAgent : undefined;
  if (name === undefined) return stay(state);
  const { ports, at } = state;
  return stay({
    status: 'connected',
    ports,
    port: ports[at] ?? ports[0],
    name,
    agents: names.filter((other) => other !== name),
    sinceMs: nowMs,
  });
}

function end(state: BridgeLink, why: string, nowMs: number): LinkStep {
  switch (state.status) {
    case 'looking': {
      const next = state.ports[state.at + 1];
      return next === undefined
        ? pause(state, state.after ?? { kind: 'absent' }, nowMs)
        : lookAt(state, state.at + 1, next, [{ kind: 'hang_up' }]);
    }
    case 'greeting':
      return refuse(state, why, nowMs);
    case 'connected':
      return pause({ ports: state.ports, failures: 0 }, { kind: 'lost', why, sinceMs: nowMs }, nowMs);
    case 'off':
    case 'pausing':
      return stay(state);
    default:
      return assertNever(state);
  }
}

/** A refusal that comes again counts since the first one. */
function refuse(state: Search, why: string, nowMs: number): LinkStep {
  const sinceMs = state.after?.kind === 'refused' ? state.after.sinceMs : nowMs;
  return pause(state, { kind: 'refused', why, sinceMs }, nowMs);
}

function pause(
  { ports, failures }: Pick<Search, 'ports' | 'failures'>,
  after: Break,
  nowMs: number,
): LinkStep {
  const forMs = Math.min(pauseFirstMs * 2 ** failures, pauseMsMax);
  return {
    state: { status: 'pausing', untilMs: nowMs + forMs, ports, failures: failures + 1, after },
    effects: [{ kind: 'hang_up' }, { kind: 'pause', forMs }],
  };
}
