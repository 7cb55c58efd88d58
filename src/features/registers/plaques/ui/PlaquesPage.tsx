import { useState } from 'react'
import { useMay, useSession } from '../../../../platform/client/api.tsx'
import { saveFile } from '../../../../platform/client/download.ts'
import {
  Bones,
  Button,
  ButtonLink,
  type Column,
  ConfirmDialog,
  DataTable,
  Empty,
  ErrorState,
  formatDay,
  formatNumber,
  Go,
  PageHead,
  Panel,
  SplitView,
  TextInput,
  toast,
  useNavigateTo,
} from '../../../../platform/ui/index.ts'
import { HeadName, headWords } from '../../ui/HeadName.tsx'
import { ListFoot, problemOf, RegisterTabs, useAddress, usePages, useRegisterSend } from '../../ui/pieces.tsx'
import { LISTS, type ListKey, type PlaqueAccount, type PlaqueRow } from '../contract.ts'
import { isTerm } from '../rules.ts'
import { EMPTY_WORDS, LIST_WORDS, PLACE_WORDS } from '../words.ts'
import { Account, PlaqueFigure } from './Account.tsx'
import { useAccount, usePlaqueList, usePlaques } from './data.ts'
import { PlaqueDrawer } from './PlaqueDrawer.tsx'
import { SettingsDialog } from './SettingsDialog.tsx'
import { StepDialog } from './StepDialog.tsx'

const PAGE = 50

type Words = 'region' | 'list' | 'open' | 'q'

const listOf = (said: string | undefined): ListKey | undefined => LISTS.find((one) => one === said)

/** 光荣牌: the account of a place first, then its places, then the households behind the figure that was opened. */
export const PlaquesPage = () => {
  const [said, say, hrefOf] = useAddress<Words>()
  const regionId = said.region ? Number(said.region) : undefined
  const account = useAccount(regionId)
  const mayTake = useMay('registers:import')
  const openId = said.open ? Number(said.open) : null
  const chosen = listOf(said.list)
  // A village has no places below: its households stand there at once, those that wait first.
  const list = chosen ?? (account.data && account.data.places.length === 0 ? firstOf(account.data) : undefined)
  const href = (next: ListKey) => hrefOf({ list: next, open: null, q: null })
  return (
    <SplitView drawer={openId === null ? null : <PlaqueDrawer id={openId} onClose={() => say({ open: null })} />}>
      <div className="page">
        <PageHead title="光荣牌" sub={account.data ? `应挂尽挂 · ${account.data.place.name}` : '应挂尽挂'}>
          {account.data ? (
            <Tools account={account.data} list={list} mayTake={mayTake} isBeside={openId !== null} />
          ) : null}
        </PageHead>
        <RegisterTabs current="plaques" />
        {account.isError ? (
          <Panel>
            <ErrorState problem={problemOf(account.error)!} onAgain={() => void account.refetch()} />
          </Panel>
        ) : account.data ? (
          <>
            <Whole account={account.data} href={href} current={list} />
            {list ? (
              <Households
                key={`${regionId}:${list}`}
                list={list}
                name={account.data.place.name}
                regionId={regionId}
                openId={openId}
                onOpen={(id) => say({ open: id })}
                hrefOf={(id) => hrefOf({ open: id })}
              />
            ) : null}
            {account.data.places.length > 0 ? <Places account={account.data} hrefOf={hrefOf} /> : null}
          </>
        ) : (
          <Panel pad>
            <Bones rows={6} />
          </Panel>
        )}
      </div>
    </SplitView>
  )
}

const firstOf = ({ figures }: PlaqueAccount): ListKey => (figures.waiting > 0 ? 'waiting' : 'owed')

