// The switches that are burnt into the runtime, read back from the file that the tests and `npm start` run.
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { preparedRuntime, expect, test } from './fixtures.ts';

test('the prepared runtime can not be turned into a plain Node by its environment', async () => {
  const { kind, executable } = preparedRuntime();
  test.skip(kind !== 'registry', 'the official runtime gets its fuses when it is packaged');
  const wire = await getCurrentFuseWire(executable);
  expect(wire[FuseV1Options.RunAsNode]).toBe(FuseState.DISABLE);
  expect(wire[FuseV1Options.EnableNodeOptionsEnvironmentVariable]).toBe(FuseState.DISABLE);
});
