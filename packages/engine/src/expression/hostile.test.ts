import { describe, expect, test } from 'vitest';
import { compileExpression, type Surroundings } from './compile.ts';
import { wallClock } from './functions.ts';

const AROUND: Surroundings = { field: () => undefined, attempts: () => 0, clock: wallClock(0, 0) };

/** Ways out of an evaluator that are known, and their kin: none of them is part of the grammar. */
const REFUSED: readonly string[] = [
  // Functions and their constructor.
  'constructor.constructor("return process")()', '"".constructor.constructor("return 1")()', '"".sub.constructor("return 1")()',
  '[].constructor.constructor("return 1")()', '(1).constructor.constructor("return 1")()', 'isNaN.constructor("return 1")()',
  'Math.abs.constructor("return 1")()', 'Function("return 1")()', 'new Function("return 1")()', 'eval("1")', '(0, eval)("1")',
  'setTimeout("1")', 'String.fromCharCode(97)', 'Reflect.construct(Function, [])', 'AttemptsOnDevice.constructor("return 1")()',
  '(function () { return this })()', '(() => 1)()', '(async () => 1)()', '(function* () {})()', 'class A {}', 'new (class { x = 1 })()',
  // Prototypes.
  '"".__proto__', '"".__proto__.x = 1', '({}).__proto__', '$a.__proto__.polluted = 1', 'Object.prototype', 'Object.assign(a, b)',
  'Object.getPrototypeOf(a)', '({ __proto__: null })', '[].__proto__.push(1)', 'Math.__proto__.abs(1)', 'Math["abs"](1)', 'Math.constructor("x")',
  'CA.__lookupGetter__("x")', 'CA.hasOwnProperty("length")', 'CA.valueOf()', 'CA.toString()', '"a".at(0)', '"a"[0]', '"a"["constructor"]',
  '$a["constr" + "uctor"]', '`a`.concat("b")', '"a".replace("a", "b")', '"a".match("a")', '"a".split("")', '"a".padEnd(1e9)', '"a".repeat(1e9)',
  // The surroundings.
  'this', 'this.constructor', 'globalThis.process', 'process.exit()', 'process.env.PATH', 'require("fs")', 'import("fs")', 'import.meta.url',
  'module.exports', 'arguments[0]', 'arguments.callee()', 'new.target', 'super.x', 'window.location', 'document.cookie', 'fetch("x")',
  'console.log(1)', 'Date.now()', 'Date()', 'new Date(0)', 'new Date().constructor', 'new Date()["getDay"]()', 'new Date().__proto__.getDay()',
  'performance.now()', 'Math.random()', 'Math.random', 'crypto.randomUUID()', 'Symbol.iterator', 'new Proxy(a, b)', 'new Error().stack',
  // Changes.
  '$a = 1', '$a += 1', '$a ||= 1', '$a++', '--$a', 'delete $a', 'CA.length = 1', '[$a] = [1]', '({ $a } = b)', 'var a = 1', 'let a = 1', 'const a = 1',
  // Loops, and whatever takes long.
  'while (true) {}', 'for (;;) {}', 'do {} while (true)', 'label: true', '/(a+)+$/.test("aaaa")', '9n ** 999999n', '[...Array(1e9)]', '[1].map(isNaN)',
  '[1].sort()', '[1].reduce(isNaN)', 'Array(1e9)', 'new Array(1e9)', 'Math.max(...$a)', 'yield 1', 'await 1', 'throw 1', 'debugger', 'with (a) b',
  // Two expressions, and odd letters.
  'true; process.exit()', 'true, this', 'true\nthis', 'true }) || (function () { return this', '`${this}`', '`${process.env.X}`', 'a`b`', 'String.raw`a`',
  '\u0061\u0062()', '\\u0065val("1")', '\\u{65}val("1")', 'eval\u200b("1")', 'void 0', '#x in $a', '@a', '$a?.constructor', '$a?.["x"]', 'isNaN?.(1)', '1..toFixed(9)',
  '1..constructor', 'true.constructor', 'null.constructor', 'undefined.x', '$a.b.c', '$constructor.constructor()', '$__proto__.x',
]; // prettier-ignore

/** What looks dangerous and is a text like any other. */
const TEXTS: readonly string[] = ['process', 'globalThis', 'window', 'constructor', '__proto__', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'eval', 'Function', 'Object', 'Proxy', 'Reflect', 'WebAssembly', 'require', 'module', 'arguments', 'yield', 'await', 'async', 'let', 'of', 'get', 'set', 'static']; // prettier-ignore

describe('hostile expressions', () => {
  test.each(REFUSED)('%s is refused', (text) => {
    expect(compileExpression(text, 'undefined')).toMatchObject({
      ok: false,
      problems: expect.arrayContaining([
        expect.objectContaining({ sentence: expect.stringMatching(/./) as string }),
      ]) as unknown,
    });
  });

  test.each(TEXTS)('%s is a text', (text) => {
    const check = compileExpression(text, 'block');
    expect(check.ok && check.expression.evaluate(AROUND)).toBe(text);
  });

  test.each(['$constructor', '$__proto__', '$toString', '$hasOwnProperty'])(
    '%s asks for the field of that name and for nothing else',
    (text) => {
      const asked: string[] = [];
      const check = compileExpression(text, 'undefined');
      const field = (name: string) => void asked.push(name);
      expect(check.ok && check.expression.evaluate({ ...AROUND, field })).toBe(undefined);
      expect(asked).toEqual([text.slice(1)]);
    },
  );
});