const Whole = ({
  account,
  href,
  current,
}: {
  account: PlaqueAccount
  href: (list: ListKey) => string
  current: ListKey | undefined
}) => {
  const { today } = useSession()
  const { place, above, last } = account
  return (
    <Panel
      title={`${place.name}对账`}
      count="随台账变动"
      tools={
        above ? (
          <Go className="more" href={`/registers/plaques?region=${above.id}`}>
            上一级：{above.name}
          </Go>
        ) : null
      }
    >
      <Account name={place.name} figures={account.figures} href={href} current={current}>
        {last ? (
          <span>
            最近冻结 <Go href={`/registers/plaques/statements/${last.id}`}>{last.number}</Go>
            <span className="quiet"> {formatDay(last.frozenOn, today)}</span>
          </span>
        ) : (
          <span className="quiet">还没有冻结过</span>
        )}
      </Account>
    </Panel>
  )
}

const Tools = ({
  account,
  list,
  mayTake,
  isBeside,
}: {
  account: PlaqueAccount
  list: ListKey | undefined
  mayTake: boolean
  /** A drawer is open, which has the primary button. */
  isBeside: boolean
}) => {
  const api = usePlaques()
  const go = useNavigateTo()
  const [asking, setAsking] = useState<'freeze' | 'settings' | null>(null)
  const [busy, setBusy] = useState(false)
  const { place } = account
  const freeze = useRegisterSend(
    () => api.freeze({ regionId: place.id }),
    (made) => {
      setAsking(null)
      go(`/registers/plaques/statements/${made.id}`)
      return `已冻结，编号 ${made.number}。`
    },
  )
  const save = async () => {
    setBusy(true)
    try {
      saveFile(await api.sheet({ regionId: place.id, list: list ?? 'owed' }))
    } catch (thrown) {
      toast.failed(problemOf(thrown)?.detail ?? '')
    } finally {
      setBusy(false)
    }
  }
  return (
    <span className="row wrap">
      {mayTake ? (
        <>
          <Button kind="text" className="hide-s" onClick={() => setAsking('settings')}>
            悬挂口径
          </Button>
          <Button icon="out" className="hide-s" busy={busy} onClick={() => void save()}>
            导出台账
          </Button>
        </>
      ) : null}
      <ButtonLink href="/registers/plaques/statements" className="hide-s">
        历次对账
      </ButtonLink>
      {account.mayFreeze && account.places.length > 0 ? (
        <Button kind={isBeside ? undefined : 'primary'} onClick={() => setAsking('freeze')}>
          冻结对账单
        </Button>
      ) : null}
      <ConfirmDialog
        open={asking === 'freeze'}
        onClose={() => setAsking(null)}
        title={`冻结${place.name}的光荣牌对账单`}
        verb="冻结对账单"
        busy={freeze.busy}
        problem={freeze.problem}
        onDo={() => freeze.send(undefined)}
      >
        冻结后编号、日期、数字和名单都不再改动；以后的变动只改现在的账。
      </ConfirmDialog>
      {asking === 'settings' ? <SettingsDialog onClose={() => setAsking(null)} /> : null}
    </span>
  )
}

const SHOWN = ['owed', 'hung', 'waiting', 'declined', 'not-found', 'hung-not-owed', 'double'] as const

const Places = ({
  account,
  hrefOf,
}: {
  account: PlaqueAccount
  hrefOf: (change: Partial<Record<Words, string | number | null>>) => string
}) => {
  type Row = PlaqueAccount['places'][number]
  const columns: Column<Row>[] = [
    {
      key: 'name',
      title: '地方',
      phone: 'title',
      cell: ({ id, name, isOwn }) =>
        isOwn ? name : <Go href={hrefOf({ region: id, list: null, open: null, q: null })}>{name}</Go>,
    },
    ...SHOWN.map(
      (list): Column<Row> => ({
        key: list,
        title: LIST_WORDS[list],
        width: 96,
        align: 'right',
        // The whole equation on a phone as well; what stands beside it where there is room.
        ...(list === 'owed' || isTerm(list) ? { phone: 'meta' as const } : { wideOnly: true }),
        cell: ({ id, name, isOwn, figures }) =>
          isOwn ? (
            <span>{figures[list]}</span>
          ) : (
            <>
              <span className="only-s">{LIST_WORDS[list]} </span>
              <PlaqueFigure
                list={list}
                count={figures[list]}
                of={name}
                href={(next) => hrefOf({ region: id, list: next, open: null, q: null })}
              />
            </>
          ),
      }),
    ),
  ]
  return (
    <Panel title="分地方" count="按建制顺序" className="places-table">
      <DataTable
        label="分地方的光荣牌"
        columns={columns}
        rows={account.places}
        keyOf={({ id, isOwn }) => `${id}:${isOwn}`}
        totals={Object.fromEntries([
          ['name', '合计'],
          ...SHOWN.map((list) => [list, formatNumber(account.figures[list])] as const),
        ])}
      />
    </Panel>
  )
}

