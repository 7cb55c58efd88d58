import { CheckBox } from '../../../../platform/ui/index.ts'

export type NamedRecord = { key: string; label: string; title: string }

/** The records whose words hold a name; those that are ticked will say 某某 instead. */
export const NamingPicks = ({
  name,
  records,
  chosen,
  onChange,
}: {
  name: string
  records: readonly NamedRecord[]
  chosen: ReadonlySet<string>
  onChange: (next: ReadonlySet<string>) => void
}) =>
  records.length === 0 ? null : (
    <>
      <p>
        下面 {records.length} 件事项、实绩的文字里有“{name}
        ”。逐件核对是不是本人（可能同名），勾选的换成“某某”，它们在留痕里的文字一并销毁。
      </p>
      {records.map(({ key, label, title }) => (
        <CheckBox
          key={key}
          checked={chosen.has(key)}
          onChange={(event) => {
            const next = new Set(chosen)
            if (event.currentTarget.checked) next.add(key)
            else next.delete(key)
            onChange(next)
          }}
        >
          {label}　{title}
        </CheckBox>
      ))}
    </>
  )
