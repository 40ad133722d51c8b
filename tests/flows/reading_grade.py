"""How hard an English text is to read: the Flesch-Kincaid grade, with syllables counted by rule.

Kincaid, Fishburne, Rogers and Chissom (1975): 0.39 words a sentence + 11.8 syllables a word - 15.59.
Short texts score noisily.
"""

import re

SILENT = re.compile(r"(?:[^l]e|[^td]ed|[^csxz]es)$")


def grade(text: str) -> float:
    """The school grade. Numbers and codes count as one short word."""
    sentences = [part for part in re.split(r"[.!?]+", text) if re.search(r"\w", part)]
    words = re.findall(r"[A-Za-z']+|\d+", text)
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    """Groups of vowels, less a silent ending; never less than one."""
    lower = word.lower().replace("'", "")
    groups = len(re.findall(r"[aeiouy]+", lower))
    return max(1, groups - (1 if groups > 1 and SILENT.search(lower) else 0))
