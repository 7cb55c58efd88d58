import { Button, Note } from '../../../../platform/ui/index.ts'
import type { EntryReading } from '../contract.ts'

/** 7月30日, written on 14 July: nothing of the future is recorded, so it is last year's day, or a slip. Two presses, and no guess. */
export const DayQuestion = ({
  lastYear: { words, startsOn },
  onTake,
  onChange,
}: {
  lastYear: NonNullable<EntryReading['lastYear']>
  onTake: () => void
  /** Left out where the day stands beside it, to be chosen. */
  onChange?: () => void
}) => (
  <Note kind="due">
    <div className="row wrap">
      <span>今年的“{words}”还没到。</span>
      <Button small onClick={onTake} aria-label={`是去年的，${startsOn}`}>
        去年{words.replace(/^去年/, '')}
      </Button>
      {onChange ? (
        <Button small onClick={onChange}>
          还没到，改日期
        </Button>
      ) : null}
    </div>
  </Note>
)
