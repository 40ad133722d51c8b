"""The real Twilio client, its requests carried into the network's app in this process."""

import base64
from urllib.parse import urlencode

import requests
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from bot.phones import Account, Network, Request, Trouble, create_network_app, into


class InProcess(TwilioHttpClient):
    """twilio's own HTTP client with the socket taken out: no answer is raised as what `requests` raises."""

    def __init__(self, network: Network, timeout: float = 10.0) -> None:
        super().__init__(timeout=timeout)
        self.carry = into(create_network_app(network))

    def request(
        self, method, url, params=None, data=None, headers=None, auth=None, timeout=None, allow_redirects=False
    ):
        query = f"?{urlencode(params, doseq=True)}" if params else ""
        told = base64.b64encode(":".join(auth).encode()).decode()
        head = {**(headers or {}), "Authorization": f"Basic {told}"}
        body = urlencode(data or {}, doseq=True).encode()
        limit = timeout or self.timeout
        answer = self.carry(Request(method.upper(), url + query, head, body, read_seconds=limit))
        if isinstance(answer, Trouble):
            raise requests.ReadTimeout() if answer.kind == "timeout" else requests.ConnectionError()
        return Response(answer.status, answer.text, answer.headers)


def client_of(network: Network, account: Account) -> Client:
    """A Client for one account of the network."""
    return Client(account.sid, account.token, http_client=InProcess(network))
