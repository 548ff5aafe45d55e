import { expect, test } from 'vitest';
import { simFaultsSchema } from '../../../shared/contract/resilience.ts';
import { calmFields, describeFaults, faultsFromFields, fieldsFromFaults } from './simFaults.ts';

const faults = {
  latencyMs: 250,
  jitterMs: 0,
  rejectProbability: 0.07,
  loseAnswerProbability: 1,
  duplicateProbability: 0,
  disconnectProbability: 0,
};

test('switches survive the way to fields and back', () => {
  const fields = fieldsFromFaults(faults);
  expect(fields).toMatchObject({ latencyMs: '250', rejectProbability: '7', loseAnswerProbability: '100' });
  expect(simFaultsSchema.parse(faultsFromFields(fields).wanted)).toEqual(faults);
});

test('values out of range are named', () => {
  expect(faultsFromFields({ ...calmFields, rejectProbability: '101' }).wrong).toBe(
    'Rejects must be 0 to 100 %',
  );
  expect(faultsFromFields({ ...calmFields, latencyMs: 'x' }).wrong).toBe('Latency must be 0 to 60000 ms');
  expect(faultsFromFields({ ...calmFields, jitterMs: '-1' }).wanted).toBeUndefined();
});

test('the switches read as a sentence', () => {
  expect(describeFaults(faults)).toBe('latency 250 ms, rejects 7 %, lost answers 100 %');
  expect(describeFaults({ ...faults, latencyMs: 0, rejectProbability: 0, loseAnswerProbability: 0 })).toBe(
    'answers at once and always',
  );
});
