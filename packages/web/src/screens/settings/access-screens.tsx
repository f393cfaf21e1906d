/** The screens of who may ask: users, and keys of programs. */
export { ApiKeysScreen } from './api-keys-screen.tsx';
export { UsersScreen } from './users-screen.tsx';
