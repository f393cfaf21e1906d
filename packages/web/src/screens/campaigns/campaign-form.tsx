import { Grid } from '@mantine/core';
import { InstantField } from '../../parts/instant-field.tsx';
import { KeptForm } from '../../parts/kept/kept-form.tsx';
import { OpenedKept } from '../../parts/kept/opened-kept.tsx';
import { EmptyNote } from '../../parts/notes.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { WeekField } from '../campaign-objects/hours-field.tsx';
import { PaceFields, WhatFields } from './campaign-fields.tsx';
import { DeliveryField } from './delivery-field.tsx';
import { ScriptField } from './script-field.tsx';
import { CAMPAIGNS_KEPT, NEW_CAMPAIGN, type CampaignDraft, type StoredCampaign } from './campaign-kind.ts';

const WORDS = texts.campaigns;

/** A new campaign. */
export function NewCampaignScreen() {
  return <CampaignForm stored={null} start={NEW_CAMPAIGN} />;
}

/** A new campaign that begins as a copy of the one in the address. */
export function CopyCampaignScreen() {
  return (
    <OpenedKept kind={CAMPAIGNS_KEPT}>
      {(stored) => (
        <CampaignForm
          stored={null}
          start={{ ...CAMPAIGNS_KEPT.draftOf(stored), name: texts.objects.copyOf(stored.name) }}
        />
      )}
    </OpenedKept>
  );
}

/** A campaign as it is changed, also while it runs. */
export function EditCampaignScreen() {
  return (
    <OpenedKept kind={CAMPAIGNS_KEPT}>
      {(stored, { key, onReload }) =>
        stored.status === 'completed' ? (
          <EmptyNote>{WORDS.finished}</EmptyNote>
        ) : (
          <CampaignForm
            key={key}
            stored={stored}
            start={CAMPAIGNS_KEPT.draftOf(stored)}
            onReload={onReload}
          />
        )
      }
    </OpenedKept>
  );
}

function CampaignForm(props: {
  readonly stored: StoredCampaign | null;
  readonly start: CampaignDraft;
  readonly onReload?: (stored: StoredCampaign) => void;
}) {
  return (
    <KeptForm kind={CAMPAIGNS_KEPT} {...props} isNarrow>
      {({ editing, isReadOnly }) => {
        const { draft, set, errorAt } = editing;
        return (
          <>
            <WhatFields editing={editing} />
            <Grid gap="md">
              {(['startsAt', 'endsAt'] as const).map((edge) => (
                <Grid.Col key={edge} span={{ base: 12, sm: 6 }}>
                  <InstantField
                    label={WORDS[edge]}
                    error={errorAt(`/${edge}`)}
                    value={draft[edge]}
                    onChange={(instant) => set({ [edge]: instant })}
                  />
                </Grid.Col>
              ))}
            </Grid>
            <WeekField
              value={draft.hours}
              onChange={(hours) => set({ hours })}
              error={errorAt('/hours')}
              isReadOnly={isReadOnly}
            />
            {draft.channel === 'call' && (
              <DeliveryField
                value={draft.delivery}
                onChange={(delivery) => set({ delivery })}
                errorAt={errorAt}
              />
            )}
            <ScriptField
              value={draft.treatmentScript}
              onChange={(treatmentScript) => set({ treatmentScript })}
              error={errorAt('/treatmentScript')}
            />
            <PaceFields editing={editing} />
          </>
        );
      }}
    </KeptForm>
  );
}
