import { useRef, useState } from 'react'
import { asClientProblem } from '../../../platform/client/api.tsx'
import type { UploadedZip } from '../../../platform/client/upload.ts'
import { Button, CheckBox, formatSize, Go, Icon } from '../../../platform/ui/index.ts'
import type { DocumentDetail } from '../contract.ts'

type Outcome = { id: number } | { refused: string; earlierId: number | null }

/**
 * The documents of a zip (压缩包里的文件): those to be read are ticked and read one after another; what is refused stands
 * with its reason and keeps nothing else from being read.
 */
export const ZipContents = ({
  zip,
  read,
  onBusy,
}: {
  zip: UploadedZip
  read: (fileId: number) => Promise<DocumentDetail>
  onBusy: (isBusy: boolean) => void
}) => {
  const [left, setLeft] = useState<ReadonlySet<number>>(new Set())
  const [outcomes, setOutcomes] = useState<ReadonlyMap<number, Outcome>>(new Map())
  const [reading, setReading] = useState<number | null>(null)
  const isReading = useRef(false)
  const kept = zip.inside.flatMap((one) => ('file' in one ? [one.file] : []))
  const chosen = kept.filter(({ id }) => !left.has(id) && !isRead(outcomes.get(id)))

  const readChosen = async () => {
    if (isReading.current) return
    isReading.current = true
    onBusy(true)
    for (const { id } of chosen) {
      setReading(id)
      const outcome = await read(id).then(
        (document): Outcome => ({ id: document.id }),
        (thrown): Outcome => {
          const { detail, body } = asClientProblem(thrown)
          return { refused: detail, earlierId: (body.earlier as { id: number } | undefined)?.id ?? null }
        },
      )
      setOutcomes((before) => new Map(before).set(id, outcome))
    }
    setReading(null)
    isReading.current = false
    onBusy(false)
  }

  return (
    <section className="zip" aria-label="压缩包里的文件">
      <p className="small quiet">
        “{zip.name}”里有 {zip.inside.length} 份文件，可读入 {kept.length} 份。每份读成一件来文。
      </p>
      <ul>
        {zip.inside.map((one, index) => {
          if (!('file' in one)) {
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: an archive may hold one name twice, and its order is fixed
              <li key={index}>
                <span className="zip-name">{one.name}</span>
                <p className="small zip-refused">{one.refused}</p>
              </li>
            )
          }
          const { id, name, size } = one.file
          const outcome = outcomes.get(id)
          return (
            <li key={id}>
              <div className="row">
                {isRead(outcome) ? (
                  <>
                    <Icon name="check" />
                    <Go className="text-link grow cut" href={`/sources/${outcome.id}`}>
                      {name}
                    </Go>
                    <span className="small quiet nowrap">已读入</span>
                  </>
                ) : (
                  <>
                    <span className="grow zip-name">
                      <CheckBox
                        checked={!left.has(id)}
                        disabled={reading !== null}
                        onChange={(event) => {
                          const next = new Set(left)
                          if (event.target.checked) next.delete(id)
                          else next.add(id)
                          setLeft(next)
                        }}
                      >
                        {name}
                      </CheckBox>
                    </span>
                    <span className="small quiet nowrap">{reading === id ? '正在读…' : formatSize(size)}</span>
                  </>
                )}
              </div>
              {outcome && 'refused' in outcome ? <Refused outcome={outcome} /> : null}
            </li>
          )
        })}
      </ul>
      {chosen.length > 0 ? (
        <Button kind="primary" busy={reading !== null} onClick={() => void readChosen()}>
          读入所选 {chosen.length} 份
        </Button>
      ) : null}
    </section>
  )
}

const Refused = ({ outcome }: { outcome: Extract<Outcome, { refused: string }> }) => (
  <p className="small zip-refused">
    {outcome.refused}
    {outcome.earlierId === null ? null : (
      <Go className="text-link" href={`/sources/${outcome.earlierId}`}>
        打开先前那份
      </Go>
    )}
  </p>
)

const isRead = (outcome: Outcome | undefined): outcome is { id: number } => outcome !== undefined && 'id' in outcome
