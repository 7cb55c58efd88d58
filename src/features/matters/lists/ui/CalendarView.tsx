import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import {
  Bones,
  Button,
  Dialog,
  Empty,
  ErrorState,
  formatDayWithWeekday,
  Go,
  Icon,
  IconButton,
  Note,
  names,
  Segmented,
  usePhone,
} from '../../../../platform/ui/index.ts'
import { problemOf, useToday } from '../../ui/data.ts'
import { LIGHT_LABELS, nameOf } from '../../ui/labels.ts'
import { type CalendarDay, useCalendarDays } from '../../ui/options.ts'
import { type LedgerSearch, ledgerHref, toQuery } from '../../ui/search.ts'
import type { DayItem, LedgerCalendar } from '../contract.ts'
import { useLists } from './data.ts'
import { shortLunar, turn, WEEKDAYS, weekOf, weeksOfMonth } from './days.ts'
import { DAY_KIND_LABELS } from './labels.ts'

type Day = LedgerCalendar['days'][number]
type Opens = { search: LedgerSearch; onOpen: (id: number) => void }

const calendarQuery = (search: LedgerSearch) => {
  const { sort: _sort, ...query } = toQuery(search)
  return query
}

/** The same rows as the list on their days: promised days, nodes and reviews, with holidays and lunar days. */
export const CalendarView = ({ search, narrow, onOpen }: Opens & { narrow: (part: Partial<LedgerSearch>) => void }) => {
  const api = useLists()
  const today = useToday()
  const isPhone = usePhone()
  const at = search.at ?? today
  const span = search.span ?? 'month'
  const weeks = span === 'week' ? [weekOf(at)] : weeksOfMonth(at)
  const from = weeks[0]?.[0] ?? at
  const to = weeks.at(-1)?.[6] ?? at
  const each = span === 'week' || isPhone ? 20 : 3
  const query = calendarQuery(search)
  const found = useQuery({
    queryKey: ['matters', 'lists', 'calendar', query, from, to, each],
    queryFn: () => api.calendar({ ...query, from, to, each }),
    placeholderData: keepPreviousData,
  })
  const known = useCalendarDays(from, to)
  const [whole, setWhole] = useState<string | null>(null)
  const problem = problemOf(found.error)
  const days = new Map((found.data?.days ?? []).map((day) => [day.day, day]))
  const undated = found.data?.undated ?? 0
  const unannounced = [
    ...new Set([...known.values()].filter((day) => !day.announced).map(({ day }) => day.slice(0, 4))),
  ]
  const title =
    span === 'week' ? `${formatDayWithWeekday(from, today)} 起一周` : `${at.slice(0, 4)}年${Number(at.slice(5, 7))}月`
  const opens = { search, onOpen }

  return (
    <div className="cal-box">
      <div className="board-head">
        <IconButton
          icon="left"
          label={span === 'week' ? '上一周' : '上个月'}
          onClick={() => narrow({ at: turn(at, span, -1) })}
        />
        <h2 className="cal-title" aria-live="polite">
          {title}
        </h2>
        <IconButton
          icon="right"
          label={span === 'week' ? '下一周' : '下个月'}
          onClick={() => narrow({ at: turn(at, span, 1) })}
        />
        <Button small onClick={() => narrow({ at: undefined })}>
          回到今日
        </Button>
        <span className="grow" />
        {undated > 0 ? (
          <Go
            className="small text-link"
            href={ledgerHref({ ...search, layout: 'list', light: ['none'], dueIn: undefined })}
          >
            另有 {undated} 件没有日子
          </Go>
        ) : null}
        <Segmented
          label="日历跨度"
          value={span}
          items={[
            { key: 'month', label: '月' },
            { key: 'week', label: '周' },
          ]}
          onChange={(key) => narrow({ span: key === 'week' ? 'week' : undefined })}
        />
      </div>
      {unannounced.map((year) => (
        <Note key={year} kind="due">
          {year} 年放假安排未公布，休息日按法定节日和周末推算。
        </Note>
      ))}
      {problem ? (
        <ErrorState problem={problem} onAgain={() => void found.refetch()} />
      ) : found.isPending ? (
        <Bones rows={8} />
      ) : isPhone ? (
        <Agenda
          weeks={weeks}
          month={span === 'month' ? at.slice(0, 7) : undefined}
          {...{ days, known, opens, setWhole }}
        />
      ) : (
        <Sheet
          weeks={weeks}
          month={span === 'month' ? at.slice(0, 7) : undefined}
          {...{ days, known, opens, setWhole, title }}
        />
      )}
      {whole ? (
        <WholeDay day={whole} query={query} known={known.get(whole)} opens={opens} onClose={() => setWhole(null)} />
      ) : null}
    </div>
  )
}

type Laid = {
  weeks: string[][]
  /** Days of other months are pale; none of them in a week. */
  month: string | undefined
  days: Map<string, Day>
  known: Map<string, CalendarDay>
  opens: Opens
  setWhole: (day: string) => void
}

const isWeekend = (day: string): boolean => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())

/** 休 or 班 beside a day, and its feast or lunar day. */
const DayMarks = ({ day, known }: { day: string; known: CalendarDay | undefined }) => {
  if (!known) return null
  const feast = known.feasts[0]
  return (
    <>
      <span className={feast ? 'feast' : 'lunar'}>{feast ?? shortLunar(known.lunar)}</span>
      {!known.isWorkday && !isWeekend(day) ? <span className="off">休</span> : null}
      {known.isWorkday && isWeekend(day) ? <span className="work">班</span> : null}
    </>
  )
}

