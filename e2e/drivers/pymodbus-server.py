"""A controller on pymodbus, which this project did not write, for the test of the Modbus driver against it.

    python3 pymodbus-server.py tcp | rtu-over-tcp | rtu

Prints where it listens, a port or a device, and serves until its standard input ends. Addresses count from 0.
Coil 0 starts. Holding: 0 target in tenths, 1 rate as float32 with the lower word first, 16 to 47 an id. Input: 0 status
(0 idle, 1 runs, 2 done; done at the fourth look), 1 number of starts as int32, 3 percent as float32 with the lower word
first, 5 result as float64, 10 to 41 the id of the run, 42 to 73 empty, 80 a float32 that is NaN.
"""
import asyncio
import logging
import os
import struct
import sys
import threading
import tty

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.server import StartAsyncSerialServer, StartAsyncTcpServer
from pymodbus.transaction import ModbusRtuFramer, ModbusSocketFramer


def words(layout, value):
    raw = struct.pack(layout, value)
    return [int.from_bytes(raw[i : i + 2], "big") for i in range(0, len(raw), 2)]


class Inputs(ModbusSequentialDataBlock):
    """Counts the looks at the status, so that a run ends without a clock."""

    looks = 0

    def getValues(self, address, count=1):
        if address == 0 and self.values[0] == 1:
            self.looks += 1
            self.values[3:5] = words(">f", min(100.0, self.looks * 25.0))[::-1]
            if self.looks > 3:
                self.values[0] = 2
        return super().getValues(address, count)


class Coils(ModbusSequentialDataBlock):
    def __init__(self, holding, inputs):
        super().__init__(0, [0] * 8)
        self.holding, self.inputs, self.starts = holding, inputs, 0

    def setValues(self, address, values):
        if address != 0 or not values[0]:
            return
        self.starts += 1
        rate = struct.unpack(">f", struct.pack(">HH", *self.holding.values[1:3][::-1]))[0]
        inputs = self.inputs
        inputs.looks, inputs.values[0] = 0, 1
        inputs.values[1:3] = words(">i", self.starts)
        inputs.values[5:9] = words(">d", self.holding.values[0] / 10 + rate)
        inputs.values[10:42] = self.holding.values[16:48]


def cable():
    """Two serial lines with a cable between them. Gives the devices at its ends."""
    ends = [os.openpty() for _ in range(2)]
    for master, slave in ends:
        tty.setraw(master)
        tty.setraw(slave)

    def carry(source, target):
        while True:
            os.write(target, os.read(source, 1024))

    for a, b in (ends, ends[::-1]):
        threading.Thread(target=carry, args=(a[0], b[0]), daemon=True).start()
    return [os.ttyname(slave) for _, slave in ends]


async def main(mode):
    holding = ModbusSequentialDataBlock(0, [0] * 64)
    inputs = Inputs(0, [0] * 96)
    inputs.values[80:82] = words(">f", float("nan"))
    slave = ModbusSlaveContext(co=Coils(holding, inputs), hr=holding, ir=inputs, zero_mode=True)
    context = ModbusServerContext(slaves=slave, single=True)
    if mode == "rtu":
        here, there = cable()
        server = await StartAsyncSerialServer(
            context, framer=ModbusRtuFramer, port=here, baudrate=115200, defer_start=True
        )
        await server.start()
        serving = asyncio.ensure_future(server.serve_forever())
    else:
        framer = ModbusSocketFramer if mode == "tcp" else ModbusRtuFramer
        server = await StartAsyncTcpServer(context, framer=framer, address=("127.0.0.1", 0), defer_start=True)
        serving = asyncio.ensure_future(server.serve_forever())
        await server.serving
        there = server.server.sockets[0].getsockname()[1]
    print(there, flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    serving.cancel()
    os._exit(0)


logging.disable()
asyncio.run(main(sys.argv[1]))
