export type { TrackingServerOptions } from './open-tracking-server.ts'
export { openTrackingServer } from './open-tracking-server.ts'
export { TrackingServer } from './tracking-server.ts'
