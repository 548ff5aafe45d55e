/** Writes docs/limits.md from the table of limits; fails when the page is not what the table says (`--update` renews it). */
import { expect, test } from 'vitest';
import { formatDecimal } from '../../../shared/kernel/decimal.ts';
import { limitKindOf, limitNames, type LimitName, type LimitSetting } from '../../domain/risk/limits.ts';
import { defaultConfiguration } from '../configuration.ts';

const { risk } = defaultConfiguration();

function text(setting: LimitSetting): string {
  return typeof setting === 'bigint' ? formatDecimal(setting) : '`"none"`';
}

function row(name: LimitName): string {
  const { rule, scopes, counts } = limitKindOf(name);
  return `| \`${name}\` | \`${rule}\` | ${text(risk[name])} | ${scopes.join(', ')} | ${counts} |`;
}

test('docs/limits.md is what the table of limits says', async () => {
  const page = `# The limits of risk

Made from \`src/main/domain/risk/limits.ts\`, which also drives the code; do not
edit by hand. An order passes up to a limit, the limit itself included. Orders
that work count at their worst: as filled.

| limit | rule and code of refusal | default | scopes | what is counted |
| --- | --- | --- | --- | --- |
${limitNames.map(row).join('\n')}

Besides them each order is held to the trading state of its scopes
(\`trading_state\`, \`orders_held\`), to what is left to close where it only reduces
(\`reduce_only\`), and to a price by which it can be judged: without one,
\`max_order_notional\`, \`price_collar\`, the exposures and the limits of its age deny.

## In the configuration

\`\`\`json
{
  "risk": {
    "orderQuantityMax": "500",
    "grossExposureMax": { "soft": "8000000", "hard": "10000000" },
    "dailyLossMax": "250000",
    "longPositionMax": "none", "shortPositionMax": "none", "openingQuantityMax": "none", "netExposureMax": "none",
    "openOrdersMax": "none", "dailyVolumeMax": "none", "repeatedOrdersMax": "none", "repeatedExecutionsMax": "none",
    "selfCrossingMax": "0", "marketDataAgeMaxMs": "5000", "priceFileAgeMaxMs": "86400000",
    "scopes": {
      "account:main": { "positionMax": "200" },
      "strategy:cross": { "repeatedExecutionsMax": "20" },
      "symbol:SPX": { "openingQuantityMax": "0" }
    }
  }
}
\`\`\`

- A value alone is a **hard** limit: an order beyond it is denied. Beyond a
  **soft** limit it is denied too, unless an operator has let it pass.
- No limit is unset. One that the file does not name has the default above, and
  \`"none"\` is said, not left out: the start of an engine records every limit in
  the stream \`desk\`. Where a file names some limit and leaves out
  others whose default is \`"none"\`, **orders that open a position are denied** (\`limit_not_set\`)
  until each is said: in the file, by \`desk limits set\` or on the Risk screen, as a value or as
  \`"none"\`. An alert (\`limits_not_said\`) names them and the lines to write. What closes a
  position passes. A file that says nothing about limits has the defaults, all of them.
- **Scopes**: a limit of a narrower scope holds besides the one of the desk; the
  strictest decides. Where an order passes all that compare the same value, its decision
  has a row for the strictest, with its scope and their number; where it does not, a row
  for each that denies. The exposures count
  the scope as a whole, in each currency by itself. All other limits count what
  their row says, whatever their scope: the scope chooses the orders that are
  judged.
- **Beyond a limit already**, because it was lowered or a price has moved: an
  order that makes the position or the exposure no larger passes, as long as it
  opens none beyond the limit on the other side: a desk that is long far above its
  limit may close, and may not go short as far.
- A **restricted** symbol is one with an \`openingQuantityMax\` of 0: orders may
  only close. With an account or strategy as scope it restricts that one.
- What a person sends by hand as the strategy \`manual\` does not count for
  \`repeatedExecutionsMax\` of the desk; a program that calls itself so does.
- **Age of prices**: \`marketDataAgeMaxMs\` and \`priceFileAgeMaxMs\` also choose the price. Of the
  sources that an instrument has, the first whose price is within the soft limit judges an order, or else the first
  within the hard one; see [configuration.md](configuration.md#prices-that-orders-are-judged-by). A fixed price
  has no age. In a file that leaves out \`priceFileAgeMaxMs\`, the price file may be as old as market data. Orders by
  which a kill switch closes a position are not held back.
- A strategy beyond \`repeatedExecutionsMax\` is halted, also over a restart,
  until an operator enables it: \`desk enable --scope strategy:ID --reason …\`. What it sent before counts
  no more then.
  Its window, \`repeatedExecutionsWindowMs\`, is ${risk.repeatedExecutionsWindowMs} ms by default;
  \`repeatedOrdersWindowMs\` is ${risk.repeatedOrdersWindowMs} ms.
- **Self-match**: \`selfCrossingMax\` looks at the desk's working orders of all accounts at
  the venue before an order or an amend leaves, at the price where a replace without an
  outcome may have put them. A stop counts as triggered: a new one may trade with all
  that rests on the other side, up to its limit, and one that works with any order that comes to
  rest; one with a limit counts as an order that rests at its limit, and so keeps market
  orders of the other side from leaving. Where the venue has its own prevention, name it in the FIX tags of orders:
  \`"tags": { "newOrder": [{ "tag": 2362, "value": "desk-1" }] }\` (SelfMatchPreventionID).
- Counts within a window start at zero with the engine. Positions, volume and
  loss of the day do not.
- The exits of brackets close what their entry filled. They take no room of
  their own, and no limit judges them. Orders of a kill switch are held to the
  limits of a single order, and to no count; a soft limit only warns them, and splits no order.

- **Four eyes**: \`"positionMax": { "hard": "200", "fourEyes": true }\`. What loosens
  such a limit, or takes its four eyes away, needs two persons; see below. The
  first start with it records the limit (\`RiskLimitChanged\`), and from then on no
  file alone loosens it: a changed file that would (SIGHUP, \`desk reload\`, the Settings screen) is refused as a whole
  (\`four_eyes_needed\`, with the limits), and at a start the recorded limit stands over the file. A file that tightens it
  counts at once, as a \`RiskLimitChanged\` of its own, and is loosened again by two persons. What the file leaves out
  takes no four eyes away. While a limit that counts within a window has four eyes, the longest window that the
  configurations on record have said since then counts, and a start with a shorter one does not change that: a line of
  the log, the Risk screen and \`desk controls --report\` say so.

## While the engine runs

- \`desk limits set positionMax --scope account:main --soft 80 --hard 100 --reason …\`
  sets a limit over that of the configuration, from the next order on and over
  restarts. \`desk limits clear positionMax --scope account:main --reason …\`
  lets the configuration's count again. Each is a \`RiskLimitChanged\` with the
  operator, the reason, and the values before and after.
- **Four eyes**: \`desk limits set … --four-eyes\` asks for them at any limit. From then
  on one person alone may only tighten it: whoever sees a danger acts at once, and
  the way back takes two. A soft or hard limit that is higher, and none at all, is
  looser. \`desk limits propose positionMax --scope account:main --hard 300 --reason …\`
  proposes what loosens it (\`LimitChangeProposed\`), for a day unless \`--minutes\` says
  otherwise; \`desk limits proposals\` lists what waits. Another person approves it
  (\`desk limits approve PROPOSAL --reason …\`) or refuses it (\`desk limits refuse\`);
  who proposed it can take it back (\`desk limits withdraw\`). Where another limit is in force than the
  proposal says it replaces, the approval is refused. \`operator:ak\` and
  \`operator:ak@control\` are one person. Who administers can add a second person and be both: the record says who
  added whom (\`OperatorAdded\`), and the right to administer belongs to somebody who proposes no limits.
- An override of a soft limit with four eyes counts only for orders of others: who
  sends the order can only propose it (\`desk override SIGNAL … --propose\`). Behind a
  program or a file of signals may be anybody, so there it takes a proposal, too.
- A proposal is over for good once its proposer is removed, or has a role that may propose nothing: whoever gets the
  name or the right later proposes it anew.
- The window's **Risk** screen lists every limit with how much of it is in use, at
  the place that uses most of it, who set it, and what it denied last. It sets a
  limit, sets it to \`none\`, gives it back, and restricts a symbol, each with a
  reason; before that it says what changes, and which working orders the new limit
  would deny if they were new. They go on working as they are.
- \`desk override SIGNAL --rule gross_exposure --minutes 15 --reason …\` lets one
  signal that is still to come pass the soft limits of these rules
  (\`RiskOverrideGranted\`). A signal makes one order, so an override counts once,
  and it ends after its minutes. The order's decision has the verdict \`warn\`
  there, with who gave the override and why. No hard limit can be overridden, and
  no amend: cancel the order, and send another signal. A rule that has no soft limit in any
  scope is refused (\`rule_not_soft\`), with the rules that have one.
- \`desk whatif --limits FILE --from … --to …\` judges the orders and amends of a past
  time again by the limits of another configuration file, with the positions,
  counts, prices and overrides of each moment, and says which decisions would differ. It
  only reads. What counts within a window counts in that of the file where the file says one, and otherwise in that
  of the desk at that time; the report says in which.
- \`desk controls --report\` writes the limits in force, who set each, when and
  why, how often it denied and the last time, and all overrides with the orders
  that used them. It is made from the events alone.
`;
  await expect(page).toMatchFileSnapshot('../../../../docs/limits.md');
});
