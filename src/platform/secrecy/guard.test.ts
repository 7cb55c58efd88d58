import { describe, expect, it } from 'vitest'
import { Problem } from '../problem.ts'
import { refuseSecrets } from './guard.ts'

const refusalOf = (texts: Parameters<typeof refuseSecrets>[0]): Problem => {
  try {
    refuseSecrets(texts)
  } catch (error) {
    if (error instanceof Problem) return error
  }
  throw new Error('nothing was refused')
}

describe('the guard before saving', () => {
  it('lets ordinary and empty texts pass', () => {
    expect(() =>
      refuseSecrets({ '/title': '营区门前公交站加设候车亭', '/body': '', '/text': null, '/reason': undefined }),
    ).not.toThrow()
  })

  it('names every field, the place in it and the reason', () => {
    const { type, errors } = refusalOf({ '/title': '请91234部队来校', '/body': '照常', '/reason': '机密★一年' })
    expect(type).toMatchObject({ slug: 'secrecy', status: 422 })
    expect([...new Set(errors.map(({ pointer }) => pointer))]).toEqual(['/title', '/reason'])
    expect(errors[0]?.detail).toMatch(/^“.*91234.*”（.+）：.+/)
  })
})
