import { fitOfPrefix } from '@tact/places';

/** By area code and exchange, six digits: whether all numbers of them fit the plan (1), or have to be asked one by one (2); 0: not known. */
const exchanges = new Uint8Array(1_000_000);

/** Whether every number of a North American area code and exchange (six digits as a number) fits the numbering plan. Asked of the plan once each. */
export function fitsWhole(exchange: number): boolean {
  return exchanges[exchange] === 1 || askedWhole(exchange);
}

function askedWhole(exchange: number): boolean {
  let known = exchanges[exchange] ?? 0;
  if (known === 0) {
    known = fitOfPrefix(`+1${String(exchange).padStart(6, '0')}`, 4) === 'all' ? 1 : 2;
    exchanges[exchange] = known;
  }
  return known === 1;
}
