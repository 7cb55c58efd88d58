import { useId, useRef, useState } from 'react'
import { Button, CheckBox, Float, IconButton } from '../../../../platform/ui/index.ts'
import { LEDGER_COLUMNS, type LedgerColumn } from '../contract.ts'
import { COLUMN_LABELS } from './labels.ts'

/** 选列: which columns stand, and in which order. */
export const ColumnChooser = ({
  columns,
  standing,
  onChoose,
}: {
  columns: readonly LedgerColumn[]
  /** Those of the view, to go back to. */
  standing: readonly LedgerColumn[]
  onChoose: (columns: readonly LedgerColumn[] | undefined) => void
}) => {
  const anchor = useRef<HTMLButtonElement>(null)
  const [isOpen, setOpen] = useState(false)
  const [said, setSaid] = useState('')
  const id = useId()
  const hidden = LEDGER_COLUMNS.filter((column) => !columns.includes(column))
  const move = (column: LedgerColumn, by: number) => {
    const at = columns.indexOf(column)
    const next = columns.filter((one) => one !== column)
    next.splice(at + by, 0, column)
    setSaid(`${COLUMN_LABELS[column]}移到第 ${at + by + 1} 列`)
    onChoose(next)
  }
  return (
    <>
      <IconButton
        ref={anchor}
        icon="cols"
        label="选列"
        className="hide-s"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
      />
      <Float anchor={anchor} open={isOpen} onClose={() => setOpen(false)} label="选列" id={id} align="end">
        <ul className="column-list">
          {columns.map((column, index) => (
            <li key={column}>
              <CheckBox
                checked
                disabled={column === 'title'}
                onChange={() => onChoose(columns.filter((one) => one !== column))}
              >
                {COLUMN_LABELS[column]}
              </CheckBox>
              <span className="grow" />
              <IconButton
                icon="up"
                label={`${COLUMN_LABELS[column]}往前移`}
                disabled={index === 0}
                onClick={() => move(column, -1)}
              />
              <IconButton
                icon="down"
                label={`${COLUMN_LABELS[column]}往后移`}
                disabled={index === columns.length - 1}
                onClick={() => move(column, 1)}
              />
            </li>
          ))}
          {hidden.map((column) => (
            <li key={column}>
              <CheckBox checked={false} onChange={() => onChoose([...columns, column])}>
                {COLUMN_LABELS[column]}
              </CheckBox>
            </li>
          ))}
        </ul>
        <p className="sr" role="status">
          {said}
        </p>
        <div className="float-foot">
          <Button small onClick={() => setOpen(false)}>
            看结果
          </Button>
          {columns.join() === standing.join() ? null : (
            <Button small kind="text" onClick={() => onChoose(undefined)}>
              恢复原来的列
            </Button>
          )}
        </div>
      </Float>
    </>
  )
}
