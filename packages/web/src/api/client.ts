import { createClientOf } from '@tact/api/without-schemas';
import { routes } from 'virtual:client-routes';

/** The API, asked as whoever is signed in. */
export const client = createClientOf(routes, {
  baseUrl: window.location.origin,
  headers: { 'x-tact-request': '1' },
});
