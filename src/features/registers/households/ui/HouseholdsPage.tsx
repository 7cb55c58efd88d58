import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useMay, useSession } from '../../../../platform/client/api.tsx'
import { saveFile } from '../../../../platform/client/download.ts'
import {
  Button,
  type Column,
  DataTable,
  Empty,
  FilterBar,
  FilterChip,
  formatDay,
  Note,
  PageHead,
  Panel,
  ReasonDialog,
  SplitView,
  Tag,
} from '../../../../platform/ui/index.ts'
import { ImpactNote, SearchBox, shownProblem, usePages, useSettled } from '../../../org/ui/index.ts'
import { type ChosenPlace, PlaceChain } from '../../ui/PlaceChain.tsx'
import { ListFoot, RegisterTabs, useRegisterSend, useRegisters } from '../../ui/pieces.tsx'
import type { HouseholdRow } from '../contract.ts'
import {
  CATEGORY_WORDS,
  type Category,
  HOUSEHOLD_STATE_WORDS,
  type HouseholdState,
  LACK_WORDS,
  type Lack,
} from '../words.ts'
import { FindNumberDialog } from './FindNumberDialog.tsx'
import { HouseholdDrawer } from './HouseholdDrawer.tsx'
import { PersonForm } from './PersonForm.tsx'

const optionsOf = (words: Readonly<Record<string, string>>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }))

