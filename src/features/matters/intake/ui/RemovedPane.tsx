import { Button, Empty, names } from '../../../../platform/ui/index.ts'
import { removedLabel } from '../../../sources/ui/labels.ts'
import { Pane, type PaneProps } from './PaneParts.tsx'
import type { ReadingQuery } from './stated.ts'

/** 略去: what was left out of the text, each with the reason, its words and the place where it stood. */
export const RemovedPane = ({ reading, ...pane }: PaneProps & { reading: ReadingQuery }) => {
  const removed = reading.data?.removed ?? []
  const ids = removed.map(({ number }) => number)
  const stopId = pane.chosenId ?? ids[0]
  return (
    <Pane
      label="略去的文字"
      reading={reading}
      ids={ids}
      {...pane}
      footer={
        removed.length > 0 ? (
          <footer>
            <span className="small quiet">这些文字与正文无关，只在这里略去；原件一字未动。</span>
          </footer>
        ) : null
      }
    >
      {removed.length === 0 ? (
        <div className="props">
          <Empty title="没有略去文字" icon="doc">
            夹注的拼音、网页栏目、整段重复的文字会列在这里。
          </Empty>
        </div>
      ) : (
        <ul className="props" ref={pane.cards} aria-label={`略去的文字 ${removed.length} 处`}>
          {removed.map((one) => {
            const isChosen = one.number === pane.chosenId
            const words = one.text.trim()
            return (
              <li key={one.number} className={names('prop', isChosen && 'at')} data-card={one.number}>
                <button
                  type="button"
                  className="prop-open"
                  tabIndex={one.number === stopId ? 0 : -1}
                  aria-current={isChosen ? 'true' : undefined}
                  onClick={() => pane.onChoose(one.number)}
                >
                  <span className="k">{one.number}</span>
                  <span className="words">
                    <span className={names('title', !isChosen && 'one-line')}>
                      {words === '' ? '空行' : words}
                      {one.length > one.text.length ? '……' : ''}
                    </span>
                    <span className="meta">
                      <span>{removedLabel(one.reason)}</span>
                      <span>{one.length.toLocaleString('en-US')} 字</span>
                    </span>
                  </span>
                </button>
                {pane.isPhone && isChosen ? (
                  <div className="acts">
                    <Button small onClick={pane.onText}>
                      看原文
                    </Button>
                  </div>
                ) : null}
              </li>
            )
          })}
        </ul>
      )}
    </Pane>
  )
}
