import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DAY_MS } from '../time/instant.ts';
import { compileExpression, type Surroundings } from './compile.ts';
import { wallClock } from './functions.ts';
import { EXPRESSION_LENGTH_MAX } from './parse.ts';
import { ExpressionFailure, TEXT_LENGTH_MAX, type Value } from './value.ts';

/** Ways out of an evaluator that are known, and their kin, each with the line and column at which it is refused. */
const REFUSED: Readonly<Record<string, readonly (readonly [text: string, place: string])[]>> = {
  'the constructor of functions': [
    ['constructor.constructor("return process")()', '1:1'], ['"".constructor.constructor("return 1")()', '1:1'],
    ['"".sub.constructor("return 1")()', '1:1'], ['[].constructor.constructor("return 1")()', '1:1'],
    ['(1).constructor.constructor("return 1")()', '1:1'], ['true.constructor.constructor("return 1")()', '1:1'],
    ['isNaN.constructor("return 1")()', '1:1'], ['Math.abs.constructor("return 1")()', '1:1'], ['Math.constructor("return 1")', '1:1'],
    ['AttemptsOnDevice.constructor("return 1")()', '1:1'], ['AttemptsOnDevice(1D).constructor', '1:1'], ['State.constructor("return 1")()', '1:1'],
    ['State().constructor', '1:1'], ['HasOptedIn.call(1)', '1:1'], ['isNaN.apply(1, [2])', '1:1'], ['isNaN.bind(1)()', '1:1'],
    ['Math.max.apply(1, [2])', '1:1'], ['Function("return 1")()', '1:1'], ['Function("return 1")', '1:1'], ['new Function("return 1")', '1:1'],
    ['new Function("return 1")()', '1:1'], ['Function.prototype.call', '1:1'], ['eval("1")', '1:1'], ['(0, eval)("1")', '1:1'], ['eval?.("1")', '1:1'],
    ['globalThis.eval("1")', '1:1'], ['globalThis["eval"]("1")', '1:1'], ['"a".toLowerCase.constructor("return 1")()', '1:1'],
    ['"a".trim.call(1)', '1:1'], ['"a".trim.constructor', '1:1'], ['(() => 1).constructor("return 1")()', '1:1'],
    ['(async () => 1).constructor("return 1")()', '1:1'], ['(function* () {}).constructor("yield 1")()', '1:1'],
    ['new Date().getDay.constructor("return 1")()', '1:1'], ['new Date().constructor', '1:1'], ['new Date().constructor(0)', '1:1'],
    ['(24H).constructor', '1:1'], ['24H.constructor', '1:1'], ['1..constructor', '1:1'], ['1.0.constructor', '1:1'], ['null.constructor', '1:1'],
    ['undefined.constructor', '1:1'], ['NaN.constructor', '1:1'], ['$a.constructor', '1:1'], ['$a.constructor.constructor("return 1")()', '1:1'],
    ['$a["constructor"]', '1:1'], ['$a["constr" + "uctor"]', '1:1'], ['$a[`constructor`]', '1:1'], ['$a?.constructor', '1:1'],
    ['$a?.["constructor"]', '1:1'], ['$a?.constructor?.("return 1")', '1:1'], ['($a)?.constructor', '1:1'],
    ['$constructor.constructor("return 1")()', '1:1'], ['`${1}`.constructor', '1:1'], ['"".constructor.fromCharCode(97)', '1:1'],
    ['String.fromCharCode(97)', '1:1'], ['String.raw`a`', '1:1'], ['Number.constructor', '1:1'], ['Boolean.prototype', '1:1'],
  ],
  'prototypes': [
    ['"".__proto__', '1:1'], ['"".__proto__.x = 1', '1:1'], ['$a.__proto__', '1:1'], ['$a.__proto__.polluted = 1', '1:1'], ['$a["__proto__"]', '1:1'],
    ['({}).__proto__', '1:1'], ['({ __proto__: null })', '1:2'], ['({ __proto__: $a }).x', '1:1'], ['[].__proto__.push(1)', '1:1'],
    ['Math.__proto__.abs(1)', '1:1'], ['Math["abs"](1)', '1:1'], ['__proto__.x', '1:1'], ['__proto__ = $a', '1:1'], ['$__proto__.x', '1:1'],
    ['constructor.prototype', '1:1'], ['Object.prototype', '1:1'], ['Object.prototype.polluted = 1', '1:1'], ['Object.assign(a, b)', '1:1'],
    ['Object.getPrototypeOf($a)', '1:1'], ['Object.setPrototypeOf($a, null)', '1:1'], ['Object.defineProperty(Object.prototype, "x", 1)', '1:1'],
    ['Object.keys($a)', '1:1'], ['Object.freeze($a)', '1:1'], ['Reflect.getPrototypeOf($a)', '1:1'], ['Reflect.construct(Function, [])', '1:1'],
    ['Array.prototype.push', '1:1'], ['Array.from($a)', '1:1'], ['String.prototype.trim', '1:1'], ['new Proxy($a, $b)', '1:1'],
    ['Proxy.revocable($a, $b)', '1:1'], ['CA.__lookupGetter__("x")', '1:1'], ['CA.__defineGetter__("x", isNaN)', '1:1'],
    ['CA.hasOwnProperty("length")', '1:1'], ['CA.isPrototypeOf($a)', '1:1'], ['CA.valueOf()', '1:1'], ['CA.toString()', '1:1'],
    ['CA.toLocaleString()', '1:1'], ['CA.length.constructor', '1:1'], ['CA.length.toString()', '1:1'], ['$a.length.x', '1:1'],
    ['toString.call($a)', '1:1'], ['valueOf()', '1:1'], ['__lookupGetter__("x")', '1:1'],
  ],
  'getters, setters and objects': [
    ['({ get x() { return this } }).x', '1:1'], ['({ set x(v) { } })', '1:2'], ['({ x: 1 }).x', '1:1'], ['({ [$a]: 1 })', '1:2'],
    ['({ ...$a })', '1:2'], ['({ toString() { return "x" } }) + ""', '1:2'], ['({ valueOf: isNaN }) > 1', '1:2'],
    ['({ [Symbol.toPrimitive]: isNaN }) + 1', '1:2'], ['({}) + ({})', '1:2'], ['{}', '1:1'], ['{} + 1', '1:1'], ['{ a: 1 }', '1:1'], ['[] + {}', '1:1'],
    ['[1] + [2]', '1:1'], ['+[]', '1:2'], ['!![]', '1:3'], ['[] == []', '1:1'], ['[[]].includes([])', '1:2'], ['[{}].indexOf({})', '1:2'],
    ['new (class { x = 1 })().x', '1:1'], ['class A {}', '1:1'], ['(class { static x = process.exit() })', '1:2'],
    ['(class extends Function {})', '1:2'], ['class A { static { process.exit() } }', '1:1'], ['#x in $a', '1:1'], ['$a.#x', '1:4'],
  ],
  'the surroundings': [
    ['this', '1:1'], ['this.constructor', '1:1'], ['this["x"]', '1:1'], ['globalThis.process', '1:1'], ['globalThis["process"]', '1:1'],
    ['window.location', '1:1'], ['self.origin', '1:1'], ['top.x', '1:1'], ['document.cookie', '1:1'], ['process.exit()', '1:1'],
    ['process.env.PATH', '1:1'], ['process.mainModule.require("fs")', '1:1'], ['process.binding("fs")', '1:1'], ['require("fs")', '1:1'],
    ['require`fs`', '1:1'], ['module.exports', '1:1'], ['exports.x', '1:1'], ['import("fs")', '1:1'], ['import("data:text/javascript,1")', '1:1'],
    ['import.meta', '1:1'], ['import.meta.url', '1:1'], ['import fs from "fs"', '1:8'], ['export default 1', '1:1'], ['arguments[0]', '1:1'],
    ['arguments.callee()', '1:1'], ['arguments.callee.caller', '1:1'], ['new.target', '1:1'], ['super.x', '1:1'], ['super()', '1:1'],
    ['fetch("http://localhost")', '1:1'], ['new XMLHttpRequest()', '1:1'], ['new WebSocket("ws://x")', '1:1'], ['new Worker("x")', '1:1'],
    ['console.log(1)', '1:1'], ['alert(1)', '1:1'], ['setTimeout("1")', '1:1'], ['setInterval(isNaN, 0)', '1:1'], ['queueMicrotask(isNaN)', '1:1'],
    ['structuredClone($a)', '1:1'], ['Buffer.alloc(1e9)', '1:1'], ['Buffer.from("a")', '1:1'], ['WebAssembly.compile($a)', '1:1'],
    ['Deno.exit()', '1:1'], ['Bun.exit()', '1:1'], ['Date.now()', '1:1'], ['Date()', '1:1'], ['Date.parse("2026")', '1:1'], ['Date.UTC(2026)', '1:1'],
    ['new Date(0).getTime()', '1:1'], ['new Date(0)', '1:1'], ['new Date', '1:1'], ['new Date()', '1:1'], ['new Date() - 0', '1:1'],
    ['new Date().__proto__.getDay()', '1:1'], ['new Date()["getDay"]()', '1:1'], ['new Date()?.getDay()', '1:1'], ['new Date().setFullYear(1)', '1:1'],
    ['new Date().toString()', '1:1'], ['new Date().toLocaleString("en", { timeZone: "UTC" })', '1:1'], ['new Date().toJSON()', '1:1'],
    ['new new Date().getDay()', '1:1'], ['new Date.now()', '1:1'], ['new (Date)(1).getDay()', '1:1'], ['performance.now()', '1:1'],
    ['Math.random()', '1:1'], ['Math.random', '1:1'], ['Math["random"]()', '1:1'], ['Math.PI', '1:1'], ['Math.pow(2, 3)', '1:1'], ['Math', '1:1'],
    ['Math()', '1:1'], ['crypto.randomUUID()', '1:1'], ['Symbol.iterator', '1:1'], ['Symbol()', '1:1'], ['Intl.DateTimeFormat()', '1:1'],
    ['JSON.parse("{}")', '1:1'], ['JSON.stringify($a)', '1:1'], ['new Error().stack', '1:1'], ['Error.captureStackTrace($a)', '1:1'],
    ['Error.prepareStackTrace = isNaN', '1:1'], ['escape("a")', '1:1'], ['decodeURIComponent("%41")', '1:1'], ['parseInt("1")', '1:1'],
    ['BigInt(1)', '1:1'], ['new Map()', '1:1'], ['new Array(1)', '1:1'], ['new String("a")', '1:1'], ['new Number(1).x', '1:1'], ['new isNaN()', '1:1'],
    ['new State()', '1:1'], ['new AttemptsOnDevice(1D)', '1:1'],
  ],
  'changes': [
    ['$a = 1', '1:1'], ['$a += 1', '1:1'], ['$a **= 2', '1:1'], ['$a ||= 1', '1:1'], ['$a &&= 1', '1:1'], ['$a ??= 1', '1:1'], ['$a++', '1:1'],
    ['++$a', '1:1'], ['--$a', '1:1'], ['$a--', '1:1'], ['CA = 1', '1:1'], ['CA.length = 1', '1:1'], ['$a.x = 1', '1:1'], ['$a[0] = 1', '1:1'],
    ['[$a] = [1]', '1:1'], ['[$a, $b] = [$b, $a]', '1:1'], ['({ $a } = b)', '1:2'], ['({ a: $a } = b)', '1:2'], ['undefined = 1', '1:1'],
    ['NaN++', '1:1'], ['isNaN = 1', '1:1'], ['Math.abs = 1', '1:1'], ['true && ($a = 1)', '1:10'], ['true ? $a = 1 : 2', '1:8'], ['`${$a = 1}`', '1:4'],
    ['[$a = 1].includes(1)', '1:2'], ['isNaN($a = 1)', '1:7'], ['Math.max($a++)', '1:10'], ['delete $a', '1:1'], ['delete $a.length', '1:1'],
    ['delete Math.abs', '1:8'], ['void 0', '1:1'], ['void $a', '1:1'], ['var a = 1', '1:1'], ['let a = 1', '1:5'], ['const a = 1', '1:1'],
    ['let $a', '1:5'], ['function f() {}', '1:1'], ['async function f() {}', '1:1'], ['using a = b', '1:7'],
  ],
  'functions of their own': [
    ['() => 1', '1:1'], ['(() => 1)()', '1:1'], ['x => x', '1:1'], ['(x) => { while (true) {} }', '1:1'], ['(async () => 1)()', '1:1'],
    ['async x => x', '1:1'], ['async () => await 1', '1:1'], ['(function () { return this })()', '1:1'], ['(function f() { f() })()', '1:1'],
    ['(function* () { yield 1 })()', '1:1'], ['async function* f() {}', '1:1'], ['(({ a = process.exit() }) => 1)({})', '1:1'],
    ['((...a) => a)(1)', '1:1'], ['((a = this) => a)()', '1:1'], ['[1].map(x => x)', '1:1'], ['[1].includes(() => 1)', '1:14'],
    ['isNaN(() => 1)', '1:7'], ['Boolean(function () {})', '1:9'], ['"a".replace("a", () => 1)', '1:1'], ['[CA].find(isNaN)', '1:1'],
    ['[1].sort()', '1:1'], ['[1].reduce(isNaN)', '1:1'], ['[1].forEach(isNaN)', '1:1'], ['[1].flatMap(isNaN)', '1:1'],
    ['[1].includes.call($a, 1)', '1:1'], ['[1].includes', '1:1'], ['[1].length', '1:1'], ['[1].concat(2)', '1:1'], ['[1].push(2)', '1:1'],
    ['[1].fill(0)', '1:1'], ['[1].at(0)', '1:1'], ['[1].join()', '1:1'], ['[1].toString()', '1:1'], ['[1].values()', '1:1'],
    ['[...$a].includes(1)', '1:2'], ['[...[1]].includes(1)', '1:2'], ['[, 1].includes(1)', '1:1'], ['[1][0]', '1:1'], ['[1, 2]', '1:1'], ['[]', '1:1'],
    ['isNaN(...$a)', '1:7'], ['Math.max(...$a)', '1:10'], ['AttemptsOnDevice(...$a)', '1:18'], ['$a(...$b)', '1:1'], ['$a()', '1:1'], ['$a.b()', '1:1'],
    ['$a.b.c', '1:1'], ['CA()', '1:1'], ['"a"()', '1:1'], ['1()', '1:1'], ['null()', '1:1'], ['undefined()', '1:1'], ['(isNaN)(1)(2)', '1:1'],
    ['isNaN?.(1)', '1:1'], ['isNaN(1)?.x', '1:1'], ['$a?.length', '1:1'], ['$a?.trim()', '1:1'], ['$a.trim?.()', '1:1'], ['$a?.b?.c', '1:1'],
    ['(true ? isNaN : isNaN)(1)', '1:1'], ['(isNaN || isNaN)(1)', '1:1'], ['(isNaN, isNaN)(1)', '1:1'], ['isNaN`1`', '1:1'], ['$a`b`', '1:1'],
    ['`a``b`', '1:1'], ['a`${this}`', '1:1'], ['State`x`', '1:1'], ['State(this)', '1:7'], ['State(...$a)', '1:7'], ['HasOptedIn(this)', '1:12'],
    ['HasOptedIn(__proto__)', '1:12'], ['HasOptedIn(constructor)', '1:12'], ['AttemptsOnDevice(Infinity)', '1:18'], ['AttemptsOnDevice(9e999)', '1:18'],
    ['AttemptsOnDevice(1D, constructor)', '1:22'], ['AttemptsOnDevice(1D, [__proto__])', '1:23'], ['AttemptsOnDevice(1D, [constructor])', '1:23'],
    ['AttemptsOnDevice(1D, [...Answer])', '1:23'], ['AttemptsOnDevice(1D, [[Answer]])', '1:23'], ['AttemptsOnDevice(1D)()', '1:1'],
    ['AttemptsOnDevice?.(1D)', '1:1'],
  ],
  'statements, labels and two expressions': [
    ['true; process.exit()', '1:5'], ['true;', '1:5'], [';', '1:1'], ['true, this', '1:1'], ['1, 2', '1:1'], ['true\nthis', '2:1'],
    ['true }) || (function () { return this', '1:6'], [') || (true', '1:1'], ['true) || (true', '1:5'], ['if (true) 1', '1:1'],
    ['while (true) {}', '1:1'], ['for (;;) {}', '1:1'], ['do {} while (true)', '1:1'], ['for (a in b) c', '1:1'], ['for (a of b) c', '1:1'],
    ['for await (a of b) c', '1:1'], ['switch (1) {}', '1:1'], ['label: true', '1:6'], ['label: while (true) continue label', '1:6'], ['break', '1:1'],
    ['continue', '1:1'], ['return true', '1:1'], ['throw 1', '1:1'], ['try { 1 } catch { 2 }', '1:1'], ['debugger', '1:1'], ['with ($a) length', '1:1'],
    ['yield 1', '1:7'], ['await 1', '1:7'], ['await import("fs")', '1:7'], ['"use strict"; eval("1")', '1:13'], ['@decorated', '1:1'],
    ['$a |> isNaN', '1:5'], ['do { 1 }', '1:1'], ['$a as any', '1:4'], ['<any>$a', '1:1'], ['$a!', '1:3'], ['#!/bin/sh\ntrue', '1:2'],
    ['<!-- true', '1:1'], ['true --> false', '1:1'], ['true\n--> false', '2:1'], ['true <!-- false\n&& this', '1:6'],
  ],
  'comments and line separators': [
    ['$a <\n!--1', '2:4'], ['$a <!--1 && this', '1:4'], ['$a > 1 <!-- && $b != CA', '1:8'], ['true\u202e', '1:5'], ['"\u202a" == "\u2066"', '1:2'], ['true // \u2069', '1:9'],
    ['/* true', '1:1'], ['true /* */ this', '1:12'], ['true // x\u2028this', '2:1'], ['true // x\u2029this', '2:1'], ['true // x\nthis', '2:1'],
    ['true // x\rthis', '2:1'], ['true /*\u2028*/ this', '2:4'], ['// true', '1:8'], ['/**/', '1:5'], ['\u2028', '1:1'], ['true\u2028;this', '2:1'],
    ['/* */ process /* */ . /* */ exit /* */ ( )', '1:7'], ['eval/**/("1")', '1:1'], ['eval\u2028("1")', '1:1'], ['$a\u2028.constructor', '1:1'],
    ['true\u0000', '1:5'], ['true\u001bthis', '1:5'], ['\ufeffthis', '1:2'], ['\u00a0this', '1:2'], ['\u180ethis', '1:1'], ['th\u200bis', '1:3'],
  ],
  'odd letters': [
    ['\\u0065val("1")', '1:1'], ['\\u{65}val("1")', '1:1'], ['ev\\u0061l("1")', '1:1'], ['proces\\u0073.exit()', '1:1'],
    ['$a.c\\u006fnstructor', '1:1'], ['$a["\\u0063onstructor"]', '1:1'], ['"".\\u005f_proto__', '1:1'], ['th\\u0069s', '1:1'], ['t\\u0068is.x', '1:1'],
    ['n\\u0065w Date(0)', '1:1'], ['\uff45\uff56\uff41\uff4c("1")', '1:1'], ['\u0435val("1")', '1:1'], ['eval\u200b("1")', '1:5'],
    ['eval\u200d("1")', '1:1'], ['\u202eeval("1")', '1:1'], ['\\x65val("1")', '1:2'], ['\\', '1:2'], ['\\u', '1:3'], ['\\u{110000}', '1:4'],
    ['\\u0000a', '1:1'], ['"\\u{110000}"', '1:5'], ['"\\x4"', '1:4'], ['"\\u12"', '1:4'], ['`\\u`', '1:2'], ['`\\01`', '1:2'], ['"a\nb"', '1:1'],
    ["'a", '1:1'], ['"a', '1:1'], ['`a', '1:2'], ['`${', '1:4'], ['`${1', '1:5'], ['`${}`', '1:4'], ['`${1}${', '1:8'], ['`${this}`', '1:4'],
    ['`${`${this}`}`', '1:7'], ['`${process.env.X}`', '1:4'], ['`${(() => 1)()}`', '1:4'], ['$', '1:1'], ['$.x', '1:1'], ['$()', '1:1'],
    ['${a}', '1:2'], ['@a', '1:1'], ['#a', '1:1'], ['$a.#b', '1:4'], ['\u00a7', '1:1'], ['\ud835\udcb6()', '1:1'], ['"\ud800', '1:1'],
    ['a\ud800', '1:2'],
  ],
  'what takes long or grows': [
    ['/(a+)+$/.test("aaaaaaaaaaaaaaaaaaaaaaaaaaaa!")', '1:1'], ['/a/', '1:1'], ['/a/g.exec($a)', '1:1'], ['"a".match(/(a+)+$/)', '1:1'],
    ['"a".match("(a+)+$")', '1:1'], ['"a".matchAll("a")', '1:1'], ['"a".search("a")', '1:1'], ['"a".replace("a", "b")', '1:1'],
    ['"a".replaceAll("a", "b")', '1:1'], ['"a".split("")', '1:1'], ['"a".repeat(1e9)', '1:1'], ['"a".padEnd(1e9)', '1:1'], ['"a".padStart(1e9)', '1:1'],
    ['"a".concat("b")', '1:1'], ['"a".normalize()', '1:1'], ['"a".localeCompare("b")', '1:1'], ['"a".at(0)', '1:1'], ['"a".charCodeAt(0)', '1:1'],
    ['"a".codePointAt(0)', '1:1'], ['"a".link("b")', '1:1'], ['"a".anchor("b")', '1:1'], ['"a"[0]', '1:1'], ['"a"[Symbol.iterator]', '1:1'],
    ['"a".toLocaleUpperCase()', '1:1'], ['"a".matches', '1:1'], ['1e9.toFixed(100)', '1:1'], ['1..toFixed(9)', '1:1'], ['(1).toString(2)', '1:1'],
    ['9n ** 999999n', '1:1'], ['1n', '1:1'], ['0xffn', '1:1'], ['-1n', '1:2'], ['Array(1e9)', '1:1'], ['new Array(1e9)', '1:1'],
    ['[...Array(1e9)]', '1:1'], ['Array.from({ length: 1e9 })', '1:1'], ['new Uint8Array(1e9)', '1:1'], ['RegExp("(a+)+$").test($a)', '1:1'],
    ['new RegExp("(a+)+$")', '1:1'], ['1 in $a', '1:1'], ['"length" in $a', '1:1'], ['$a instanceof Object', '1:1'], ['$a instanceof $b', '1:1'],
    ['1 in [1]', '1:6'], ['08n', '1:3'], ['1__0', '1:3'], ['0b2', '1:3'], ['0o8', '1:3'], ['0x', '1:3'], ['1e', '1:1'], ['24Hx', '1:3'],
    ['24HH', '1:3'], ['1_H', '1:2'],
  ],
}; // prettier-ignore

