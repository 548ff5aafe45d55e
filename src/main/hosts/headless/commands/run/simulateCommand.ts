/** `desk simulate`: the whole engine against a faulty world in simulated time (SPEC section 11). */
import type { Faults } from '../../../../simulation/faults.ts';
import type { SimulationFailure, SimulationResult } from '../../../../simulation/runSimulation.ts';
import { simulateSeeds } from '../../../simulate/simulateSeeds.ts';
import type { DeskIo } from '../../terminal/deskIo.ts';
import { exitCode, type ExitCode } from '../../terminal/exitCode.ts';
import { ProgressLine } from '../../terminal/progressLine.ts';
import { onInterrupt } from '../../terminal/stopSignals.ts';

export interface SimulateCommandOptions {
  readonly seed: number;
  readonly orders: number;
  readonly runs: number;
  /** Undefined: each seed draws its own. */
  readonly faults: Faults | undefined;
  readonly json: boolean;
}

type Failed = SimulationResult & { readonly failure: SimulationFailure };

const msPerHour = 3_600_000;

export async function simulateCommand(io: DeskIo, options: SimulateCommandOptions): Promise<ExitCode> {
  const { seed, orders, runs, faults, json } = options;
  const startedMs = performance.now();
  const progress = new ProgressLine(io, 'runs', (text) => void process.stderr.write(text));
  const interrupt = onInterrupt();
  const results: SimulationResult[] = [];
  const again = (run: SimulationResult): string =>
    `npm run simulate -- --seed ${run.seed} --orders ${orders}${faults === undefined ? '' : ` --faults ${run.faults}`}`;
  await simulateSeeds(
    { firstSeed: seed, runs, orders, faults },
    {
      signal: interrupt.signal,
      onResult(result) {
        results.push(result);
        if (result.failure !== undefined) {
          progress.clear();
          for (const line of describeFailure(result, result.failure, again(result))) io.note(line);
        }
        progress.update({ done: results.length, share: results.length / runs });
      },
    },
  );
  interrupt.stop();
  progress.clear();
  results.sort((a, b) => a.seed - b.seed);
  const failed = results.filter((result): result is Failed => result.failure !== undefined);
  const elapsedMs = performance.now() - startedMs;
  const [only] = results;
  if (runs === 1 && only !== undefined) {
    if (json) await io.json({ ...only, again: again(only) });
    else for (const line of describeRun(only)) await io.line(line);
  } else {
    const summary = summaryOf(results, failed, elapsedMs);
    if (json) await io.json({ ...summary, failures: failed.map((run) => ({ ...run, again: again(run) })) });
    else await io.line(describeSummary(summary));
  }
  return failed.length === 0 && results.length === runs ? exitCode.done : exitCode.no;
}

function summaryOf(results: readonly SimulationResult[], failed: readonly Failed[], elapsedMs: number) {
  const sum = (figure: (result: SimulationResult) => number): number =>
    results.reduce((total, result) => total + figure(result), 0);
  return {
    runs: results.length,
    failed: failed.length,
    simulatedHours: Number((sum((run) => run.simulatedMs) / msPerHour).toFixed(2)),
    events: sum((run) => run.events),
    executions: sum((run) => run.executions),
    deaths: sum((run) => run.deaths),
    steps: sum((run) => run.steps),
    elapsedMs: Math.round(elapsedMs),
    runsPerSecond: Number(((results.length * 1_000) / elapsedMs).toFixed(1)),
  };
}

function describeSummary(summary: ReturnType<typeof summaryOf>): string {
  const { runs, failed, simulatedHours, events, executions, deaths, elapsedMs, runsPerSecond } = summary;
  return [
    `${runs} runs, ${failed} failed; ${simulatedHours} simulated hours, ${events} events, ${executions} executions,`,
    `${deaths} deaths of the engine, in ${(elapsedMs / 1_000).toFixed(1)} s (${runsPerSecond} runs a second)`,
  ].join(' ');
}

function describeRun(run: SimulationResult): readonly string[] {
  const seconds = (run.simulatedMs / 1_000).toFixed(1);
  return [
    `seed ${run.seed}: ${run.failure === undefined ? 'every invariant held' : `${run.failure.invariant} is broken`}`,
    `faults ${run.faults}`,
    `${run.steps} steps, ${seconds} simulated seconds, ${run.events} events, ${run.executions} executions, ${run.deaths} deaths of the engine`,
    `history ${run.hash}`,
  ];
}

function describeFailure(
  run: SimulationResult,
  failure: SimulationFailure,
  again: string,
): readonly string[] {
  return [
    '',
    ...failure.last,
    '',
    `seed ${run.seed}, step ${failure.step}, at ${failure.simulatedMs} simulated ms: ${failure.invariant}`,
    failure.detail,
    `faults: ${run.faults}`,
    `again:  ${again}`,
  ];
}
