/** The screens of files of contacts: bringing one in, and what came of it. */
export { ContactImportScreen } from './contact-import-run.tsx';
export { ImportContactsScreen } from './import-contacts.tsx';
