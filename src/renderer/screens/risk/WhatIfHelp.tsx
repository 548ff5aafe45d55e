/** Points to the command that tries limits on the orders of a past time. */
import { Popover } from '../../ui/dialogs/Popover.tsx';

export function WhatIfHelp() {
  return (
    <Popover label="What if…" name="What if…" title="Try other limits on past orders">
      {() => (
        <div className="whatif">
          <p>
            Before you change a limit, try it on the orders of a past time. The command says which decisions
            would differ. It only reads.
          </p>
          <code>npm run --silent desk -- whatif --limits FILE --from 2026-11-23 --to 2026-11-24</code>
          <p className="dim">
            FILE is a configuration file with the other limits under “risk”. All options:{' '}
            <code>desk whatif --help</code>
          </p>
        </div>
      )}
    </Popover>
  );
}
