import { type ReactNode, useState } from 'react'
import type { Role } from '../../../platform/acting.ts'
import { useMay, useSession } from '../../../platform/client/api.tsx'
import {
  Button,
  Chip,
  type Column,
  FilterBar,
  FilterChip,
  Segmented,
  SplitView,
  Tag,
} from '../../../platform/ui/index.ts'
import type { Post } from '../posts/contract.ts'
import { useAddressed, useOrg, useSettled } from './data.ts'
import { optionsOf, ROLE_LABELS } from './labels.ts'
import { ListPanel, useOrgList } from './list.tsx'
import { PeopleList } from './PeopleList.tsx'
import { PostDrawer } from './PostDrawer.tsx'
import { PostForm } from './PostForm.tsx'
import { type OrgHead, SearchBox } from './pieces.tsx'

/** 岗位与人员: posts and who holds them; accounts for the administrators. */
export const PostsTab = ({ head }: { head: OrgHead }) => {
  const mayKeepPeople = useMay('people:keep')
  const [view, setView] = useState(() => new URLSearchParams(window.location.search).get('view') ?? 'posts')
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
  const { openId, setOpenId, q: asked } = useAddressed()
  const [typed, setTyped] = useState(asked)
  const [role, setRole] = useState<readonly string[]>([])
  const [vacant, setVacant] = useState(false)
  const [closed, setClosed] = useState(false)
  const [own, setOwn] = useState(false)
  const [isAdding, setAdding] = useState(false)
  const q = useSettled(typed)
  const filters = {
    q: q || undefined,
    role: role[0] as Role | undefined,
    vacant: vacant ? 'true' : undefined,
    closed: closed ? 'true' : undefined,
    regionId: own ? acting?.regionId : undefined,
  }
  const shown = useOrgList('posts', filters, (query) => api.posts.list(query))
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
      <ListPanel
        of={shown}
        label="岗位列表"
        title="岗位"
        columns={columns}
        open={{ id: openId, onOpen: ({ id }) => setOpenId(id) }}
        word="个"
        icon="user"
        none="这里还没有岗位"
        filtered="没有符合条件的岗位"
        onClear={isFiltered ? clear : undefined}
      />
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
