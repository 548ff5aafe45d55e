// The switches that are burnt into the program, read back from the files that the tests and `npm start` run.
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, preparedRuntime, test } from './fixtures.ts';

const off = [
  FuseV1Options.RunAsNode,
  FuseV1Options.EnableNodeOptionsEnvironmentVariable,
  FuseV1Options.LoadBrowserProcessSpecificV8Snapshot,
  FuseV1Options.GrantFileProtocolExtraPrivileges,
] as const;

test('the console that an operator opens is no plain Node, and takes no debugger', async () => {
  const wire = await getCurrentFuseWire(preparedRuntime('production').executable);
  for (const fuse of [...off, FuseV1Options.EnableNodeCliInspectArguments]) {
    expect(wire[fuse], FuseV1Options[fuse]).toBe(FuseState.DISABLE);
  }
});

test("the tests' own runtime differs in what drives it alone", async () => {
  const wire = await getCurrentFuseWire(preparedRuntime('test').executable);
  for (const fuse of off) expect(wire[fuse], FuseV1Options[fuse]).toBe(FuseState.DISABLE);
  expect(wire[FuseV1Options.EnableNodeCliInspectArguments]).toBe(FuseState.ENABLE);
});
