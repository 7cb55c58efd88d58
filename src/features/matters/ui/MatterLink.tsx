import { Go } from '../../../platform/ui/index.ts'
import { titleOf } from './labels.ts'
import { matterHref } from './search.ts'

/** A matter by its name, opening it in the ledger; the code stands in for words that may not be seen. */
export const MatterLink = ({ matter }: { matter: { id: number; code: string; title?: string | null } }) => (
  <Go className="text-link" href={matterHref(matter.id)}>
    {matter.title === undefined ? matter.code : titleOf({ title: matter.title })}
  </Go>
)
