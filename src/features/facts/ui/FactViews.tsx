import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useSession } from '../../../platform/client/api.tsx'
import { thumbnailUrl } from '../../../platform/client/upload.ts'
import { Bones, Button, ErrorState, formatDay, IconButton, ListRow } from '../../../platform/ui/index.ts'
import type { FactRow } from '../contract.ts'
import { kindName } from '../kinds/all.ts'
import { monthOf } from '../rules.ts'
import { problemOf, useFacts } from './data.ts'
import { dayWords, kindWords } from './labels.ts'
import { FactState, firstAmounts, Nothing } from './pieces.tsx'
import { type FactSearch, factsHref, filterOf, isNarrowed } from './search.ts'

type ViewProps = { search: FactSearch; onOpen: (id: number) => void }

const monthTitle = (month: string): string => `${month.slice(0, 4)}年${Number(month.slice(5, 7))}月`

/** 时间线: the same rows under the months they began in, the latest first; more come by a press. */
export const TimelineView = ({ search }: ViewProps) => {
  const api = useFacts()
  const { today } = useSession()
  const filter = filterOf(search)
  const pages = useInfiniteQuery({
    queryKey: ['facts', 'timeline', filter],
    queryFn: ({ pageParam }) => api.list({ ...filter, after: pageParam, size: 50 }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  })
  const problem = problemOf(pages.error)
  if (problem) return <ErrorState problem={problem} onAgain={() => void pages.refetch()} />
  if (!pages.data) return <Bones rows={8} />
  const rows = pages.data.pages.flatMap((page) => page.rows)
  if (rows.length === 0) return <Nothing search={search} />
  const months = new Map<string, FactRow[]>()
  for (const row of rows) {
    const month = row.startsOn.slice(0, 7)
    months.set(month, [...(months.get(month) ?? []), row])
  }
  return (
    <div className="fact-line">
      {[...months].map(([month, facts]) => (
        <section key={month} aria-label={monthTitle(month)}>
          <h2>
            {monthTitle(month)}
            <small>{facts.length} 条</small>
          </h2>
          <div className="panel">
            <ul className="list">
              {facts.map((fact) => (
                <ListRow
                  key={fact.id}
                  lead={<span className="fact-day">{dayWords(fact, today)}</span>}
                  title={fact.title}
                  href={factsHref({ ...search, open: fact.id })}
                  meta={
                    <>
                      <FactState fact={fact} />
                      <span>{[kindWords(fact), fact.region.name, firstAmounts(fact)].filter(Boolean).join(' · ')}</span>
                    </>
                  }
                />
              ))}
            </ul>
          </div>
        </section>
      ))}
      {pages.hasNextPage ? (
        <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          再看 50 条
        </Button>
      ) : null}
    </div>
  )
}

/** 图集: the pictures of the same rows; a press opens the fact that holds one. */
export const GalleryView = ({ search, onOpen }: ViewProps) => {
  const api = useFacts()
  const { today } = useSession()
  const filter = filterOf(search)
  const pages = useInfiniteQuery({
    queryKey: ['facts', 'gallery', filter],
    queryFn: ({ pageParam }) => api.gallery({ ...filter, after: pageParam, size: 60 }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  })
  const problem = problemOf(pages.error)
  if (problem) return <ErrorState problem={problem} onAgain={() => void pages.refetch()} />
  if (!pages.data) return <Bones rows={6} />
  const pictures = pages.data.pages.flatMap((page) => page.rows)
  if (pictures.length === 0) return <Nothing search={search} />
  return (
    <div className="fact-views">
      <p className="small quiet">{pages.data.pages[0]?.total} 张照片</p>
      <div className="fact-gallery">
        {pictures.map((picture) => (
          <button
            key={`${picture.factId}-${picture.fileId}`}
            type="button"
            className="fact-picture"
            aria-label={`${picture.title}，${formatDay(picture.startsOn, today)}`}
            onClick={() => onOpen(picture.factId)}
          >
            <img src={thumbnailUrl(picture.fileId)} alt="" loading="lazy" />
            <span>{picture.caption || picture.title}</span>
            <small>
              {formatDay(picture.startsOn, today)} · {picture.region.name}
            </small>
          </button>
        ))}
      </div>
      {pages.hasNextPage ? (
        <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          再看 60 张
        </Button>
      ) : null}
    </div>
  )
}

const WEEKDAYS = ['一', '二', '三', '四', '五', '六', '日']

const moved = (month: string, by: number): string => {
  const at = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + by
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`
}

/** Days of the weeks that a month touches, from a Monday on. */
const daysShown = (month: string): string[] => {
  const first = new Date(`${month}-01T00:00:00Z`)
  const start = first.getTime() - ((first.getUTCDay() + 6) % 7) * 86_400_000
  const last = Date.parse(`${monthOf(`${month}-01`).last}T00:00:00Z`)
  const weeks = Math.ceil((last - start + 86_400_000) / (7 * 86_400_000))
  return Array.from({ length: weeks * 7 }, (_, index) =>
    new Date(start + index * 86_400_000).toISOString().slice(0, 10),
  )
}

/** 日历: how many of each kind began on a day; a press lists them. */
export const CalendarView = ({ search, narrow }: ViewProps & { narrow: (part: Partial<FactSearch>) => void }) => {
  const api = useFacts()
  const { today } = useSession()
  const month = search.month ?? today.slice(0, 7)
  const days = daysShown(month)
  const { from: _from, to: _to, on: _on, ...filter } = filterOf(search)
  const span = { from: days[0] as string, to: days.at(-1) as string }
  const counted = useQuery({
    queryKey: ['facts', 'calendar', filter, month],
    queryFn: () => api.calendar({ ...filter, ...span }),
    placeholderData: keepPreviousData,
  })
  const problem = problemOf(counted.error)
  if (problem) return <ErrorState problem={problem} onAgain={() => void counted.refetch()} />
  const byDay = new Map((counted.data ?? []).map((day) => [day.on, day]))
  const weeks = Array.from({ length: days.length / 7 }, (_, week) => days.slice(week * 7, week * 7 + 7))
  const show = (on: string, kind: string) =>
    narrow({ view: undefined, on, from: undefined, to: undefined, kind: [kind] })
  return (
    <div className="fact-line fact-views">
      <div className="fact-cal-head">
        <IconButton icon="left" label="上个月" onClick={() => narrow({ month: moved(month, -1) })} />
        <b>{monthTitle(month)}</b>
        <IconButton icon="right" label="下个月" onClick={() => narrow({ month: moved(month, 1) })} />
        <Button small onClick={() => narrow({ month: undefined })}>
          本月
        </Button>
      </div>
      {counted.data?.every(({ on }) => !on.startsWith(month)) ? (
        <p className="small quiet" role="status">
          {monthTitle(month)}没有{isNarrowed(search) ? '符合条件的' : ''}实绩。
        </p>
      ) : null}
      {counted.isPending ? <Bones rows={6} /> : null}
      <table className="fact-cal" aria-label={`${monthTitle(month)}的实绩`}>
        <thead>
          <tr>
            {WEEKDAYS.map((day) => (
              <th key={day} scope="col">
                {day}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((on) => (
                <td
                  key={on}
                  className={
                    `${on === today ? 'today' : ''} ${on.startsWith(month) ? '' : 'other'}`.trim() || undefined
                  }
                >
                  <b>{Number(on.slice(8))}</b>
                  {byDay.get(on)?.kinds.map(({ kind, count }) => (
                    <button
                      key={kind}
                      type="button"
                      aria-label={`${formatDay(on, today)} ${kindName(kind)} ${count} 条`}
                      onClick={() => show(on, kind)}
                    >
                      <span className="kind-name">{kindName(kind)} </span>
                      {count}
                    </button>
                  ))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
