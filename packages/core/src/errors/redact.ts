const secretQuery =
  /([?&](?:X-Amz-[^=&\s]+|AWSAccessKeyId|Signature|sig|token|authToken|password|access_token)=)[^&\s"']+/gi
// A password that was not percent-encoded may hold a slash: then it is no port that follows the colon.
const userInfo = /(\b[a-z][a-z0-9+.-]*:\/\/)(?:[^\s/@"':]+:(?!\d*(?:[/?#\s"']|$))[^\s"']*|[^\s/@"']+)@/gi
// With one slash, or without a scheme, this still is what somebody meant for an address.
const nearlyUserInfo = /(\bhttps?:\/|(?<![^\s"'(=,]))[^\s/@"':=]+:(?!\d*(?:[/?#\s"']|$))[^\s/"']+@(?=[\w[-])/gi
// An address as somebody typed it, alone or after a flag: there a password may hold spaces and quotes too.
const typedUserInfo = /^((?:--?[\w-]+=)?[a-z][a-z0-9+.-]*:\/+)[^\s/@:]+:(?!\d*(?:[/?#\s]|$))[\s\S]*@/i
const authorization =
  /((?:authorization|x-amz-security-token|cookie)["']?\s*[:=]\s*["']?)(?:(?:basic|bearer)\s+)?[^\s"',}]+/gi
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g

/** Text fit for a message, log or report: no passwords, tokens or presigned signatures, no control characters, at most `max` characters. */
export function redact(text: string, max = 2000): string {
  const clean = text
    .slice(0, max * 4)
    .replace(typedUserInfo, '$1')
    .replace(userInfo, '$1')
    .replace(nearlyUserInfo, '$1')
    .replace(secretQuery, '$1***')
    .replace(authorization, '$1***')
    .replace(control, ' ')
  return clean.length > max ? `${clean.slice(0, max)}…` : clean
}
