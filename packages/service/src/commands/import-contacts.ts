import type { OrganizationId } from '@tact/engine';
import { countryCode } from '@tact/places';
import type { FileSource } from '@tact/files';
import type { ContactImport } from '@tact/store';
import { quote } from '@tact/api';
import { CommandError } from '../command-error.ts';
import type { ContactFileChange, ContactFilePlan } from '../contact-files/contact-file-plan.ts';
import type { RowSettings } from '../contact-files/contact-row.ts';
import { inspectContactFile, type InspectedContactFile } from '../contact-files/inspect-contact-file.ts';
import { previewContactFile, type ContactFilePreview } from '../contact-files/preview-contact-file.ts';
import type { Caller, Parts } from './context.ts';

/** A file that was received, and where its contacts go. */
export interface NewContactImport {
  readonly fileId: string;
  readonly fileName: string;
  readonly fileBytes: number;
  readonly fileSha256: string;
  readonly plan: ContactFilePlan;
  readonly contactListId: string | null;
}

/** How cells are read that do not say everything themselves: by the stated country, else the organization's (as the command line does). */
export async function rowSettingsOf(
  { store }: Pick<Parts, 'store'>,
  organizationId: OrganizationId,
  stated: string | undefined,
): Promise<RowSettings> {
  if (stated === undefined) {
    const { defaultCountry } = await store.organizations.get(organizationId);
    return { defaultCountry, addressCountry: null };
  }
  const country = countryCode(stated);
  if (country === null)
    throw new CommandError(
      'address_invalid',
      `${quote(stated)} is no country; use two letters such as \`US\``,
    );
  return { defaultCountry: country, addressCountry: country };
}

/** What a file is, and how its first rows would be read; `preview` null while a question is open. */
export interface PreviewedContactFile extends InspectedContactFile {
  readonly preview: (ContactFilePreview & { readonly known: number }) | null;
}

/** Looks at a file, reads its beginning, and tells how many of the contacts in it are there already. */
export async function previewContactImport(
  { store }: Pick<Parts, 'store'>,
  organizationId: OrganizationId,
  source: FileSource,
  settings: RowSettings,
  change: ContactFileChange,
): Promise<PreviewedContactFile> {
  const inspected = await inspectContactFile(source, settings, change);
  if (inspected.questions.length > 0) return { ...inspected, preview: null };
  const preview = await previewContactFile(source, inspected.plan);
  const known = await store.contacts.countKnown(organizationId, [...preview.clientIds]);
  return { ...inspected, preview: { ...preview, known } };
}

/** The plan of a file, with what the caller changes of it. `plan_invalid` where something is left open. */
export async function settledContactPlan(
  source: FileSource,
  settings: RowSettings,
  change: ContactFileChange,
): Promise<ContactFilePlan> {
  const { plan, questions } = await inspectContactFile(source, settings, change);
  const [open] = questions;
  if (open !== undefined) throw new CommandError('plan_invalid', open.sentence, { path: '/plan' });
  return plan;
}

/** Begins an import: it is stored, and read in the background. */
export async function beginContactImport(
  { store }: Pick<Parts, 'store'>,
  { organizationId, actor }: Caller,
  given: NewContactImport,
): Promise<ContactImport> {
  return store.contactImports.create(organizationId, given, { ...actor, source: 'bulk' });
}
