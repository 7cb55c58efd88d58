import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useSession } from '../../../platform/client/api.tsx'
import {
  Bones,
  Button,
  Empty,
  ErrorState,
  formatDay,
  Go,
  Light,
  LightCounts,
  names,
  PageHead,
  Panel,
  ProgressDots,
  Segmented,
  SplitView,
} from '../../../platform/ui/index.ts'
import type { MatterRow } from '../contract.ts'
import type { LightKind } from '../lights.ts'
import type { NeedDirection } from '../sides.ts'
import { problemOf, useMatters, useToday } from './data.ts'
import { DIRECTION_LABELS, dueOf, leadOf, STATE_LABELS, titleOf } from './labels.ts'
import './matters.css'
import { placeOf } from './progress.ts'
import { DUAL_SHOWS, type DualShow, type LedgerSearch, ledgerHref } from './search.ts'
import { useLedger } from './useLedger.ts'

const MatterDrawer = lazy(async () => ({ default: (await import('./MatterDrawer.tsx')).MatterDrawer }))
const RaiseDialog = lazy(async () => ({ default: (await import('./RaiseDialog.tsx')).RaiseDialog }))

const SHOWN_LABELS: Record<DualShow, string> = { open: '在办', closed: '已销号', other: '其他' }

type Column = {
  direction: NeedDirection
  open: number
  lights: Partial<Record<LightKind, number>>
  rows: MatterRow[]
}

/** 双清单: what the troops ask of the locality and the locality of the troops, in two columns. */
export const DualListPage = () => {
  const api = useMatters()
  const { search, open, show: switchTo } = useLedger('/dual')
  const show = search.show ?? 'open'
  const dual = useQuery({ queryKey: ['matters', 'dual', show], queryFn: () => api.dual({ show }) })
  const problem = problemOf(dual.error)
  const columns: Column[] = dual.data?.columns ?? []
  const rows = columns.flatMap((column) => column.rows)
  const switcher = (
    <Segmented
      label="看哪一部分"
      value={show}
      onChange={(next) => switchTo(next as DualShow)}
      items={DUAL_SHOWS.map((key) => ({ key, label: SHOWN_LABELS[key], count: dual.data?.counts[key] }))}
    />
  )
  return (
    <SplitView
      drawer={
        search.open === undefined ? null : (
          <Suspense fallback={null}>
            <MatterDrawer
              id={search.open}
              row={rows.find(({ id }) => id === search.open)}
              onClose={() => open(undefined)}
            />
          </Suspense>
        )
      }
    >
      <PageHead title="双清单" sub={<span className="hide-s">军地互提需求、互办实事</span>}>
        <span className="hide-s">{switcher}</span>
        <StatementsLink />
        <RaiseNeed isQuiet={search.open !== undefined} />
      </PageHead>
      <div className="dual-switch-s">{switcher}</div>
      <div className="dual-scroll">
        {problem && !dual.data ? (
          <Panel>
            <ErrorState problem={problem} onAgain={() => void dual.refetch()} />
          </Panel>
        ) : dual.data ? (
          <div className="dual">
            {columns.map((column) => (
              <DualColumn key={column.direction} column={column} show={show} openId={search.open} onOpen={open} />
            ))}
          </div>
        ) : (
          <Panel pad>
            <Bones rows={8} />
          </Panel>
        )}
      </div>
    </SplitView>
  )
}

/** 对账 stands to whoever signs: offices and troop units. */
const StatementsLink = () => {
  const { acting } = useSession()
  if (!['office', 'troop'].includes(acting?.role ?? '')) return null
  return (
    <Go className="btn" href="/statements">
      对账
    </Go>
  )
}

const RaiseNeed = ({ isQuiet }: { isQuiet: boolean }) => {
  const { acting } = useSession()
  const [isRaising, setRaising] = useState(false)
  if (!['office', 'liaison', 'station', 'troop'].includes(acting?.role ?? '')) return null
  return (
    <>
      <Button kind={isQuiet ? 'default' : 'primary'} icon="plus" onClick={() => setRaising(true)}>
        提需求
      </Button>
      <Suspense fallback={null}>
        {isRaising ? <RaiseDialog what="need" onClose={() => setRaising(false)} /> : null}
      </Suspense>
    </>
  )
}