/** What looks dangerous, or long, and has a plain value; `failure: …` where it has none. */
const HARMLESS: readonly (readonly [text: string, value: Value])[] = [
  // Words are texts, whatever they name elsewhere.
  ...['process', 'globalThis', 'window', 'constructor', '__proto__', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'eval', 'Function', 'Object', 'Proxy', 'Reflect', 'WebAssembly', 'require', 'module', 'arguments', 'yield', 'await', 'async', 'let', 'of', 'get', 'set', 'static', 'Symbol', 'JSON', 'console', 'reached'].map((word) => [word, word] as const),
  ['ev\\u0061l', 'eval'], ['\\u{5f}_proto__', '__proto__'], ['(process)', 'process'], ['typeof process', 'string'], ['typeof eval', 'string'], ['!process', false],
  ['eval + 1', 'eval1'], ['"" + constructor', 'constructor'], ['process ?? 1', 'process'], ['constructor.length', 11], ['__proto__.trim()', '__proto__'], ['globalThis.includes(eval)', false],
  ['[constructor].includes("constructor")', true], ['[process, eval].indexOf(eval)', 1], ['String(__proto__)', '__proto__'], ['Number(process)', NaN], ['Math.max(process)', NaN], ['isNaN(eval)', true],
  ['"return process".trim()', 'return process'], ['"${this}"', '${this}'], ['"`${process.exit()}`"', '`${process.exit()}`'], ['`\\${this}`', '${this}'], ['`${eval}(${1})`', 'eval(1)'], ['"a\\\nb"', 'ab'], ['"\\x65val"', 'eval'],
  // A field is asked for by its name, and there is none such.
  ...['$constructor', '$__proto__', '$toString', '$valueOf', '$hasOwnProperty', '$prototype', '$$', '$_', '$then', '$length', '$\\u0061b'].map((text) => [text, undefined] as const),
  ['$__proto__ == null', true], ['`${$constructor}`', 'undefined'], ['$constructor + 1', NaN], ['typeof $__proto__', 'undefined'], ['[$toString].includes(undefined)', true], ['$constructor.length', 'failure: expression_failed'], ['$__proto__.trim()', 'failure: expression_failed'], ['$\\u0061', 'text'],
  // Comments and line separators.
  ['true // && this', true], ['true /* && this */', true], ['/**/ true', true], ['// this\u2028true', true], ['// this\u2029false', false], ['// this\ntrue', true], ['true /* \n */', true], ['1 /* */ + /* */ 1', 2], ['"\u2028".length', 1], ["'/* */'", '/* */'], ['"//".length', 2], ['\ufefftrue', true], ['\u00a0true', true], ['true\u2029', true],
  // Numbers.
  ['2 ** 1e9', Infinity], ['1e400', Infinity], ['-1e400', -Infinity], ['1 << 1e9', 1], ['0 / 0', NaN], ['null + undefined', NaN], ['1 < 2 < 3', true], ['3 > 2 > 1', false], ['0.1 + 0.2 == 0.3', false], ['"b" + "a" + +"a" + "a"', 'baNaNa'], ['010', 8], ['09', 9], ['+"0x10"', 16], ['null >= 0', true], ['undefined == 0', false], ['NaN == NaN', false], ['Number("1e1000")', Infinity], ['~~9007199254740993', 0],
  ['AttemptsOnDevice(366D)', 366], ['AttemptsOnDevice(31622400000)', 366], ['Math.max()', -Infinity], ['Math.min(1, "")', 0],
  // Texts at and beyond their ends, and at their greatest length.
  ['"abc".slice(-1e9, 1e9)', 'abc'], ['"abc".substring(NaN, Infinity)', 'abc'], ['"abc".charAt(1e300)', ''], ['"abc".indexOf("", 1e9)', 3], ['"abc".includes("", -1)', true], ['"abc".startsWith("(a+)+$")', false], ['"aaaa".indexOf(".*")', -1],
  ['$long.length', TEXT_LENGTH_MAX], ['($long + "").length', TEXT_LENGTH_MAX], ['$long + $long', 'failure: text_too_long'], ['$long + 1', 'failure: text_too_long'], ['`${$long}${$long}`', 'failure: text_too_long'], ['`${$long} `', 'failure: text_too_long'], ['$sharp.toUpperCase()', 'failure: text_too_long'], ['String($huge)', 'failure: text_too_long'], ['$huge + ""', 'failure: text_too_long'], ['$huge.trim().length', TEXT_LENGTH_MAX + 2], ['$huge.toLowerCase()', 'failure: text_too_long'], ['false && $long + $long', false], ['"a" + ("b" + $long)', 'failure: text_too_long'], ['$long.includes($long + 1)', 'failure: text_too_long'],
  // What came in as something else is no value.
  ...['$object', '$function', '$array', '$date', '$symbol', '$bigint', '$proxy'].map((text) => [text, undefined] as const),
  ['$object + ""', 'undefined'], ['$object == "reached"', false], ['`${$proxy}`', 'undefined'], ['$array.length', 'failure: expression_failed'], ['$function == null', true], ['typeof $symbol', 'undefined'], ['$bigint > 1', false], ['$array.includes(1)', 'failure: expression_failed'],
]; // prettier-ignore

