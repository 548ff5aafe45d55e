/** Long work in words: its progress, its result, and whether the result is good. */
import type { Job } from '../../../shared/contract/status.ts';
import { counted, groupDecimal, groupInteger } from '../../format/decimals.ts';
import { age } from '../../format/times.ts';
import type { Look } from '../../ui/display/look.ts';
import type { Tone } from '../../ui/display/tone.ts';

export interface JobLook extends Look {
  readonly tone: Extract<Tone, 'wait' | 'ok' | 'warn' | 'bad' | 'off'>;
}

export function jobLook(job: Job): JobLook {
  if (job.state === 'running') return { word: 'Running', glyph: 'dashed', tone: 'wait' };
  if (job.state === 'canceled') return { word: 'Canceled', glyph: 'cross', tone: 'off' };
  if (job.state === 'failed') return { word: 'Failed', glyph: 'warning', tone: 'bad' };
  if (job.good === false) return { word: 'Done: not good', glyph: 'warning', tone: 'bad' };
  const shortfall = job.kind === 'replay' ? replayShortfall(job.figures ?? {}) : '';
  if (shortfall !== '') return { word: `Done, ${shortfall}`, glyph: 'warning', tone: 'warn' };
  return { word: 'Done', glyph: 'check', tone: 'ok' };
}

/**
 * What is missing in a replay's result. Empty where each signal made an order that was sent, or had been taken before.
 */
function replayShortfall(figures: NonNullable<Job['figures']>): string {
  const { signals = 1, accepted = 0, rejected = 0, denied = 0, inDoubt = 0 } = figures;
  if (signals === 0) return 'no signal in it';
  const refused = rejected + denied;
  if (refused > 0 && accepted === denied) return 'nothing accepted';
  return [
    refused > 0 && `${groupInteger(refused)} refused`,
    inDoubt > 0 && `${groupInteger(inDoubt)} in doubt`,
  ]
    .filter((part) => part !== false)
    .join(', ');
}

/**
 * Gives `12 000 of 48 024 events · 31 210/s · about 2 s left`. A job that is done has done all; a failed or canceled job stopped at this
 * number.
 */
export function jobProgress({ state, done, total, unit, perSecond }: Job): string {
  const rate = `${groupInteger(perSecond)}/s`;
  if (state === 'done') return `${counted(total ?? done, unit)} · ${rate}`;
  const reached =
    total === undefined ? counted(done, unit) : `${groupInteger(done)} of ${counted(total, unit)}`;
  if (state === 'running') {
    return `${reached} · ${rate}${timeLeft(done, total, perSecond)}`;
  }
  return done === 0 ? '' : `stopped after ${reached}`;
}

/** Gives ` · about 12 s left`; nothing where it can't be known. */
function timeLeft(done: number, total: number | undefined, perSecond: number): string {
  if (total === undefined || perSecond <= 0 || total <= done) return '';
  return ` · about ${age(Math.ceil((total - done) / perSecond) * 1_000)} left`;
}

const units = 'events?|orders?|signals?|accepted|duplicates?|rejected|filled|canceled|denied|in doubt';
const counts = new RegExp(`\\b\\d{4,}(?= (?:of \\d+ )?(?:signed checkpoints?|${units})\\b(?![.\\w]))`, 'g');

/** The engine's summary of the result, with its counts grouped as everywhere in the window. */
export function jobSummary({ summary }: Pick<Job, 'summary'>): string | undefined {
  return summary?.replace(counts, (count) => groupDecimal(count));
}
