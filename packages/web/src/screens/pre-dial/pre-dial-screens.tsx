/** The screens of pre-dial validations, loaded together. */
export { ValidationsScreen } from './validation-list.tsx';
export { EditValidationScreen, NewValidationScreen } from './validation-form.tsx';
