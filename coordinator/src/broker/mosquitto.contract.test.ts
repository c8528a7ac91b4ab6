import { describeMqttAccess, describeMqttPort } from '@muster/protocol/testing/contract'
import { expect, it } from 'vitest'
import { isMosquittoInstalled, mosquittoHarness } from './testing/mosquitto-harness.ts'

const isInstalled = isMosquittoInstalled()

it('has a Mosquitto to test with (apt-get install mosquitto)', context => {
  if (process.env['CI'] !== 'true' && !isInstalled)
    context.skip('Mosquitto is not installed: its suites were not run')
  expect(isInstalled, 'CI may not skip Mosquitto').toBe(true)
})

describeMqttPort('mqtt.js and Mosquitto', mosquittoHarness, { skip: !isInstalled })
describeMqttAccess('Mosquitto with our files', mosquittoHarness, { skip: !isInstalled })