/** Expressions that are long or deep, by what they are; refused at a place, or with a value. */
const LARGE: readonly (readonly [name: string, text: string, refusedAtOrValue: string | Value])[] = [
  ['too long', 'a'.repeat(EXPRESSION_LENGTH_MAX + 1), 'refused at 1:1'],
  ['as long as may be', 'a'.repeat(EXPRESSION_LENGTH_MAX), 'a'.repeat(EXPRESSION_LENGTH_MAX)],
  [
    'a text as long as may be',
    `"${'a'.repeat(EXPRESSION_LENGTH_MAX - 2)}"`,
    'a'.repeat(EXPRESSION_LENGTH_MAX - 2),
  ],
  ['brackets', `${'('.repeat(4_000)}1${')'.repeat(4_000)}`, 'refused at 1:201'],
  ['brackets as deep as may be', `${'('.repeat(199)}1${')'.repeat(199)}`, 1],
  ['brackets that are not closed', '('.repeat(EXPRESSION_LENGTH_MAX), 'refused at 1:201'],
  ['lists', `${'['.repeat(4_000)}1${']'.repeat(4_000)}`, 'refused at 1:201'],
  ['`!`', `${'!'.repeat(9_000)}true`, 'refused at 1:201'],
  ['`-`', `${'- '.repeat(4_000)}1`, 'refused at 1:401'],
  ['`typeof`', `${'typeof '.repeat(1_000)}1`, 'refused at 1:1401'],
  ['`+`', `1${' + 1'.repeat(2_000)}`, 'refused at 1:1'],
  ['`**`', `1${' ** 1'.repeat(1_500)}`, 'refused at 1:1001'],
  ['`&&`', `true${' && true'.repeat(1_000)}`, 'refused at 1:1'],
  ['`? :`', `${'true ? '.repeat(500)}1${' : 2'.repeat(500)}`, 'refused at 1:1401'],
  ['`: ?`', `${'false ? 1 : '.repeat(800)}2`, 'refused at 1:2397'],
  ['arrow functions', `${'a=>'.repeat(3_000)}1`, 'refused at 1:601'],
  ['objects', `(${'{a:'.repeat(2_400)}1${'}'.repeat(2_400)})`, 'refused at 1:599'],
  ['templates', `${'`${'.repeat(1_900)}1${'}`'.repeat(1_900)}`, 'refused at 1:601'],
  ['calls', `${'Boolean('.repeat(1_000)}1${')'.repeat(1_000)}`, 'refused at 1:1601'],
  ['methods', `a${'.trim()'.repeat(1_000)}`, 'refused at 1:1'],
  ['members', `a${'.length'.repeat(1_000)}`, 'refused at 1:1'],
  ['calls of calls', `isNaN${'()'.repeat(3_000)}`, 'refused at 1:1'],
  ['a list side by side', `[${'1, '.repeat(3_000)}2].includes(2)`, true],
  ['arguments side by side', `Math.max(${'1, '.repeat(3_000)}2)`, 2],
  [
    'fields side by side',
    `[${Array.from({ length: 1_200 }, (_, i) => `$f${i}`).join(', ')}].includes(1)`,
    false,
  ],
  ['texts that double', `${'('.repeat(60)}"aa"${' + $long)'.repeat(60)}`, 'failure: text_too_long'],
  ['durations', `${'9'.repeat(400)}D`, Infinity],
  ['a period that is no number', `AttemptsOnDevice(${'9'.repeat(400)}D)`, 'refused at 1:18'],
];

