/** The namespace of OPC 10031-4 v2.00. */
export const ISA95_NAMESPACE = 'http://opcfoundation.org/UA/ISA95-JOBCONTROL_V2/'
/** The namespace of the simulator's own nodes. */
export const SIMULATOR_NAMESPACE = 'urn:muster:simulator'

/** StateNumber of each top level state, as the nodeset has them. */
export const STATE_NUMBERS = {
  NotAllowedToStart: 1,
  AllowedToStart: 2,
  Running: 3,
  Interrupted: 4,
  Ended: 5,
  Aborted: 6,
} as const
/** The namespace of OPC 40540, additive manufacturing. */
export const ADDITIVE_NAMESPACE = 'http://opcfoundation.org/UA/AdditiveManufacturing/'
