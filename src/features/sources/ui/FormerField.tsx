import { useQuery } from '@tanstack/react-query'
import { useApi, useSession } from '../../../platform/client/api.tsx'
import { Button, Field, formatDay, type UnitOption, UnitPicker } from '../../../platform/ui/index.ts'
import type { Revisable, sources } from '../contract.ts'

/** Options of the picker: who has a like title first. */
const optionOf = (one: Revisable, today: string): UnitOption => ({
  id: String(one.id),
  name: one.title,
  note: [one.docNumber, one.issuedOn ? `印发 ${formatDay(one.issuedOn, today)}` : null].filter(Boolean).join(' · '),
  group: one.isLikely ? '标题相近' : '其他来文',
})

/** 这是哪一件的新版: the older version, found by title or number; one with a like title is proposed. */
export const FormerField = ({
  like,
  newId,
  value,
  onChange,
  error,
}: {
  /** A title, or the name of the file. */
  like: string
  /** The newer version, where it has been read in already. */
  newId?: number
  value: UnitOption | null
  onChange: (value: UnitOption | null) => void
  error?: string
}) => {
  const api = useApi<{ sources: typeof sources }>().sources
  const { today } = useSession()
  const words = like.trim().slice(0, 200)
  const proposed = useQuery({
    queryKey: ['sources', 'revisable', newId, words],
    queryFn: () => api.revisable({ like: words || undefined, newId }),
    enabled: words.length > 3 || newId !== undefined,
  })
  const likely = proposed.data?.find(({ isLikely }) => isLikely)
  return (
    <Field
      name="revisesId"
      label="这是哪一件的新版"
      optional
      error={error}
      help="征求意见稿印发了、要点调整了，选旧版那一份，逐条对照；旧版留存，事项一件也不会自己变。"
    >
      <UnitPicker
        find={async (typed) =>
          (await api.revisable({ q: typed || undefined, like: words || undefined, newId })).map((one) =>
            optionOf(one, today),
          )
        }
        value={value}
        onChange={onChange}
        placeholder="输入旧版标题或文号"
      />
      {likely && value === null ? (
        <Button small kind="text" className="former-likely" onClick={() => onChange(optionOf(likely, today))}>
          像是“{likely.title}”的新版，选它
        </Button>
      ) : null}
    </Field>
  )
}