/** Called by nothing, or the test fails. */
const reached: string[] = [];
const reach = (how: string) => () => reached.push(how);
const OBJECT = { get x() { return reach('getter')(); }, toString: reach('toString'), valueOf: reach('valueOf'), [Symbol.toPrimitive]: reach('toPrimitive'), toJSON: reach('toJSON') }; // prettier-ignore
const PROXY = new Proxy({}, { get: reach('proxy get'), has: () => reach('proxy has')() > 0, ownKeys: () => [String(reach('proxy keys')())] }); // prettier-ignore

/** Values as they must never come in, beside those that do. */
const FIELDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['a', 'text'],
  ['long', 'a'.repeat(TEXT_LENGTH_MAX)],
  ['sharp', 'ß'.repeat(TEXT_LENGTH_MAX)],
  ['huge', `a${' '.repeat(TEXT_LENGTH_MAX)}b`],
  ['object', OBJECT],
  ['function', reach('function')],
  ['array', [OBJECT]],
  ['date', new Date(0)],
  ['symbol', Symbol('reached')],
  ['bigint', 9n],
  ['proxy', PROXY],
]);

const AROUND: Surroundings = {
  field: (name) => FIELDS.get(name) as Value,
  attempts: ({ periodMs }) => periodMs / DAY_MS,
  zone: null,
  clock: () => wallClock(0, 0),
};

