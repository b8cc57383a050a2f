const shown = '***'

/** A shorter one may be part of a common word or the name of a folder: it is masked where it stands alone. */
const surelySecret = 8
/** How much of a secret gives too much of it away where a text was cut. */
const telling = 4

/** Hides known secrets in whatever a command prints or writes, whoever put them there: a server may echo what it was sent. */
export class SecretMask {
  readonly #forms = new Set<string>()
  /** Of user names, which often are names of folders too. */
  readonly #names = new Set<string>()
  #pattern: RegExp | undefined

  add(secrets: Iterable<string | undefined>): void {
    for (const secret of secrets) for (const form of formsOf(secret?.trim() ?? '')) this.#forms.add(form)
    this.#compile()
  }

  /** Masked where they stand alone, however long. */
  addNames(names: Iterable<string | undefined>): void {
    for (const name of names) for (const form of formsOf(name?.trim() ?? '')) this.#names.add(form)
    this.#compile()
  }

  #compile(): void {
    const longestFirst = [...new Set([...this.#forms, ...this.#names])].sort((a, b) => b.length - a.length)
    this.#pattern =
      longestFirst.length === 0
        ? undefined
        : new RegExp(longestFirst.map((form) => patternOf(form, this.#forms.has(form))).join('|'), 'gu')
  }

  text(text: string): string {
    if (!this.#pattern) return text
    const masked = text.replace(this.#pattern, shown)
    return masked.includes('…') ? masked.replace(/\S+(?=…)/gu, (word) => this.#withoutStart(word)) : masked
  }

  /** Every text in plain data. Keys stay. */
  value<Value>(value: Value): Value {
    return this.#pattern ? (this.#deep(value) as Value) : value
  }

  #deep(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value)
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map((each) => this.#deep(each))
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.#deep(each)]))
  }

  /** Of a word that was cut: a secret may have begun in it. */
  #withoutStart(word: string): string {
    for (const secret of this.#forms) {
      const longest = Math.min(secret.length - 1, word.length)
      for (let length = longest; length >= telling; length--) {
        if (word.endsWith(secret.slice(0, length))) return word.slice(0, -length) + shown
      }
    }
    return word
  }
}

/** As it is, as part of an address, and inside JSON. */
function formsOf(secret: string): string[] {
  if (secret === '') return []
  return [secret, encodeURIComponent(secret.toWellFormed()), JSON.stringify(secret).slice(1, -1)]
}

function patternOf(form: string, isSecret: boolean): string {
  const exact = form.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  return isSecret && form.length >= surelySecret ? exact : `(?<![\\p{L}\\p{N}_/\\\\])${exact}(?![\\p{L}\\p{N}_])`
}
