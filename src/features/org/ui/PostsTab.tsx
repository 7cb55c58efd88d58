import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { Role } from '../../../platform/acting.ts'
import { useMay, useSession } from '../../../platform/client/api.tsx'
import {
  Button,
  Chip,
  type Column,
  DataTable,
  Empty,
  FilterBar,
  FilterChip,
  Pager,
  Panel,
  Segmented,
  SplitView,
  Tag,
} from '../../../platform/ui/index.ts'
import type { Post } from '../posts/contract.ts'
import { shownProblem, useOrg, usePages, useSettled } from './data.ts'
import { optionsOf, ROLE_LABELS } from './labels.ts'
import { PeopleList } from './PeopleList.tsx'
import { PostDrawer } from './PostDrawer.tsx'
import { PostForm } from './PostForm.tsx'
import { type OrgHead, SearchBox } from './pieces.tsx'

const SIZE = 50

/** 岗位与人员: posts and who holds them; accounts for the administrators. */
export const PostsTab = ({ head }: { head: OrgHead }) => {
  const mayKeepPeople = useMay('people:keep')
  const [view, setView] = useState('posts')
  const tools = mayKeepPeople ? (
    <Segmented
      label="看岗位还是人员"
      items={[
        { key: 'posts', label: '岗位' },
        { key: 'people', label: '人员' },
      ]}
      value={view}
      onChange={setView}
    />
  ) : null
  return mayKeepPeople && view === 'people' ? (
    <PeopleList head={head} tools={tools} />
  ) : (
    <PostsList head={head} tools={tools} />
  )
}

const PostsList = ({ head, tools }: { head: OrgHead; tools: ReactNode }) => {
  const api = useOrg()
  const mayWrite = useMay('org:write')
  const { acting } = useSession()
  const [typed, setTyped] = useState('')
  const [role, setRole] = useState<readonly string[]>([])
  const [vacant, setVacant] = useState(false)
  const [closed, setClosed] = useState(false)
  const [own, setOwn] = useState(false)
  const [openId, setOpenId] = useState<number | null>(null)
  const [isAdding, setAdding] = useState(false)
  const q = useSettled(typed)
  const filters = {
    q: q || undefined,
    role: role[0] as Role | undefined,
    vacant: vacant ? 'true' : undefined,
    closed: closed ? 'true' : undefined,
    regionId: own ? acting?.regionId : undefined,
  }
  const pages = usePages(JSON.stringify(filters))
  const query = { ...filters, after: pages.after, size: SIZE }
  const list = useQuery({
    queryKey: ['org', 'posts', query],
    queryFn: () => api.posts.list(query),
    placeholderData: keepPreviousData,
  })
  const rows = list.data?.rows ?? []
  const columns: Column<Post>[] = [
    { key: 'name', title: '岗位', phone: 'title', cell: ({ name }) => name },
    { key: 'unit', title: '单位', wideOnly: true, cell: ({ unitName }) => unitName },
    { key: 'region', title: '所在地', width: 110, wideOnly: true, cell: ({ regionName }) => regionName },
    { key: 'role', title: '角色', width: 136, phone: 'meta', cell: ({ role }) => <Tag>{ROLE_LABELS[role]}</Tag> },
    {
      key: 'holders',
      title: '在任',
      phone: 'meta',
      cell: ({ holders, closedOn }) =>
        closedOn ? (
          <span className="quiet">{closedOn} 撤销</span>
        ) : holders.length > 0 ? (
          holders.map(({ personName }) => personName).join('、')
        ) : (
          <Tag line>空缺</Tag>
        ),
    },
  ]
  const isFiltered = Boolean(typed) || role.length > 0 || vacant || closed || own
  const clear = () => {
    setTyped('')
    setRole([])
    setVacant(false)
    setClosed(false)
    setOwn(false)
  }
  return (
    <SplitView
      drawer={openId === null ? null : <PostDrawer key={openId} id={openId} onClose={() => setOpenId(null)} />}
    >
      {head(
        mayWrite ? (
          <Button kind={openId === null ? 'primary' : 'default'} icon="plus" onClick={() => setAdding(true)}>
            设岗位
          </Button>
        ) : null,
      )}
      <FilterBar onClear={isFiltered ? clear : undefined}>
        {tools}
        <SearchBox label="找岗位" placeholder="岗位、单位或姓名" value={typed} onText={setTyped} />
        <FilterChip label="角色" value={role} onChange={setRole} options={optionsOf(ROLE_LABELS)} />
        <Chip on={own} aria-pressed={own} onClick={() => setOwn(!own)}>
          本地及下级
        </Chip>
        <Chip on={vacant} aria-pressed={vacant} onClick={() => setVacant(!vacant)}>
          空缺
        </Chip>
        <Chip on={closed} aria-pressed={closed} onClick={() => setClosed(!closed)}>
          已撤销
        </Chip>
      </FilterBar>
      <Panel label="岗位列表">
        <DataTable
          label="岗位"
          columns={columns}
          rows={rows}
          keyOf={({ id }) => String(id)}
          onOpen={({ id }) => setOpenId(id)}
          openKey={openId === null ? null : String(openId)}
          loading={list.isPending}
          problem={shownProblem(list.error)}
          onAgain={() => void list.refetch()}
          empty={<Empty title="没有符合条件的岗位" icon="user" onClear={isFiltered ? clear : undefined} />}
        />
        <Pager
          total={list.data?.total}
          from={(pages.number - 1) * SIZE + 1}
          shown={rows.length}
          word="个"
          onBack={pages.back}
          onNext={pages.next(list.data?.next)}
          busy={list.isFetching}
        />
      </Panel>
      {isAdding ? (
        <PostForm
          onClose={() => setAdding(false)}
          onDone={(id) => {
            setAdding(false)
            setOpenId(id)
          }}
        />
      ) : null}
    </SplitView>
  )
}
