/** The screens of what an attempt comes to: disposition codes, and what follows them. */
export { DispositionsScreen } from './dispositions-screen.tsx';
export { TreatmentsScreen } from './treatments-screen.tsx';
