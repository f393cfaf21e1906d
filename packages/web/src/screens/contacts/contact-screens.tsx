/** The screens of contacts: all of them, one with its devices and its coming week, and its form. */
export { ContactScreen } from './contact-detail.tsx';
export { EditContactScreen, NewContactScreen } from './contact-form.tsx';
export { ContactsScreen } from './contact-list.tsx';
