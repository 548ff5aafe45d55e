/** The simulated venue's switches in the operator's units: milliseconds, percent, and requests a second. */
import { tableOf } from '../../../shared/kernel/records.ts';
import type { SimFaults } from '../../../shared/contract/resilience.ts';
import { namesOf } from '../../../shared/kernel/names.ts';
import { decimal, divide, formatDecimal, toApproximateNumber } from '../../../shared/kernel/decimal.ts';
import { groupDecimal, tryDecimal } from '../../format/decimals.ts';

const percentMax = decimal('100');
const mostOf = { ms: decimal('60000'), '%': percentMax, 'a second': decimal('1000000') };

interface Field {
  readonly name: keyof SimFaults;
  readonly label: string;
  readonly unit: keyof typeof mostOf;
  readonly step: string;
}

const fieldTable: Readonly<Record<keyof SimFaults, Omit<Field, 'name'>>> = {
  latencyMs: { label: 'Latency', unit: 'ms', step: '10' },
  jitterMs: { label: 'Jitter', unit: 'ms', step: '10' },
  rejectProbability: { label: 'Rejects', unit: '%', step: '5' },
  loseAnswerProbability: { label: 'Lost answers', unit: '%', step: '5' },
  duplicateProbability: { label: 'Duplicates', unit: '%', step: '5' },
  disconnectProbability: { label: 'Disconnects', unit: '%', step: '1' },
  // Zero is none of the others, too: without it the venue takes any number.
  requestsPerSecondMax: { label: 'Most requests', unit: 'a second', step: '1' },
};

export const simFields: readonly Field[] = namesOf(fieldTable).map((name) => ({ name, ...fieldTable[name] }));

export const calmFields: Readonly<Record<string, string>> = Object.fromEntries(
  simFields.map((field) => [field.name, '0']),
);

export function fieldsFromFaults(faults: SimFaults): Readonly<Record<string, string>> {
  return Object.fromEntries(
    simFields.map((field) => {
      const value = faults[field.name] * (field.unit === '%' ? 100 : 1);
      return [field.name, String(Number(value.toFixed(4)))];
    }),
  );
}

/** Says what is wrong with a typed value and what is expected; undefined when nothing is wrong. */
export function fieldProblem({ unit }: Pick<Field, 'unit'>, text: string | undefined): string | undefined {
  const value = tryDecimal(text);
  if (unit === '%') {
    return value === undefined || value < 0n || value > percentMax ? 'Expected 0 to 100 %' : undefined;
  }
  const isWhole = value !== undefined && value % decimal('1') === 0n;
  return isWhole && value >= 0n && value <= mostOf[unit]
    ? undefined
    : `Expected a whole number from 0 to ${groupDecimal(formatDecimal(mostOf[unit]))} ${unit}`;
}

/** The switches from the typed values, or the first thing that is wrong. */
export function faultsFromFields(fields: Readonly<Record<string, string>>): {
  readonly wanted?: SimFaults;
  readonly wrong?: string;
} {
  const values: SimFaults = tableOf(
    simFields.map(({ name }) => name),
    () => 0,
  );
  for (const field of simFields) {
    const text = fields[field.name];
    const problem = fieldProblem(field, text);
    if (problem !== undefined) return { wrong: `${field.label}: ${problem.replace('Expected', 'expected')}` };
    const value = decimal(text ?? '0');
    values[field.name] = toApproximateNumber(field.unit === '%' ? divide(value, percentMax) : value);
  }
  return { wanted: values };
}

export function describeFaults(faults: SimFaults): string {
  const fields = fieldsFromFaults(faults);
  const parts = simFields
    .filter((field) => fields[field.name] !== '0')
    .map((field) => `${field.label.toLowerCase()} ${fields[field.name] ?? ''} ${field.unit}`);
  return parts.length === 0 ? 'answers at once and always' : parts.join(', ');
}
