"""Twilio's numbers for what goes wrong, with our own words. Codes and statuses are Twilio's."""

from dataclasses import dataclass

# code: (HTTP status, words)
REFUSALS: dict[int, tuple[int, str]] = {
    20001: (400, "Invalid parameter"),
    20003: (401, "Authenticate"),
    20004: (405, "Method not allowed"),
    20404: (404, "The requested resource was not found"),
    20415: (415, "Only application/x-www-form-urlencoded is read here"),
    20429: (429, "Too many requests"),
    20500: (500, "Internal server error"),
    20503: (503, "Service unavailable"),
    21201: (400, "No 'To' number is given"),
    21205: (400, "The 'Url' is not an absolute http or https URL"),
    21210: (400, "The 'From' number is not one of this account's numbers"),
    21211: (400, "The 'To' number is not a valid E.164 phone number"),
    21212: (400, "The 'From' number is not a valid E.164 phone number"),
    21213: (400, "No 'From' number is given"),
    21220: (400, "The call is not in a state that allows this"),
    21602: (400, "A message needs a 'Body' or a 'MediaUrl'"),
    21603: (400, "A message needs a 'From' or a 'MessagingServiceSid'"),
    21604: (400, "A message needs a 'To' phone number"),
    21606: (400, "The 'From' number is not one of this account's message senders"),
    21609: (400, "The 'StatusCallback' is not an absolute http or https URL"),
    21608: (400, "The number is unverified, and this account is a trial"),
    21610: (400, "The recipient has opted out of messages from this sender"),
    21611: (429, "The queue of this 'From' number is full"),
    21614: (400, "The 'To' number is not a mobile number"),
    21617: (400, "The 'Body' is longer than 1600 letters"),
    21620: (400, "A 'MediaUrl' is not an absolute http or https URL"),
    21701: (404, "The Messaging Service does not exist"),
}

# What a carrier, or the network's own queue, may say of a message later.
DELIVERY: dict[int, str] = {
    21610: "The recipient has opted out",
    30001: "Queue overflow",
    30002: "Account suspended",
    30003: "Unreachable destination handset",
    30004: "Message blocked",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    30008: "Unknown error",
    30022: "Campaign rate exceeded",
    30034: "Number not registered",
    30036: "Validity period expired",
}

# What a webhook answered badly.
WEBHOOK: dict[int, str] = {
    11200: "No usable HTTP answer",
    12100: "The answer is not an XML document",
    12200: "The answer is not TwiML that this network speaks",
    12300: "The answer has a content type that is not TwiML",
}


@dataclass(frozen=True)
class Refusal:
    """What the REST API says in place of doing it. `detail` names the parameter, never its value."""

    code: int
    detail: str = ""

    @property
    def status(self) -> int:
        return REFUSALS[self.code][0]

    def shape(self) -> dict[str, object]:
        """The JSON that twilio-python turns into a TwilioRestException."""
        words = REFUSALS[self.code][1] + (f": {self.detail}" if self.detail else "")
        more = f"https://www.twilio.com/docs/errors/{self.code}"
        return {"code": self.code, "message": words, "more_info": more, "status": self.status}
