import { MultiSelect, Select, TagsInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { client } from '../api/client.ts';
import { readAll } from '../api/read-all.ts';
import { texts } from '../texts/screen-texts.ts';

/** The organization's disposition codes, to choose from; undefined while they are being read. */
function useDispositionCodes(): readonly { readonly value: string; readonly label: string }[] | undefined {
  const { data } = useQuery({
    queryKey: ['dispositions', 'all'],
    queryFn: () => readAll((query) => client.dispositions.list({ query })),
  });
  return data?.map(({ code, name }) => ({ value: code, label: code === name ? code : `${code}: ${name}` }));
}

/** One disposition code of the organization's own, or none. One that is not defined any more stays to be seen. */
export function DispositionCodeField({
  label,
  description,
  placeholder,
  value,
  onChange,
  error,
}: {
  readonly label: string;
  readonly description: string;
  /** What none means. */
  readonly placeholder: string;
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
  readonly error?: string | undefined;
}) {
  const codes = useDispositionCodes() ?? [];
  const isKnown = value === null || codes.some((one) => one.value === value);
  return (
    <Select
      label={label}
      description={description}
      placeholder={placeholder}
      clearable
      searchable
      data={isKnown ? [...codes] : [{ value, label: value }, ...codes]}
      error={error}
      value={value}
      onChange={onChange}
    />
  );
}

/** Several disposition codes: of the organization's own, or typed as long as it has defined none, which is when any is taken. */
export function DispositionCodesField({
  label,
  value,
  onChange,
  error,
}: {
  readonly label: string;
  readonly value: readonly string[];
  readonly onChange: (value: string[]) => void;
  readonly error?: string | undefined;
}) {
  const codes = useDispositionCodes();
  if (codes?.length === 0)
    return (
      <TagsInput
        label={label}
        description={texts.treatments.dispositionsFree}
        error={error}
        value={[...value]}
        onChange={onChange}
      />
    );
  const known = new Set(codes?.map((one) => one.value));
  // One that is not defined any more stays to be seen, and to be taken out.
  const gone = value.filter((code) => !known.has(code)).map((code) => ({ value: code, label: code }));
  return (
    <MultiSelect
      label={label}
      searchable
      hidePickedOptions
      nothingFoundMessage={texts.treatments.dispositionsNone}
      data={[...gone, ...(codes ?? [])]}
      error={error}
      value={[...value]}
      onChange={onChange}
    />
  );
}