/** The value, `failure: CODE`, or `refused at LINE:COLUMN` after a look at every problem. */
function endOf(text: string): Value {
  const check = compileExpression(text, 'undefined', new Set(['a']));
  if (!check.ok) return placeOf(text, check.problems);
  try {
    return check.expression.evaluate(AROUND);
  } catch (error) {
    if (error instanceof ExpressionFailure) return `failure: ${error.code}`;
    throw error;
  }
}

function placeOf(text: string, problems: readonly { line: number; column: number; sentence: string }[]): string {
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/);
  for (const { line, column, sentence } of problems) {
    expect(sentence).not.toBe('');
    expect(column).toBeGreaterThanOrEqual(1);
    expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
  }
  return `refused at ${problems[0]?.line ?? 'no'}:${problems[0]?.column ?? 'place'}`;
} // prettier-ignore

/** Every property of what all code shares, with its value. */
function shared(): ReadonlyMap<object, PropertyDescriptorMap> {
  const roots = [globalThis, Object, Function, Array, String, Number, Boolean, Symbol, Date, RegExp, Error, Math, Reflect, JSON, Promise]; // prettier-ignore
  const all = roots.flatMap((root) => ('prototype' in root ? [root, root.prototype as object] : [root]));
  return new Map(all.map((one) => [one, Object.getOwnPropertyDescriptors(one)]));
}

