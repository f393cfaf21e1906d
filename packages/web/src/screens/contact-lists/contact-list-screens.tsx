/** The screens of contact lists, loaded together. */
export { ContactListsScreen } from './contact-lists-overview.tsx';
export { ContactListScreen } from './contact-list-detail.tsx';
