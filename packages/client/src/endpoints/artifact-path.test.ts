import { describe, expect, it } from 'vitest'
import { encodeArtifactPath } from './artifact-path.ts'

describe('encodeArtifactPath', () => {
  it('encodes each name so that a server reads the same', () => {
    expect(encodeArtifactPath("a b+c/é?x=1&y;z/100%/!'()*")).toBe(
      'a%20b%2Bc/%C3%A9%3Fx%3D1%26y%3Bz/100%25/%21%27%28%29%2A',
    )
  })

  it.each(['..', 'a/../b', './a', 'a//b', '/a', 'a/', ''])('refuses to leave the root: %s', (path) => {
    expect(() => encodeArtifactPath(path)).toThrow(expect.objectContaining({ code: 'ERR_UNSAFE_PATH' }))
  })

  it.each(['a#b', 'a%41b', 'a%2e%2e/b', 'tab\there', 'nul\0', 'end?', 'end;', 'a;?b', 'lone\ud800'])(
    'refuses what the server would take for another name: %j',
    (path) => {
      expect(() => encodeArtifactPath(path)).toThrow(expect.objectContaining({ code: 'ERR_ARTIFACT_NAME_UNSUPPORTED' }))
    },
  )
})