const ARROWS: Record<NeedDirection, [from: string, to: string]> = {
  'military-asks': ['部队提', '地方办'],
  'locality-asks': ['地方提', '部队办'],
}
const EMPTY: Record<DualShow, string> = {
  open: '没有在办的需求',
  closed: '没有已销号的需求',
  other: '没有不予办理或已撤回的需求',
}
const LIGHT_ORDER = ['over', 'due', 'ok', 'hung', 'none'] as const

/** The same rows in the ledger, for what the column does not show. */
const allOf = (direction: NeedDirection, show: DualShow): LedgerSearch => ({
  kind: ['need'],
  direction,
  ...(show === 'open' ? { light: ['open'] } : { state: show === 'closed' ? ['closed'] : ['declined', 'withdrawn'] }),
})

const DualColumn = ({
  column,
  show,
  openId,
  onOpen,
}: {
  column: Column
  show: DualShow
  openId: number | undefined
  onOpen: (id: number) => void
}) => {
  const { direction, rows, lights } = column
  const [from, to] = ARROWS[direction]
  const total = show === 'open' ? column.open : rows.length
  const rest = total - rows.length
  const counts = LIGHT_ORDER.map((kind) => ({ kind, count: lights[kind] ?? 0 })).filter(({ count }) => count > 0)
  return (
    <Panel
      label={DIRECTION_LABELS[direction]}
      title={
        <>
          {from} <span className="arrow">→</span> {to}
        </>
      }
      count={show === 'open' ? `在办 ${column.open}` : SHOWN_LABELS[show]}
      tools={
        show === 'open' && counts.length > 0 ? (
          <LightCounts label={`${DIRECTION_LABELS[direction]}，按灯`} counts={counts} compact />
        ) : undefined
      }
      footer={
        <>
          <span>{rest > 0 ? `另有 ${rest} 件` : `共 ${total} 件`}</span>
          <span className="grow" />
          <Go className="more" href={ledgerHref(allOf(direction, show))}>
            展开全部
          </Go>
        </>
      }
    >
      {rows.length === 0 ? (
        <Empty title={EMPTY[show]} />
      ) : (
        <ul className="list">
          {rows.map((row) => (
            <DualRow key={row.id} row={row} isOpen={row.id === openId} onOpen={() => onOpen(row.id)} />
          ))}
        </ul>
      )}
    </Panel>
  )
}

/** 军-33: the running number of the year behind the side that asks. */
const shortCode = (row: MatterRow): string => {
  const number = Number(row.code.split('-').at(-1))
  return Number.isNaN(number) ? row.code : `${row.direction === 'military-asks' ? '军' : '地'}-${number}`
}

const DualRow = ({ row, isOpen, onOpen }: { row: MatterRow; isOpen: boolean; onOpen: () => void }) => {
  const today = useToday()
  const review = row.hungReviewOn ? formatDay(row.hungReviewOn, today) : undefined
  const isHung = row.light.kind === 'hung'
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the title in it is a link that does the same by keyboard
    <li
      className={names(isOpen && 'on')}
      aria-current={isOpen ? 'true' : undefined}
      onClick={(event) => {
        if (event.target instanceof Element && event.target.closest('a')) return
        onOpen()
      }}
    >
      <div className="grow">
        <div className="l1">
          <Go
            className={names('title cut', row.title === null && 'quiet')}
            href={`/dual?open=${row.id}`}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return
              event.preventDefault()
              onOpen()
            }}
          >
            {titleOf(row)}
          </Go>
          <Light
            kind={row.light.kind}
            days={row.light.days ?? undefined}
            review={review}
            form={isHung ? 'long' : 'short'}
            words={isHung ? undefined : row.light.words}
          />
        </div>
        <div className="l2">
          <span className="no" title={row.code}>
            {shortCode(row)}
          </span>
          <span className="cut">
            {row.asker.name} <span className="quiet">→</span> {leadOf(row)}
          </span>
          <span className="grow" />
          <ProgressDots now={placeOf(row.state)} label={STATE_LABELS[row.state]} />
          <span className="stn">{STATE_LABELS[row.state]}</span>
          <span className="day">{isHung ? '' : dueOf(row, today)}</span>
        </div>
      </div>
    </li>
  )
}
