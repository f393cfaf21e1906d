import { describe, expect, test } from 'vitest';
import { MINUTE_MS, type Instant } from '@tact/engine';
import type { Course } from '@tact/store';
import { readScript } from './read-script.ts';
import { stepOfScript } from './run-script.ts';

const NOW = Date.UTC(2027, 0, 5, 12) as Instant;
const scxml = (...lines: readonly string[]) =>
  ['<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0">', ...lines, '</scxml>'].join('\n');
const STATE = (...lines: readonly string[]) =>
  scxml('<state id="a">', ...lines, '</state>', '<final id="done"/>');

describe('a script is refused', () => {
  const rows: readonly [name: string, text: string, line: number, sentence: RegExp][] = [
    ['that is no XML', 'hello', 1, /text outside/],
    ['that is cut off', '<scxml><state id="a">', 1, /ends before/],
    ['with an entity of its own', '<!DOCTYPE x [<!ENTITY a "b">]><scxml/>', 1, /document type/],
    ['without a state', '<scxml/>', 1, /no state/],
    ['with another root', '<html/>', 1, /`<html>` is not taken/],
    ['with JavaScript', STATE('<script>stop()</script>'), 3, /`<script>` is not taken/],
    ['with a data model', scxml('<datamodel/>'), 2, /`<datamodel>` is not taken/],
    ['that sends', STATE('<transition event="*"><send event="x"/></transition>'), 3, /`<send>` is not taken/],
    ['with states that run beside each other', scxml('<parallel/>'), 2, /`<parallel>` is not taken/],
    ['with a state in a state', STATE('<state id="b"/>'), 3, /does not stand in `<state>`/],
    ['with an action outside a transition', STATE('<redial/>'), 3, /does not stand in `<state>`/],
    ['with a transition that nothing leads to', STATE('<transition target="done"/>'), 3, /needs an event/],
    ['with an event that never comes', STATE('<transition event="call.busy"/>'), 3, /is no event/],
    ['with a target that is not there', STATE('<transition event="*" target="b"/>'), 3, /no state `b`/],
    ['with an initial state that is not there', '<scxml initial="b"><state id="a"/></scxml>', 1, /no state `b`/],
    ['with one state twice', scxml('<state id="a"/>', '<final id="a"/>'), 3, /two states `a`/],
    ['with two actions', STATE('<transition event="*"><redial/><redial/></transition>'), 3, /one action/],
    ['that tries again where all is over', STATE('<transition event="*" target="done"><redial/></transition>'), 3, /`done` is final/],
    ['with an interval that is none', STATE('<transition event="*"><retry-in minutes="0"/></transition>'), 3, /minutes from 1/],
    ['with an interval that no treatment may have', STATE('<transition event="*"><retry-in minutes="527041"/></transition>'), 3, /minutes from 1 to 527040/],
    ['that gives to a name that is too long', STATE(`<transition event="*"><give to="${'x'.repeat(201)}"/></transition>`), 3, /needs `to`/],
    ['with an increment that is none', STATE('<transition event="*"><retry-in minutes="1" increment="-1"/></transition>'), 3, /minutes from 0/],
    ['with an instant that is none', STATE('<transition event="*"><retry-at at="tomorrow"/></transition>'), 3, /needs `at`/],
    ['that gives to nobody', STATE('<transition event="*"><give/></transition>'), 3, /needs `to`/],
    ['with an attribute that means nothing', STATE('<transition event="*" type="internal"/>'), 3, /has no `type`/],
    ['with a condition that is none', STATE('<transition event="*" cond="1 +"/>'), 3, /in `cond`/],
    ['with a condition that calls', STATE('<transition event="*" cond="fetch(1)"/>'), 3, /in `cond`/],
    ['with a condition that counts attempts', STATE('<transition event="*" cond="AttemptsOnDevice(24H, [Busy]) &lt; 2"/>'), 3, /counting, clocks and places are for rules/],
    ['that is too long', STATE(' '.repeat(20_000)), 1, /at most 20000/],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, text, line, sentence) => {
    const check = readScript(text);
    expect(check.ok ? [] : check.problems).toContainEqual({
      line,
      sentence: expect.stringMatching(sentence),
    });
  });

  test('and none with the longest interval that a treatment may have', () => {
    expect(readScript(STATE('<transition event="*"><retry-in minutes="527040"/></transition>')).ok).toBe(
      true,
    );
  });

  test('with every problem at once, in the order of its lines', () => {
    const check = readScript(STATE('<transition event="x" target="y"/>', '<redial/>'));
    expect(check.ok ? [] : check.problems.map(({ line }) => line)).toEqual([3, 3, 4]);
  });
});

