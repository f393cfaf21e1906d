import { API_LIMITS, parseInstant } from '@tact/api';
import { compileExpression, type CompiledExpression } from '@tact/engine';
import { FileError, XmlReader, type XmlToken } from '@tact/files';
import type { TreatmentAction } from '@tact/store';
import type { ScriptAction, ScriptProblem, Transition, TreatmentScript } from './script.ts';

type OpenTag = Extract<XmlToken, { readonly kind: 'open' }>;

/** A script made ready, or all that is wrong with it. */
export type ScriptCheck =
  | { readonly ok: true; readonly script: TreatmentScript }
  | { readonly ok: false; readonly problems: readonly ScriptProblem[] };

/** The elements that a script may have, with what may stand around them and in them. Everything else of SCXML is refused by name (ADR 0026). */
const ELEMENTS: Readonly<Record<string, { readonly inside: readonly string[]; readonly attributes: readonly string[] }>> = {
  scxml: { inside: [], attributes: ['initial', 'version', 'name', 'datamodel', 'xmlns', 'tact'] },
  state: { inside: ['scxml'], attributes: ['id'] },
  final: { inside: ['scxml'], attributes: ['id'] },
  transition: { inside: ['state'], attributes: ['event', 'cond', 'target'] },
  redial: { inside: ['transition'], attributes: [] },
  'cycle-redial': { inside: ['transition'], attributes: [] },
  'retry-in': { inside: ['transition'], attributes: ['minutes', 'increment'] },
  'retry-at': { inside: ['transition'], attributes: ['at'] },
  'next-in-chain': { inside: ['transition'], attributes: [] },
  'next-in-chain-after': { inside: ['transition'], attributes: ['minutes'] },
  'next-in-chain-at': { inside: ['transition'], attributes: ['at'] },
  give: { inside: ['transition'], attributes: ['to'] },
  'agent-error': { inside: ['transition'], attributes: [] },
}; // prettier-ignore

const ACTIONS: Readonly<Record<string, TreatmentAction>> = {
  redial: 'redial',
  'cycle-redial': 'cycle-redial',
  'retry-in': 'retry-in',
  'retry-at': 'retry-at',
  'next-in-chain': 'next-in-chain',
  'next-in-chain-after': 'next-in-chain-after',
  'next-in-chain-at': 'next-in-chain-at',
  give: 'assign',
  'agent-error': 'agent-error',
};

const ID = /^[A-Za-z_][\w.-]{0,63}$/;
const EVENT = /^(\*|[A-Za-z0-9_][\w-]*(\.[A-Za-z0-9_][\w-]*)*(\.\*)?)$/;
const FIRST_WORDS: ReadonlySet<string> = new Set(['*', 'result', 'disposition', 'blocked']);
/** Minutes of an interval at most, as of treatments that no script makes. */
const MINUTES_MAX = API_LIMITS.treatmentMinutesMax;

/** Reads a script (ADR 0026): every problem with its line. What is accepted always ends: an event takes one transition, and none is without an event. */
export function readScript(text: string): ScriptCheck {
  const { scriptLengthMax } = API_LIMITS;
  if (text.length > scriptLengthMax)
    return refused(1, `a script has at most ${scriptLengthMax} characters, and this one has ${text.length}`);
  const reading = new ScriptReading();
  try {
    for (const token of new XmlReader().tokensOf(Buffer.from(text), true)) reading.take(token);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const sentence = error.message.replace('the XML file', 'the script').replace(/; [^;]*$/, '');
    return refused(error.line ?? 1, sentence);
  }
  return reading.end();
}

function refused(line: number, sentence: string): ScriptCheck {
  return { ok: false, problems: [{ line, sentence }] };
}

/** A transition while its content is read. */
interface OpenTransition {
  readonly line: number;
  readonly events: readonly string[];
  readonly condition: CompiledExpression | null;
  readonly target: string | null;
  action: ScriptAction | null;
}

class ScriptReading {
  readonly #problems: ScriptProblem[] = [];
  readonly #open: string[] = [];
  readonly #states = new Map<string, Transition[]>();
  readonly #finals = new Set<string>();
  readonly #targets: { readonly line: number; readonly target: string; readonly triesAgain: boolean }[] = [];
  #initial: string | null = null;
  #first: string | null = null;
  #state: string | null = null;
  #transition: OpenTransition | null = null;

  take(token: XmlToken): void {
    switch (token.kind) {
      case 'open':
        this.#opened(token);
        this.#open.push(token.name);
        return;
      case 'close':
        this.#open.pop();
        this.#closed(token.name);
        return;
      case 'text':
        if (token.text.trim() !== '') this.#refuse(token.line, 'there is text between its elements');
    }
  }

