import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { type DragEvent, useState } from 'react'
import {
  Bones,
  Button,
  Dialog,
  Empty,
  ErrorState,
  Go,
  Light,
  Menu,
  names,
  Segmented,
  Tag,
  toast,
} from '../../../../platform/ui/index.ts'
import type { MatterRow } from '../../contract.ts'
import type { MatterState, Step } from '../../sides.ts'
import { problemOf, useToday } from '../../ui/data.ts'
import { dueOf, KIND_LABELS, leadOf, nameOf, STATE_LABELS, titleOf } from '../../ui/labels.ts'
import { type LedgerSearch, ledgerHref, toQuery } from '../../ui/search.ts'
import type { StepFlow } from '../../ui/steps.tsx'
import { verbLabel } from '../../ui/verbs.ts'
import { BOARD_BY, type BoardBy, type BoardColumn } from '../contract.ts'
import { movesOf, stepsInto } from '../rules.ts'
import { useLists } from './data.ts'
import { BY_LABELS } from './labels.ts'

type BoardProps = {
  search: LedgerSearch
  narrow: (part: Partial<LedgerSearch>) => void
  onOpen: (id: number) => void
  flow: StepFlow
}

const EACH = 12

/** The order of the list has no place on the board: every column stands by day. */
const boardQuery = (search: LedgerSearch) => {
  const { sort: _sort, ...query } = toQuery(search)
  return query
}

/** The same rows as the list in columns; a card is carried only where its step is open, and opens the form of that step. */
export const Board = ({ search, narrow, onOpen, flow }: BoardProps) => {
  const api = useLists()
  const by = search.by ?? 'state'
  const query = boardQuery(search)
  const board = useInfiniteQuery({
    queryKey: ['matters', 'lists', 'board', query, by],
    queryFn: ({ pageParam }) => api.board({ ...query, by, each: EACH, skip: pageParam }),
    initialPageParam: 0,
    getNextPageParam: (last, pages) =>
      last.more > 0 ? pages.reduce((sum, page) => sum + page.columns.length, 0) : undefined,
    placeholderData: keepPreviousData,
  })
  const [carried, setCarried] = useState<MatterRow | null>(null)
  const [choice, setChoice] = useState<{ row: MatterRow; steps: Step[] } | null>(null)
  const columns = board.data?.pages.flatMap((page) => page.columns) ?? []
  const more = board.data?.pages.at(-1)?.more ?? 0
  const problem = problemOf(board.error)

  const drop = (row: MatterRow, to: MatterState) => {
    const steps = stepsInto(row, to)
    const [step] = steps
    if (row.state === to) return
    if (!step) {
      const open = movesOf(row).map((move) => verbLabel(move.step, row))
      toast.failed(
        `“${titleOf(row)}”现在不能移到“${STATE_LABELS[to]}”：${open.length > 0 ? `本岗位这一步可办${open.join('、')}` : '这一步不归本岗位办'}。`,
      )
    } else if (steps.length > 1) setChoice({ row, steps })
    else flow.start(row, step, { withForm: true })
  }

  return (
    <div className="board-box">
      <div className="board-head">
        <span className="small quiet">分列</span>
        <Segmented
          label="看板分列"
          value={by}
          items={BOARD_BY.map((key) => ({ key, label: BY_LABELS[key] }))}
          onChange={(key) => narrow({ by: key === 'state' ? undefined : (key as BoardBy) })}
        />
        <span className="small quiet hide-s">
          {by === 'state'
            ? '拖到另一列就打开那一步的办理框；不用鼠标时按卡片上的“移到”。'
            : '按承诺日先后，打开事项办理。'}
        </span>
      </div>
      {problem ? (
        <ErrorState problem={problem} onAgain={() => void board.refetch()} />
      ) : board.isPending ? (
        <Bones rows={8} />
      ) : columns.every(({ total }) => total === 0) ? (
        <Empty title="没有符合条件的事项" />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section className="board" aria-label={`看板，按${BY_LABELS[by]}`} aria-busy={board.isFetching} tabIndex={0}>
          {columns.map((column) => (
            <BoardList
              key={column.key}
              column={column}
              by={by}
              query={query}
              search={search}
              carried={carried}
              onCarry={setCarried}
              onDrop={drop}
              onOpen={onOpen}
              flow={flow}
            />
          ))}
          {more > 0 ? (
            <Button className="board-more" busy={board.isFetchingNextPage} onClick={() => void board.fetchNextPage()}>
              还有 {more} 列
            </Button>
          ) : null}
        </section>
      )}
      {choice ? (
        <Dialog open onClose={() => setChoice(null)} title={`怎么办：${titleOf(choice.row)}`}>
          <div className="row wrap">
            {choice.steps.map((step) => (
              <Button
                key={step}
                onClick={() => {
                  setChoice(null)
                  flow.start(choice.row, step, { withForm: true })
                }}
              >
                {verbLabel(step, choice.row)}
              </Button>
            ))}
          </div>
        </Dialog>
      ) : null}
    </div>
  )
}

