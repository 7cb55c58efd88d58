import { useQuery } from '@tanstack/react-query'
import { useApi, useMay, useSession } from '../../../../platform/client/api.tsx'
import { formatDay, Go, LightPill } from '../../../../platform/ui/index.ts'
import type { FactDetail } from '../../../facts/contract.ts'
import { FactsPage } from '../../../facts/ui/index.ts'
import { matterHref, STATE_LABELS } from '../../ui/index.ts'
import type { promises } from '../contract.ts'

/** 实绩, with the matter that came of what each fact promised. */
export const PromisingFactsPage = () => <FactsPage more={(fact) => <Promised fact={fact} />} />

const Promised = ({ fact }: { fact: FactDetail }) => {
  const { promises: api } = useApi<{ promises: typeof promises }>()
  const { today } = useSession()
  const may = useMay('matters:read')
  const isAsked = may && fact.promise !== null
  const list = useQuery({
    queryKey: ['matters', 'promised', fact.id, fact.version],
    queryFn: () => api.ofFact({ id: fact.id }),
    enabled: isAsked,
  })
  if (!isAsked || !list.data?.length) return null
  return (
    <>
      <h3>承诺转成的事项</h3>
      <ul className="plain">
        {list.data.map(({ id, code, state, light, lead, dueOn }) => (
          <li key={id} className="row wrap">
            <Go href={matterHref(id)}>{code}</Go>
            <LightPill kind={light.kind} words={light.kind === 'done' ? STATE_LABELS[state] : light.words} />
            <span className="small quiet">
              {[
                light.kind === 'done' ? '' : STATE_LABELS[state],
                lead ? `${lead.name}牵头` : '等双拥办交办',
                dueOn ? `${formatDay(dueOn, today)}前` : '未定期',
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}
