import { useSearch } from '@tanstack/react-router'
import './org.css'
import { useMay, useSession } from '../../../platform/client/api.tsx'
import { PageHead, Tabs } from '../../../platform/ui/index.ts'
import { ChangesTab } from '../changes/ui/ChangesTab.tsx'
import { DirectoryTab } from '../directory/ui/DirectoryTab.tsx'
import { GroupsTab } from '../groups/ui/GroupsTab.tsx'
import { ImportTab } from '../imports/ui/ImportTab.tsx'
import { DelegatedTab } from '../invitations/ui/DelegatedTab.tsx'
import { InvitationsTab } from '../invitations/ui/InvitationsTab.tsx'
import { CalendarTab } from './CalendarTab.tsx'
import { PostsTab } from './PostsTab.tsx'
import type { OrgHead } from './pieces.tsx'
import { RegionsTab } from './RegionsTab.tsx'
import { SetupTab } from './SetupTab.tsx'
import { UnitsTab } from './UnitsTab.tsx'

const TABS = [
  { key: 'units', label: '单位' },
  { key: 'regions', label: '区划' },
  { key: 'changes', label: '区划变更' },
  { key: 'posts', label: '岗位与人员' },
  { key: 'invitations', label: '邀请' },
  { key: 'import', label: '导入' },
  { key: 'delegated', label: '下级改动' },
  { key: 'groups', label: '领导小组' },
  { key: 'directory', label: '通讯录' },
  { key: 'calendar', label: '工作日历' },
  { key: 'setup', label: '设立城市' },
] as const

/** 组织: who is responsible here. The same screens for everybody; who may not write sees no verbs. */
export const OrgPage = () => {
  const { tab } = useSearch({ strict: false }) as { tab?: string }
  const { acting, cityName } = useSession()
  const maySetUp = useMay('setup:write')
  const mayImport = useMay('org:import')
  const mayWatch = useMay('org:watch')
  const mayCall = useMay('directory:read')
  const tabs = TABS.filter(
    ({ key }) =>
      (key !== 'setup' || maySetUp) &&
      (key !== 'directory' || mayCall) &&
      ((key !== 'invitations' && key !== 'delegated') || mayWatch) &&
      (key !== 'import' || mayImport),
  )
  const current = tabs.find(({ key }) => key === tab)?.key ?? 'units'
  const place = acting?.regionName === cityName ? cityName : `${cityName ?? ''} · ${acting?.regionName ?? ''}`
  const head: OrgHead = (tools) => (
    <>
      <PageHead title="组织" sub={place}>
        {tools}
      </PageHead>
      <Tabs
        label="组织分栏"
        items={tabs.map(({ key, label }) => ({ key, label, href: `/org?tab=${key}` }))}
        current={current}
      />
    </>
  )
  if (current === 'regions') return <RegionsTab head={head} />
  if (current === 'changes') return <ChangesTab head={head} />
  if (current === 'posts') return <PostsTab head={head} />
  if (current === 'invitations') return <InvitationsTab head={head} />
  if (current === 'import') return <ImportTab head={head} />
  if (current === 'delegated') return <DelegatedTab head={head} />
  if (current === 'groups') return <GroupsTab head={head} />
  if (current === 'directory') return <DirectoryTab head={head} />
  if (current === 'calendar') return <CalendarTab head={head} />
  if (current === 'setup') return <SetupTab head={head} />
  return <UnitsTab head={head} />
}