const Sheet = ({ weeks, month, days, known, opens, setWhole, title }: Laid & { title: string }) => {
  const today = useToday()
  return (
    <div className="table-scroll cal-scroll">
      <table className={names('cal', weeks.length === 1 && 'week')} aria-label={`事项日历，${title}`}>
        <thead>
          <tr>
            {WEEKDAYS.map((weekday) => (
              <th key={weekday} scope="col">
                周{weekday}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((day) => {
                const own = days.get(day)
                const one = known.get(day)
                return (
                  <td
                    key={day}
                    className={names(
                      one && !one.isWorkday && 'rest',
                      month && !day.startsWith(month) && 'other',
                      day === today && 'today',
                    )}
                  >
                    <div className="cal-day">
                      <b>{Number(day.slice(8))}</b>
                      <DayMarks day={day} known={one} />
                    </div>
                    <DayItems day={own} opens={opens} onWhole={() => setWhole(day)} />
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const DayItems = ({ day, opens, onWhole }: { day: Day | undefined; opens: Opens; onWhole: () => void }) => {
  if (!day) return null
  const left = day.total - day.items.length
  return (
    <ul className="cal-items">
      {day.items.map((item) => (
        <li key={`${item.kind}-${item.row.id}-${item.node ?? ''}`}>
          <ItemLink item={item} opens={opens} />
        </li>
      ))}
      {left > 0 ? (
        <li>
          <button type="button" className="more" onClick={onWhole}>
            还有 {left} 件
          </button>
        </li>
      ) : null}
    </ul>
  )
}

const ItemLink = ({ item: { kind, node, row }, opens, long }: { item: DayItem; opens: Opens; long?: ReactNode }) => (
  <Go
    className={names('cal-item light', kind === 'node' ? 'none' : row.light.kind, opens.search.open === row.id && 'on')}
    href={ledgerHref({ ...opens.search, open: row.id })}
    title={`${DAY_KIND_LABELS[kind]}：${node ? `${node}（${nameOf(row)}）` : nameOf(row)}`}
    onClick={(event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return
      event.preventDefault()
      opens.onOpen(row.id)
    }}
  >
    <Icon name={kind === 'node' ? 'ring' : row.light.kind} size="s" />
    <span className="sr">{kind === 'node' ? DAY_KIND_LABELS.node : LIGHT_LABELS[row.light.kind]}</span>
    <span className={long ? undefined : 'cut'}>
      {kind === 'due' ? '' : `${DAY_KIND_LABELS[kind]}：`}
      {node ?? nameOf(row)}
    </span>
    {long}
  </Go>
)

/** A phone shows the days that hold something, one under the other. */
const Agenda = ({ weeks, month, days, known, opens, setWhole }: Laid) => {
  const today = useToday()
  const shown = weeks.flat().filter((day) => (!month || day.startsWith(month)) && (days.has(day) || day === today))
  if (shown.every((day) => !days.has(day)))
    return <Empty title={month ? '这个月没有到期的事项' : '这一周没有到期的事项'} />
  return (
    <ol className="agenda">
      {shown.map((day) => (
        <li key={day} className={names(day === today && 'today')}>
          <h3>
            {formatDayWithWeekday(day, today)}
            {day === today ? <span className="off">今日</span> : null}
            <DayMarks day={day} known={known.get(day)} />
          </h3>
          {days.has(day) ? (
            <DayItems day={days.get(day)} opens={opens} onWhole={() => setWhole(day)} />
          ) : (
            <p className="small quiet">没有到期的事项</p>
          )}
        </li>
      ))}
    </ol>
  )
}

/** All of one day, part by part. */
const WholeDay = ({
  day,
  query,
  known,
  opens,
  onClose,
}: {
  day: string
  query: ReturnType<typeof calendarQuery>
  known: CalendarDay | undefined
  opens: Opens
  onClose: () => void
}) => {
  const api = useLists()
  const today = useToday()
  const found = useInfiniteQuery({
    queryKey: ['matters', 'lists', 'day', query, day],
    queryFn: async ({ pageParam }) =>
      (await api.calendar({ ...query, from: day, to: day, each: 50, ...(pageParam ? { after: pageParam } : {}) }))
        .days[0],
    initialPageParam: '',
    getNextPageParam: (last) => last?.next ?? undefined,
  })
  const items = found.data?.pages.flatMap((page) => page?.items ?? []) ?? []
  const total = found.data?.pages[0]?.total ?? 0
  const problem = problemOf(found.error)
  const openAndLeave = (id: number) => {
    onClose()
    opens.onOpen(id)
  }
  const leave = { ...opens, onOpen: openAndLeave }
  return (
    <Dialog open onClose={onClose} title={`${formatDayWithWeekday(day, today)}，${total} 件`}>
      {known ? <p className="small quiet">{[known.lunar, ...known.feasts].join('，')}</p> : null}
      {problem ? <ErrorState problem={problem} onAgain={() => void found.refetch()} /> : null}
      {found.isPending ? <Bones rows={5} /> : null}
      <ul className="cal-items whole">
        {items.map((item) => (
          <li key={`${item.kind}-${item.row.id}-${item.node ?? ''}`}>
            <ItemLink item={item} opens={leave} long={<small className="quiet">{item.row.code}</small>} />
          </li>
        ))}
      </ul>
      {found.hasNextPage ? (
        <Button busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          还有 {total - items.length} 件
        </Button>
      ) : null}
    </Dialog>
  )
}
