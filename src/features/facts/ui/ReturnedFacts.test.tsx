// @vitest-environment jsdom
import { cleanup } from '@testing-library/react'
import { afterEach, test } from 'vitest'
import { expectWords } from '../../../platform/client/states.fixture.tsx'
import { ReturnedFacts } from './ReturnedFacts.tsx'

afterEach(cleanup)

test('a fact that came back stands on 今日 of the unit that wrote it down', async () => {
  const fact = {
    id: 7,
    code: 'SJ-2026-0007',
    kind: 'visit',
    direction: 'to-families',
    title: '走访东河社区两户',
    startsOn: '2026-07-10',
    returned: { by: '东门街道服务站', reason: '缺照片' },
  }
  await expectWords(
    <ReturnedFacts />,
    '/',
    { 'facts.list': { rows: [fact], total: 1, unchecked: 0, next: null } },
    '东门街道服务站退回更正：缺照片',
  )
})
