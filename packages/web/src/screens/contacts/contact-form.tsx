import { ActionIcon, Button, Fieldset, Grid, Group, NativeSelect, TextInput } from '@mantine/core';
import { DEVICE_POSITION_MAX, DEVICE_TYPES } from '@tact/engine';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { ConflictDialog } from '../../parts/conflict-dialog.tsx';
import { EditForm } from '../../parts/edit-form.tsx';
import { useEditing } from '../../parts/editing.ts';
import { Icon } from '../../parts/icon.tsx';
import { OpenedKept } from '../../parts/kept/opened-kept.tsx';
import { CountryPicker, RegionPicker, ZonePicker } from '../../parts/pickers.tsx';
import { Screen } from '../../parts/screen.tsx';
import { toast } from '../../parts/toast.ts';
import { texts } from '../../texts/screen-texts.ts';
import { AttributeFields } from './attribute-fields.tsx';
import { attributesOf, rowsOf, type AttributeRow } from './contact-attributes.ts';
import type { StoredContact } from './contact-list.tsx';

const WORDS = texts.contacts;

type Fields = Pick<
  StoredContact,
  'clientId' | 'name' | 'zone' | 'country' | 'region' | 'postalCode' | 'language' | 'devices'
>;

interface Draft extends Fields {
  readonly rows: readonly AttributeRow[];
}

const NEW_CONTACT: Draft = {
  clientId: '',
  name: null,
  zone: null,
  country: null,
  region: null,
  postalCode: null,
  language: null,
  devices: [{ position: 1, address: '', type: 'unknown' }],
  rows: [],
};

/** A new contact. */
export function NewContactScreen() {
  return <ContactForm stored={null} />;
}

/** A contact as it is changed. */
export function EditContactScreen() {
  return (
    <OpenedKept kind={OPENED}>
      {(stored, { key, onReload }) => <ContactForm key={key} stored={stored} onReload={onReload} />}
    </OpenedKept>
  );
}

const OPENED = { area: 'contacts', get: (id: string) => client.contacts.get({ params: { id } }) };

function fieldsOf({ clientId, name, zone, country, region, postalCode, language, devices }: Fields): Fields {
  return { clientId, name, zone, country, region, postalCode, language, devices };
}

/** What is written, and what the dialog of a conflict shows. */
function written(draft: Draft) {
  return { ...fieldsOf(draft), attributes: attributesOf(draft.rows) };
}

function inOrder(stored: StoredContact) {
  return { ...fieldsOf(stored), attributes: attributesOf(rowsOf(stored.attributes)) };
}