const BoardList = ({
  column,
  by,
  query,
  search,
  carried,
  onCarry,
  onDrop,
  onOpen,
  flow,
}: {
  column: BoardColumn
  by: BoardBy
  query: ReturnType<typeof boardQuery>
  search: LedgerSearch
  carried: MatterRow | null
  onCarry: (row: MatterRow | null) => void
  onDrop: (row: MatterRow, to: MatterState) => void
  onOpen: (id: number) => void
  flow: StepFlow
}) => {
  const api = useLists()
  const [isOver, setOver] = useState(false)
  const [wantsMore, setWantsMore] = useState(false)
  const rest = useInfiniteQuery({
    queryKey: ['matters', 'lists', 'board-column', query, by, column.key, column.next],
    queryFn: async ({ pageParam }) =>
      (await api.board({ ...query, by, column: column.key, after: pageParam, each: 50 })).columns[0],
    initialPageParam: column.next ?? '',
    getNextPageParam: (last) => last?.next ?? undefined,
    enabled: wantsMore && column.next !== null,
  })
  const rows = [...column.rows, ...(rest.data?.pages.flatMap((page) => page?.rows ?? []) ?? [])]
  const left = column.total - rows.length
  const isMore = left > 0 && column.next !== null && (!rest.data || rest.hasNextPage)
  const takes = by === 'state' && carried !== null && stepsInto(carried, column.key as MatterState).length > 0
  const cannot = by === 'state' && carried !== null && !takes && carried.state !== column.key
  const over = (event: DragEvent) => {
    if (by !== 'state' || !carried) return
    event.preventDefault()
    event.dataTransfer.dropEffect = takes ? 'move' : 'none'
    setOver(true)
  }
  return (
    <section
      className={names('board-list', isOver && takes && 'over', cannot && 'shut')}
      aria-label={`${column.name}，${column.total} 件`}
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        if (carried && by === 'state') onDrop(carried, column.key as MatterState)
        onCarry(null)
      }}
    >
      <h2>
        <span className="cut">{column.name}</span>
        <span className="count">{column.total}</span>
      </h2>
      <ul>
        {rows.map((row) => (
          <Card
            key={row.id}
            row={row}
            by={by}
            search={search}
            isOpen={search.open === row.id}
            onOpen={onOpen}
            onCarry={onCarry}
            flow={flow}
          />
        ))}
      </ul>
      {rows.length === 0 ? <p className="small quiet board-none">没有</p> : null}
      {isMore ? (
        <Button
          small
          kind="text"
          busy={rest.isFetching}
          onClick={() => (wantsMore ? void rest.fetchNextPage() : setWantsMore(true))}
        >
          还有 {left} 件
        </Button>
      ) : null}
    </section>
  )
}

const Card = ({
  row,
  by,
  search,
  isOpen,
  onOpen,
  onCarry,
  flow,
}: {
  row: MatterRow
  by: BoardBy
  search: LedgerSearch
  isOpen: boolean
  onOpen: (id: number) => void
  onCarry: (row: MatterRow | null) => void
  flow: StepFlow
}) => {
  const today = useToday()
  const moves = movesOf(row)
  const mayCarry = by === 'state' && moves.length > 0
  return (
    <li
      className={names('card', isOpen && 'on', mayCarry && 'carries')}
      draggable={mayCarry}
      onDragStart={(event) => {
        event.dataTransfer.setData('text/plain', row.code)
        event.dataTransfer.effectAllowed = 'move'
        onCarry(row)
      }}
      onDragEnd={() => onCarry(null)}
    >
      <div className="row card-top">
        <span className="small quiet nowrap">{row.code}</span>
        <Tag>{KIND_LABELS[row.kind]}</Tag>
        <span className="grow" />
        {moves.length > 0 ? (
          <Menu
            label={`${row.code} 移到`}
            items={moves.map(({ step, to }) => ({
              key: step,
              label: verbLabel(step, row),
              note: STATE_LABELS[to],
              onChoose: () => flow.start(row, step, { withForm: true }),
            }))}
            trigger={(props) => (
              <Button kind="text" small aria-label={`移到：${row.code}`} {...props}>
                移到
              </Button>
            )}
          />
        ) : null}
      </div>
      <Go
        className={names('title', row.title === null && 'quiet')}
        href={ledgerHref({ ...search, open: row.id })}
        draggable={false}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return
          event.preventDefault()
          onOpen(row.id)
        }}
      >
        {nameOf(row)}
      </Go>
      <div className="card-meta">
        <Light kind={row.light.kind} days={row.light.days ?? undefined} words={row.light.words} />
        {row.dueOn ? <span>{dueOf(row, today)}</span> : null}
        <span className="cut">{by === 'lead' ? STATE_LABELS[row.state] : row.lead ? leadOf(row) : ''}</span>
      </div>
    </li>
  )
}