const Households = ({
  list,
  name,
  regionId,
  openId,
  onOpen,
  hrefOf,
}: {
  list: ListKey
  name: string
  regionId: number | undefined
  openId: number | null
  onOpen: (id: number) => void
  hrefOf: (id: number) => string
}) => {
  const { today, acting } = useSession()
  const mayWrite = useMay('registers:write')
  const [typed, setTyped] = useState('')
  const [hanging, setHanging] = useState<PlaqueRow | null>(null)
  const pages = usePages(`${regionId}:${list}:${typed}`)
  const query = { regionId, list, q: typed.trim() || undefined, after: pages.after, size: PAGE }
  const shown = usePlaqueList(query, true)
  const rows = shown.data?.rows ?? []
  const columns: Column<PlaqueRow>[] = [
    { key: 'head', title: '户主', phone: 'title', cell: (row) => <HeadName {...row} /> },
    {
      key: 'place',
      title: '村（社区）',
      phone: 'meta',
      cell: ({ townName, regionName }) => `${townName} ${regionName}`,
    },
    { key: 'state', title: '悬挂情况', width: 110, phone: 'meta', cell: ({ place }) => PLACE_WORDS[place] },
    {
      key: 'on',
      title: '悬挂日',
      width: 110,
      wideOnly: true,
      nowrap: true,
      cell: ({ hungOn }) => (hungOn ? formatDay(hungOn, today) : '—'),
    },
    {
      key: 'act',
      title: '办理',
      width: 110,
      phone: 'end',
      cell: (row) =>
        mayWrite && row.place === 'waiting' ? (
          <Button small aria-label={`记${headWords(row)}已挂`} onClick={() => setHanging(row)}>
            记已挂
          </Button>
        ) : null,
    },
  ]
  return (
    <Panel
      title={`${name} · ${LIST_WORDS[list]}`}
      count={shown.data ? `${shown.data.total} 户` : undefined}
      tools={
        acting?.role === 'leader' ? null : (
          <span className="register-search">
            <TextInput
              type="search"
              aria-label="按户主姓名找"
              placeholder="按户主姓名找"
              value={typed}
              onText={setTyped}
              maxLength={30}
            />
          </span>
        )
      }
    >
      <DataTable
        label={`${LIST_WORDS[list]}的家庭`}
        columns={columns}
        rows={rows}
        keyOf={({ householdId }) => String(householdId)}
        hrefOf={({ householdId }) => hrefOf(householdId)}
        onOpen={({ householdId }) => onOpen(householdId)}
        openKey={openId === null ? null : String(openId)}
        loading={shown.isPending}
        problem={problemOf(shown.error)}
        onAgain={() => void shown.refetch()}
        empty={
          <Empty
            title={typed ? '没有这个姓名的家庭' : `${name}没有“${LIST_WORDS[list]}”的家庭`}
            onClear={typed ? () => setTyped('') : undefined}
          >
            {typed ? '户主姓名写全再找；还没有登记的，先在“家庭”里登记。' : EMPTY_WORDS[list]}
          </Empty>
        }
      />
      <ListFoot pages={pages} read={shown} size={PAGE} word="户" />
      {hanging ? (
        <StepDialog id={hanging.householdId} head={headWords(hanging)} step="hang" onClose={() => setHanging(null)} />
      ) : null}
    </Panel>
  )
}
