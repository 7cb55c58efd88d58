import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useApi } from '../../../../platform/client/api.tsx'
import { ASK_AGAIN_MS, useLiveNews } from '../../../../platform/client/live.ts'
import type { NoticeQuery, notices, ReadNotices } from '../contract.ts'

/** What the screens ask about notices 消息, under one set of keys. */

export const useNoticesApi = () => useApi<{ notices: typeof notices }>().notices

export const noticeKeys = {
  all: ['notices'] as const,
  count: (postId: number | undefined) => ['notices', 'count', postId] as const,
  left: (matterId: number) => ['notices', 'left', matterId] as const,
  list: (query: Partial<NoticeQuery>) => ['notices', 'list', query] as const,
}

/**
 * How many things have news for the acting post, live: the server says when to ask; without its stream the page asks every
 * minute. `onEnd`: the session has ended, or acts through another post.
 */
export const useUnread = (postId: number | undefined, onEnd: () => void): number | undefined => {
  const api = useNoticesApi()
  const queries = useQueryClient()
  const isLive = useLiveNews(
    postId === undefined ? null : '/api/notices/stream',
    () => {
      void queries.invalidateQueries({ queryKey: noticeKeys.all })
      void queries.invalidateQueries({ queryKey: ['matters', 'today'] })
      void queries.invalidateQueries({ queryKey: ['instructions'] })
    },
    onEnd,
  )
  const count = useQuery({
    queryKey: noticeKeys.count(postId),
    queryFn: () => api.count(),
    enabled: postId !== undefined,
    refetchInterval: isLive ? false : ASK_AGAIN_MS,
  })
  return count.data?.unread
}

/** What is told of a matter that left the acting post; an error where none did. */
export const useLeft = (matterId: number) => {
  const api = useNoticesApi()
  return useQuery({ queryKey: noticeKeys.left(matterId), queryFn: () => api.left({ id: matterId }), retry: false })
}

/** Marks notices as read and counts anew. */
export const useReadNotices = () => {
  const api = useNoticesApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (which: ReadNotices) => api.read(which),
    onSuccess: () => queries.invalidateQueries({ queryKey: noticeKeys.all }),
  })
}

/** Whoever looks at a thing has read its notices, however he came to it. */
export const useSeen = (topic: string): void => {
  const { mutate } = useReadNotices()
  useEffect(() => mutate({ topic }), [mutate, topic])
}
