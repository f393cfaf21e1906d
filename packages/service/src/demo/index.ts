/** The demo organization, and the people that it and the benches are made of. */
export { DEMO_ORGANIZATION_ID } from './organization.ts';
export { people, type PeopleSettings, type Person } from './people.ts';
export { DEMO_SIZE, seedDemo, type DemoSize, type SeededDemo } from './seed-demo.ts';
