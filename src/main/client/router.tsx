import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { NotFoundPage, Shell } from './Shell.tsx'

const root = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage })

const page = <Path extends string>(path: Path, component: ReturnType<typeof lazyRouteComponent>) =>
  createRoute({ getParentRoute: () => root, path, component })

const tree = root.addChildren([
  page(
    '/',
    lazyRouteComponent(() => import('../../features/matters/ui/TodayPage.tsx'), 'TodayPage'),
  ),
  page(
    '/matters',
    lazyRouteComponent(() => import('../../features/matters/ui/MattersPage.tsx'), 'MattersPage'),
  ),
  page(
    '/dual',
    lazyRouteComponent(() => import('../../features/matters/ui/DualListPage.tsx'), 'DualListPage'),
  ),
  page(
    '/instructions',
    lazyRouteComponent(() => import('../../features/matters/instructions/ui/InstructionsPage.tsx'), 'InstructionsPage'),
  ),
  page(
    '/notices',
    lazyRouteComponent(() => import('../../features/matters/notices/ui/NoticesPage.tsx'), 'NoticesPage'),
  ),
  page(
    '/answer-waits',
    lazyRouteComponent(() => import('../../features/matters/ui/AnswerWaitsPage.tsx'), 'AnswerWaitsPage'),
  ),
  page(
    '/sources',
    lazyRouteComponent(() => import('../../features/sources/ui/SourcesPage.tsx'), 'SourcesPage'),
  ),
  page(
    '/sources/$id',
    lazyRouteComponent(() => import('../../features/matters/intake/ui/ReadingDeskPage.tsx'), 'ReadingDeskPage'),
  ),
  page(
    '/overview',
    lazyRouteComponent(() => import('../../features/metrics/ui/OverviewPage.tsx'), 'OverviewPage'),
  ),
  page(
    '/org',
    lazyRouteComponent(() => import('../../features/org/ui/OrgPage.tsx'), 'OrgPage'),
  ),
  page(
    '/account',
    lazyRouteComponent(() => import('../../features/org/access/ui/AccountPage.tsx'), 'AccountPage'),
  ),
  page(
    '/audit',
    lazyRouteComponent(() => import('./AuditPage.tsx'), 'AuditPage'),
  ),
  page(
    '/pieces',
    lazyRouteComponent(() => import('../../platform/ui/PiecesPage.tsx'), 'PiecesPage'),
  ),
  page(
    '/api-docs',
    lazyRouteComponent(() => import('./ApiDocsPage.tsx'), 'ApiDocsPage'),
  ),
])

/** The addresses of the program; every page is a chunk of its own. */
export const makeRouter = () =>
  createRouter({ routeTree: tree, defaultPreload: 'intent', scrollRestoration: true, defaultPendingMs: 300 })

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
