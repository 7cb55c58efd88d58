import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { formatDay, Go, Light } from '../../../../platform/ui/index.ts'
import { useToday } from '../../ui/data.ts'
import { STATE_LABELS } from '../../ui/labels.ts'
import { matterHref } from '../../ui/search.ts'
import type { SimilarMatter } from '../contract.ts'
import { useLists } from './data.ts'

/** Under this a title says too little to be like another. */
const FEWEST = 4

const useSettled = (value: string, milliseconds: number): string => {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds)
    return () => clearTimeout(timer)
  }, [value, milliseconds])
  return settled
}

/** How it ended: 已销号，用了 12 个工作日; 不予办理（先例）：条款; else where it stands. */
const outcomeOf = (matter: SimilarMatter, today: string): string => {
  if (matter.state === 'declined') return `不予办理，先例${matter.clause ? `：${matter.clause}` : ''}`
  if (matter.state !== 'closed') return `${STATE_LABELS[matter.state]}${matter.lead ? `，${matter.lead}` : ''}`
  const took = matter.days === null ? '' : matter.days === 0 ? '，当日办结' : `，用了 ${matter.days} 个工作日`
  return `${formatDay(matter.closedOn, today)} 已销号${took}${matter.lead ? `，${matter.lead}` : ''}`
}

/** Earlier matters like this title and precedents, while one is written or taken up. Nothing where there is none. */
export const SimilarMatters = ({ title, exclude }: { title: string; exclude?: number }) => {
  const api = useLists()
  const today = useToday()
  const asked = useSettled(title.trim(), 350)
  const found = useQuery({
    queryKey: ['matters', 'lists', 'similar', asked, exclude],
    queryFn: () => api.similar({ title: asked, ...(exclude ? { exclude } : {}) }),
    enabled: asked.length >= FEWEST,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
  const matters = asked.length >= FEWEST ? (found.data ?? []) : []
  return (
    <div aria-live="polite">
      {matters.length > 0 ? (
        <section className="similar" aria-label="相似的事项和先例">
          <h3>
            相似的事项和先例 <small>{matters.length} 件</small>
          </h3>
          <ul>
            {matters.map((matter) => (
              <li key={matter.id}>
                <Go className="text-link" href={matterHref(matter.id)} target="_blank" rel="noreferrer">
                  {matter.title}
                </Go>
                <span className="similar-meta">
                  <Light
                    kind={matter.light.kind}
                    days={matter.light.days ?? undefined}
                    words={matter.state === 'declined' ? '不予办理' : undefined}
                  />
                  {matter.code}，{outcomeOf(matter, today)}
                </span>
                {matter.explanation ? <span className="similar-why">{matter.explanation}</span> : null}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  )
}
