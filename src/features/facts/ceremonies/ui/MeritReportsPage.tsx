import { useQuery } from '@tanstack/react-query'
import { useApi, useSession } from '../../../../platform/client/api.tsx'
import { formatDay, Go, LightPill } from '../../../../platform/ui/index.ts'
import type { MeritReport } from '../../../registers/merit-reports/contract.ts'
import { MeritReportsPage } from '../../../registers/merit-reports/ui/index.ts'
import { STATE_LABELS, STATE_LIGHTS } from '../../ui/labels.ts'
import { factsHref } from '../../ui/search.ts'
import type { ceremonies } from '../contract.ts'

/** 喜报, with the ceremony among the facts that each delivery became. */
export const DeliveredReportsPage = () => <MeritReportsPage more={(report) => <Ceremonies report={report} />} />

const Ceremonies = ({ report }: { report: MeritReport }) => {
  const { ceremonies: api } = useApi<{ ceremonies: typeof ceremonies }>()
  const { today } = useSession()
  const list = useQuery({
    queryKey: ['facts', 'ceremonies', report.id, report.version],
    queryFn: () => api.ofReport({ id: report.id }),
  })
  if (!list.data?.length) return null
  return (
    <section>
      <h3>记入实绩的仪式</h3>
      <ul className="plain">
        {list.data.map((fact) => (
          <li key={fact.id} className="row wrap">
            <Go href={factsHref({ open: fact.id })}>{fact.code}</Go>
            <LightPill kind={STATE_LIGHTS[fact.state]} words={STATE_LABELS[fact.state]} />
            <span className="small quiet">{formatDay(fact.startsOn, today)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