const SCRIPT = STATE(
  '<transition event="disposition.LATE_CALL"><give to="Team 2"/></transition>',
  '<transition event="result.busy" cond="$times &lt;= 2"><retry-in minutes="30" increment="10"/></transition>',
  '<transition event="result.busy result.no-answer" cond="$devices_left &gt; 0"><next-in-chain/></transition>',
  '<transition event="result.silence"><cycle-redial/></transition>',
  '<transition event="result.answering-machine" target="second"><next-in-chain-after minutes="15"/></transition>',
  '<transition event="result.wrong-party"><agent-error/></transition>',
  '<transition event="blocked.opted-out" target="done"/>',
  '<transition event="result.fax-detected" cond="$vip"><redial/></transition>',
).replace('<final', '<state id="second"><transition event="result"><redial/></transition></state><final');

describe('a script says', () => {
  /** What it does with a record in a few words. */
  function done(names: readonly string[], course: Course | null, given: object = {}) {
    const check = readScript(SCRIPT);
    if (!check.ok) throw new Error(JSON.stringify(check.problems));
    const fields = {
      attempts: 1,
      device_index: 1,
      devices_left: 1,
      call_result: '',
      disposition: '',
      ...given,
    };
    const result = stepOfScript(check.script, course, { names, fields, attributes: {} }, NOW);
    if (typeof result.step === 'string') return [result.step];
    const { step } = result;
    const minutes = 'notBefore' in step ? [(step.notBefore - NOW) / MINUTE_MS] : [];
    const behind = step.step === 'same-device' && step.isBehind ? ['behind'] : [];
    return [step.step, ...minutes, ...behind, `${result.course.scriptState} ${result.course.times}`];
  }
  const at = (scriptState: string, times: number): Course => ({ scriptState, times });
  const rows: readonly [name: string, names: readonly string[], course: Course | null, given: object, done: readonly unknown[]][] = [
    ['a retry, the first time', ['result.busy'], null, {}, ['same-device', 30, 'a 1']],
    ['a retry, later by its increment', ['result.busy'], at('a', 1), {}, ['same-device', 40, 'a 2']],
    ['what comes next in it, where a condition does not hold', ['result.busy'], at('a', 2), {}, ['next-device', 0, 'a 3']],
    ['nothing, where no condition holds', ['result.busy'], at('a', 2), { devices_left: 0 }, ['none']],
    ['nothing of what it does not name', ['result.dial-error'], null, {}, ['none']],
    ['a disposition before the call result', ['disposition.late-call', 'result.busy'], null, {}, ['assign', 'a 1']],
    ['the call result, where it does not name the disposition', ['disposition.other', 'result.busy'], null, {}, ['same-device', 30, 'a 1']],
    ['behind all that wait', ['result.silence'], null, {}, ['same-device', 0, 'behind', 'a 1']],
    ['another state, with its count anew', ['result.answering-machine'], at('a', 4), {}, ['next-device', 15, 'second 0']],
    ['what that state says then', ['result.answering-machine'], at('second', 0), {}, ['same-device', 0, 'second 1']],
    ['an agent’s error', ['result.wrong-party'], null, {}, ['agent-error', 'a 1']],
    ['the end', ['blocked.opted-out'], null, {}, ['finish', 'done 0']],
    ['the end, whatever it says, after a hundred attempts', ['result.silence'], at('a', 9), { attempts: 100 }, ['finish', 'a 10']],
    ['the beginning again, where its state is gone', ['result.busy'], at('gone', 7), {}, ['same-device', 30, 'a 1']],
    ['the beginning, where a treatment was in progress', ['result.busy'], { treatmentId: 't', treatment: {} as never, retries: 2 }, {}, ['same-device', 30, 'a 1']],
    ['that it cannot tell, where a condition has no value', ['result.fax-detected'], null, {}, ['failed']],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, names, course, given, expected) => {
    expect(done(names, course, given)).toEqual(expected);
  });
});
