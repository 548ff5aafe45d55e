/** The desk as it stood, in lines for a terminal. */
import type { BreakerAt, DeskAt, LimitAt, VenueAt } from '../../../../engine/past/deskAt.ts';

export function deskAtLines(desk: DeskAt): readonly string[] {
  const { engine, scopes, kills, strategies, venues, riskBreaker, positions, limits, alerts, orders } = desk;
  return [
    `as of       position ${desk.position}, ${desk.time ?? 'before the first event'}`,
    ...(engine === undefined
      ? []
      : [`engine      ${engine.running ? 'running' : 'stopped'} since ${engine.since}: ${engine.detail}`]),
    ...scopes.map(
      ({ scope, state, reason, actor, since }) =>
        `trading     ${scope} ${state}${since === undefined ? '' : ` since ${since} by ${actor}: ${reason}`}`,
    ),
    ...kills.map(
      ({ scope, actor, since, reason }) => `kill        ${scope} by ${actor} since ${since}: ${reason}`,
    ),
    ...venues.map((venue) => `venue       ${venueText(venue)}`),
    `risk        breaker ${breakerText(riskBreaker)}`,
    `orders      ${Object.entries(orders)
      .map(([status, count]) => `${count} ${status}`)
      .join(', ')}`,
    ...positions.map(
      ({ account, symbol, quantity, averageCost, realized }) =>
        `position    ${account} ${symbol} ${quantity}${averageCost === undefined ? '' : ` at ${averageCost}`}, realized ${realized}`,
    ),
    ...limits.map((limit) => `limit       ${limitText(limit)}`),
    ...(strategies.length === 0 ? [] : [`strategies  ${strategies.join(', ')}`]),
    ...alerts.map(({ kind, raisedAt, message }) => `alert       ${kind} since ${raisedAt}: ${message}`),
  ];
}

function venueText({ venue, connected, detail, silentSince, throttled, breaker }: VenueAt): string {
  const facts = [
    `${venue} ${connected ? 'connected' : 'not connected'}: ${detail}`,
    ...(silentSince === undefined ? [] : [`silent since ${silentSince}`]),
    ...(throttled === undefined ? [] : [`throttled to ${throttled.ratePerSecond}/s`]),
    `breaker ${breakerText(breaker)}`,
  ];
  return facts.join(', ');
}

function breakerText({ state, reason, since }: BreakerAt): string {
  return since === undefined ? state : `${state} since ${since} (${reason})`;
}

function limitText({ limit, scope, soft, hard, set }: LimitAt): string {
  const value = soft === undefined ? hard : `soft ${soft}, hard ${hard}`;
  return `${limit} ${scope} ${value}${set === undefined ? '' : `, set by ${set.by}: ${set.reason}`}`;
}
