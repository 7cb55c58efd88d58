import { createRootRoute, createRoute, createRouter, lazyRouteComponent, notFound } from '@tanstack/react-router'
import { NotFoundPage, Shell } from './Shell.tsx'

const root = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage })

/** What may stand in an address for a record: its number, an account's or a liaison's subject, a period not frozen yet. */
const NAMED = { id: /^(draft-)?[1-9]\d{0,8}$/, subject: /^(people|liaisons)-[1-9]\d{0,8}$/ }

/** An address that can name no record leads to the page that says so, and asks the server nothing. */
const page = <Path extends string>(path: Path, component: ReturnType<typeof lazyRouteComponent>) =>
  createRoute({
    getParentRoute: () => root,
    path,
    component,
    beforeLoad: ({ params }: { params: { id?: string; subject?: string } }) => {
      if (!NAMED.id.test(params.id ?? '1') || !NAMED.subject.test(params.subject ?? 'people-1')) throw notFound()
    },
  })

const tree = root.addChildren([
  page(
    '/',
    lazyRouteComponent(() => import('../../features/matters/ui/TodayPage.tsx'), 'TodayPage'),
  ),
  page(
    '/record',
    lazyRouteComponent(() => import('../../features/facts/offline/ui/RecordPage.tsx'), 'RecordPage'),
  ),
  page(
    '/matters',
    lazyRouteComponent(() => import('../../features/matters/ui/MattersPage.tsx'), 'MattersPage'),
  ),
  page(
    '/matters/import',
    lazyRouteComponent(() => import('../../features/matters/exchange/ui/ImportPage.tsx'), 'ImportPage'),
  ),
  page(
    '/matters/division',
    lazyRouteComponent(() => import('../../features/matters/exchange/ui/DivisionPage.tsx'), 'DivisionPage'),
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
    '/matters/$id/slips',
    lazyRouteComponent(() => import('../../features/matters/ui/SlipsPage.tsx'), 'SlipsPage'),
  ),
  page(
    '/statements',
    lazyRouteComponent(() => import('../../features/matters/statements/ui/StatementsPage.tsx'), 'StatementsPage'),
  ),
  page(
    '/statements/$id',
    lazyRouteComponent(() => import('../../features/matters/statements/ui/StatementPage.tsx'), 'StatementPage'),
  ),
  page(
    '/sources',
    lazyRouteComponent(() => import('../../features/matters/intake/ui/DocumentsPage.tsx'), 'DocumentsPage'),
  ),
  page(
    '/sources/$id',
    lazyRouteComponent(() => import('../../features/matters/intake/ui/ReadingDeskPage.tsx'), 'ReadingDeskPage'),
  ),
  page(
    '/sources/$id/revision',
    lazyRouteComponent(() => import('../../features/matters/intake/revision/ui/RevisionPage.tsx'), 'RevisionPage'),
  ),
  page(
    '/facts',
    lazyRouteComponent(() => import('../../features/matters/promises/ui/FactsPage.tsx'), 'PromisingFactsPage'),
  ),
  page(
    '/facts/contact',
    lazyRouteComponent(() => import('../../features/facts/contact/ui/ContactPage.tsx'), 'ContactPage'),
  ),
  page(
    '/facts/education',
    lazyRouteComponent(() => import('../../features/facts/education/ui/EducationPlanPage.tsx'), 'EducationPlanPage'),
  ),
  page(
    '/facts/checking',
    lazyRouteComponent(() => import('../../features/facts/checking/ui/CheckingPage.tsx'), 'CheckingPage'),
  ),
  page(
    '/facts/import',
    lazyRouteComponent(() => import('../../features/facts/exchange/ui/FactImportPage.tsx'), 'FactImportPage'),
  ),
  page(
    '/facts/photos',
    lazyRouteComponent(() => import('../../features/facts/photos/ui/PhotosPage.tsx'), 'PhotosPage'),
  ),
  page(
    '/facts/periods',
    lazyRouteComponent(() => import('../../features/facts/periods/ui/PeriodsPage.tsx'), 'PeriodsPage'),
  ),
  page(
    '/registers',
    lazyRouteComponent(() => import('../../features/registers/households/ui/HouseholdsPage.tsx'), 'HouseholdsPage'),
  ),
  page(
    '/registers/persons/$id',
    lazyRouteComponent(() => import('../../features/registers/personal/ui/RegisteredPage.tsx'), 'RegisteredPage'),
  ),
  page(
    '/registers/duplicates',
    lazyRouteComponent(() => import('../../features/registers/duplicates/ui/DuplicatesPage.tsx'), 'DuplicatesPage'),
  ),
  page(
    '/registers/imports',
    lazyRouteComponent(() => import('../../features/registers/imports/ui/ImportsPage.tsx'), 'ImportsPage'),
  ),
  page(
    '/registers/retention',
    lazyRouteComponent(() => import('../../features/registers/retention/ui/RetentionPage.tsx'), 'RetentionPage'),
  ),
  page(
    '/overview',
    lazyRouteComponent(() => import('../../features/metrics/ui/OverviewPage.tsx'), 'OverviewPage'),
  ),
  page(
    '/benchmark',
    lazyRouteComponent(() => import('../../features/metrics/benchmark/ui/BenchmarkPage.tsx'), 'BenchmarkPage'),
  ),
  page(
    '/measures',
    lazyRouteComponent(() => import('../../features/metrics/measures/ui/MeasuresPage.tsx'), 'MeasuresPage'),
  ),
  page(
    '/figure-check',
    lazyRouteComponent(() => import('../../features/metrics/checking/ui/FigureCheckPage.tsx'), 'FigureCheckPage'),
  ),
  page(
    '/coverage',
    lazyRouteComponent(() => import('../../features/metrics/ui/CoveragePage.tsx'), 'CoveragePage'),
  ),
  page(
    '/registers/plaques',
    lazyRouteComponent(() => import('../../features/registers/plaques/ui/PlaquesPage.tsx'), 'PlaquesPage'),
  ),
  page(
    '/registers/merit-reports',
    lazyRouteComponent(() => import('../../features/facts/ceremonies/ui/MeritReportsPage.tsx'), 'DeliveredReportsPage'),
  ),
  page(
    '/registers/letters',
    lazyRouteComponent(() => import('../../features/registers/letters/ui/LetterRoundsPage.tsx'), 'LetterRoundsPage'),
  ),
  page(
    '/registers/letters/$id',
    lazyRouteComponent(() => import('../../features/registers/letters/ui/LetterRoundPage.tsx'), 'LetterRoundPage'),
  ),
  page(
    '/registers/help',
    lazyRouteComponent(() => import('../../features/registers/help/ui/HelpPage.tsx'), 'HelpPage'),
  ),
  page(
    '/registers/calculators',
    lazyRouteComponent(() => import('../../features/registers/allowances/ui/CalculatorsPage.tsx'), 'CalculatorsPage'),
  ),
  page(
    '/registers/plaques/statements',
    lazyRouteComponent(() => import('../../features/registers/plaques/ui/StatementsPage.tsx'), 'PlaqueStatementsPage'),
  ),
  page(
    '/registers/plaques/statements/$id',
    lazyRouteComponent(() => import('../../features/registers/plaques/ui/StatementPage.tsx'), 'PlaqueStatementPage'),
  ),
  page(
    '/org',
    lazyRouteComponent(() => import('../../features/org/ui/OrgPage.tsx'), 'OrgPage'),
  ),
  page(
    '/handover',
    lazyRouteComponent(() => import('../../features/matters/handover/ui/HandoversPage.tsx'), 'HandoversPage'),
  ),
  page(
    '/handover/$id',
    lazyRouteComponent(() => import('../../features/matters/handover/ui/HandoverPage.tsx'), 'HandoverPage'),
  ),
  page(
    '/account',
    lazyRouteComponent(() => import('../../features/org/access/ui/AccountPage.tsx'), 'AccountPage'),
  ),
  page(
    '/jobs',
    lazyRouteComponent(() => import('../../features/org/background/ui/JobsPage.tsx'), 'JobsPage'),
  ),
  page(
    '/operating',
    lazyRouteComponent(() => import('../../features/org/operating/ui/OperatingPage.tsx'), 'OperatingPage'),
  ),
  page(
    '/processing',
    lazyRouteComponent(() => import('../../features/org/processing/ui/ProcessingPage.tsx'), 'ProcessingPage'),
  ),
  page(
    '/processing/impact',
    lazyRouteComponent(() => import('../../features/org/impact/ui/ImpactPage.tsx'), 'ImpactPage'),
  ),
  page(
    '/personal/$subject',
    lazyRouteComponent(() => import('../../features/org/personal/ui/PersonalPage.tsx'), 'PersonalPage'),
  ),
  page(
    '/alerts',
    lazyRouteComponent(() => import('../../features/org/alerts/ui/AlertsPage.tsx'), 'AlertsPage'),
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
