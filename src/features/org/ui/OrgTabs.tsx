import { useMay } from '../../../platform/client/api.tsx'
import { Tabs } from '../../../platform/ui/index.ts'

/** What the tabs of 组织 ask of the acting post; a tab without a need is everybody's who reads the organisation. */
type Need =
  | 'setup:write'
  | 'org:import'
  | 'org:watch'
  | 'org:write'
  | 'matters:read'
  | 'directory:read'
  | 'security:write'
  | 'approvals:read'

type OrgTab = { key: string; label: string; need?: Need; page?: string }

/** The parts of 组织 in their order. Those with a `page` read matters or counts too, and so stand in a higher room. */
const ORG_TABS = [
  { key: 'units', label: '单位' },
  { key: 'regions', label: '区划' },
  { key: 'changes', label: '区划变更' },
  { key: 'military', label: '军队系统' },
  { key: 'posts', label: '岗位与人员' },
  { key: 'approvals', label: '待批', need: 'approvals:read' },
  { key: 'handover', label: '交接', need: 'matters:read', page: '/handover' },
  { key: 'invitations', label: '邀请', need: 'org:watch' },
  { key: 'import', label: '导入', need: 'org:import' },
  { key: 'delegated', label: '下级改动', need: 'org:watch' },
  { key: 'groups', label: '领导小组' },
  { key: 'directory', label: '通讯录', need: 'directory:read' },
  { key: 'coverage', label: '覆盖', need: 'matters:read', page: '/coverage' },
  { key: 'counts', label: '口径对照' },
  { key: 'calendar', label: '工作日历' },
  { key: 'waits', label: '答复等待', need: 'org:write', page: '/answer-waits' },
  { key: 'security', label: '登录安全', need: 'security:write' },
  { key: 'setup', label: '设立城市', need: 'setup:write' },
] as const satisfies readonly OrgTab[]

/** The tabs that the acting post may open. */
export const useOrgTabs = (): readonly OrgTab[] => {
  const may: Record<Need, boolean> = {
    'setup:write': useMay('setup:write'),
    'org:import': useMay('org:import'),
    'org:watch': useMay('org:watch'),
    'org:write': useMay('org:write'),
    'matters:read': useMay('matters:read'),
    'directory:read': useMay('directory:read'),
    'security:write': useMay('security:write'),
    'approvals:read': useMay('approvals:read'),
  }
  return ORG_TABS.filter((tab: OrgTab) => !tab.need || may[tab.need])
}

/** The row of tabs under the name of the page, the same on every page of 组织. */
export const OrgTabs = ({ current }: { current: string }) => {
  const tabs = useOrgTabs()
  const mayRead = useMay('org:read')
  if (!mayRead) return null
  return (
    <Tabs
      label="组织分栏"
      items={tabs.map(({ key, label, page }) => ({ key, label, href: page ?? `/org?tab=${key}` }))}
      current={current}
    />
  )
}
