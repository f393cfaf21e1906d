import { DEVICE_TYPES, type DeviceKey } from '@tact/engine';
import { placeOfNumber, type CustomTimezones } from '@tact/places';
import type { ContactAddress, InteractionBatch, InteractionShape } from '@tact/store';
import { contactPlaceThen } from './judge-hours.ts';

/**
 * Numbers for what a clock is read by: interactions with the same three numbers are judged alike at the same instant. A list of contacts has
 * far fewer of them than people, whatever their postal codes and area codes: no rule about the clock or the day reads those (S14 to S18).
 */
export interface BatchClasses {
  /** Where the contact was. */
  contactOf(batch: InteractionBatch, index: number): number;
  /** Where the device may be, and what it is. */
  deviceOf(batch: InteractionBatch, index: number): number;
  /** What rules select by: channel, direction, group, and the device's position. */
  shapeOf(batch: InteractionBatch, index: number): number;
}

const TYPE_UNKNOWN = DEVICE_TYPES.indexOf('unknown');
const PLUS = 0x2b;
/** Places that are kept by object, beyond which they are looked at again. */
const PLACES_MAX = 100_000;

/** Creates classes for the batches of one report, whose numbers stay the same through all of them. */
export function createBatchClasses(customTimezones: CustomTimezones | undefined): BatchClasses {
  const contacts = createNumbers();
  const devices = createNumbers();
  const shapes = createNumbers();
  let addressList: readonly ContactAddress[] = [];
  let postalCodeList: readonly string[] = [];
  let shapeList: readonly InteractionShape[] = [];
  /** By an address's number plus 1: the postal code that it was met with last, and what class that made; and all of them. */
  let lastPostalCodes: number[] = [];
  let lastContacts: number[] = [];
  let byPostalCode: Map<number, number>[] = [];
  let byShape: number[] = [];
  /** Numbers of one exchange in +1 have one object as their place. */
  const placeNumbers = new Map<object, number>();

  function contactClass(batch: InteractionBatch, address: number, postal: number): number {
    const of = {
      contact: batch.addressList[address] ?? null,
      postalCode: batch.postalCodeList[postal] ?? null,
    };
    const { country, region, zone, zoneFrom } = contactPlaceThen(of);
    return contacts.of([country, region, zone, zoneFrom]);
  }

  function placeNumber(key: DeviceKey): number {
    const place = placeOfNumber(key, customTimezones);
    const known = placeNumbers.get(place);
    if (known !== undefined) return known;
    const { country, regions, geographic, zones, zonesFrom, type } = place;
    const made = devices.of([country, regions, geographic, zones, zonesFrom, type]);
    if (placeNumbers.size >= PLACES_MAX) placeNumbers.clear();
    placeNumbers.set(place, made);
    return made;
  }

  return {
    contactOf(batch, index) {
      if (batch.addressList !== addressList || batch.postalCodeList !== postalCodeList) {
        ({ addressList, postalCodeList } = batch);
        [lastPostalCodes, lastContacts, byPostalCode] = [[], [], []];
      }
      const [address, postal] = [(batch.addresses[index] ?? -1) + 1, batch.postalCodes[index] ?? -1];
      if (lastPostalCodes[address] === postal) return lastContacts[address] ?? 0;
      const known = (byPostalCode[address] ??= new Map());
      let found = known.get(postal);
      if (found === undefined) known.set(postal, (found = contactClass(batch, address - 1, postal)));
      lastPostalCodes[address] = postal;
      lastContacts[address] = found;
      return found;
    },
    deviceOf(batch, index) {
      const from = batch.devicesFrom[index] ?? 0;
      const type = batch.deviceTypes[index] ?? -1;
      // 0 is every e-mail address.
      const place =
        batch.bytes[from] === PLUS
          ? 1 + placeNumber(batch.bytes.toString('utf8', from, batch.devicesTo[index]) as DeviceKey)
          : 0;
      return place * DEVICE_TYPES.length + (type < 0 ? TYPE_UNKNOWN : type);
    },
    shapeOf(batch, index) {
      if (batch.shapeList !== shapeList) [shapeList, byShape] = [batch.shapeList, []];
      const number = batch.shapes[index] ?? 0;
      const known = byShape[number];
      if (known !== undefined) return known;
      const shape = batch.shapeList[number];
      if (shape === undefined) throw new RangeError(`the batch has no shape \`${number}\``);
      const { channel, direction, campaignGroupId, devicePosition } = shape;
      return (byShape[number] = shapes.of([channel, direction, campaignGroupId, devicePosition]));
    },
  };
}

/** Numbers from 0 on, the same for what has the same contents. */
function createNumbers(): { of(value: unknown): number } {
  const numbers = new Map<string, number>();
  return {
    of(value) {
      const key = JSON.stringify(value);
      const known = numbers.get(key);
      if (known !== undefined) return known;
      numbers.set(key, numbers.size);
      return numbers.size - 1;
    },
  };
}
