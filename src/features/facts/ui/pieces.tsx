import { Empty, Light, Tag } from '../../../platform/ui/index.ts'
import type { FactRow } from '../contract.ts'
import { MARK_LABELS, quantityWords, STATE_LABELS, STATE_LIGHTS } from './labels.ts'
import { type FactSearch, isNarrowed } from './search.ts'

/** What the views of facts share. */

/** The first amounts of a fact, the money first of all. */
export const firstAmounts = ({ kind, quantities }: FactRow, most = 2): string =>
  [...quantities]
    .sort((one, other) => Number(other.unit === '元') - Number(one.unit === '元'))
    .slice(0, most)
    .map((quantity) => quantityWords(kind, quantity))
    .join('，')

export const FactState = ({ fact }: { fact: FactRow }) => (
  <>
    <Light kind={STATE_LIGHTS[fact.state]} words={STATE_LABELS[fact.state]} />
    {fact.marks
      .filter((mark) => mark !== 'approximate')
      .map((mark) => (
        <Tag key={mark} line>
          {MARK_LABELS[mark]}
        </Tag>
      ))}
  </>
)

/** Nothing found: says whether filters are in the way. */
export const Nothing = ({ search, onClear }: { search: FactSearch; onClear?: () => void }) =>
  isNarrowed(search) ? (
    <Empty title="没有符合条件的实绩" onClear={onClear} />
  ) : (
    <Empty title="还没有实绩">走访、会议、活动做完就记，一分钟一条。</Empty>
  )