function ContactForm({
  stored,
  onReload,
}: {
  readonly stored: StoredContact | null;
  readonly onReload?: (stored: StoredContact) => void;
}) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const leave = (id: string | undefined) =>
    void navigate(id === undefined ? { to: '/contacts' } : { to: '/contacts/$id', params: { id } });
  const editing = useEditing<Draft, StoredContact>(
    stored === null ? NEW_CONTACT : { ...fieldsOf(stored), rows: rowsOf(stored.attributes) },
    (draft, version) => {
      const body = { ...written(draft), devices: draft.devices.filter(({ address }) => address !== '') };
      return stored === null
        ? client.contacts.create({ body })
        : client.contacts.update({
            params: { id: stored.id },
            body: { ...body, version: version ?? stored.version },
          });
    },
    (saved) => {
      void queryClient.invalidateQueries({ queryKey: ['contacts'] });
      void queryClient.invalidateQueries({ queryKey: ['contact', saved.id] });
      toast(texts.states.saved);
      leave(saved.id);
    },
  );
  const { draft, set, errorAt } = editing;
  const textField = (name: 'name' | 'postalCode' | 'language') => ({
    label: WORDS[name],
    error: errorAt(`/${name}`),
    value: draft[name] ?? '',
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      set({ [name]: event.currentTarget.value === '' ? null : event.currentTarget.value }),
  });
  return (
    <Screen title={stored === null ? WORDS.create : WORDS.edit} about={WORDS.about} isNarrow>
      <EditForm editing={editing} onCancel={() => leave(stored?.id)}>
        <Grid gap="md">
          <Grid.Col span={{ base: 12, sm: 6 }}>
            <TextInput
              label={WORDS.clientId}
              required
              autoFocus
              error={errorAt('/clientId')}
              value={draft.clientId}
              onChange={(event) => set({ clientId: event.currentTarget.value })}
            />
          </Grid.Col>
          <Grid.Col span={{ base: 12, sm: 6 }}>
            <TextInput {...textField('name')} />
          </Grid.Col>
        </Grid>
        <DeviceFields devices={draft.devices} onChange={(devices) => set({ devices })} errorAt={errorAt} />
        <Grid gap="md">
          <Grid.Col span={{ base: 12, sm: 6 }}>
            <CountryPicker
              label={WORDS.country}
              isClearable
              error={errorAt('/country')}
              value={draft.country}
              onChange={(country) => set({ country, region: null })}
            />
          </Grid.Col>
          <Grid.Col span={{ base: 12, sm: 6 }}>
            <RegionPicker
              label={WORDS.region}
              isClearable
              country={draft.country}
              error={errorAt('/region')}
              value={draft.region}
              onChange={(region) => set({ region })}
            />
          </Grid.Col>
          <Grid.Col span={{ base: 12, sm: 3 }}>
            <TextInput {...textField('postalCode')} />
          </Grid.Col>
          <Grid.Col span={{ base: 12, sm: 6 }}>
            <ZonePicker
              label={WORDS.zone}
              placeholder={WORDS.zoneHelp}
              isClearable
              error={errorAt('/zone')}
              value={draft.zone}
              onChange={(zone) => set({ zone })}
            />
          </Grid.Col>
          <Grid.Col span={{ base: 12, sm: 3 }}>
            <TextInput {...textField('language')} />
          </Grid.Col>
        </Grid>
        <AttributeFields rows={draft.rows} onChange={(rows) => set({ rows })} errorAt={errorAt} />
      </EditForm>
      {stored !== null && (
        <ConflictDialog<StoredContact>
          isOpen={editing.isConflict}
          entity="contact"
          id={stored.id}
          yours={written(draft)}
          fetchTheirs={() => client.contacts.get({ params: { id: stored.id } })}
          shown={inOrder}
          onKeepMine={(version) => editing.save(version)}
          onTakeTheirs={(theirs) => onReload?.(theirs)}
          onClose={editing.dismissConflict}
        />
      )}
    </Screen>
  );
}

function DeviceFields({
  devices,
  onChange,
  errorAt,
}: {
  readonly devices: Draft['devices'];
  readonly onChange: (devices: Draft['devices']) => void;
  readonly errorAt: (pointer: string) => string | undefined;
}) {
  const change = (index: number, part: Partial<Draft['devices'][number]>) =>
    onChange(devices.map((one, at) => (at === index ? { ...one, ...part } : one)));
  const free = Array.from({ length: DEVICE_POSITION_MAX }, (_, index) => index + 1).find(
    (position) => !devices.some((one) => one.position === position),
  );
  return (
    <Fieldset legend={WORDS.devices} p="sm">
      {devices.map((device, index) => (
        <Group key={device.position} gap="xs" mb="xs" align="flex-start">
          <TextInput
            aria-label={`${WORDS.address} ${device.position}`}
            placeholder={WORDS.address}
            flex="1 1 220px"
            leftSection={<span>{device.position}</span>}
            error={errorAt(`/devices/${index}`)}
            value={device.address}
            onChange={(event) => change(index, { address: event.currentTarget.value })}
          />
          <NativeSelect
            aria-label={`${WORDS.type} ${device.position}`}
            data={DEVICE_TYPES.map((one) => ({ value: one, label: texts.deviceTypes[one] }))}
            value={device.type}
            onChange={(event) =>
              change(index, {
                type: DEVICE_TYPES.find((one) => one === event.currentTarget.value) ?? 'unknown',
              })
            }
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={WORDS.removeDevice(device.position)}
            onClick={() => onChange(devices.filter((_, at) => at !== index))}
          >
            <Icon name="trash" />
          </ActionIcon>
        </Group>
      ))}
      {free !== undefined && (
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon name="plus" size={14} />}
          onClick={() => onChange([...devices, { position: free, address: '', type: 'unknown' }])}
        >
          {WORDS.addDevice}
        </Button>
      )}
    </Fieldset>
  );
}
