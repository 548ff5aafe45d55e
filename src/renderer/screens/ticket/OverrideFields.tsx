/** Asks why an order may pass soft limits, and until when. */
import type { RuleResultView } from '../../../shared/contract/signals.ts';
import { approversWords } from '../../../shared/kernel/roles.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { Select } from '../../ui/controls/Select.tsx';
import { ReasonField } from '../../ui/dialogs/ReasonField.tsx';
import { reasonsFor } from '../../store/reasons.ts';
import { ActForm } from '../../ui/dialogs/ActForm.tsx';
import { Glyph } from '../../ui/display/Glyph.tsx';
import { ruleName } from '../common/RiskTable.tsx';

const minuteChoices = ['5', '15', '60'].map((value) => ({ value, label: `${value} minutes` }));

export interface OverrideWish {
  readonly reason: string;
  readonly minutes: string;
}

export const noOverrideWish: OverrideWish = { reason: '', minutes: '15' };

interface Properties {
  readonly rules: readonly RuleResultView[];
  readonly wish: OverrideWish;
  /** Whether the person may propose an override, and not give it. */
  readonly mayOnlyPropose: boolean;
  /** Whether it is proposed already. */
  readonly waits: boolean;
  readonly onWish: (wish: OverrideWish) => void;
  readonly onAct: () => void;
}

export function OverrideFields({ rules, wish, mayOnlyPropose, waits, onWish, onAct }: Properties) {
  const operator = useStatus((store) => store.status?.session.operator);
  if (waits) {
    return (
      <section className="override" aria-label="Override of soft limits" data-testid="override">
        <p className="tone-warn">
          <Glyph shape="clock" />
          The override is proposed, and waits for {approversWords}, who approves it on the Risk screen. The
          order can be sent from here then.
        </p>
      </section>
    );
  }
  return (
    <section className="override" aria-label="Override of soft limits" data-testid="override">
      <p className="tone-warn">
        <Glyph shape="warning" />
        {rules.length === 1 ? 'A soft limit stands' : 'Soft limits stand'} against it:{' '}
        {[...new Set(rules.map(({ rule }) => ruleName(rule).toLowerCase()))].join(', ')}. With a reason it may
        pass, once.
      </p>
      <ActForm className="override-fields" onAct={onAct}>
        <ReasonField
          reasons={reasonsFor('override')}
          label={`Reason for the override${operator === undefined ? '' : `, by ${operator}`}`}
          value={wish.reason}
          onChange={(reason) => {
            onWish({ ...wish, reason });
          }}
        />
        <Select
          label="It ends after"
          value={wish.minutes}
          options={minuteChoices}
          onChange={(minutes) => {
            onWish({ ...wish, minutes });
          }}
        />
      </ActForm>
      {mayOnlyPropose && (
        <p className="tone-warn">
          <Glyph shape="warning" />
          Your role may not give it: it is proposed to {approversWords}, and the order can be sent from here
          once it is approved on the Risk screen.
        </p>
      )}
      {!mayOnlyPropose && rules.some(({ fourEyes }) => fourEyes === true) && (
        <p className="tone-warn">
          <Glyph shape="warning" />A limit with four eyes is among them: the override of your own order is
          proposed, and counts once another person has approved it on the Risk screen. Send the order then.
        </p>
      )}
    </section>
  );
}