/** 底册: the households of a place and below, place by place; a leader sees them masked. */
export const HouseholdsPage = () => {
  const api = useRegisters()
  const { acting, today } = useSession()
  const { open, q: sought } = useSearch({ strict: false }) as { open?: unknown; q?: unknown }
  // Who sees names masked finds by place and category.
  const isMasked = acting?.role === 'leader'
  const mayWrite = useMay('registers:write')
  const mayReveal = useMay('registers:reveal')
  const mayExport = useMay('registers:import')
  const [place, setPlace] = useState<ChosenPlace>([])
  const [typed, setTyped] = useState(sought === undefined ? '' : String(sought))
  const [category, setCategory] = useState<readonly string[]>([])
  const [state, setState] = useState<readonly string[]>([])
  const [lacks, setLacks] = useState<readonly string[]>([])
  const [openId, setOpenId] = useState<number | null>(Number(open) || null)
  useEffect(() => {
    if (Number(open) > 0) setOpenId(Number(open))
  }, [open])
  const [dialog, setDialog] = useState<'add' | 'find' | 'export' | null>(null)
  const settled = useSettled(typed).trim()
  const isNumber = /\d{7}/.test(settled)
  const q = isMasked || isNumber || settled.length < 2 ? undefined : settled
  const filters = {
    regionId: place.at(-1),
    category: category[0] as Category | undefined,
    state: (state[0] ?? 'present') as HouseholdState,
    lacks: lacks[0] as Lack | undefined,
    q,
  }
  const pages = usePages(JSON.stringify(filters))
  const query = { ...filters, after: pages.after, size: 50 }
  const list = useQuery({
    queryKey: ['registers', 'households', query],
    queryFn: () => api.households.list(query),
    placeholderData: keepPreviousData,
  })
  const sheet = useRegisterSend(
    (reason: string) => api.households.export({ ...filters, reason }),
    (file) => {
      saveFile(file)
      setDialog(null)
      return '名单已导出，导出已留痕。'
    },
  )
  const rows = list.data?.rows ?? []
  const isFiltered = place.length > 0 || typed !== '' || category.length > 0 || state.length > 0 || lacks.length > 0
  const clear = () => {
    setPlace([])
    setTyped('')
    setCategory([])
    setState([])
    setLacks([])
  }
  const columns: Column<HouseholdRow>[] = [
    {
      key: 'head',
      title: '户主',
      width: 130,
      phone: 'title',
      cell: ({ headName, lacksHead, personCount, state: own }) => (
        <span>
          户主 {headName}{' '}
          {own !== 'present' ? null : personCount === 0 ? (
            <Tag>{LACK_WORDS.people}</Tag>
          ) : lacksHead ? (
            <Tag>{LACK_WORDS.head}</Tag>
          ) : null}
        </span>
      ),
    },
    {
      key: 'place',
      title: '村（社区）',
      phone: 'meta',
      cell: ({ regionName, townName }) => (
        <span>
          {regionName}
          <span className="quiet small"> {townName}</span>
        </span>
      ),
    },
    {
      key: 'categories',
      title: '对象类别',
      phone: 'meta',
      cell: ({ categories }) =>
        categories.length === 0 ? (
          <span className="quiet">未登记类别</span>
        ) : (
          categories.map((one) => CATEGORY_WORDS[one]).join('、')
        ),
    },
    {
      key: 'count',
      title: '在册',
      width: 80,
      align: 'right',
      phone: 'meta',
      cell: ({ personCount }) => `${personCount} 人`,
    },
    {
      key: 'state',
      title: '状态',
      width: 130,
      wideOnly: true,
      cell: ({ state: own, endedOn }) => (
        <span>
          <Tag line={own === 'present'}>{HOUSEHOLD_STATE_WORDS[own]}</Tag>
          {endedOn ? <span className="quiet small"> {formatDay(endedOn, today)}</span> : null}
        </span>
      ),
    },
  ]
  return (
    <SplitView
      drawer={
        openId === null ? null : (
          <HouseholdDrawer key={openId} id={openId} onOpen={setOpenId} onClose={() => setOpenId(null)} />
        )
      }
    >
      <PageHead title="底册" sub={`${acting?.regionName ?? ''}及以下，按建制顺序`}>
        {mayReveal ? <Button onClick={() => setDialog('find')}>按号码找</Button> : null}
        {mayExport ? <Button onClick={() => setDialog('export')}>导出名单</Button> : null}
        {mayWrite ? (
          <Button kind={openId === null ? 'primary' : 'default'} icon="plus" onClick={() => setDialog('add')}>
            登记一户
          </Button>
        ) : null}
      </PageHead>
      <RegisterTabs current="households" />
      <FilterBar onClear={isFiltered ? clear : undefined}>
        {isMasked ? null : <SearchBox label="找家庭" placeholder="户主或家人姓名" value={typed} onText={setTyped} />}
        <PlaceChain value={place} onChange={setPlace} />
        <FilterChip label="对象类别" options={optionsOf(CATEGORY_WORDS)} value={category} onChange={setCategory} />
        <FilterChip label="状态" options={optionsOf(HOUSEHOLD_STATE_WORDS)} value={state} onChange={setState} />
        <FilterChip label="待办" options={optionsOf(LACK_WORDS)} value={lacks} onChange={setLacks} />
      </FilterBar>
      {mayWrite ? <ImpactNote functions={['closed-persons', 'minors']} /> : null}
      {isNumber ? <Note kind="due">这里按姓名找。号码用“按号码找”，不会写进网址和日志。</Note> : null}
      <Panel label="家庭列表">
        <DataTable
          label="底册家庭"
          columns={columns}
          rows={rows}
          keyOf={({ id }) => String(id)}
          onOpen={({ id }) => setOpenId(id)}
          openKey={openId === null ? null : String(openId)}
          loading={list.isPending}
          problem={shownProblem(list.error)}
          onAgain={() => void list.refetch()}
          empty={
            <Empty
              title={isFiltered ? '没有符合条件的家庭' : '这里还没有登记家庭'}
              icon="register"
              onClear={isFiltered ? clear : undefined}
            >
              {mayWrite && !isFiltered ? '可以逐户登记，也可以用 Excel 整批导入。' : null}
            </Empty>
          }
        />
        <ListFoot pages={pages} read={list} word="户" />
      </Panel>
      {dialog === 'find' ? <FindNumberDialog onClose={() => setDialog(null)} onOpen={setOpenId} /> : null}
      {dialog === 'add' ? (
        <PersonForm
          onClose={() => setDialog(null)}
          onDone={({ id }) => {
            setDialog(null)
            setOpenId(id)
          }}
        />
      ) : null}
      <ReasonDialog
        open={dialog === 'export'}
        onClose={() => {
          setDialog(null)
          sheet.reset()
        }}
        title="导出底册名单"
        verb="导出名单"
        explain="导出筛选出的家庭（最多 5,000 户），只有户主、村、类别和状态，没有号码和住址。每次导出都留痕。"
        reason={{ label: '用途', max: 200, ready: ['核对名单', '安排走访'] }}
        busy={sheet.busy}
        problem={sheet.problem}
        onDo={({ reason }) => sheet.send(reason)}
      />
    </SplitView>
  )
}
