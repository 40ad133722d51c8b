"""The page for clinical review, written from the rules themselves. `docs/triage.md` is its stored copy."""

from collections.abc import Iterator

from flows.triage.folding import load
from flows.triage.rules import Book, Rule, book
from flows.triage.second import learnt

INTRO = """\
# What triage reads for

Written from the rules by `flows.triage.document`; do not edit by hand. Version `{version}`.

Every text a person sends is read by these rules before anything else. A text gets the highest tier that any rule
gives it, with or without its greetings and thanks; then the second reader (below) may raise that tier, never lower
it. Where a rule or a word is wrong, say so with its id: rules are in `flows/triage/data/rules/`, words in
`flows/triage/data/words.toml`, what lowers a match in `flows/triage/data/context.toml`, spelling in `folding.toml`.

| tier | means |
| --- | --- |
| `emergency` | life in danger now, of the sender or of someone beside them |
| `urgent` | a human is needed within minutes |
| `concern` | a coach looks in the same day |
| `none` | the conversation goes on |

## How patterns are written

| written | means |
| --- | --- |
| `pills` | this word, in any spelling that folds to it (case, accents, emoji, doubled letters, texting spelling) |
| `overdos*` | any word that starts so |
| `blue/gray` | one of these |
| `<pills>` | anything the signal of that name stands for |
| `#8-10` | a number from 8 to 10 |
| `my?` | may be there or not |
| `~` `~6` | up to three (six) other words between; never over a "no", never into the next sentence |
| `^` `$` | the sentence begins here, ends here |
| `a & b` | both, within thirty words, in any order |

A rule fires when one of its patterns is found. It does not when something of *harmless with* touches the match (at
most one word between), in the same clause. Something of *less sure with*, within eight words in the same clause, lowers
the match by one tier, unless something beside the match says that it happens now, here or to the person who texts
(`<present>`). A comma or a word such as {joints} begins another clause. Words such as {fillers} are skipped.

## What lowers a match

A "no" just before a match makes it none. Quotation lowers it by one tier, and to none when the text asks about the
words or tells what is printed. A phone's reaction (`Liked "..."`) is not read. Otherwise:

"""


SECOND = """
## The second reader

Rules miss what nobody thought of. The second reader is two statistical models whose scores are added. Scales weigh
words, words near each other and signals, whatever their order; a small network reads the words in their order, forwards
and backwards. Both were shown the invented messages of `tests/triage/corpus` (never the held-out ones). A word is to
them the word itself, its kinds (`PILL` is any word listed under `pill` in `kinds.toml`, in either language), its
beginning (`overd-`) and its letters in a row; they also see which rule decided, and how long the text is. The reader
only raises: from none or concern to urgent or emergency, and from urgent to emergency. Its verdicts carry the rule id
`second.urgent` or `second.emergency` and name the words that the network looked at most. What a rule says, it never
lowers. A rule marked *a hint* stands in too many harmless texts to page anybody: by itself it is a concern, and
a coach looks the same day. Where this reader does not take the text for harmless, it is what the rule's tier says; that
needs less than to raise a text that no rule has seen.

How well this does with people whose texts were never looked at: of the held-out messages by other hands, rules and
second reader together find {serious:.0%} of the urgent ones and emergencies as at least urgent, and {emergency:.0%}
of the emergencies as such; {alarms:.0%} of the ordinary ones are taken for urgent or worse. Those messages are harder
than most that a line gets: oblique danger, and ordinary talk that sounds like danger.
`python -m tests.triage.report` prints what is found of the held-out messages, and how often each rule is right.
`make learn` teaches the reader anew; what it has learnt is in `flows/triage/data` (`weights.tsv` can be
read; `network.npz` cannot), and `peerline explain triage` tells of any text what it says and which words it looked at.
"""


def document() -> str:
    """The whole page as Markdown; the same rules give the same page."""
    rules = book()
    fillers = ", ".join(sorted(rules.folder.fillers)[:12])
    joints = ", ".join(f"“{word}”" for word in sorted(rules.folder.joints)[:6])
    parts = [INTRO.format(version=rules.version, fillers=fillers, joints=joints), *_contexts(rules), *_second()]
    parts += [*_rules(rules), *_signals()]
    return "\n".join(parts).rstrip() + "\n"


def _contexts(rules: Book) -> Iterator[str]:
    yield "| context | why | found by | words before / after | lowers |"
    yield "| --- | --- | --- | --- | --- |"
    for context in rules.contexts:
        steps = ", ".join(f"{tier} to {to}" for tier, to in context.lowers.items())
        kind = " (only for rules that heed it)" if context.optional else ""
        kind += " (in the same clause)" if context.clause else ""
        yield (
            f"| {context.name}{kind} | {context.about} | `{context.signal}` "
            f"| {context.before} / {context.after} | {steps} |"
        )


def _second() -> Iterator[str]:
    brain = learnt()
    yield SECOND.format(**brain.found)


def _rules(rules: Book) -> Iterator[str]:
    yield "\n## The rules\n"
    for rule in rules.rules:
        yield f"### `{rule.id}`: {rule.tier}\n"
        yield f"{rule.why}{'' if rule.sure else ' *A hint.*'}\n"
        yield f"* fires: {_said(rule.fires)}"
        yield f"* does not: {_said(rule.quiet)}"
        yield from _details(rule)
        yield ""


def _details(rule: Rule) -> Iterator[str]:
    yield f"* patterns: {_code(rule.written)}"
    for name, values in (
        ("harmless with", rule.harmless_by),
        ("less sure with", rule.doubted_by),
        ("heeds", sorted(rule.heeds)),
        ("ignores", sorted(rule.ignores)),
    ):
        if values:
            yield f"* {name}: {_code(values)}"


def _signals() -> Iterator[str]:
    yield "\n## The signals\n"
    for name, section in load("words.toml").items():
        yield f"### `<{name}>`\n\n{section['about']}\n\n> {' '.join(section['any'].split())}\n"


def _said(examples: tuple[str, ...]) -> str:
    return "; ".join(f"“{example}”" for example in examples)


def _code(values: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f"`{value}`" for value in values)
