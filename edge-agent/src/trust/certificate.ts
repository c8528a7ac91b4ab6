import { X509Certificate } from 'node:crypto'
import type { Timestamp } from '@muster/runtime'

/** What people go by when they look at a certificate. */
export interface CertificateFacts {
  /** SHA-1 of the certificate, 40 hexadecimal digits, as OPC UA tools show it. */
  readonly thumbprint: string
  /** Such as `CN=Printer, O=Maker`. */
  readonly subject: string
  readonly notBefore: Timestamp
  readonly notAfter: Timestamp
}

/** @param bytes one certificate, DER or PEM @returns undefined where it is none */
export function readCertificate(bytes: Uint8Array): CertificateFacts | undefined {
  try {
    const certificate = new X509Certificate(bytes)
    return {
      thumbprint: certificate.fingerprint.replaceAll(':', '').toLowerCase(),
      subject: certificate.subject.replaceAll('\n', ', '),
      notBefore: Date.parse(certificate.validFrom),
      notAfter: Date.parse(certificate.validTo),
    }
  } catch {
    return undefined
  }
}

/** What is wrong with a certificate at this time, for people; undefined where nothing is. */
export function timeFault({ notBefore, notAfter }: CertificateFacts, now: Timestamp): string | undefined {
  if (now >= notAfter) return `has expired on ${timeText(notAfter)}`
  if (now >= notBefore) return undefined
  const clock = `this machine's clock says ${timeText(now)}`
  return `is valid only from ${timeText(notBefore)} on, and ${clock}: look whether the clocks are right`
}

/** A time as people read it, to the second. */
export function timeText(time: Timestamp): string {
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}
