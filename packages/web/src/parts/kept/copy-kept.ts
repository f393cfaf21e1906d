import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { sentenceOfError } from '../../api/failure.ts';
import { texts } from '../../texts/screen-texts.ts';
import { toast } from '../toast.ts';
import { formPath, type Kept, type KeptKind } from './kept-kind.ts';

/** Duplicates one of a kind, at once or at the address of a copy, and opens the copy; null where the kind is not copied. */
export function useCopyKept<Stored extends Kept, Draft extends object>(
  kind: KeptKind<Stored, Draft>,
): ((stored: Stored) => void) | null {
  const { copies, path, area } = kind;
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const duplicate = useMutation({
    mutationFn: ({ copy, stored }: { copy: (stored: Stored) => Promise<Stored>; stored: Stored }) =>
      copy(stored),
    onSuccess: ({ id, name }) => {
      void queryClient.invalidateQueries({ queryKey: [area] });
      toast(texts.kept.copied(name));
      void navigate({ to: formPath(kind, id) });
    },
    onError: (error) => toast(sentenceOfError(error), 'failure'),
  });
  if (copies === 'not') return null;
  return (stored) => {
    if (typeof copies === 'function') duplicate.mutate({ copy: copies, stored });
    else void navigate({ to: `${path}/${stored.id}/copy` });
  };
}
