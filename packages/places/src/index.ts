/** Places: where a number, an address and a clock are. Pure; this file is its only public surface. */
export {
  placeOfContact,
  type AddressProblem,
  type ContactPlaceResult,
  type StatedAddress,
} from './address.ts';
export { areaCodeProblem, areaCodeProblemAfter } from './area-code.ts';
export {
  countries,
  countryCode,
  countryOf,
  regionCode,
  regionOf,
  regionsOf,
  type Country,
  type Region,
} from './countries.ts';
export {
  CUSTOM_TIMEZONES_MAX,
  makeCustomTimezones,
  type CustomTimezone,
  type CustomTimezones,
  type CustomTimezonesCode,
  type CustomTimezonesResult,
} from './custom-timezones.ts';
export { parseAddress, type AddressResult } from './device-address.ts';
export { parseEmail, parseEmailDomain, type EmailProblem, type EmailResult } from './email.ts';
export { parseNumber, type NumberProblem, type NumberResult } from './number.ts';
export { callingCodeOf, fitOfPrefix, type CallingCode, type PrefixFit } from './numbering-plan.ts';
export { placeOfNumber, type NumberPlace } from './place-of-number.ts';
export { callingCodeOfCountry } from './written-number.ts';
export { placesVersions, type PlacesVersions } from './versions.ts';
export { zoneNames, zoneTable } from './zones.ts';
