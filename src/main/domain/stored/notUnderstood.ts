/**
 * A stored event that can't be understood: its type is unknown, it is in a stream to which it does not belong, or its
 * data has another shape. It stays in its place, in sight. Nothing follows from it, and its stream takes no more
 * events.
 */
import { object, text, type Shape } from '../../../shared/kernel/shape.ts';
import type { NotUnderstoodEventData } from '../domainEvent.ts';
import { deskEventShapes } from './deskEventShapes.ts';
import { orderEventShapes } from './orderEventShapes.ts';
import { signalEventShapes } from './signalEventShapes.ts';
import { venueEventShapes } from './venueEventShapes.ts';

interface EventNotUnderstood {
  readonly type: 'EventNotUnderstood';
  readonly data: NotUnderstoodEventData['EventNotUnderstood'];
}

/** Length of the excerpt from the data of an event that can't be understood, in UTF-16 code units. */
const excerptLengthMax = 2_000;

/** The event in the place of one that can't be understood. `storedData` is that event's data as JSON. */
export function notUnderstood(storedType: string, why: string, storedData: string): EventNotUnderstood {
  const excerpt = storedData.slice(0, excerptLengthMax);
  return { type: 'EventNotUnderstood', data: { storedType, why, excerpt } };
}

const placeShape = object<EventNotUnderstood['data']>({ storedType: text, why: text, excerpt: text });

const shapesByCategory: Readonly<Record<string, Readonly<Record<string, Shape>>>> = {
  order: orderEventShapes,
  signal: signalEventShapes,
  venue: venueEventShapes,
  desk: deskEventShapes,
};

/** The stream that an event names as its own, for event types that open a stream. */
const owners: Readonly<Record<string, (data: never) => string | undefined>> = {
  OrderCreated: ({ terms }: { terms: { orderId: string } }) => `order-${terms.orderId}`,
  OrderAdopted: ({ terms }: { terms: { orderId: string } }) => `order-${terms.orderId}`,
  SignalReceived: ({ signal }: { signal: { id: string } }) => `signal-${signal.id}`,
};

/** Why an event can't be understood; undefined when it can, and for an event that replaces another one already. */
export function whyNotUnderstood(streamId: string, type: string, data: unknown): string | undefined {
  if (type === 'EventNotUnderstood' && placeShape(data) === undefined) return undefined;
  const [category = ''] = streamId.split('-', 1);
  const shapes = Object.hasOwn(shapesByCategory, category) ? shapesByCategory[category] : undefined;
  if (shapes === undefined) return 'stands in a stream of no kind known here';
  const shape = Object.hasOwn(shapes, type) ? shapes[type] : undefined;
  if (shape === undefined) return `is of no type known in a stream of the kind ${category}`;
  const wrong = shape(data);
  if (wrong !== undefined) return meaningless(wrong);
  const owner = Object.hasOwn(owners, type) ? owners[type]?.(data as never) : undefined;
  return owner === undefined || owner === streamId ? undefined : `belongs to the stream ${owner}`;
}

function meaningless(wrong: string): string {
  return `has data that means nothing${wrong.startsWith(':') ? wrong : `: it ${wrong}`}`;
}
