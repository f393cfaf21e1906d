import { autocompletion, closeBrackets } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { javascriptLanguage } from '@codemirror/lang-javascript';
import { bracketMatching, HighlightStyle, LanguageSupport, syntaxHighlighting } from '@codemirror/language';
import { setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'react';
import { styleNonce } from '../../api/style-nonce.ts';
import { completionOf, NO_FIELDS, type ReadableFields } from './expression-completion.ts';

/** Something at a place of the text; line and column from 1. */
export interface Mark {
  readonly line: number;
  readonly column: number;
  readonly severity: 'error' | 'warning';
  readonly sentence: string;
}

const COLOURS = HighlightStyle.define([
  { tag: tags.string, color: 'var(--tact-closing)' },
  { tag: tags.number, color: 'var(--tact-blocked)' },
  { tag: [tags.keyword, tags.bool], color: 'var(--tact-allowed)', fontWeight: '600' },
  { tag: tags.comment, color: 'var(--mantine-color-dimmed)' },
]);

function extensionsOf(
  label: string,
  isReadOnly: boolean,
  fields: () => ReadableFields,
  onText: (text: string) => void,
): Extension {
  return [
    EditorView.cspNonce.of(styleNonce()),
    lineNumbers(),
    history(),
    bracketMatching(),
    closeBrackets(),
    new LanguageSupport(javascriptLanguage),
    syntaxHighlighting(COLOURS),
    autocompletion({ override: [(context) => completionOf(context, fields())] }),
    keymap.of([...defaultKeymap, ...historyKeymap]),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': label, role: 'textbox', 'aria-multiline': 'true' }),
    EditorState.readOnly.of(isReadOnly),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onText(update.state.doc.toString());
    }),
  ];
}

/** The editor of an expression: highlighted, completed, with what is wrong marked under the character. */
export function ExpressionEditor({
  text,
  marks,
  label,
  onChange,
  isReadOnly,
  fields = NO_FIELDS,
}: {
  readonly text: string;
  readonly marks: readonly Mark[];
  readonly label: string;
  readonly onChange: (text: string) => void;
  readonly isReadOnly: boolean;
  /** What is offered after a `$`. */
  readonly fields?: ReadableFields | undefined;
}) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const told = useRef(onChange);
  const start = useRef(text);
  const offered = useRef(fields);
  useEffect(() => {
    told.current = onChange;
    offered.current = fields;
  }, [onChange, fields]);
  useEffect(() => {
    if (host.current === null) return;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: start.current,
        extensions: extensionsOf(
          label,
          isReadOnly,
          () => offered.current,
          (next) => told.current(next),
        ),
      }),
    });
    view.current = editor;
    return () => {
      editor.destroy();
      view.current = null;
    };
  }, [label, isReadOnly]);
  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === text) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
  }, [text]);
  useEffect(() => {
    if (view.current !== null) mark(view.current, marks);
  }, [marks]);
  return <div ref={host} className="editor" />;
}

function mark(editor: EditorView, marks: readonly Mark[]): void {
  editor.dispatch(
    setDiagnostics(
      editor.state,
      marks.map((one) => diagnosticOf(editor.state, one)),
    ),
  );
}

function diagnosticOf({ doc }: EditorState, { line, column, severity, sentence }: Mark): Diagnostic {
  const { from, to } = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const at = Math.min(from + column - 1, to);
  return { from: at, to: Math.min(at + 1, to), severity, message: sentence };
}
