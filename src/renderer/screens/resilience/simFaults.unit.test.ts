import { expect, test } from 'vitest';
import { simFaultsSchema } from '../../../shared/contract/resilience.ts';
import {
  calmFields,
  describeFaults,
  faultsFromFields,
  fieldProblem,
  fieldsFromFaults,
  simFields,
} from './simFaults.ts';

const faults = {
  latencyMs: 250,
  jitterMs: 0,
  rejectProbability: 0.07,
  loseAnswerProbability: 1,
  duplicateProbability: 0,
  disconnectProbability: 0,
  requestsPerSecondMax: 5,
};

test('switches survive the way to fields and back', () => {
  const fields = fieldsFromFaults(faults);
  expect(fields).toMatchObject({ latencyMs: '250', rejectProbability: '7', loseAnswerProbability: '100' });
  expect(simFaultsSchema.parse(faultsFromFields(fields).wanted)).toEqual(faults);
});

test.each([
  ['latencyMs', '-5'],
  ['latencyMs', '99999999'],
  ['jitterMs', '60001'],
  ['jitterMs', '0.5'],
  ['latencyMs', 'abc'],
  ['latencyMs', ''],
  ['requestsPerSecondMax', '1000001'],
  ['requestsPerSecondMax', '0.5'],
  ['duplicateProbability', '150'],
  ['disconnectProbability', '-1'],
  ['rejectProbability', '1e2'],
])('%s of %o is refused at its field, with what is expected', (name, text) => {
  const [field] = simFields.filter((one) => one.name === name);
  expect(fieldProblem(field!, text)).toMatch(/^Expected .*0 to /);
  const { wanted, wrong } = faultsFromFields({ ...calmFields, [name]: text });
  expect(wanted).toBeUndefined();
  expect(wrong).toMatch(new RegExp(`^${field!.label}: expected .*0 to`));
});

test.each([
  ['latencyMs', '0'],
  ['latencyMs', '60000'],
  ['rejectProbability', '0.5'],
  ['rejectProbability', '100'],
])('%s of %s is taken', (name, text) => {
  const [field] = simFields.filter((one) => one.name === name);
  expect(fieldProblem(field!, text)).toBeUndefined();
});

test('the switches read as a sentence', () => {
  expect(describeFaults(faults)).toBe(
    'latency 250 ms, rejects 7 %, lost answers 100 %, most requests 5 a second',
  );
  expect(describeFaults(faultsFromFields(calmFields).wanted!)).toBe('answers at once and always');
});