  end(): ScriptCheck {
    const initial = this.#initial ?? this.#first;
    if (initial === null) this.#refuse(1, 'it has no state; write at least one `<state id="…">`');
    else this.#targets.push({ line: 1, target: initial, triesAgain: true });
    for (const { line, target, triesAgain } of this.#targets) {
      if (triesAgain && this.#finals.has(target))
        this.#refuse(line, `\`${target}\` is final, and nothing is tried there; go to a \`<state>\``);
      if (!this.#states.has(target) && !this.#finals.has(target))
        this.#refuse(line, `there is no state \`${target}\``);
    }
    if (this.#problems.length > 0 || initial === null)
      return { ok: false, problems: this.#problems.toSorted((one, other) => one.line - other.line) };
    return { ok: true, script: { initial, states: this.#states, finals: this.#finals } };
  }

  #refuse(line: number, sentence: string): void {
    this.#problems.push({ line, sentence });
  }

  #opened(tag: OpenTag): void {
    const { name, line, attributes } = tag;
    const element = Object.hasOwn(ELEMENTS, name) ? ELEMENTS[name] : undefined;
    if (element === undefined) {
      this.#refuse(
        line,
        `\`<${name}>\` is not taken; it has states, transitions and the actions of treatments`,
      );
      return;
    }
    const around = this.#open.at(-1);
    if (around === undefined ? name !== 'scxml' : !element.inside.includes(around))
      this.#refuse(
        line,
        `\`<${name}>\` does not stand ${around === undefined ? 'outside' : `in \`<${around}>\``}`,
      );
    for (const given of attributes.names())
      if (!element.attributes.includes(given) && !given.startsWith('xmlns'))
        this.#refuse(line, `\`<${name}>\` has no \`${given}\``);
    switch (name) {
      case 'scxml':
        this.#initial = attributes.get('initial') ?? null;
        return;
      case 'state':
      case 'final':
        this.#openState(tag);
        return;
      case 'transition':
        this.#openTransition(tag);
        return;
      default:
        this.#act(tag);
    }
  }

  #openState({ name, line, attributes }: OpenTag): void {
    const id = attributes.get('id') ?? '';
    if (!ID.test(id)) this.#refuse(line, `\`${id}\` is no id; write a word of letters and digits`);
    if (this.#states.has(id) || this.#finals.has(id)) this.#refuse(line, `there are two states \`${id}\``);
    this.#first ??= id;
    if (name === 'final') {
      this.#finals.add(id);
      return;
    }
    this.#state = id;
    this.#states.set(id, []);
  }

  #openTransition({ line, attributes }: OpenTag): void {
    const events = (attributes.get('event') ?? '').split(/\s+/).filter((one) => one !== '');
    if (events.length === 0)
      this.#refuse(line, 'a transition needs an event, such as `result.busy`, `blocked` or `*`');
    for (const event of events)
      if (!EVENT.test(event) || !FIRST_WORDS.has(event.split('.')[0] ?? ''))
        this.#refuse(line, `\`${event}\` is no event; they begin with \`result\`, \`disposition\` or \`blocked\``);
    const target = attributes.get('target') ?? null;
    this.#transition = { line, events, target, condition: this.#conditionOf(line, attributes.get('cond')), action: null };
  } // prettier-ignore

  #conditionOf(line: number, text: string | undefined): CompiledExpression | null {
    if (text === undefined) return null;
    const check = compileExpression(text, 'block');
    if (!check.ok) {
      for (const problem of check.problems) this.#refuse(line, `in \`cond\`: ${problem.sentence}`);
      return null;
    }
    const { counters, dateGetters, functions, optIns } = check.expression.reads;
    if (counters.length + dateGetters.size + functions.size + optIns.size > 0)
      this.#refuse(line, 'in `cond`: only `$names` are read here; counting, clocks and places are for rules');
    return check.expression;
  }

  #act({ name, line, attributes }: OpenTag): void {
    const action = ACTIONS[name];
    const transition = this.#transition;
    if (action === undefined || transition === null) return;
    if (transition.action !== null) this.#refuse(line, 'a transition has one action');
    const allowed = ELEMENTS[name]?.attributes ?? [];
    const at = allowed.includes('at') ? parseInstant(attributes.get('at') ?? '') : undefined;
    if (allowed.includes('at') && at === undefined)
      this.#refuse(line, `\`<${name}>\` needs \`at\`, an instant such as \`2026-12-01T14:00:00Z\``);
    const assignee = attributes.get('to') ?? null;
    if (name === 'give' && (assignee === null || assignee === '' || assignee.length > API_LIMITS.nameLengthMax))
      this.#refuse(line, '`<give>` needs `to`: a team, a person or a list');
    transition.action = {
      action,
      intervalMinutes: allowed.includes('minutes') ? this.#minutes(line, name, attributes.get('minutes'), 1) : null,
      incrementMinutes: attributes.get('increment') === undefined ? null : this.#minutes(line, name, attributes.get('increment'), 0),
      at: at ?? null,
      assignee,
    };
  } // prettier-ignore

  #minutes(line: number, name: string, text: string | undefined, least: number): number {
    const minutes = /^\d{1,6}$/.test(text ?? '') ? Number(text) : NaN;
    if (minutes >= least && minutes <= MINUTES_MAX) return minutes;
    this.#refuse(line, `\`<${name}>\` needs minutes from ${least} to ${MINUTES_MAX}`);
    return least;
  }

  #closed(name: string): void {
    const transition = this.#transition;
    if (name !== 'transition' || transition === null) return;
    this.#transition = null;
    const { line, events, condition, target, action } = transition;
    if (target !== null) this.#targets.push({ line, target, triesAgain: isTriedAgain(action) });
    if (this.#state !== null) this.#states.get(this.#state)?.push({ events, condition, target, action });
  }
}

/** Whether the record goes on after an action. */
function isTriedAgain(action: ScriptAction | null): boolean {
  return action !== null && action.action !== 'assign' && action.action !== 'agent-error';
}
