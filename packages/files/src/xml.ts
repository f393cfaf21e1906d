import type { Buffer } from 'node:buffer';
import { FileError } from './file-error.ts';
import { XML_DEPTH_MAX, XML_TOKEN_MAX } from './limits.ts';

/** One piece of an XML file. Names are without their prefix. A tag that opens and closes at once gives both tokens. */
export type XmlToken =
  | {
      readonly kind: 'open';
      readonly name: string;
      readonly attributes: XmlAttributes;
      readonly line: number;
    }
  | { readonly kind: 'close'; readonly name: string; readonly line: number }
  | { readonly kind: 'text'; readonly text: string; readonly line: number };

/** The attributes of a tag, read when they are asked for. */
export interface XmlAttributes {
  get(name: string): string | undefined;
  names(): readonly string[];
}

/**
 * Reads XML out of chunks of UTF-8, in the parts that data files use: tags, attributes in either quotes, text, CDATA, comments. Refused:
 * document types and entities of a file's own, which is what attacks are made of. Tags have to match; a file that ends before its last
 * tag is closed is broken.
 */
export class XmlReader {
  readonly #decoder = new TextDecoder('utf-8');
  readonly #open: string[] = [];
  #rest = '';
  #line = 1;
  #wasRootSeen = false;

  /** The tokens that end inside this chunk. */
  *tokensOf(chunk: Buffer, isLast: boolean): Generator<XmlToken, void, undefined> {
    const text = this.#rest + this.#decoder.decode(chunk, { stream: !isLast });
    let at = 0;
    while (at < text.length) {
      const tag = text.indexOf('<', at);
      const textEnd = tag < 0 ? (isLast ? text.length : at) : tag;
      if (textEnd > at) yield* this.#textToken(text.slice(at, textEnd));
      at = textEnd;
      if (tag < 0) break;
      const end = tagEnd(text, tag);
      if (end < 0) break;
      yield* this.#markup(text.slice(tag, end));
      at = end;
    }
    this.#rest = text.slice(at);
    if (this.#rest.length > XML_TOKEN_MAX) throw this.#broken('a tag or text in it is too long');
    if (isLast && (this.#rest !== '' || this.#open.length > 0 || !this.#wasRootSeen))
      throw this.#broken('it ends before its last tag is closed, as after a download that was cut off');
  }

  *#textToken(raw: string): Generator<XmlToken, void, undefined> {
    if (this.#open.length > 0) yield { kind: 'text', text: this.#decoded(raw), line: this.#line };
    else if (raw.replace('\ufeff', '').trim() !== '') throw this.#broken('there is text outside its tags');
    this.#countLines(raw);
  }

  *#markup(raw: string): Generator<XmlToken, void, undefined> {
    const line = this.#line;
    this.#countLines(raw);
    if (raw.startsWith('<!--') || raw.startsWith('<?')) return;
    if (raw.startsWith('<![CDATA[')) {
      if (this.#open.length > 0) yield { kind: 'text', text: raw.slice(9, -3), line };
      return;
    }
    if (raw.startsWith('<!'))
      throw new FileError(
        'xml_refused',
        'the XML file has a document type of its own, which is not read; export it without',
        line,
      );
    if (raw.startsWith('</')) {
      yield this.#closed(raw.slice(2, -1).trim(), line);
      return;
    }
    const isEmpty = raw.endsWith('/>');
    const inside = raw.slice(1, isEmpty ? -2 : -1);
    const fullName = /^[^\s/=]+/.exec(inside)?.[0] ?? '';
    if (fullName === '') throw this.#broken('a tag has no name');
    if (this.#open.length === 0 && this.#wasRootSeen) throw this.#broken('it has more than one outer tag');
    this.#wasRootSeen = true;
    this.#open.push(fullName);
    if (this.#open.length > XML_DEPTH_MAX) throw this.#broken('its tags are nested too deep');
    const attributes = this.#attributesOf(inside.slice(fullName.length));
    yield { kind: 'open', name: localName(fullName), attributes, line };
    if (isEmpty) yield this.#closed(fullName, line);
  }

  #closed(fullName: string, line: number): XmlToken {
    if (this.#open.pop() !== fullName) throw this.#broken('its tags do not match');
    return { kind: 'close', name: localName(fullName), line };
  }

  #attributesOf(text: string): XmlAttributes {
    const pairs = () =>
      [...text.matchAll(ATTRIBUTE)].map(([, name = '', double, single]): [string, string] => [
        name,
        this.#decoded(double ?? single ?? ''),
      ]);
    return {
      get: (name) => pairs().find(([other]) => localName(other) === name)?.[1],
      names: () => pairs().map(([name]) => localName(name)),
    };
  }

  #decoded(text: string): string {
    if (!text.includes('&')) return text;
    return text.replaceAll(/&([^;&\s]{1,12};)?/g, (_, written: string | undefined) => {
      const name = written?.slice(0, -1) ?? '';
      const code = /^#(?:x([\da-f]{1,6})|(\d{1,7}))$/i.exec(name);
      if (code !== null) return characterOf(code[1] === undefined ? Number(code[2]) : parseInt(code[1], 16));
      const character = ENTITIES.get(name);
      if (character === undefined)
        throw new FileError(
          'xml_refused',
          'the XML file has an entity of its own, which is not read; export it without',
          this.#line,
        );
      return character;
    });
  }

  #countLines(text: string): void {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#line++;
  }

  #broken(what: string): FileError {
    return new FileError('xml_broken', `the XML file is broken: ${what}; get it again`, this.#line);
  }
}

/** A name is looked for only where one can begin: from within it, every character would be tried once more. */
const ATTRIBUTE = /(?<![^\s=/"'])([^\s=/"']+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Half of a surrogate pair is no character, and none of what keeps texts takes it. */
function characterOf(code: number): string {
  const isHalf = code >= 0xd800 && code <= 0xdfff;
  return code > 0 && code <= 0x10ffff && !isHalf ? String.fromCodePoint(code) : '\ufffd';
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** Where the markup that begins at `from` ends; -1 where that is not in the text. */
function tagEnd(text: string, from: number): number {
  if (text.startsWith('<!', from)) {
    // What begins like a comment or CDATA and is cut has to wait for more.
    if (text.length - from < 9 && !text.includes('>', from)) return -1;
    if (text.startsWith('<!--', from)) return after(text, '-->', from + 4);
    if (text.startsWith('<![CDATA[', from)) return after(text, ']]>', from + 9);
    return after(text, '>', from) < 0 ? Math.min(text.length, from + 9) : after(text, '>', from);
  }
  if (text.startsWith('<?', from)) return after(text, '?>', from + 2);
  for (let at = from + 1; at < text.length; at++) {
    const character = text[at];
    if (character === '>') return at + 1;
    if (character === '"' || character === "'") {
      at = text.indexOf(character, at + 1);
      if (at < 0) return -1;
    }
  }
  return -1;
}

function after(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at < 0 ? -1 : at + mark.length;
}
