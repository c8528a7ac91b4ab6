import { describeMqttAccess, describeMqttPort } from '@muster/protocol/testing/contract'
import { aedesHarness } from './testing/broker-harness.ts'

describeMqttPort('mqtt.js and the embedded broker', aedesHarness)
describeMqttAccess('the embedded broker', aedesHarness)
