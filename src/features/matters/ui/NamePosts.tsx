import { useQueryClient } from '@tanstack/react-query'
import { Field, type UnitOption, UnitPicker } from '../../../platform/ui/index.ts'
import { useMatters } from './data.ts'

/** The posts that may read a matter, by what was typed of their names. */
export const useFindReaders = (matterId: number) => {
  const api = useMatters()
  const queries = useQueryClient()
  return async (typed: string): Promise<UnitOption[]> => {
    const readers = await queries.fetchQuery({
      queryKey: ['matters', 'readers', matterId],
      queryFn: () => api.readers({ id: matterId }),
      staleTime: 60_000,
    })
    return readers.filter(({ name }) => name.includes(typed.trim())).map(({ id, name }) => ({ id: String(id), name }))
  }
}

/** With one more post named, each once. */
export const withPost = (posts: readonly UnitOption[], post: UnitOption): readonly UnitOption[] =>
  posts.some(({ id }) => id === post.id) ? posts : [...posts, post]

/** 点名: the posts that a remark names, out of those that may read the matter; each is told by a notice of its own. */
export const NamePosts = ({
  matterId,
  value,
  onChange,
  error,
}: {
  matterId: number
  value: readonly UnitOption[]
  onChange: (value: readonly UnitOption[]) => void
  error: string | undefined
}) => {
  const find = useFindReaders(matterId)
  return (
    <Field
      name="namedPostIds"
      label="点名"
      optional
      error={error}
      help="在留言里输入 @ 也能点名；被点名的岗位单独收到消息，只能点看得到这件事项的岗位。"
    >
      <UnitPicker many find={find} value={value} onChange={onChange} placeholder="输入岗位名称" />
    </Field>
  )
}
