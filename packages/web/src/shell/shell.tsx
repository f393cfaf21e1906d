import { AppShell, Burger, Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useState } from 'react';
import { useSession } from '../api/session.ts';
import { Icon } from '../parts/icon.tsx';
import { texts } from '../texts/texts.ts';
import { OrganizationClock } from './clock.tsx';
import { EngineState } from './engine-state.tsx';
import { NAVIGATION } from './navigation.ts';
import { useShortcuts } from './shortcuts.ts';

const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }));
const UserMenu = lazy(async () => ({ default: (await import('./user-menu.tsx')).UserMenu }));

/** What stands around every screen: the navigation, the organization with its clock, the search. */
export function Shell() {
  const { organization } = useSession();
  const [isMenuOpen, menu] = useDisclosure(false);
  const [isPaletteOpen, palette] = useDisclosure(false);
  const navigate = useNavigate();
  const go = useCallback(
    (path: string, search: Readonly<Record<string, string>> = {}, hash = '') =>
      void navigate({ to: path, search, hash }),
    [navigate],
  );
  useShortcuts(go, palette.open);
  return (
    <AppShell
      header={{ height: 50 }}
      navbar={{ width: 216, breakpoint: 'sm', collapsed: { mobile: !isMenuOpen } }}
      transitionDuration={0}
    >
      <AppShell.Header>
        <Group h="100%" px="sm" gap="sm" justify="space-between" wrap="nowrap">
          <Group gap="xs" wrap="nowrap" miw={0}>
            <Burger
              opened={isMenuOpen}
              onClick={menu.toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={texts.shell.menu}
            />
            <Text fw={700} visibleFrom="sm">
              {texts.product}
            </Text>
            <Text size="sm" truncate title={organization.name}>
              {organization.name}
            </Text>
          </Group>
          <Group gap="sm" wrap="nowrap">
            <Button
              variant="default"
              size="xs"
              c="dimmed"
              leftSection={<Icon name="search" size={14} />}
              rightSection={<kbd>/</kbd>}
              onClick={palette.open}
              visibleFrom="sm"
            >
              {texts.shell.search}
            </Button>
            <Button
              variant="subtle"
              color="gray"
              px={8}
              onClick={palette.open}
              hiddenFrom="sm"
              aria-label={texts.shell.search}
            >
              <Icon name="search" />
            </Button>
            <OrganizationClock />
            <Group visibleFrom="sm">
              <EngineState />
            </Group>
            <User />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar>
        <div className="nav-scroll">
          <Navigation onGo={menu.close} />
        </div>
      </AppShell.Navbar>
      <AppShell.Main id="content">
        <Outlet />
      </AppShell.Main>
      {isPaletteOpen && (
        <Suspense>
          <Palette isOpen onClose={palette.close} go={go} />
        </Suspense>
      )}
    </AppShell>
  );
}

/** The button of the menu alone, until it is pressed: what menus float by is large. */
function User() {
  const { name } = useSession();
  const [isAsked, setAsked] = useState(false);
  const button = (
    <Button variant="subtle" color="gray" px={8} aria-label={name} onClick={() => setAsked(true)}>
      <Icon name="person" />
    </Button>
  );
  return isAsked ? (
    <Suspense fallback={button}>
      <UserMenu />
    </Suspense>
  ) : (
    button
  );
}

function Navigation({ onGo }: { readonly onGo: () => void }) {
  const { scopes } = useSession();
  return (
    <nav aria-label={texts.shell.menu} title={texts.shell.keys}>
      {NAVIGATION.map(({ title, places }) => {
        const seen = places.filter(({ scope }) => scopes.includes(scope));
        if (seen.length === 0) return null;
        return (
          <div key={title}>
            <div className="nav-title">{title}</div>
            {seen.map(({ path, title: place, icon }) => (
              <Link
                key={path}
                to={path}
                className="nav-link"
                onClick={onGo}
                activeOptions={{ includeSearch: false }}
              >
                <Icon name={icon} />
                {place}
              </Link>
            ))}
          </div>
        );
      })}
    </nav>
  );
}
