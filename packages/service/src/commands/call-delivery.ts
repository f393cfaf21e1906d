import type { CallDeliveryJson } from '@tact/api';
import { quote } from '@tact/api';
import type { CallDelivery } from '@tact/store';
import { CommandError } from '../command-error.ts';
import { readAddress } from './read-values.ts';

/** Reads what is done with answered calls: numbers as E.164, everything else as it is; `campaign_invalid` for what leads nowhere. */
export function readCallDelivery(json: CallDeliveryJson, defaultCountry: string): CallDelivery {
  const answerer = (name: 'answeringMachine' | 'fax' | 'silence') => {
    const { deliver, to } = json[name];
    const path = `/delivery/${name}/to`;
    if (!deliver && to !== null)
      throw invalid('a call that is hung up on goes nowhere; deliver it, or leave its destination out', path);
    return { deliver, to: readDestination(to, defaultCountry, path) };
  };
  return {
    personTo: readDestination(json.personTo, defaultCountry, '/delivery/personTo'),
    answeringMachine: answerer('answeringMachine'),
    fax: answerer('fax'),
    silence: answerer('silence'),
  };
}

const SIP = /^sips?:[\w.!~*'()&=+$,;?/%-]+@[\w.-]+(:\d{1,5})?$/;

function readDestination(to: string | null, defaultCountry: string, path: string): string | null {
  if (to === null || SIP.test(to)) return to;
  if (/^https?:/i.test(to)) {
    const url = URL.canParse(to) ? new URL(to) : undefined;
    if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '')
      throw invalid(
        `${quote(to)} is no address of instructions; write one such as \`https://example.com/agents.xml\``,
        path,
      );
    return url.href;
  }
  if (to.includes('@') || to.includes(':'))
    throw invalid(
      `${quote(to)} is no destination; write a number, \`sip:agents@example.com\` or an \`https:\` address`,
      path,
    );
  return readAddress(to, defaultCountry, path);
}

function invalid(sentence: string, path: string): CommandError {
  return new CommandError('campaign_invalid', sentence, { path });
}
