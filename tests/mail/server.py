"""A real mail server (aiosmtpd) that writes what it accepts into a folder, one file each, and
misbehaves for some addresses: refused@ never, later@ the first time, dropped@ takes the letter
and hangs up without a word, slow@ takes its time before it answers.

Usage: server.py FOLDER. Prints its port. Ends when its standard input does.
"""

import asyncio
import pathlib
import sys

from aiosmtpd.smtp import SMTP

FOLDER = pathlib.Path(sys.argv[1])


class Handler:
    def __init__(self):
        self.put_off = set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused@"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("later@") and address not in self.put_off:
            self.put_off.add(address)
            return "451 4.3.0 try again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        to = envelope.rcpt_tos[0]
        count = len(list(FOLDER.iterdir()))
        part = FOLDER.parent / f"part-{count}"
        part.write_bytes(envelope.original_content)
        part.rename(FOLDER / f"{count:03}-{to}.eml")
        if to.startswith("dropped@"):
            server.transport.abort()
            await asyncio.sleep(3600)
        if to.startswith("slow@"):
            await asyncio.sleep(5)
        return "250 OK"


async def main():
    loop = asyncio.get_running_loop()
    handler = Handler()
    server = await loop.create_server(lambda: SMTP(handler, enable_SMTPUTF8=True), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
