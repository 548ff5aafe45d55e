/** Builds a command that changes how a scope trades. */
import { InvalidArgumentError, type Command } from 'commander';
import { parseTradingScope, scopeExpectation } from '../../../../domain/trading/tradingScope.ts';
import { operatingCommand, type CommandPlan, type OperatingOptions } from '../commandLine.ts';

export interface ScopedOptions extends OperatingOptions {
  readonly scope: string;
}

export function scopedCommand<Given extends unknown[]>(plan: CommandPlan<Given>) {
  const declare = (command: Command): Command => {
    const scoped = command.requiredOption('--scope <scope>', scopeExpectation, scopeText);
    return plan.declare?.(scoped) ?? scoped;
  };
  return operatingCommand({ ...plan, declare });
}

function scopeText(value: string): string {
  if (parseTradingScope(value) !== undefined) return value;
  throw new InvalidArgumentError(`expected ${scopeExpectation}`);
}
