/** The screens of suppression lists: all of them, one with its entries, and its form. */
export { EditSuppressionListScreen, NewSuppressionListScreen } from './list-form.tsx';
export { SuppressionListScreen } from './list-detail.tsx';
export { SuppressionListsScreen } from './list-overview.tsx';
