import { Button, Note } from '../../../../platform/ui/index.ts'
import type { EntryReading } from '../contract.ts'

/** 走访钱双双, of whom two live here: which one is meant, one press each. */
export const FamilyQuestion = ({
  choice: { name, families },
  onTake,
}: {
  choice: EntryReading['choices'][number]
  onTake: (id: number | null) => void
}) => (
  <Note kind="due">
    <div className="row wrap">
      <span>底册里叫“{name}”的不止一户，是哪一户？</span>
      {families.map(({ id, place, detail }) => (
        <Button key={id} small onClick={() => onTake(id)} aria-label={`${place}，${detail}`}>
          {place} <span className="quiet">{detail}</span>
        </Button>
      ))}
      <Button small onClick={() => onTake(null)}>
        都不是
      </Button>
    </div>
  </Note>
)
