import { useQuery } from '@tanstack/react-query'
import { useMay, useSession } from '../../../platform/client/api.tsx'
import { Button, ButtonLink, formatDay, Go, ListRow, Panel } from '../../../platform/ui/index.ts'
import { useFacts } from './data.ts'
import { kindWords, returnWords } from './labels.ts'
import { factsHref } from './search.ts'

/**
 * Facts of the own unit that came back, each with its reason and a press away from being put right: on 今日, and on the page of
 * a village's phone, which opens them beside itself (`onOpen`).
 */
export const ReturnedFacts = ({ onOpen }: { onOpen?: (id: number) => void }) => {
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
        {rows.map((fact) => {
          const label = `去改：${fact.title}`
          return (
            <ListRow
              key={fact.id}
              title={fact.title}
              {...(onOpen ? { onOpen: () => onOpen(fact.id) } : { href: factsHref({ open: fact.id }) })}
              meta={[fact.code, kindWords(fact), formatDay(fact.startsOn, today)].join(' · ')}
              note={fact.returned ? returnWords(fact.returned) : undefined}
              act={
                onOpen ? (
                  <Button small aria-label={label} onClick={() => onOpen(fact.id)}>
                    去改
                  </Button>
                ) : (
                  <ButtonLink small href={factsHref({ open: fact.id })} aria-label={label}>
                    去改
                  </ButtonLink>
                )
              }
            />
          )
        })}
      </ul>
    </Panel>
  )
}