/** What is another than before. */
function changes(before: ReadonlyMap<object, PropertyDescriptorMap>): readonly string[] {
  const after = shared();
  return [...before].flatMap(([one, properties]) => {
    const now = after.get(one) ?? {};
    return (
      [...new Set([...Reflect.ownKeys(properties), ...Reflect.ownKeys(now)])]
        // Node sets up its own `fetch` at a time of its choice.
        .filter(
          (key) => !String(key).includes('undici') && !isSame(properties[key as string], now[key as string]),
        )
        .map(String)
    );
  });
}

function isSame(one: PropertyDescriptor | undefined, other: PropertyDescriptor | undefined): boolean {
  return Object.is(one?.value, other?.value) && one?.get === other?.get && one?.set === other?.set && one?.writable === other?.writable; // prettier-ignore
}

describe('hostile expressions', () => {
  let before: ReadonlyMap<object, PropertyDescriptorMap>;
  beforeAll(() => {
    Object.assign(globalThis, { reached: reach('global') });
    before = shared();
  });
  afterEach(() => {
    expect(reached).toEqual([]);
  });
  afterAll(() => {
    const changed = changes(before);
    Reflect.deleteProperty(globalThis, 'reached');
    expect(changed).toEqual([]);
  });

  for (const [group, texts] of Object.entries(REFUSED)) {
    test.each(texts)(`${group}: %j is refused at %s`, (text, place) => {
      expect(endOf(text)).toBe(`refused at ${place}`);
      expect(compileExpression(text, 'block').ok).toBe(false);
    });
  }

  test.each(HARMLESS)('%j is %j', (text, value) => {
    expect(endOf(text)).toBe(value);
  });

  test.each(LARGE)('%s', (_, text, end) => {
    expect(endOf(text)).toBe(end);
  });

  test('are many, and each is another', () => {
    const texts = [...Object.values(REFUSED).flat(), ...HARMLESS].map(([text]) => text);
    expect(texts.length).toBeGreaterThan(600);
    expect(new Set(texts).size).toBe(texts.length);
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
