import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
  Outlet,
} from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { EmptyNote, LoadingNote } from './parts/notes.tsx';
import { Screen } from './parts/screen.tsx';
import { CAMPAIGN_SCREENS } from './routes-campaigns.ts';
import { textsOf } from './shell/address.ts';
import { Gate } from './shell/gate.tsx';
import { texts } from './texts/texts.ts';

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });
const gate = createRoute({ getParentRoute: () => root, id: 'gate', component: Gate });

type Loaded = Readonly<Record<string, ComponentType>>;

/** A screen that is loaded when it is first gone to. */
function screen(path: string, load: () => Promise<Loaded>, name: string) {
  return createRoute({
    getParentRoute: () => gate,
    path,
    validateSearch: textsOf,
    component: lazyRouteComponent(load, name),
  });
}

const decide = () => import('./screens/decide/decide-screen.tsx');
const rules = () => import('./screens/rules/rule-screens.tsx');
const dates = () => import('./screens/contact-dates/contact-dates-screen.tsx');
const timezones = () => import('./screens/custom-timezones/custom-timezones-screen.tsx');
const preDial = () => import('./screens/pre-dial/pre-dial-screens.tsx');
const lists = () => import('./screens/suppression/suppression-screens.tsx');
const callable = () => import('./screens/callable/callable-screen.tsx');
const forecast = () => import('./screens/forecast/forecast-screen.tsx');
const report = () => import('./screens/report/report-screen.tsx');
const imports = () => import('./screens/imports/import-screens.tsx');
const compliance = () => import('./screens/settings/compliance-screen.tsx');
const optOuts = () => import('./screens/opt-outs/opt-outs-screen.tsx');
const contacts = () => import('./screens/contacts/contact-screens.tsx');
const contactImports = () => import('./screens/contact-imports/contact-import-screens.tsx');
const accounts = () => import('./screens/accounts/account-screens.tsx');
const settings = () => import('./screens/settings/settings-screens.tsx');
const access = () => import('./screens/settings/access-screens.tsx');
const treatments = () => import('./screens/settings/treatment-screens.tsx');
const audit = () => import('./screens/audit/audit-screen.tsx');
const decisions = () => import('./screens/decisions/decision-screens.tsx');
const password = () => import('./screens/sign-in/password-screen.tsx');

const routeTree = root.addChildren([
  createRoute({
    getParentRoute: () => root,
    path: '/accept/$token',
    component: lazyRouteComponent(() => import('./screens/sign-in/accept-screen.tsx'), 'AcceptScreen'),
  }),
  gate.addChildren([
    createRoute({
      getParentRoute: () => gate,
      path: '/',
      component: () => <Navigate to="/decide" replace />,
    }),
    screen('/decide', decide, 'DecideScreen'),
    screen('/callable', callable, 'CallableScreen'),
    screen('/forecast', forecast, 'ForecastScreen'),
    screen('/rules/$kind', rules, 'RuleListScreen'),
    screen('/rules/$kind/new', rules, 'NewRuleScreen'),
    screen('/rules/$kind/$id', rules, 'EditRuleScreen'),
    screen('/contact-dates', dates, 'ContactDatesScreen'),
    screen('/custom-timezones', timezones, 'CustomTimezonesScreen'),
    screen('/pre-dial-validations', preDial, 'ValidationsScreen'),
    screen('/pre-dial-validations/new', preDial, 'NewValidationScreen'),
    screen('/pre-dial-validations/$id', preDial, 'EditValidationScreen'),
    screen('/suppression-lists', lists, 'SuppressionListsScreen'),
    screen('/suppression-lists/new', lists, 'NewSuppressionListScreen'),
    screen('/suppression-lists/$id', lists, 'SuppressionListScreen'),
    screen('/suppression-lists/$id/edit', lists, 'EditSuppressionListScreen'),
    screen('/suppression-lists/$id/import', imports, 'ImportFileScreen'),
    screen('/suppression-lists/$id/imports/$importId', imports, 'ImportRunScreen'),
    screen('/settings/compliance', compliance, 'ComplianceScreen'),
    screen('/opt-outs', optOuts, 'OptOutsScreen'),
    screen('/contacts', contacts, 'ContactsScreen'),
    screen('/contacts/new', contacts, 'NewContactScreen'),
    screen('/contacts/import', contactImports, 'ImportContactsScreen'),
    screen('/contacts/imports/$id', contactImports, 'ContactImportScreen'),
    screen('/contacts/$id', contacts, 'ContactScreen'),
    screen('/contacts/$id/edit', contacts, 'EditContactScreen'),
    screen('/accounts', accounts, 'AccountsScreen'),
    screen('/accounts/new', accounts, 'NewAccountScreen'),
    screen('/accounts/$id', accounts, 'EditAccountScreen'),
    screen('/reports/compliance', report, 'ComplianceReportScreen'),
    screen('/audit', audit, 'AuditScreen'),
    screen('/decisions', decisions, 'DecisionsScreen'),
    screen('/decisions/$id', decisions, 'DecisionScreen'),
    screen('/settings/organization', settings, 'OrganizationScreen'),
    screen('/settings/limits', settings, 'LimitsScreen'),
    screen('/settings/users', access, 'UsersScreen'),
    screen('/settings/api-keys', access, 'ApiKeysScreen'),
    screen('/settings/dispositions', treatments, 'DispositionsScreen'),
    screen('/settings/treatments', treatments, 'TreatmentsScreen'),
    screen('/password', password, 'PasswordScreen'),
    ...CAMPAIGN_SCREENS.map(({ path, load, name }) => screen(path, load, name)),
  ]),
]);

/** Every address of the web admin. */
export const router = createRouter({
  routeTree,
  defaultPendingComponent: LoadingNote,
  scrollRestoration: true,
});

function NotFound() {
  return (
    <Screen title={texts.states.notFound}>
      <EmptyNote>{texts.states.notFoundHelp}</EmptyNote>
    </Screen>
  );
}
