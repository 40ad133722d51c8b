"""The local phone network: Twilio's wire protocol on this machine, and phones for people and tests.

A test drives the whole line on the network's own clock, with no socket and no sleep. Webhooks go straight into the
program's WSGI app, and the program's Twilio client is pointed at `into(create_network_app(network))`:

    network = Network(start, Random(7), into(program_app))
    account = network.add_account()
    network.add_line("+12175550100", account, "https://line.example/sms#rc=3&rp=all", voice_url="https://line.example/voice")
    ana = Person(network, network.add_phone("+12175550111", "Ana"), patience)
    joy = Person(network, network.add_phone("+12175550131", "Joy"), patience)
    ana.texts("6 9")
    joy.hears("URGENT")
    joy.texts("1")
    ana.hears("Joy")
    network.assert_quiet()

`patience(done, within)` lets the world go on until `done()`. Without workers it is `network.run_until`; with them,
`lambda done, within: network.run_until(done, within, every=2.0, also=sweep)` calls `sweep()` every 2 s of network time.
The program's clock is `lambda: network.now`. `network.faults`, `Phone.carrier` and `Phone.habit` make things go wrong.

A demo serves it on loopback with a clock that runs; people use the page at `served.url`:

    network = Network(clock.now(), Random(7), over_loopback(), keep=5_000)
    account = network.add_account()
    network.add_line("+12175550100", account, f"{web}/sms", voice_url=f"{web}/voice", name="Riverside Peers")
    network.add_phone("+12175550111", "Ana", "client")
    network.add_phone("+12175550131", "Joy", "coach", voicemail=25)
    served = serve(network, "127.0.0.1", 8100, clock.now)
    print(served.url)
    served.wait()

The program in its own process reads `account.sid`, `account.token` and `served.url` (in place of api.twilio.com).
It does not send anything off this machine, schedule messages, record, or speak.
"""

from bot.phones.app import Served, create_network_app, serve
from bot.phones.network import Network, Unexpected
from bot.phones.people import Patience, Person
from bot.phones.records import Account, Line, Phone
from bot.phones.switch import Delays
from bot.phones.wire import Answer, Broken, Outlet, Request, Response, Trouble, into, over_loopback, sign

__all__ = [
    "Account",
    "Answer",
    "Broken",
    "Delays",
    "Line",
    "Network",
    "Outlet",
    "Patience",
    "Person",
    "Phone",
    "Request",
    "Response",
    "Served",
    "Trouble",
    "Unexpected",
    "create_network_app",
    "into",
    "over_loopback",
    "serve",
    "sign",
]
