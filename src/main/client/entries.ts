import type { FrameEntry, FrameGroup } from '../../platform/ui/index.ts'

type Entry = FrameEntry & { permission: string; inDock?: boolean }

const GROUPS: { heading?: string; entries: Entry[] }[] = [
  {
    heading: '日常',
    entries: [
      { key: 'today', label: '今日', href: '/', icon: 'today', permission: 'notices:read', inDock: true },
      { key: 'matters', label: '事项', href: '/matters', icon: 'matter', permission: 'matters:read', inDock: true },
      { key: 'dual', label: '双清单', href: '/dual', icon: 'dual', permission: 'matters:read', inDock: true },
      { key: 'sources', label: '来文', href: '/sources', icon: 'doc', permission: 'sources:read', inDock: true },
    ],
  },
  {
    heading: '家底',
    entries: [
      { key: 'facts', label: '实绩', href: '/facts', icon: 'fact', permission: 'facts:read', inDock: true },
      { key: 'registers', label: '底册', href: '/registers', icon: 'register', permission: 'registers:read' },
      { key: 'overview', label: '总览', href: '/overview', icon: 'chart', permission: 'metrics:read', inDock: true },
    ],
  },
  {
    entries: [
      { key: 'org', label: '组织', href: '/org', icon: 'org', permission: 'org:read' },
      { key: 'operating', label: '运行状况', href: '/operating', icon: 'chart', permission: 'system:watch' },
      { key: 'jobs', label: '后台作业', href: '/jobs', icon: 'run', permission: 'jobs:keep' },
      { key: 'processing', label: '数据登记', href: '/processing', icon: 'shield', permission: 'processing:read' },
      { key: 'alerts', label: '告警', href: '/alerts', icon: 'alert', permission: 'alerts:keep' },
      { key: 'audit', label: '留痕', href: '/audit', icon: 'eye', permission: 'audit:read' },
    ],
  },
]

/** 记一笔 on a phone. */
const PEN = { key: 'record', label: '记一笔', href: '/record', icon: 'fact' as const, pen: true }

/** Entries of the side bar and of a phone's dock that the permissions open, in the official order of the rooms. */
export const entriesFor = (
  permissions: string[],
  counts: Record<string, number | undefined>,
): { groups: FrameGroup[]; dock: (FrameEntry & { pen?: boolean })[] } => {
  const groups = GROUPS.map(({ heading, entries }) => ({
    heading,
    entries: entries
      .filter(({ permission }) => permissions.includes(permission))
      .map((entry) => ({ ...entry, count: counts[entry.key] })),
  })).filter(({ entries }) => entries.length > 0)
  const dock = groups.flatMap(({ entries }) => entries).filter(({ inDock }) => inDock)
  // The pen in the middle; who has it finds 来文 in the menu.
  if (permissions.includes('facts:write') && dock.length > 1) {
    const others = dock.filter(({ key }) => key !== 'sources').slice(0, 4)
    return { groups, dock: [...others.slice(0, 2), PEN, ...others.slice(2)] }
  }
  return { groups, dock: dock.length > 1 ? dock : groups.flatMap(({ entries }) => entries).slice(0, 5) }
}
