import { useQueryClient } from '@tanstack/react-query';
import { forgetDeleted } from '../../api/forget-deleted.ts';
import { sentenceOfError } from '../../api/failure.ts';
import { texts } from '../../texts/screen-texts.ts';
import { Confirm } from '../confirm.tsx';
import { toast } from '../toast.ts';
import type { Kept, KeptKind } from './kept-kind.ts';

/** Asks before one is deleted, with what that leads to; where it can be, it is made again by Undo. */
export function DeleteKept<Stored extends Kept, Draft extends object>({
  kind: { area, words, delete: remove, create, draftOf, canUndoDelete },
  stored,
  onClose,
  onDeleted,
}: {
  readonly kind: KeptKind<Stored, Draft>;
  readonly stored: Stored;
  readonly onClose: () => void;
  readonly onDeleted?: () => void;
}) {
  const queryClient = useQueryClient();
  const { id, name } = stored;
  const forget = () => forgetDeleted(queryClient, area);
  const undo = () => {
    create(draftOf(stored)).then(
      () => {
        forget();
        toast(texts.kept.madeAgain(name));
      },
      (error: unknown) => toast(sentenceOfError(error), 'failure'),
    );
  };
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={words.deleteTitle(name)}
      about={typeof words.deleteAbout === 'string' ? words.deleteAbout : words.deleteAbout(stored)}
      action={texts.actions.delete}
      run={() => remove?.(id) ?? Promise.resolve()}
      onDone={() => {
        forget();
        toast(
          texts.states.deleted(name),
          'done',
          canUndoDelete?.(stored) === true ? { label: texts.actions.undo, run: undo } : null,
        );
        onDeleted?.();
      }}
    />
  );
}
