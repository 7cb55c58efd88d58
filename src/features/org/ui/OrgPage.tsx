import { useSearch } from '@tanstack/react-router'
import './org.css'
import { useSession } from '../../../platform/client/api.tsx'
import { PageHead } from '../../../platform/ui/index.ts'
import { SecurityTab } from '../access/ui/SecurityTab.tsx'
import { ApprovalsTab } from '../approvals/ui/ApprovalsTab.tsx'
import { ChangesTab } from '../changes/ui/ChangesTab.tsx'
import { CountsTab } from '../counts/ui/CountsTab.tsx'
import { DirectoryTab } from '../directory/ui/DirectoryTab.tsx'
import { GroupsTab } from '../groups/ui/GroupsTab.tsx'
import { ImportTab } from '../imports/ui/ImportTab.tsx'
import { DelegatedTab } from '../invitations/ui/DelegatedTab.tsx'
import { InvitationsTab } from '../invitations/ui/InvitationsTab.tsx'
import { MilitaryTab } from '../military/ui/MilitaryTab.tsx'
import { CalendarTab } from './CalendarTab.tsx'
import { OrgTabs, useOrgTabs } from './OrgTabs.tsx'
import { PostsTab } from './PostsTab.tsx'
import type { OrgHead } from './pieces.tsx'
import { RegionsTab } from './RegionsTab.tsx'
import { SetupTab } from './SetupTab.tsx'
import { UnitsTab } from './UnitsTab.tsx'

/** 组织: who is responsible here. The same screens for everybody; who may not write sees no verbs. */
export const OrgPage = () => {
  const { tab, q } = useSearch({ strict: false }) as { tab?: string; q?: unknown }
  const { acting, cityName } = useSession()
  const current = useOrgTabs().find(({ key, page }) => key === tab && !page)?.key ?? 'units'
  const place = acting?.regionName === cityName ? cityName : `${cityName ?? ''} · ${acting?.regionName ?? ''}`
  const head: OrgHead = (tools) => (
    <>
      <PageHead title="组织" sub={place}>
        {tools}
      </PageHead>
      <OrgTabs current={current} />
    </>
  )
  if (current === 'regions') return <RegionsTab head={head} />
  if (current === 'changes') return <ChangesTab head={head} />
  if (current === 'posts') return <PostsTab key={String(q)} head={head} />
  if (current === 'approvals') return <ApprovalsTab head={head} />
  if (current === 'military') return <MilitaryTab head={head} />
  if (current === 'invitations') return <InvitationsTab head={head} />
  if (current === 'import') return <ImportTab head={head} />
  if (current === 'delegated') return <DelegatedTab head={head} />
  if (current === 'groups') return <GroupsTab head={head} />
  if (current === 'directory') return <DirectoryTab head={head} />
  if (current === 'counts') return <CountsTab head={head} />
  if (current === 'calendar') return <CalendarTab head={head} />
  if (current === 'security') return <SecurityTab head={head} />
  if (current === 'setup') return <SetupTab head={head} />
  return <UnitsTab key={String(q)} head={head} />
}
