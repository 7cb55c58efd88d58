// Which way imports point (see "Which way imports point" in the style guide): main → features → platform, a room uses
// only lower rooms, rooms meet at their doors, screens never reach server files. Run by bin/check-imports.mjs.

/** The rooms, lower first. */
const ROOMS = [
  'org',
  'sources',
  'registers',
  'facts',
  'matters',
  'metrics',
  'assessment',
  'reports',
  'supervision',
  'portal',
  'finding',
]

const TEST = String.raw`\.(test|fixture)\.tsx?$|(^|/)(testing[^/]*|fixtures?)(/|\.tsx?$)`

const upward = ROOMS.slice(0, -1).map((room, place) => ({
  name: `${room}-uses-a-higher-room`,
  comment: `${room} may use lower rooms only: ${ROOMS.slice(0, place).join(', ') || 'none'}`,
  severity: 'error',
  from: { path: `^src/features/${room}/` },
  to: { path: `^src/features/(${ROOMS.slice(place + 1).join('|')})/` },
}))

module.exports = {
  forbidden: [
    {
      name: 'unknown-room',
      comment: 'a new room takes its place in the order of ROOMS first',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/features/', pathNot: `^src/features/(${ROOMS.join('|')})/` },
    },
    {
      name: 'platform-knows-no-feature',
      severity: 'error',
      from: { path: '^src/platform/', pathNot: TEST },
      to: { path: '^src/(features|main)/' },
    },
    {
      name: 'features-know-no-main',
      severity: 'error',
      from: { path: '^src/features/', pathNot: TEST },
      to: { path: '^src/main/' },
    },
    ...upward,
    {
      name: 'rooms-meet-at-their-doors',
      comment:
        'from another room only index.ts, contract.ts, ui/index.ts or the words of ui/labels.ts (also of a sub-room)',
      severity: 'error',
      from: { path: '^src/features/([^/]+)/', pathNot: TEST },
      to: {
        path: '^src/features/',
        pathNot: ['^src/features/$1/', '^src/features/.+/(index|contract|ui/labels)\\.tsx?$'],
      },
    },
    {
      name: 'main-enters-by-the-door',
      comment: 'or, so that the client is loaded page by page, by a page itself; rule data are files for all',
      severity: 'error',
      from: { path: '^src/main/', pathNot: TEST },
      to: {
        path: '^src/features/',
        pathNot: [
          '^src/features/.+/(index|contract)\\.tsx?$',
          '^src/features/.+/ui/[^/]+Page\\.tsx$',
          '/data/[^/]+\\.json$',
        ],
      },
    },
    {
      name: 'screens-reach-no-server-file',
      comment: 'ui may use contract and rules; SQL, operations, the server door and Node stay on the server',
      severity: 'error',
      from: { path: ['^src/.+/ui/', '^src/(main|platform)/client/'], pathNot: TEST },
      to: {
        path: [
          '(^|/)(store|operations)\\.ts$',
          '^src/features/.+/index\\.ts$',
          '^src/platform/(db|http|files|sessions|audit)/',
        ],
        pathNot: ['/ui/index\\.tsx?$', '(^|/)(contract|rules)\\.ts$'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'screens-use-no-node',
      severity: 'error',
      from: { path: ['^src/.+/ui/', '^src/(main|platform)/client/'], pathNot: TEST },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-cycles',
      comment: 'imports of types only are erased and close no circle',
      severity: 'error',
      from: { pathNot: TEST },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^virtual:|\\?(url|raw|inline)$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css'],
    },
  },
}
