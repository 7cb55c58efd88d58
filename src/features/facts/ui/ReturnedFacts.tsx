import { useQuery } from '@tanstack/react-query'
import { useMay, useSession } from '../../../platform/client/api.tsx'
import { ButtonLink, formatDay, Go, ListRow, Panel } from '../../../platform/ui/index.ts'
import { useFacts } from './data.ts'
import { kindWords } from './labels.ts'
import { factsHref } from './search.ts'

/** On 今日: facts of the own unit that came back with a reason, each to be put right and recorded again. */
export const ReturnedFacts = () => {
  const api = useFacts()
  const { acting, today } = useSession()
  const may = useMay('facts:write')
  const list = useQuery({
    queryKey: ['facts', 'returned', acting?.unitId],
    queryFn: () => api.list({ state: ['returned'], enteredUnitId: acting?.unitId as number, size: 5 }),
    enabled: may && acting !== null,
  })
  const { rows = [], total = 0 } = list.data ?? {}
  if (rows.length === 0) return null
  return (
    <Panel
      title="退回的实绩"
      count={total}
      className="today-start"
      tools={
        <Go className="more" href={factsHref({ state: ['returned'] })}>
          全部
        </Go>
      }
    >
      <ul className="list">
        {rows.map((fact) => (
          <ListRow
            key={fact.id}
            title={fact.title}
            href={factsHref({ open: fact.id })}
            meta={[fact.code, kindWords(fact), formatDay(fact.startsOn, today), '打开看退回的原因，改好再记'].join(
              ' · ',
            )}
            act={
              <ButtonLink small href={factsHref({ open: fact.id })} aria-label={`去改：${fact.title}`}>
                去改
              </ButtonLink>
            }
          />
        ))}
      </ul>
    </Panel>
  )
}
