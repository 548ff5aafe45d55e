/** The colour of an event. The domain says how grave it is; the window tells routine events apart. */
import type { DomainEvent, DomainEventType } from '../../../main/domain/domainEvent.ts';
import { gravityOf, type Gravity, type RoutineEventType } from '../../../main/domain/eventGravity.ts';
import type { Tone } from '../../ui/display/tone.ts';

const tones: Readonly<Record<Gravity, Tone>> = {
  routine: 'plain',
  notice: 'warn',
  warning: 'warn',
  refusal: 'bad',
  trouble: 'bad',
  grave: 'bad',
};

/** Routine events that begin a wait, bring a success or end something. */
const routineTones: Readonly<Partial<Record<DomainEventType, Tone>>> = {
  OrderSubmitting: 'wait',
  OrderFilled: 'ok',
  OrderCancelRequested: 'wait',
  OrderCanceled: 'off',
  OrderReplaceRequested: 'wait',
  OrderExpired: 'off',
  OrderInquired: 'wait',
  OrderRequestRepeated: 'wait',
  StrayCancelRequested: 'wait',
  KillSwitchFlattenRequested: 'wait',
  KillSwitchFlattening: 'wait',
  KillSwitchCompleted: 'ok',
  VenueSpokeAgain: 'ok',
  VenueConnected: 'ok',
  EngineStopped: 'off',
  StrategyStopped: 'off',
} satisfies Partial<Record<RoutineEventType, Tone>>;

export function eventTone(event: DomainEvent): Tone {
  const gravity = gravityOf(event);
  return (gravity === 'routine' ? routineTones[event.type] : undefined) ?? tones[gravity];
}
