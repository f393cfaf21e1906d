import { Grid, NumberInput, Select, TextInput } from '@mantine/core';
import { API_LIMITS } from '@tact/api/without-schemas';
import { CALL_RESULTS, parseCallResult } from '@tact/engine';
import { useMay } from '../../api/session.ts';
import { DispositionCodeField } from '../../parts/disposition-codes.tsx';
import type { Editing } from '../../parts/editing.ts';
import { KeptForm } from '../../parts/kept/kept-form.tsx';
import { OpenedKept } from '../../parts/kept/opened-kept.tsx';
import { Tick } from '../../parts/pickers.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { HeadersField } from './headers-field.tsx';
import { TestValidation } from './test-validation.tsx';
import { draftOf, VALIDATIONS_KEPT, type StoredValidation, type ValidationDraft } from './validation-kind.ts';

const WORDS = texts.preDial;

/** A validation that asks nobody yet. */
const NEW_VALIDATION: ValidationDraft = {
  name: '',
  required: false,
  priority: 1,
  url: '',
  timeoutMs: API_LIMITS.validationTimeoutMsDefault,
  connectionsMax: API_LIMITS.validationConnectionsDefault,
  callResult: 'General Error',
  dispositionCode: null,
  headers: [],
};

/** A new pre-dial validation. */
export function NewValidationScreen() {
  return <ValidationForm stored={null} />;
}

/** A pre-dial validation as it is changed; its headers are written and never read. */
export function EditValidationScreen() {
  return (
    <OpenedKept kind={VALIDATIONS_KEPT}>
      {(stored, { key, onReload }) => <ValidationForm key={key} stored={stored} onReload={onReload} />}
    </OpenedKept>
  );
}

function ValidationForm({
  stored,
  onReload,
}: {
  readonly stored: StoredValidation | null;
  readonly onReload?: (stored: StoredValidation) => void;
}) {
  const mayWrite = useMay('channels:write');
  return (
    <KeptForm
      kind={VALIDATIONS_KEPT}
      stored={stored}
      start={stored === null ? NEW_VALIDATION : draftOf(stored)}
      {...(onReload === undefined ? {} : { onReload })}
      isNarrow
      above={stored !== null && mayWrite && <TestValidation id={stored.id} />}
    >
      {({ editing, isReadOnly }) => (
        <>
          <ServiceFields editing={editing} />
          <TreatmentFields editing={editing} />
          <HeadersField
            headers={editing.draft.headers}
            kept={stored?.headerNames ?? []}
            errorAt={editing.errorAt}
            onChange={(headers) => editing.set({ headers })}
            isReadOnly={isReadOnly}
          />
        </>
      )}
    </KeptForm>
  );
}

interface PartProps {
  readonly editing: Editing<ValidationDraft, StoredValidation>;
}

function ServiceFields({ editing: { draft, set, errorAt } }: PartProps) {
  return (
    <>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, sm: 8 }}>
          <TextInput
            label={WORDS.name}
            description={WORDS.nameHelp}
            required
            data-autofocus
            error={errorAt('/name')}
            value={draft.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
        </Grid.Col>
        <Grid.Col span={{ base: 12, sm: 4 }}>
          <NumberInput
            label={WORDS.priority}
            min={1}
            max={999}
            allowDecimal={false}
            error={errorAt('/priority')}
            value={draft.priority}
            onChange={(value) => set({ priority: Number(value) })}
          />
        </Grid.Col>
        <Grid.Col span={12}>
          <TextInput
            label={WORDS.url}
            description={WORDS.urlHelp}
            required
            autoComplete="off"
            error={errorAt('/url')}
            value={draft.url}
            onChange={(event) => set({ url: event.currentTarget.value })}
          />
        </Grid.Col>
        <Grid.Col span={{ base: 12, sm: 6 }}>
          <NumberInput
            label={WORDS.timeout}
            description={WORDS.timeoutHelp}
            min={API_LIMITS.validationTimeoutMsMin}
            max={API_LIMITS.validationTimeoutMsMax}
            allowDecimal={false}
            thousandSeparator={false}
            error={errorAt('/timeoutMs')}
            value={draft.timeoutMs}
            onChange={(value) => set({ timeoutMs: Number(value) })}
          />
        </Grid.Col>
        <Grid.Col span={{ base: 12, sm: 6 }}>
          <NumberInput
            label={WORDS.connections}
            description={WORDS.connectionsHelp}
            min={1}
            max={API_LIMITS.validationConnectionsMax}
            allowDecimal={false}
            error={errorAt('/connectionsMax')}
            value={draft.connectionsMax}
            onChange={(value) => set({ connectionsMax: Number(value) })}
          />
        </Grid.Col>
      </Grid>
      <Tick
        label={WORDS.requiredTick}
        description={draft.required ? WORDS.requiredHelp : WORDS.optionalHelp}
        isOn={draft.required}
        onChange={(required) => set({ required })}
      />
    </>
  );
}

/** What follows where the service does not say yes. */
function TreatmentFields({ editing: { draft, set, errorAt } }: PartProps) {
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, sm: 6 }}>
        <DispositionCodeField
          label={WORDS.disposition}
          description={WORDS.dispositionHelp}
          placeholder={WORDS.dispositionNone}
          error={errorAt('/dispositionCode')}
          value={draft.dispositionCode}
          onChange={(dispositionCode) => set({ dispositionCode })}
        />
      </Grid.Col>
      <Grid.Col span={{ base: 12, sm: 6 }}>
        <Select
          label={WORDS.callResult}
          description={WORDS.callResultHelp}
          searchable
          allowDeselect={false}
          data={[...CALL_RESULTS]}
          error={errorAt('/callResult')}
          value={draft.callResult}
          onChange={(value) => set({ callResult: parseCallResult(value ?? '') ?? draft.callResult })}
        />
      </Grid.Col>
    </Grid>
  );
}
